import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixDocument } from '../../rules/engine/fix.ts';
import { readDocument } from '../../rules/model/document.ts';
import { applyEdits } from '../../rules/model/text.ts';
import { findingsIn, policyOf, severitiesIn } from './policySupport.ts';

const DOCKERFILE = 'FROM a:1 AS build\nFROM b:1\n';

/** What is said of exceptions in a file: the rule, what is underlined, and the message. */
function said(policy: string, text: string, path = 'Dockerfile', today?: string): string[] {
  return findingsIn(policyOf(policy), path, text, today)
    .filter(({ rule }) => /exception|unknown|locked/.test(rule.id))
    .map(({ rule, span, message }) => `${rule.id} at ${JSON.stringify(text.slice(span.start, span.end))}: ${message}`);
}

suite('an exception of a policy', () => {
  const states = (exception: string, path = 'Dockerfile', text = DOCKERFILE) =>
    severitiesIn(policyOf(`exceptions:\n  - {rule: any-image, reason: Agreed in RISK-1, ${exception}}\n`), path, text);

  test('is for all files, or for those of its globs', () => {
    deepEqual(states(''), { 'a:1': 'excepted', 'b:1': 'excepted' });
    deepEqual(states('files: "vendor/**"'), { 'a:1': 'warning', 'b:1': 'warning' });
    deepEqual(states('files: "vendor/**"', 'vendor/x/Dockerfile'), { 'a:1': 'excepted', 'b:1': 'excepted' });
  });

  test('is for a resource: a stage, a service, an object with all of its containers, one container', () => {
    deepEqual(states('resource: stage build'), { 'a:1': 'excepted', 'b:1': 'warning' });
    const compose = 'services:\n  db:\n    image: a:1\n  web:\n    image: b:1\n';
    deepEqual(states('resource: services.db', 'compose.yaml', compose), { 'a:1': 'excepted', 'b:1': 'warning' });
    const pod =
      'kind: Deployment\napiVersion: apps/v1\nmetadata: {name: api, namespace: records}\nspec:\n  template:\n    spec:\n      containers:\n        - {name: x, image: a:1}\n        - {name: y, image: b:1}\n';
    deepEqual(states('resource: Deployment/records/api', 'api.yaml', pod), { 'a:1': 'excepted', 'b:1': 'excepted' });
    deepEqual(states('resource: "Deployment/records/api:y"', 'api.yaml', pod), { 'a:1': 'warning', 'b:1': 'excepted' });
    deepEqual(states('resources: ["Job/*", "*/web/*"]', 'api.yaml', pod), { 'a:1': 'warning', 'b:1': 'warning' });
  });

  test('keeps the finding with reason, owner, day and place', () => {
    const policy = policyOf(
      'exceptions:\n  - rule: any-image\n    reason: Agreed in RISK-1\n    owner: imaging\n    until: 2026-12-31\n',
    );
    const { exception } = findingsIn(policy, 'Dockerfile', 'FROM a:1\n')[0]!;
    const { reason, owner, until, file, span } = exception!;
    deepEqual(
      { reason, owner, until, file },
      { reason: 'Agreed in RISK-1', owner: 'imaging', until: '2026-12-31', file: '/repo/.breakwater.yaml' },
    );
    equal(policy.source!.text.slice(span.start, span.end), 'rule');
  });

  test('that has lapsed brings the finding back, which says so', () => {
    const policy = policyOf('exceptions:\n  - {rule: any-image, reason: Agreed., until: 2026-05-31}\n');
    const [finding] = findingsIn(policy, 'Dockerfile', 'FROM a:1\n');
    equal(finding!.exception, undefined);
    equal(finding!.message, '`a:1` is an image. Its exception lapsed on 2026-05-31.');
    deepEqual(severitiesIn(policy, 'Dockerfile', 'FROM a:1\n', '2026-05-31'), { 'a:1': 'excepted' });
  });

  test('that holds counts before one that has lapsed', () => {
    const policy = policyOf(
      'exceptions:\n  - {rule: any-image, reason: Old., until: 2026-05-31}\n  - {rules: [any-port, any-image], reason: New.}\n',
    );
    equal(findingsIn(policy, 'Dockerfile', 'FROM a:1\n')[0]!.exception?.reason, 'New.');
  });
});

