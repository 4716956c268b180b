import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { lint } from '../../rules/engine/lint.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { readDocument } from '../../rules/model/document.ts';
import credentialsInUrl from '../../rules/secrets/credentials-in-url.ts';
import defaultSecretValue from '../../rules/secrets/default-secret-value.ts';
import hardcodedSecret from '../../rules/secrets/hardcoded-secret.ts';
import secretInCommand from '../../rules/secrets/secret-in-command.ts';
import secretInVariable from '../../rules/secrets/secret-in-variable.ts';
import weakCredential from '../../rules/secrets/weak-credential.ts';

const policy = Policy.of([
  secretInVariable,
  secretInCommand,
  weakCredential,
  defaultSecretValue,
  hardcodedSecret,
  credentialsInUrl,
]);

/** The rules that report an environment of one service, in the order written. */
function rulesFor(environment: string): string[] {
  const text = `services:\n  api:\n    image: registry.example/api:1.4.2\n    environment:\n      ${environment}\n`;
  return lint(readDocument('compose.yaml', 'compose', text), policy, '2026-11-25').findings.map(({ rule }) => rule.id);
}

test('one credential is reported once, by the rule that says most, whatever part of the value it points at', () => {
  deepEqual(rulesFor(`API_TOKEN: "glpat-${'Fake'.repeat(5)}"`), ['hardcoded-secret']);
  deepEqual(rulesFor('DB_PASSWORD: changeme'), ['weak-credential']);
  deepEqual(rulesFor('DB_PASSWORD: tulip-ward-7'), ['secret-in-variable']);
  deepEqual(rulesFor('DB_PASSWORD: "${DB_PASSWORD:-tulip-ward-7}"'), ['default-secret-value']);
  deepEqual(rulesFor('DB_DSN: "postgres://portal:tulip-ward-7@db/records"'), ['credentials-in-url']);
  deepEqual(rulesFor('DB_URL: "postgres://portal:${PW:-tulip}@db/records"'), ['default-secret-value']);
});

test('two credentials of one value are two', () => {
  deepEqual(rulesFor('JAVA_OPTS: "-Ddb.password=tulip-ward-7 -Dmail.password=changeme"'), [
    'secret-in-command',
    'weak-credential',
  ]);
});
