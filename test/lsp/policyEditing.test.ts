import { deepEqual, equal, match } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Policy } from '../../rules/engine/policy.ts';
import { exceptionEdit, severityEdit } from '../../rules/engine/policy/edits.ts';
import { policySchema } from '../../rules/engine/policy/schema.ts';
import { readPolicy } from '../../rules/engine/policyText.ts';
import { applyEdits } from '../../rules/model/text.ts';
import { rules } from '../../rules/index.ts';
import { completeInPolicy } from '../../server/lsp/policyCompletion.ts';
import { hoverInPolicy } from '../../server/lsp/policyHover.ts';
import { placeAt } from '../../server/lsp/policyPlace.ts';
import type { Schema } from '../../server/lsp/policySchema.ts';
import { assertInProportion } from '../support/growth.ts';

const schema = policySchema(rules) as Schema;

/** A text with `|` at the cursor. */
function at(marked: string): { text: string; offset: number; document: TextDocument } {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { text, offset, document: TextDocument.create('file:///p', 'yaml', 1, text) };
}

const place = (marked: string): string => {
  const { text, offset } = at(marked);
  const { path, kind, start, end } = placeAt(text, offset);
  return `${kind} ${path.join('.')} "${text.slice(start, end)}"`;
};

const offered = (marked: string): string[] => {
  const { document, offset } = at(marked);
  return completeInPolicy(document, offset, schema, rules).map(({ label }) => label);
};

suite('where the cursor is in a policy', () => {
  for (const [marked, expected] of [
    ['|', 'key  ""'],
    ['ru|', 'key  "ru"'],
    ['profile: |', 'value profile ""'],
    ['profile: st|rict', 'value profile "strict"'],
    ['rules:\n  |', 'key rules ""'],
    ['rules:\n  root-user: |\n', 'value rules.root-user ""'],
    ['rules:\n  root-user:\n    sev|', 'key rules.root-user "sev"'],
    ['rules: { root-user: |', 'value rules.root-user ""'],
    ['rules: { root-user: { se|', 'key rules.root-user "se"'],
    ['rules: { root-user: off, |', 'key rules ""'],
    ['locked: [a, |', 'item locked.* ""'],
    ['locked:\n  - |', 'item locked.* ""'],
    ['locked:\n- |', 'item locked.* ""'],
    ['exceptions:\n  - rule: |', 'value exceptions.*.rule ""'],
    ['exceptions:\n  - rule: a\n    |', 'key exceptions.* ""'],
    ['exceptions:\n- rule: a\n  reason: b\n  own|', 'key exceptions.* "own"'],
    ['exceptions:\n  - { rule: |', 'value exceptions.*.rule ""'],
    ['overrides:\n  - files: a\n    rules:\n      |', 'key overrides.*.rules ""'],
    ['overrides:\n  - files: a\n    rules:\n      x: off\n  # comment\n\n  - |', 'item overrides.* ""'],
    ['custom:\n  - id: a\n    when:\n      |', 'key custom.*.when ""'],
    ['extends: [npm:@hospital/po|', 'item extends.* "npm:@hospital/po"'],
    ['rules:\n  a: off\nphi:\n  pa|', 'key phi "pa"'],
  ] as const)
    test(JSON.stringify(marked), () => equal(place(marked), expected));

  test('is found in a large text in time that grows with it, and in any text at all', () => {
    assertInProportion(
      25_000,
      (lines) => `rules:\n${'  # x\n'.repeat(lines)}  `,
      (text) => placeAt(text, text.length),
    );
    for (const odd of ['', '\t', '- - - ', '{[}', '"', "a: '", '\r\n', '-', ': :'])
      for (let offset = 0; offset <= odd.length; offset++) placeAt(odd, offset);
  });
});

suite('completion in a policy offers', () => {
  test('keys, with what they are for', () => {
    deepEqual(offered('|').slice(0, 3), ['extends', 'profile', 'trustedImages']);
    deepEqual(offered('phi:\n  |'), ['paths', 'names', 'namespaces', 'labels']);
    deepEqual(offered('exceptions:\n  - |').includes('reason'), true);
  });
  test('rules with their titles, and their options', () => {
    const { document, offset } = at('rules:\n  |');
    const rule = completeInPolicy(document, offset, schema, rules).find(({ label }) => label === 'root-user')!;
    deepEqual([rule.documentation, rule.detail], ['Container runs as root.', 'error · recommended']);
    deepEqual(rule.textEdit, {
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 2 } },
      newText: 'root-user: ',
    });
    deepEqual(offered('rules:\n  floating-tag:\n    |').includes('severity'), true);
    deepEqual(offered('rules:\n  floating-tag:\n    |').includes('allow'), true);
    deepEqual(offered('rules:\n  ').includes('severity'), false);
  });
  test('severities and other words', () => {
    deepEqual(offered('rules:\n  root-user: |'), ['error', 'warning', 'info', 'off']);
    deepEqual(offered('rules: { root-user: |'), ['error', 'warning', 'info', 'off']);
    deepEqual(offered('profile: |'), ['recommended', 'strict']);
    deepEqual(offered('extends: |'), ['recommended', 'strict', 'npm:']);
    deepEqual(offered('custom:\n  - id: a\n    action: |'), ['block', 'warn', 'audit']);
    deepEqual(offered('custom:\n  - id: a\n    when: { missing: |'), ['true', 'false']);
    equal(offered('custom:\n  - id: a\n    safeguards: [|').includes('164.312(a)(1)'), true);
  });
  test('rules where one is named', () => {
    for (const marked of ['locked: [|', 'exceptions:\n  - rule: |', 'exceptions:\n  - rules: [|', 'exceptions: [{ rule: |'])
      equal(offered(marked).includes('root-user'), true, marked);
    deepEqual(offered('exceptions:\n  - reason: |'), []);
  });
});

