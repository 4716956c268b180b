import { performance } from 'node:perf_hooks';
import { lint } from '../rules/engine/lint.ts';
import { Policy } from '../rules/engine/policy.ts';
import { readPolicy } from '../rules/engine/policyText.ts';
import { rules } from '../rules/index.ts';
import { readDocument, type Document } from '../rules/model/document.ts';
import { dockerfile, manifest } from './generate.ts';

/* What a large policy costs a file: 1,000 exceptions and 200 overrides against none, in milliseconds. */

const ids = ['root-user', 'floating-tag', 'untrusted-image', 'privileged-container', 'plaintext-port', 'secret-in-variable'];
const id = (index: number): string => ids[index % ids.length]!;
const large = [
  'exceptions:',
  ...Array.from(
    { length: 1000 },
    (_, n) =>
      `  - { rule: ${id(n)}, files: "services/{team,group}-${n}/**", resource: "Deployment/*/app-${n}", reason: "Agreed, RISK-${n}", until: 2999-12-31 }`,
  ),
  'overrides:',
  ...Array.from({ length: 150 }, (_, n) => `  - { files: ["services/team-${n}/**", "!**/keep/**"], rules: { ${id(n)}: info } }`),
  ...Array.from({ length: 50 }, (_, n) => `  - { namespaces: [team-${n}], kinds: [Deployment], rules: { ${id(n)}: info } }`),
].join('\n');

const TODAY = '2026-11-25';
const texts = { 'Dockerfile, 500 lines': dockerfile(500), 'manifest of 40 workloads': manifest(4000, 40) };

const readFrom = performance.now();
const { settings, problems } = readPolicy(large, rules);
console.log(`reading a policy of ${Math.round(large.length / 1024)} KB: ${(performance.now() - readFrom).toFixed(1)} ms (once)`);
if (problems.length > 0) throw new Error(problems[0]!.message);

for (const [name, text] of Object.entries(texts)) {
  const target = name.startsWith('Docker') ? 'dockerfile' : 'kubernetes';
  const files = Array.from(
    { length: 200 },
    (_, n) => `file:///repo/services/team-${n}/src/${target === 'dockerfile' ? 'Dockerfile' : 'app.yaml'}`,
  );
  const policies = [{}, settings].map((settings) =>
    Policy.of(rules, settings, { uri: 'file:///repo/.breakwater.yaml', text: '' }),
  );
  const times: Times[][] = [[], []];
  // one after the other, so that both meet the same collections of garbage
  for (const uri of files)
    for (const [index, policy] of policies.entries()) times[index]!.push(timeOf(readDocument(uri, target, text), policy));
  // the first half is for the engine to warm up
  const [none, all] = times.map((all) => all.slice(all.length / 2)) as [Times[], Times[]];
  for (const when of ['first', 'again'] as const) {
    const [before, after] = [none, all].map((times) => median(times.map((time) => time[when]))) as [number, number];
    console.log(
      `${name}, ${when === 'first' ? 'first look at a file' : 'next look, after an edit'}: ${before.toFixed(2)} without, ${after.toFixed(2)} with, ${(after - before).toFixed(2)} more`,
    );
  }
}

interface Times {
  readonly first: number;
  readonly again: number;
}

/** The first look at a document, and one at the same document with a letter typed at its end. */
function timeOf(document: Document, policy: Policy): Times {
  const edited = readDocument(document.uri, document.target, `${document.text}\n# x`, document);
  const start = performance.now();
  lint(document, policy, TODAY);
  const between = performance.now();
  lint(edited, policy, TODAY);
  return { first: between - start, again: performance.now() - between };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
