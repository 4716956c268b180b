import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { endedRelease } from '../../rules/facts/releases.ts';
import { releaseTable, releaseTableDate } from '../../rules/facts/releaseTable.ts';
import { parseImageName } from '../../rules/model/imageName.ts';

/** What a reference names that ended by 2026-11-25, and when. */
function ended(reference: string, grace = 0): string | undefined {
  const found = endedRelease(parseImageName(reference)!, '2026-11-25', grace);
  return found && `${found.release}${found.inside ? ' inside' : ''}`;
}
const next = (reference: string): string | undefined => endedRelease(parseImageName(reference)!, '2026-11-25', 0)?.next;

suite('the release a tag names', () => {
  test('is the longest beginning of its version that is one', () => {
    equal(ended('node:14.21.3-alpine'), 'Node.js 14');
    equal(ended('python:3.7.17'), 'Python 3.7');
    equal(ended('quay.io/argoproj/argocd:v2.4.7'), 'Argo CD 2.4');
    equal(ended('docker.elastic.co/elasticsearch/elasticsearch:6.8.23'), 'Elasticsearch 6');
    equal(ended('eclipse-temurin:18.0.2_9-jre'), 'Eclipse Temurin 18');
    equal(ended('mcr.microsoft.com/dotnet/aspnet:6.0-alpine'), '.NET 6');
    equal(ended('timescale/timescaledb:2.11.2-pg12'), 'PostgreSQL 12');
    equal(ended('tomcat:8-jre8'), 'Tomcat 8.5');
    equal(ended('amazonlinux:1'), 'Amazon Linux 2018.03');
  });

  test('may be a code name, or stand in the name of the image', () => {
    equal(ended('debian:stretch-20220622-slim'), 'Debian 9 (stretch)');
    equal(ended('ubuntu:bionic'), 'Ubuntu 18.04 (bionic)');
    equal(ended('node:fermium-slim'), 'Node.js 14');
    equal(ended('node:lts-gallium'), 'Node.js 16');
    equal(ended('registry.access.redhat.com/ubi7:7.9'), 'Red Hat Universal Base Image 7');
    equal(ended('registry.access.redhat.com/ubi9/python-311:1-20'), undefined);
    equal(ended('quay.io/centos/centos:stream8'), 'CentOS Stream 8');
    equal(ended('quay.io/centos/centos:stream10'), undefined);
  });

  test('is the newest where the minor version is open', () => {
    equal(ended('python:2'), 'Python 2.7');
    equal(ended('python:3'), undefined);
    equal(ended('php:7-fpm'), 'PHP 7.4');
  });

  test('is none where the tag names none', () => {
    for (const reference of [
      'node',
      'node:latest',
      'node:lts-alpine',
      'node:99',
      'node:current',
      'mariadb:lts',
      'someone/node:14',
    ])
      equal(ended(reference), undefined, reference);
  });
});

suite('the end of its support', () => {
  test('is that of the line, not of the number', () => {
    equal(ended('redis:6.2'), undefined);
    equal(ended('redis:7.0'), 'Redis 7.0');
    equal(ended('debian:bullseye'), 'Debian 11 (bullseye)');
    equal(ended('debian:12'), undefined);
  });

  test('is given days of grace', () => {
    equal(ended('node:20'), 'Node.js 20');
    equal(ended('node:20', 365), undefined);
    equal(ended('node:18', 365), 'Node.js 18');
  });

  test('is a year later where releases follow each other', () => {
    equal(ended('traefik:v3.6'), undefined);
    equal(ended('traefik:v3.4'), 'Traefik 3.4');
  });
});

suite('the distribution inside', () => {
  test('is looked at when the product is not over', () => {
    equal(ended('python:3.13-slim-buster'), 'Debian 10 (buster) inside');
    equal(ended('nginx:1.30-alpine3.15-slim'), 'Alpine Linux 3.15 inside');
    equal(ended('bitnami/postgresql:17.2.0-debian-11-r3'), 'Debian 11 (bullseye) inside');
    equal(ended('registry.example/records:1.4.2-focal'), 'Ubuntu 20.04 (focal) inside');
    equal(ended('python:3.13-slim-bookworm'), undefined);
    equal(ended('node:14-buster'), 'Node.js 14');
  });
});

suite('a tag of the next release', () => {
  test('keeps what kind of image it is', () => {
    equal(next('node:14.21.3-alpine3.15'), '22-alpine');
    equal(next('debian:buster-slim'), 'bookworm-slim');
    equal(next('debian:9.13'), '12');
    equal(next('python:3.13-slim-buster'), '3.13-slim');
    equal(next('traefik:v3.4'), 'v3.7');
  });

  test('is not known where releases are no tags, or a digest would be left behind', () => {
    equal(next('docker.elastic.co/elasticsearch/elasticsearch:6.8.23'), undefined);
    equal(next(`node:14@sha256:${'a'.repeat(64)}`), undefined);
    equal(next('openjdk:8'), undefined);
  });
});

test('every row has releases, and every end is a day or said to be past', () => {
  match(releaseTableDate, /^\d{4}-\d\d-\d\d$/);
  for (const { product, images, releases } of releaseTable) {
    ok(images.length > 0, product);
    deepEqual(
      releases.split(' ').filter((release) => !/^[\w.-]+(?::[a-z]+)?(?:=(?:\d{4}-\d\d-\d\d|ended))?$/.test(release)),
      [],
      product,
    );
  }
});
