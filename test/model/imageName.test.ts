import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseImageName, UNKNOWN } from '../../rules/model/imageName.ts';

const SHA256 = `sha256:${'a'.repeat(64)}`;

suite('an image reference', () => {
  const repositories: readonly (readonly [string, string])[] = [
    ['postgres', 'docker.io/library/postgres'],
    ['docker.io/postgres', 'docker.io/library/postgres'],
    ['index.docker.io/library/postgres', 'docker.io/library/postgres'],
    ['orthancteam/orthanc', 'docker.io/orthancteam/orthanc'],
    ['registry:5000/app', 'registry:5000/app'],
    ['localhost/app', 'localhost/app'],
    ['REGISTRY/app', 'registry/app'],
    ['gcr.io/distroless/static-debian12:nonroot', 'gcr.io/distroless/static-debian12'],
    ['docker-image://alpine:3.20', 'docker.io/library/alpine'],
  ];
  for (const [text, repository] of repositories)
    test(`${text} is in ${repository}`, () => equal(parseImageName(text)?.repository, repository));

  const tags: readonly (readonly [string, object])[] = [
    ['postgres', { state: 'unset' }],
    ['postgres:17.2', { state: 'set', value: '17.2' }],
    ['registry:5000/app', { state: 'unset' }],
    ['registry:5000/app:1', { state: 'set', value: '1' }],
    [`postgres:${UNKNOWN}`, { state: 'unknown' }],
    [`${UNKNOWN}/ubuntu`, { state: 'unset' }],
    [`team/${UNKNOWN}`, { state: 'unknown' }],
    [`${UNKNOWN}app`, { state: 'unknown' }],
    [`debian@${SHA256}`, { state: 'unset' }],
  ];
  for (const [text, tag] of tags)
    test(`${JSON.stringify(text)} has the tag ${JSON.stringify(tag)}`, () => deepEqual(parseImageName(text)?.tag, tag));

  test('is pinned only by a whole digest', () => {
    equal(parseImageName(`debian:12@${SHA256}`)?.digest, SHA256);
    equal(parseImageName('debian:12@sha256:abc')?.digest, undefined);
    equal(parseImageName(`debian:12@${SHA256.toUpperCase()}`)?.digest, undefined);
    equal(parseImageName(`debian:12@${UNKNOWN}`)?.digestUnknown, true);
  });

  test('that is wholly unknown says nothing', () => equal(parseImageName(UNKNOWN), undefined));

  test('with an unknown registry has no repository', () => equal(parseImageName(`${UNKNOWN}/team/app:1`)?.repository, undefined));
});
