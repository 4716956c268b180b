import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { chooseEdits, fixDocument } from '../../rules/engine/fix.ts';
import { lint } from '../../rules/engine/lint.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { rule, type Rule, type Severity } from '../../rules/engine/rule.ts';
import { readDocument } from '../../rules/model/document.ts';

const TODAY = '2026-06-01';

function ruleWith(id: string, check: Rule['check'], severity: Severity = 'error'): Rule {
  return rule({
    id,
    title: 'T',
    why: 'W.',
    remedy: 'R.',
    severity,
    profile: 'recommended',
    targets: ['dockerfile', 'kubernetes'],
    safeguards: ['164.312(a)(1)'],
    check,
  });
}

const image = (id: string, severity?: Severity): Rule =>
  ruleWith(id, {
    ImageReference: (image, { report }) => report({ at: image, message: image.text, ...(severity && { severity }) }),
  });

const dockerfile = (text: string) => readDocument('Dockerfile', 'dockerfile', text);
const POD = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n    - name: ${name}\n      image: ${name}:1\n`;

suite('lint', () => {
  test('a rule that throws costs that rule only, and is told apart from a finding', () => {
    const broken = ruleWith('broken', {
      ImageReference: () => {
        throw new Error('no');
      },
    });
    const { findings, failures } = lint(dockerfile('FROM a:1\n'), Policy.of([broken, image('works')]), TODAY);
    deepEqual(
      findings.map(({ rule }) => rule.id),
      ['works'],
    );
    deepEqual(
      failures.map(({ rule }) => rule),
      ['broken'],
    );
  });

  test('a lowered report stays as many steps below what the policy says', () => {
    const severity = (policy: Severity): Severity =>
      lint(dockerfile('FROM a:1\n'), Policy.of([image('low', 'warning')], { rules: { low: policy } }), TODAY).findings[0]!
        .severity;
    deepEqual([severity('error'), severity('warning'), severity('info')], ['warning', 'info', 'info']);
  });

  test('checks a part once for a policy, and only what changed after an edit', () => {
    let calls = 0;
    const counting = ruleWith('counting', { ImageReference: () => void calls++ });
    const policy = Policy.of([counting]);
    const text = `${POD('a')}---\n${POD('b')}`;
    const first = readDocument('pods.yaml', 'kubernetes', text);
    lint(first, policy, TODAY);
    lint(first, policy, TODAY);
    equal(calls, 2);
    lint(readDocument('pods.yaml', 'kubernetes', text.replace('image: b:1', 'image: b:2'), first), policy, TODAY);
    equal(calls, 3);
    lint(first, Policy.of([counting]), TODAY);
    equal(calls, 5);
  });

  test('spans are those of the document, in later parts too', () => {
    const text = `${POD('a')}---\n${POD('b')}`;
    const { findings } = lint(readDocument('pods.yaml', 'kubernetes', text), Policy.of([image('any')]), TODAY);
    deepEqual(
      findings.map(({ span }) => text.slice(span.start, span.end)),
      ['a:1', 'b:1'],
    );
  });

  test('of two rules of one group on one span, the first of the catalogue speaks', () => {
    const at = (...ids: string[]): string[] =>
      lint(dockerfile('FROM a:1\n'), Policy.of(ids.map((id) => image(id))), TODAY).findings.map(({ rule }) => rule.id);
    deepEqual(at('missing-digest', 'floating-tag'), ['floating-tag']);
    deepEqual(at('floating-tag', 'untrusted-image'), ['floating-tag', 'untrusted-image']);
  });

  test('dispatch by kind gives what asking every rule about every node gives', () => {
    const document = dockerfile('FROM a:1 AS x\nENV A=1\nEXPOSE 80 81\nFROM b:2\nCOPY --from=x /a /b\nUSER root\n');
    const seen: string[] = [];
    const kinds = [
      'ImageReference',
      'Variable',
      'Port',
      'CopiedFile',
      'Container',
      'dockerfile.Stage',
      'dockerfile.Instruction',
    ] as const;
    const all = kinds.map((kind) =>
      ruleWith(kind, { [kind]: (node: { span: { start: number } }) => void seen.push(`${kind} ${node.span.start}`) }),
    );
    lint(document, Policy.of(all), TODAY);
    const naive = document.parts.flatMap(({ part }) =>
      part.nodes.flatMap((node) => kinds.filter((kind) => kind === node.kind).map((kind) => `${kind} ${node.span.start}`)),
    );
    deepEqual(seen, naive);
  });
});

suite('fixing', () => {
  const edit = (start: number, end: number, text = '') => ({ span: { start, end }, text });

  test('takes a fix whole or not at all', () =>
    deepEqual(
      chooseEdits([
        { title: 'a', safe: true, edits: [edit(0, 2)] },
        { title: 'b', safe: true, edits: [edit(1, 3), edit(5, 6)] },
        { title: 'c', safe: true, edits: [edit(5, 6)] },
      ]),
      [edit(0, 2), edit(5, 6)],
    ));

  const removable = (safe: boolean): Rule =>
    ruleWith('port', {
      Port: (port, { report }) =>
        report({ at: port, message: port.text, fixes: port.remove ? [{ title: 'Remove', edits: [port.remove()], safe }] : [] }),
    });
  const text = 'FROM a:1\nEXPOSE 21 23\nUSER 1\n';

  test('removes all there is, and does nothing the second time', () => {
    const policy = Policy.of([removable(true)]);
    const once = fixDocument(dockerfile(text), policy, TODAY);
    equal(once.text, 'FROM a:1\nUSER 1\n');
    equal(fixDocument(once, policy, TODAY).text, once.text);
  });

  test('applies unsafe fixes only when told to', () => {
    const policy = Policy.of([removable(false)]);
    equal(fixDocument(dockerfile(text), policy, TODAY).text, text);
    equal(fixDocument(dockerfile(text), policy, TODAY, { unsafe: true }).text, 'FROM a:1\nUSER 1\n');
  });

  test('leaves excepted findings alone', () => {
    const excepted = 'FROM a:1\n# breakwater allow port: reviewed\nEXPOSE 21\n';
    equal(fixDocument(dockerfile(excepted), Policy.of([removable(true)]), TODAY).text, excepted);
  });
});
