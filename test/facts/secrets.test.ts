import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { isAccessKeyId, isLiteralSecret, isSecretName } from '../../rules/facts/secrets.ts';
import { assertInProportion } from '../support/growth.ts';

const each = (words: string): string[] => words.trim().split(/\s+/);

test('names of credentials, by whole words', () => {
  for (const name of each(`DB_PASSWORD dbPassword spring.datasource.password POSTGRES_PASSWD MYSQL_ROOT_PASS API_KEY apiKey GITHUB_TOKEN
    JWT_SECRET client-secret AWS_SECRET_ACCESS_KEY RABBITMQ_ERLANG_COOKIE SENTRY_DSN ADMIN_PW REDIS_CREDENTIALS PGPASSWORD
    KEYSTORE_STOREPASS SECRET_KEY_BASE SSH_PRIVATE_KEY`))
    ok(isSecretName(name), name);
});

test('names about a credential, and words in which one is only a part', () => {
  for (const name of each(`POSTGRES_PASSWORD_FILE SECRETS_DIR TOKEN_URL SECRET_NAME SECRET_KEY_ID TOKEN_TTL PASSWORD_MIN_LENGTH
    PASSWORD_POLICY AUTH_TOKEN_TYPE TOKEN_EXPIRATION_SECONDS SECRET_BACKEND GIT_TOKEN_BRANCH SERVER_TOKENS PUBLIC_KEY PRIMARY_KEY
    SORT_KEY PROJECT_KEY CACHE_KEY KEYBOARD TOKENIZER MAX_TOKENS AUTHOR COMPASS PASSENGER PASS_THROUGH IMAGE_PULL_SECRET PW_LIST
    PASSWORD_VALIDATION_ENABLED DB_USER SALT KEY_COUNT`))
    ok(!isSecretName(name), name);
});

test('names that a team adds', () => {
  ok(isSecretName('PORTAL_PEPPER', ['portal_pepper']));
  ok(!isSecretName('PORTAL_PEPPER_2', ['PORTAL_PEPPER']));
});

test('values that are a credential as they stand', () => {
  for (const value of [
    'changeme',
    'password',
    'admin',
    'secret',
    'test',
    'Tr4umaWard7',
    '123456',
    'a b c',
    'p@ss$word',
    '/9j+4AAQSkZJRg==',
    'abc.def',
  ])
    ok(isLiteralSecret('PASSWORD', value), value);
});

test('values that are none', () => {
  for (const value of [
    ...['', ' ', 'ab', 'true', 'No', 'disabled', '3600', '30s', '12h'],
    ...['${DB_PASSWORD}', '$(cat secret)', '$DB_PASSWORD', '%DB_PASSWORD%', '{{ .Values.password }}', '\uFFFE', 'x\uFFFE'],
    ...[
      'vault:secret/data/db#pw',
      'ref+vault://x',
      'op://vault/item',
      'arn:aws:secretsmanager:x',
      'projects/1/secrets/db',
      'ENC[AES256_GCM]',
    ],
    ...[
      '<password>',
      '[secret]',
      'xxx',
      '***',
      '...',
      'your-password',
      'password-here',
      'insert-token',
      'TODO',
      'none',
      'replace_me',
      'REDACTED',
    ],
    ...['/run/secrets/db', './db.txt', '~/token', 'C:\\secrets\\db', 'tls.key', 'password.txt'],
    ...[
      'https://idp.example/token',
      'scram-sha-256',
      'md5',
      '$2y$05$abcdefghijklmnopqrstuv',
      '{SSHA}abcdef',
      '00000000-0000-0000-0000-000000000000',
    ],
  ])
    ok(!isLiteralSecret('PASSWORD', value), JSON.stringify(value));
});

test('a URL is one when a password is in it, a PIN when it is short', () => {
  ok(isLiteralSecret('TOKEN', 'https://portal:Tr4uma@db.example/'));
  ok(isLiteralSecret('DB_DSN', 'portal:Tr4uma@tcp(db:3306)/portal'));
  ok(isLiteralSecret('DB_DSN', 'host=db user=portal password=Tr4uma'));
  ok(!isLiteralSecret('DB_DSN', 'host=db user=portal'));
  ok(isLiteralSecret('CARD_PIN_SECRET', '1234'));
});

test('the id of an access key has a shape', () => {
  const key = `AKIA${'IOSFODNN7QUARTZY'}`;
  ok(isAccessKeyId('AWS_ACCESS_KEY_ID', key));
  ok(!isAccessKeyId('AWS_ACCESS_KEY_ID', 'portal'));
  ok(!isAccessKeyId('KEY', key));
});

test('the keys that manuals print are no credentials', () => {
  ok(!isAccessKeyId('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'));
  ok(!isLiteralSecret('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'));
  ok(isLiteralSecret('DB_PASSWORD', 'EXAMPLE'));
});

test('long values are judged in time in proportion', () => {
  const texts: readonly ((length: number) => string)[] = [
    (length) => 'a'.repeat(length),
    (length) => '-'.repeat(length),
    (length) => `${'a-'.repeat(length / 2)}!`,
    (length) => `x://${'a'.repeat(length)}`,
  ];
  for (const make of texts) assertInProportion(250_000, make, (value) => isLiteralSecret('PASSWORD', value));
  equal(isSecretName('A_'.repeat(100_000)), false);
});
