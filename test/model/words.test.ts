import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { environmentOf, placeNames } from '../../rules/model/environment.ts';
import { phraseTest, wordsOf } from '../../rules/model/words.ts';

test('words end at signs and where camel case turns', () => {
  deepEqual(wordsOf('POSTGRES_PASSWORD'), ['postgres', 'password']);
  deepEqual(wordsOf('spring.datasource.password'), ['spring', 'datasource', 'password']);
  deepEqual(wordsOf('ORTHANC__AUTHENTICATION_ENABLED'), ['orthanc', 'authentication', 'enabled']);
  deepEqual(wordsOf('dbPassword2'), ['db', 'password2']);
  deepEqual(wordsOf('HTTPServerKey'), ['http', 'server', 'key']);
  deepEqual(wordsOf('Schlüssel-Größe'), ['schlüssel', 'größe']);
  deepEqual(wordsOf('--'), []);
});

test('a phrase is words in a row', () => {
  const words = wordsOf('AWS_SECRET_ACCESS_KEY');
  const holds = (...phrases: readonly string[]): boolean => phraseTest(phrases)(words);
  ok(holds('access key'));
  ok(holds('access token', 'access key'));
  ok(holds('secret'));
  ok(!holds('secret key'));
  ok(!holds('key id'));
  ok(!holds());
});

test('the first name with a word for an environment decides', () => {
  equal(environmentOf(['portal', undefined, 'portal-dev', 'prod']), 'test');
  equal(environmentOf(['production', 'test']), 'production');
  equal(environmentOf(['portal', 'latest', 'contest', 'developer']), 'unknown');
  equal(environmentOf([]), 'unknown');
});

test('a place gives the file, a folder called like an environment, and those where environments lie', () => {
  const names = (uri: string): string[] => [...placeNames(uri)];
  deepEqual(names('compose.dev.yaml'), ['compose.dev.yaml']);
  deepEqual(names('file:///home/dev/my-test/compose.yaml'), ['compose.yaml']);
  deepEqual(names('file:///c%3A/work/test/compose.yaml'), ['compose.yaml', 'test']);
  deepEqual(names('docker/development-easy/compose.yaml'), ['compose.yaml', 'development-easy']);
  deepEqual(names('/home/me/developer-portal/compose.yaml'), ['compose.yaml']);
  deepEqual(names('k8s/overlays/dev-eu/portal/pod.yaml'), ['pod.yaml', 'dev-eu']);
  deepEqual(names('k8s\\overlays\\qa\\pod.yaml'), ['pod.yaml', 'qa', 'qa']);
  deepEqual(names('file:///%E0%A4%A/pod.yaml'), ['pod.yaml']);
  deepEqual(names(''), ['']);
});
