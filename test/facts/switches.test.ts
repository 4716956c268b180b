import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { switchesOf } from '../../rules/facts/switches.ts';
import { switchTable } from '../../rules/facts/switchTable.ts';
import { readDocument } from '../../rules/model/document.ts';
import { keyOf } from '../../rules/model/settingsText.ts';

/** Names of the settings of a compose service that a rule's rows call bad. */
function bad(rule: string, image: string, ...environment: readonly string[]): string[] {
  const lines = environment.map((entry) => `      - ${JSON.stringify(entry)}\n`).join('');
  const text = `services:\n  app:\n    image: ${image}\n    environment:\n${lines}`;
  const { nodes } = readDocument('compose.yaml', 'compose', text).parts[0]!.part;
  return nodes.flatMap((node) =>
    node.kind === 'Variable' ? switchesOf(rule, node, { nodes }).map(({ setting }) => setting.name) : [],
  );
}

test('every row of the table can be asked for', () => {
  for (const { keys, test: text, rule } of switchTable) {
    ok(/^(?:true|false|set|empty|(?:is|holds|token|match):.+)$/.test(text), text);
    for (const key of keys) equal(key, key.startsWith('*') ? `*_${keyOf(key)}` : keyOf(key), `${rule} ${key}`);
    if (text.startsWith('match:')) new RegExp(text.slice('match:'.length));
  }
});

suite('a setting is bad', () => {
  const own = 'registry.example/app:1';

  test('in every spelling of its name and its value', () =>
    deepEqual(
      bad(
        'disabled-authentication',
        own,
        'xpack.security.enabled=False',
        'XPACK_SECURITY_ENABLED=0',
        'xpack.security.enabled=true',
      ),
      ['xpack.security.enabled', 'XPACK_SECURITY_ENABLED'],
    ));

  test('of its own product, or of one nobody knows', () => {
    deepEqual(bad('disabled-authentication', 'neo4j:5', 'NEO4J_AUTH=none'), ['NEO4J_AUTH']);
    deepEqual(bad('disabled-authentication', own, 'NEO4J_AUTH=none'), ['NEO4J_AUTH']);
    deepEqual(bad('disabled-authentication', 'postgres:17', 'NEO4J_AUTH=none'), []);
  });

  test('under a general name for the program itself, not for one it talks to', () =>
    deepEqual(bad('disabled-authentication', own, 'AUTH_ENABLED=false', 'APP_AUTH_ENABLED=false', 'REDIS_AUTH_ENABLED=false'), [
      'AUTH_ENABLED',
      'APP_AUTH_ENABLED',
    ]));

  test('unless another one beside it makes it moot', () => {
    deepEqual(bad('unencrypted-connection', own, 'EMAIL_USE_TLS=False'), ['EMAIL_USE_TLS']);
    deepEqual(bad('unencrypted-connection', own, 'EMAIL_USE_TLS=False', 'EMAIL_USE_SSL=True'), []);
    deepEqual(bad('unencrypted-connection', own, 'EMAIL_USE_TLS=False', 'EMAIL_USE_SSL=${SSL}'), []);
  });

  test('but not with a word before it that turns its meaning round', () =>
    deepEqual(bad('disabled-tls-verification', own, 'X_INSECURE_SKIP_TLS_VERIFY=false', 'X_TLS_VERIFY=false'), ['X_TLS_VERIFY']));
});
