import { deepEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { suite, test } from 'node:test';
import { readPolicy } from '../../rules/engine/policyText.ts';
import { rules } from '../../rules/index.ts';
import { walk } from '../../server/cli/walk.ts';

const folder = join(import.meta.dirname, '..', '..', 'examples', 'policies');

/** What the policy of an example says of it, on a day on which its exceptions hold. */
async function found(example: string): Promise<string[]> {
  const quiet = { write: () => undefined };
  const world = { cwd: join(folder, example), env: {}, stdin: Readable.from([]), stdout: quiet, stderr: quiet };
  const { documents, failed } = await walk(['.'], world, '2026-12-01');
  deepEqual(failed, false);
  for (const { inForce } of documents) for (const { problems } of inForce.layers) deepEqual(problems, []);
  return documents.flatMap(({ path, document, result }) =>
    result.findings.map(({ rule, severity, span, exception }) => {
      const line = document.lines.positionAt(span.start).line + 1;
      return `${path}:${line} ${rule.id} ${exception ? `excepted, ${exception.owner}` : severity}`;
    }),
  );
}

suite('the example of', () => {
  test('an allow-list of image sources', async () =>
    deepEqual(await found('allow-list'), [
      'Dockerfile:7 untrusted-image error',
      'compose.yaml:4 missing-required-digest error',
      'compose.yaml:11 untrusted-image error',
    ]));

  test("a policy in Aqua's form", async () =>
    deepEqual(await found('aqua'), [
      'Dockerfile:2 known-phi-files excepted, interfaces',
      'Dockerfile:6 known-phi-files error',
      'Dockerfile:7 known-phi-files error',
      'Dockerfile:9 network-ports warning',
      'interface.yaml:14 secrets-in-env info',
      'interface.yaml:19 secrets-in-env info',
    ]));

  test("an organisation's base with a team's overlay", async () =>
    deepEqual(await found('organisation'), [
      'imaging/archive.yaml:3 unowned-workload warning',
      'imaging/archive.yaml:15 floating-tag error',
      'imaging/archive.yaml:35 floating-tag info',
      'imaging/vendor/gateway.yaml:17 root-user excepted, imaging',
      'imaging/vendor/gateway.yaml:22 locked-rule error',
      'imaging/vendor/gateway.yaml:23 privileged-container error',
    ]));
});

test('the policy in the documentation has nothing wrong in it', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'policy.md'), 'utf8');
  const [, example = ''] = /```yaml\n(extends[\s\S]*?)```/.exec(page) ?? [];
  deepEqual(readPolicy(example, rules).problems, []);
  deepEqual(example.includes('custom:'), true);
});