suite('a comment', () => {
  test('that excepts what is there is quiet', () =>
    deepEqual(said('{}', '# breakwater allow any-image: Agreed.\nFROM a:1\n'), []));

  for (const [comment, ...problems] of [
    [
      '# breakwater allow any-image',
      'unreasoned-exception at "# breakwater allow any-image": This exception has no reason, so it excepts nothing.',
    ],
    [
      '# breakwater allow any-image: REASON',
      'unreasoned-exception at "# breakwater allow any-image: REASON": This exception has no reason, so it excepts nothing.',
    ],
    [
      '# breakwater allow any-image: until 2027-01-01',
      'unreasoned-exception at "# breakwater allow any-image: until 2027-01-01": This exception has no reason, so it excepts nothing.',
    ],
    [
      '# breakwater allow any-imag: Agreed.',
      'unknown-rule at "any-imag": There is no rule `any-imag`. Did you mean `any-image`?',
    ],
    [
      '# breakwater allow any-image any-port: Agreed.',
      'malformed-exception at "# breakwater allow any-image any-port: Agreed.": An exception names its rules by id, with commas between them, and then `:` and the reason.',
    ],
    ['# breakwater allow: Agreed.', 'malformed-exception at "# breakwater allow: Agreed.": This exception names no rule.'],
    [
      '# breakwater ignore any-image: Agreed.',
      'malformed-exception at "# breakwater ignore any-image: Agreed.": An exception is written `# breakwater allow RULE: REASON`, so this comment excepts nothing.',
    ],
    [
      '# breakwater: allow any-image: Agreed.',
      'malformed-exception at "# breakwater: allow any-image: Agreed.": An exception is written `# breakwater allow RULE: REASON`, so this comment excepts nothing.',
    ],
    [
      '# breakwater allow any-image: Agreed. until 2026-6-30',
      'malformed-exception at "# breakwater allow any-image: Agreed. until 2026-6-30": `2026-6-30` is no day, such as `2027-03-31`, so this comment excepts nothing.',
    ],
    [
      '# breakwater allow any-image: Agreed. until 2026-05-31',
      'lapsed-exception at "# breakwater allow any-image: Agreed. until 2026-05-31": This exception lapsed on 2026-05-31, so it excepts nothing any more.',
    ],
    [
      '# breakwater allow any-image: Agreed. until 2026-06-15',
      'lapsing-exception at "# breakwater allow any-image: Agreed. until 2026-06-15": This exception ends in 14 days, with 2026-06-15.',
    ],
    ['# breakwater allow any-image: Agreed. until 2026-06-16'],
    [
      '# breakwater allow any-image: Agreed. until 2026-06-01',
      'lapsing-exception at "# breakwater allow any-image: Agreed. until 2026-06-01": This exception ends today, with 2026-06-01.',
    ],
    [
      '# breakwater allow any-port: Agreed.',
      'unused-exception at "# breakwater allow any-port: Agreed.": `any-port` finds nothing here to except.',
    ],
    [
      '# breakwater allow any-image, any-port: Agreed.',
      'unused-exception at "any-port": `any-port` finds nothing here to except.',
    ],
    ['# breakwater allow strict-only: Agreed.'],
    ['# breakwater is a good name'],
    ['# the breakwater allow list'],
  ] as const)
    test(`such as ${comment}`, () => deepEqual(said('{}', `${comment}\nFROM a:1\n`), problems));

  test('that comes too late for the file, or is followed by nothing', () => {
    deepEqual(said('{}', 'FROM a:1\n# breakwater allow-file any-image: Agreed.\nFROM b:1\n'), [
      'malformed-exception at "# breakwater allow-file any-image: Agreed.": `allow-file` counts before the first instruction or key of a file, so this comment excepts nothing.',
    ]);
    deepEqual(said('{}', 'services:\n  a:\n    image: a:1\n# breakwater allow any-image: Agreed.\n', 'compose.yaml'), [
      'malformed-exception at "# breakwater allow any-image: Agreed.": Nothing follows that this comment could be for, so it excepts nothing.',
    ]);
  });

  test('is not called unused while the file cannot be read as a whole', () =>
    deepEqual(said('{}', 'services:\n  # breakwater allow any-port: Agreed.\n  a: [\n', 'compose.yaml'), []));

  test('may be switched off like any finding, or be excepted by the policy', () => {
    const text = '# breakwater allow any-port: Agreed.\nFROM a:1\n';
    deepEqual(said('rules: {unused-exception: off}', text), []);
    const [finding] = findingsIn(policyOf('exceptions: [{rule: unused-exception, reason: Generated.}]'), 'Dockerfile', text);
    equal(finding!.exception?.reason, 'Generated.');
  });
});

suite('the fix of a comment', () => {
  const fixed = (text: string, index = 0, path = 'Dockerfile'): string => {
    const finding = findingsIn(policyOf('{}'), path, text).find(({ rule }) => /exception|unknown/.test(rule.id))!;
    return applyEdits(text, finding.fixes[index]!.edits);
  };

  test('takes an unused one out, with its line', () => {
    equal(fixed('# breakwater allow any-port: Agreed.\r\nFROM a:1\r\n'), 'FROM a:1\r\n');
    equal(
      fixed('services:\n  a:\n    image: a:1 # breakwater allow any-port: Agreed.\n', 0, 'compose.yaml'),
      'services:\n  a:\n    image: a:1\n',
    );
    equal(
      fixed('# breakwater allow any-image, any-port: Agreed.\nFROM a:1\n'),
      '# breakwater allow any-image: Agreed.\nFROM a:1\n',
    );
    equal(
      fixed('# breakwater allow any-port, any-image: Agreed.\nFROM a:1\n'),
      '# breakwater allow any-image: Agreed.\nFROM a:1\n',
    );
  });

  test('alone is safe, so it is what fix-all does', () => {
    const read = (text: string) => readDocument('/repo/Dockerfile', 'dockerfile', text);
    const text = '# breakwater allow any-port: Agreed.\n# breakwater allow any-image\nFROM a:1\n';
    equal(fixDocument(read(text), policyOf('{}'), '2026-06-01').text, '# breakwater allow any-image\nFROM a:1\n');
  });

  test('writes what was meant', () => {
    equal(fixed('# breakwater allow any-imag: Agreed.\nFROM a:1\n'), '# breakwater allow any-image: Agreed.\nFROM a:1\n');
    equal(fixed('# breakwater: ignore any-image: Agreed.\nFROM a:1\n'), '# breakwater allow any-image: Agreed.\nFROM a:1\n');
    equal(
      fixed('# breakwater disable-file any-image: Agreed.\nFROM a:1\n'),
      '# breakwater allow-file any-image: Agreed.\nFROM a:1\n',
    );
  });

  test('takes one without a reason out, when asked to', () =>
    equal(fixed('# breakwater allow any-image\nFROM a:1\n'), 'FROM a:1\n'));
});
