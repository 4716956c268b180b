import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { defaultUser, imageRows, isPrivateRegistry, isTrustedByDefault, matchesImage } from '../../rules/facts/images.ts';
import { parseImageName } from '../../rules/model/imageName.ts';

const named = (reference: string) => parseImageName(reference)!;

test('a source is a repository, or a pattern that ends where a part of the name ends', () => {
  const matches = (reference: string, ...sources: string[]) => matchesImage(named(reference), sources);
  ok(matches('node:22', 'node'));
  ok(matches('docker.io/library/node:22', 'node'));
  ok(matches('node', 'docker.io/library/*'));
  ok(matches('node', 'docker.io/*'));
  ok(matches('node', 'library/*'));
  ok(matches('localhost/portal', 'localhost/*'));
  ok(matches('hospital/portal', 'hospital/*'));
  ok(matches('hospital/portal', 'docker.io/hospital/*'));
  ok(matches('registry.example:5000/a/b/c:1', 'registry.example:5000/*'));
  ok(matches('gcr.io/team/app', 'quay.io/team/*', 'gcr.io/team/*'));
  ok(!matches('gcr.io/team-evil/app', 'gcr.io/team/*'));
  ok(!matches('gcr.io/team', 'gcr.io/team/*'));
  ok(!matches('registry.example.evil.com/app', 'registry.example/*'));
  ok(!matches('nodes', 'node'));
  ok(!matches('quay.io/library/node', 'node'));
  ok(!matches('node'));
});

test('within a part of the name `*` stands for any characters, at the end for everything below', () => {
  const matches = (reference: string, ...sources: string[]) => matchesImage(named(reference), sources);
  ok(matches('registry.example/team-a/app:1', 'registry.example/team-*/app'));
  ok(!matches('registry.example/team-a/evil/app:1', 'registry.example/team-*/app'));
  ok(matches('registry.example/team-a/x/y', 'registry.example/team-*/*'));
  ok(!matches('registry.example/team-a', 'registry.example/team-*/*'));
  ok(matches('1.dkr.ecr.eu-central-1.amazonaws.com/app', '*.dkr.ecr.eu-central-1.amazonaws.com/*'));
  ok(!matches('evil.example/a.dkr.ecr.eu-central-1.amazonaws.com/app', '*.dkr.ecr.eu-central-1.amazonaws.com/*'));
  ok(matches('redis-stack', 'redis*') && !matches('evil.example/redis', 'redis*'));
  ok(matches('quay.io/a/my-nginx-ingress', '*nginx*') && !matches('quay.io/nginx/a', '*nginx*'));
  ok(matches('quay.io/team/a', '*/team/*') && !matches('quay.io/x/team/a', '*/team/*'));
  ok(matches('anything.example/at/all', '*'));
  ok(matches('node:22-alpine', 'node:22*') && !matches('node', 'node:22*'));
});

test('a source with a tag or a digest asks for that', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  ok(matchesImage(named('node:22'), ['node:22']));
  ok(!matchesImage(named('node:24'), ['node:22']));
  ok(matchesImage(named(`node:24@${digest}`), [`node@${digest}`]));
  ok(!matchesImage(named('node:24'), [`node@${digest}`]));
});

test('an image that is not wholly known is in no source', () => {
  ok(!matchesImage(named('\uFFFE/node:22'), ['node', 'docker.io/library/*']));
  ok(!matchesImage(undefined, ['node']));
});

test('official images and well-known vendors are trusted without a list', () => {
  for (const reference of [
    'node',
    'docker.io/library/postgres:17',
    'mcr.microsoft.com/dotnet/sdk:9.0',
    'gcr.io/distroless/static',
  ])
    ok(isTrustedByDefault(named(reference)), reference);
  for (const reference of [
    'someone/node',
    'ghcr.io/someone/app',
    'mcr.microsoft.com.evil.com/x',
    'gcr.io/distroless-evil/static',
  ])
    ok(!isTrustedByDefault(named(reference)), reference);
});

test('a registry of one’s own has a private address or no public suffix', () => {
  for (const host of [
    '123456789012.dkr.ecr.us-east-1.amazonaws.com',
    'hospital.azurecr.io',
    'europe-docker.pkg.dev',
    'localhost:5000',
    'registry:5000',
    '10.0.0.5:5000',
    '[::1]:5000',
    'registry.hospital.internal',
    'registry.svc.cluster.local',
  ])
    ok(isPrivateRegistry(host), host);
  for (const host of ['docker.io', 'quay.io', 'registry.hospital.org', 'azurecr.io.evil.com', 'public.ecr.aws'])
    ok(!isPrivateRegistry(host), host);
});

test('the user an image starts as, where it is known', () => {
  const users: Readonly<Record<string, string | undefined>> = {
    'debian:12': 'root',
    'node:22': 'root',
    'nginx:1.29': 'root',
    'gcr.io/distroless/static-debian12': 'root',
    'gcr.io/distroless/static-debian12:nonroot': 'nonroot',
    'gcr.io/distroless/static-debian12:debug-nonroot': 'nonroot',
    'nginxinc/nginx-unprivileged:1.29': 'nonroot',
    'haproxy:3.0': 'nonroot',
    'cgr.dev/chainguard/node': 'nonroot',
    'postgres:17': 'drops',
    'eclipse-mosquitto:2': 'drops',
    'registry.access.redhat.com/ubi9:9.4': 'root',
    'registry.access.redhat.com/ubi9/ubi-minimal:9.4': 'root',
    'registry.access.redhat.com/ubi9/nodejs-20': undefined,
    'hospital/portal': undefined,
    'quay.io/someone/node': undefined,
  };
  for (const [reference, user] of Object.entries(users)) equal(defaultUser(named(reference)), user, reference);
});

test('what is known of an image, the most exact first', () => {
  const products = (reference: string) => imageRows(named(reference)).map(({ product }) => product);
  equal(products('postgres:17')[0], 'PostgreSQL');
  equal(products('docker.io/orthancteam/orthanc:24.10')[0], 'Orthanc (team image)');
  deepEqual(products('bahmni/openmrs:1'), ['OpenMRS', 'Bahmni modules']);
  equal(products('registry.hospital.example/mirth-connect:4')[0], 'Mirth Connect');
  deepEqual(products('hospital/portal'), []);
});