suite('hover in a policy', () => {
  const hover = (marked: string): string | undefined => {
    const { document, offset } = at(marked);
    const found = hoverInPolicy(document, offset, schema, Policy.of(rules), (rule) => `https://pages.example/${rule}`);
    return (found?.contents as { value: string } | undefined)?.value;
  };
  test('explains a rule, wherever it is named', () => {
    for (const marked of ['rules:\n  root-|user: off', 'locked: [root-user|]', 'exceptions:\n  - rule: |root-user'])
      match(
        hover(marked)!,
        /^\*\*Container runs as root\*\* · `root-user` · error · recommended · \[Explain rule\]\(<https:\/\/pages\.example\/root-user>\)\n/,
      );
  });
  test('explains a key', () => {
    match(hover('trusted|Images: []')!, /^Where images may come from\./);
    match(hover('exceptions:\n  - { rule: a, un|til: 2027-01-01 }')!, /^The last day/);
  });
  test('explains a safeguard', () =>
    match(hover('custom: [{ id: a, safeguards: ["164.312(e)|(1)"] }]')!, /^\*\*\[45 CFR 164\.312\(e\)\(1\)\]/));
  test('says nothing of other words', () => equal(hover('exceptions:\n  - reason: some|thing'), undefined));
});

suite('an exception is added to a policy', () => {
  const added = (text: string): string | undefined => {
    const edit = exceptionEdit(
      { uri: 'file:///p', text },
      { rule: 'root-user', path: 'deploy/a.yaml', resource: 'services.db', reason: 'REASON' },
    );
    return edit && applyEdits(text, [edit]);
  };
  const ENTRY = '{ rule: root-user, files: "deploy/a.yaml", resource: "services.db", reason: "REASON" }';
  test('that has none yet', () => {
    equal(added(''), `exceptions:\n  - ${ENTRY}\n`);
    equal(added('# ours\nprofile: strict'), `# ours\nprofile: strict\nexceptions:\n  - ${ENTRY}\n`);
    equal(added('exceptions: # agreed\r\nrules: {}\r\n'), `exceptions: # agreed\r\n  - ${ENTRY}\r\nrules: {}\r\n`);
  });
  test('that has some', () =>
    equal(
      added('exceptions:\n  - rule: a\n    reason: b\nrules: {}\n'),
      `exceptions:\n  - rule: a\n    reason: b\n  - ${ENTRY}\nrules: {}\n`,
    ));
  test('but not to what is no list', () => {
    equal(added('exceptions: 3\n'), undefined);
    equal(added('- a\n'), undefined);
  });
  test('and read back it is for that file and nothing else', () => {
    const edit = exceptionEdit(
      { uri: 'file:///p', text: '' },
      { rule: 'root-user', path: 'a[1]{x,y}*!.yaml', resource: '', reason: 'Agreed.' },
    )!;
    const { settings, problems } = readPolicy(edit.text, rules);
    deepEqual(problems, []);
    deepEqual(settings.exceptions![0]!.rules, ['root-user']);
  });
});

test('a severity is set in a policy, options kept', () => {
  const set = (text: string): string | undefined => {
    const edit = severityEdit({ uri: 'file:///p', text }, 'root-user', 'warning');
    return edit && applyEdits(text, [edit]);
  };
  equal(set(''), 'rules:\n  root-user: warning\n');
  equal(set('rules:\n'), 'rules:\n  root-user: warning\n');
  equal(set('rules:\n  root-user: error # why\n'), 'rules:\n  root-user: warning # why\n');
  equal(set('rules:\n  floating-tag: off\nphi: {}\n'), 'rules:\n  floating-tag: off\n  root-user: warning\nphi: {}\n');
  match(set('rules: { root-user: { allow: [x] } }\n')!, /root-user: \{ allow: \[x\], severity: warning \}/);
  equal(set('rules: 3\n'), undefined);
});
