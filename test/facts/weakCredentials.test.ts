import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { fallbacksOf, judgeCredential } from '../../rules/facts/weakCredentials.ts';
import { parseImageName } from '../../rules/model/imageName.ts';

const judge = (name: string, value: string, image = '', beside: Readonly<Record<string, string>> = {}) =>
  judgeCredential(name, value, parseImageName(image), new Map(Object.entries(beside)))?.by;

test('what a product ships with, wherever its image comes from', () => {
  equal(judge('OE_PASS', 'pass', 'openemr/openemr:7.0.3'), 'default');
  equal(judge('MINIO_ROOT_PASSWORD', 'minioadmin', 'quay.io/minio/minio'), 'default');
  equal(judge('DB_PASSWORD', 'clinlims', 'itechuw/openelis-global-2'), 'default');
});

test('what is in every list, decorated or not', () => {
  for (const value of [
    'changeme',
    'Password1',
    'admin!',
    'root123',
    'welcome2024',
    'localpassword',
    'P@ssw0rd',
    'mysecret',
    'hunter2',
  ])
    equal(judge('DB_PASSWORD', value), value === 'hunter2' ? undefined : 'guessable', value);
});

test('what stands beside it', () => {
  equal(judge('DB_PASSWORD', 'records', '', { DB_USER: 'records' }), 'derived');
  equal(judge('DB_PASSWORD', 'Records1', '', { DB_NAME: 'records' }), 'derived');
  equal(judge('RABBITMQ_DEFAULT_PASS', 'lab', 'rabbitmq:4', { RABBITMQ_DEFAULT_USER: 'lab' }), 'derived');
  equal(judge('DB_PASSWORD', 'records', '', { DB_HOST: 'records' }), undefined);
});

test('names that are no password, and trust stores', () => {
  equal(judge('DB_USER', 'admin'), undefined);
  equal(judge('TOKEN', 'admin'), undefined);
  equal(judge('JAVA_TRUSTSTORE_PASSWORD', 'changeit'), undefined);
  equal(judge('TRUSTSTORE_PASSWORD', 'secret', 'dcm4che/dcm4chee-arc-psql:5.33.1'), undefined);
  equal(judge('APP_KEYSTORE_PASSWORD', 'changeit'), 'guessable');
});

test('logins an image falls back to', () => {
  equal(fallbacksOf(parseImageName('rabbitmq:4')!)[0]?.product, 'RabbitMQ');
  equal(fallbacksOf(parseImageName('postgres:17')!).length, 0);
  equal(fallbacksOf(parseImageName('openmrs/openmrs-core:2.7')!)[0]?.product, 'OpenMRS');
  equal(fallbacksOf(parseImageName('openmrs/openmrs-reference-application-3-gateway:3.2.0')!).length, 0);
});
