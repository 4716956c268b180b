import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { found } from './support/files.ts';
import { runPage } from './support/page.ts';
import { schemaErrors } from './support/schemas.ts';

suite('fixed texts are valid as their formats have it', () => {
  test('the schemas know what is wrong', () => {
    const pod = (user: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, securityContext: { runAsUser: ${user} } }] }\n`;
    deepEqual(schemaErrors('kubernetes', pod('65532')), []);
    deepEqual(schemaErrors('kubernetes', pod('"65532"')), ['0/spec/containers/0/securityContext/runAsUser: must be integer']);
    deepEqual(schemaErrors('compose', 'services: { a: { image: b, privileged: false } }'), []);
    ok(schemaErrors('compose', 'services: { a: { image: b, ports: { x: y } } }').length > 0);
  });

  for (const { path, page, rule } of found)
    test(path, () => {
      for (const { target, text, fixed, heading } of runPage(rule, readFileSync(page, 'utf8')).examples) {
        if (fixed === undefined || (target !== 'compose' && target !== 'kubernetes')) continue;
        const before = schemaErrors(target, text);
        const added = schemaErrors(target, fixed).filter((error) => !before.includes(error));
        deepEqual(added, [], `${heading}:\n${fixed}`);
      }
    });
});
