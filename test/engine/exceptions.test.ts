import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseException } from '../../rules/engine/exceptions.ts';
import { lint } from '../../rules/engine/lint.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { rule } from '../../rules/engine/rule.ts';
import { identify, readDocument } from '../../rules/model/document.ts';

suite('an exception comment', () => {
  test('names rules, a reason, an owner and a day', () =>
    deepEqual(
      parseException('# breakwater allow root-user, floating-tag: vendor image, RISK-12 owner imaging until 2027-03-31'),
      {
        file: false,
        rules: ['root-user', 'floating-tag'],
        reason: 'vendor image, RISK-12',
        owner: 'imaging',
        until: '2027-03-31',
      },
    ));

  test('takes owner and until in either order', () =>
    deepEqual(parseException('# breakwater allow-file root-user: legacy until 2027-01-01 owner ops'), {
      file: true,
      rules: ['root-user'],
      reason: 'legacy',
      owner: 'ops',
      until: '2027-01-01',
    }));

  for (const comment of [
    '# breakwater allow root-user:',
    '# breakwater allow root-user',
    '# breakwater: root-user',
    '# allow root-user: x',
  ])
    test(`is none as ${comment}`, () => equal(parseException(comment), undefined));
});

/** Reports each image by its own text, so that a test can say which one was excepted. */
const anyImage = rule({
  id: 'any-image',
  title: 'Any image',
  why: 'For tests.',
  remedy: 'None.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)'],
  check: { ImageReference: (image, { report }) => report({ at: image, message: image.text }) },
});

function excepted(path: string, text: string, today = '2026-06-01'): string[] {
  const document = readDocument(path, identify(path, text).target!, text);
  const { findings, failures } = lint(document, Policy.of([anyImage]), today);
  deepEqual(failures, []);
  return findings.filter(({ exception }) => exception).map(({ message }) => message);
}

suite('an exception covers', () => {
  test('the instruction below it', () =>
    deepEqual(excepted('Dockerfile', 'FROM a:1 AS x\n# breakwater allow any-image: reviewed\nFROM b:1\nFROM c:1\n'), ['b:1']));

  test('the block of the key below it', () =>
    deepEqual(
      excepted(
        'compose.yaml',
        'services:\n  # breakwater allow any-image: reviewed\n  a:\n    build: .\n    image: a:1\n  b:\n    image: b:1\n',
      ),
      ['a:1'],
    ));

  test('the line it trails', () =>
    deepEqual(
      excepted('compose.yaml', 'services:\n  a:\n    image: a:1 # breakwater allow any-image: reviewed\n  b:\n    image: b:1\n'),
      ['a:1'],
    ));

  test('the item below it, and no later one', () =>
    deepEqual(
      excepted(
        'pod.yaml',
        'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  # breakwater allow any-image: reviewed\n  - name: a\n    image: a:1\n  - name: b\n    image: b:1\n',
      ),
      ['a:1'],
    ));

  test('what follows it in a file that begins with a line break', () =>
    deepEqual(excepted('Dockerfile', '\n# breakwater allow any-image: reviewed\nFROM a:1\n'), ['a:1']));

  test('the file when it stands before the first key', () =>
    deepEqual(
      excepted(
        'compose.yaml',
        '# breakwater allow-file any-image: reviewed\nservices:\n  a:\n    image: a:1\n  b:\n    image: b:1\n',
      ),
      ['a:1', 'b:1'],
    ));

  test('nothing when `allow-file` comes later', () =>
    deepEqual(excepted('compose.yaml', 'services:\n  # breakwater allow-file any-image: reviewed\n  a:\n    image: a:1\n'), []));

  test('nothing after its day', () => {
    const text = '# breakwater allow any-image: reviewed until 2026-06-01\nFROM a:1\n';
    deepEqual(excepted('Dockerfile', text, '2026-06-01'), ['a:1']);
    deepEqual(excepted('Dockerfile', text, '2026-06-02'), []);
  });

  test('nothing from within a value', () =>
    deepEqual(
      excepted('compose.yaml', 'services:\n  a:\n    command: "x # breakwater allow-file any-image: no"\n    image: a:1\n'),
      [],
    ));
});
