import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { baselineEntries, prunedEntries, readBaseline, writeBaseline, type BaselineEntry } from '../../rules/engine/baseline.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { findingsIn, rules } from './policySupport.ts';

const compose = (...lines: string[]): string => `services:\n${lines.map((line) => `  ${line}\n`).join('')}`;
const BEFORE = compose('db:', '  image: db:1', 'web:', '  image: web:1');

const entriesOf = (text: string): BaselineEntry[] =>
  baselineEntries(
    findingsIn(Policy.of(rules), 'deploy/compose.yaml', text).map((finding) => ({ ...finding, path: 'deploy/compose.yaml' })),
  );

const fresh = (text: string, entries: readonly BaselineEntry[]): string[] =>
  findingsIn(Policy.of(rules, { baseline: { base: '/repo/', entries } }), 'deploy/compose.yaml', text)
    .filter(({ baseline }) => !baseline)
    .map(({ message }) => message);

suite('a baseline', () => {
  test('knows the findings it was made of, and says nothing of lines', () => {
    const entries = entriesOf(BEFORE);
    deepEqual(entries, [
      { rule: 'any-image', path: 'deploy/compose.yaml', resource: 'services.db', value: 'db:1', count: 1 },
      { rule: 'any-image', path: 'deploy/compose.yaml', resource: 'services.web', value: 'web:1', count: 1 },
    ]);
    deepEqual(fresh(BEFORE, entries), []);
    deepEqual(fresh(`# moved\n\n${compose('web:', '  image: "web:1"', 'db: {image: db:1}')}`, entries), []);
  });

  test('leaves what is new, and what changed', () => {
    const entries = entriesOf(BEFORE);
    deepEqual(fresh(compose('db:', '  image: db:2', 'web:', '  image: web:1', 'api:', '  image: web:1'), entries), [
      '`db:2` is an image.',
      '`web:1` is an image.',
    ]);
  });

  test('counts findings that look the same', () => {
    const text = 'FROM a:1\nRUN x\nFROM a:1\n';
    const twice: BaselineEntry[] = [{ rule: 'any-image', path: 'Dockerfile', resource: 'stage 0', value: 'a:1', count: 1 }];
    const policy = Policy.of(rules, { baseline: { base: '/repo/', entries: twice } });
    deepEqual(
      findingsIn(policy, 'Dockerfile', text).map(({ baseline }) => baseline),
      [true, undefined],
    );
  });

  test('loses what is fixed, and gains nothing, when it is brought up to date', () => {
    const entries = entriesOf(BEFORE);
    const now = entriesOf(compose('db:', '  image: db:1', 'api:', '  image: api:1'));
    deepEqual(prunedEntries(entries, now), [entries[0]]);
    deepEqual(prunedEntries([{ ...entries[0]!, count: 3 }], [{ ...entries[0]!, count: 2 }]), [{ ...entries[0]!, count: 2 }]);
  });

  test('is a text with a line for each entry, which reads back', () => {
    const entries = [...entriesOf(BEFORE), { rule: 'x', path: 'p', resource: '', value: '', count: 2 }];
    const text = writeBaseline(entries);
    equal(text.split('\n').length, entries.length + 6);
    deepEqual(readBaseline(text), { entries });
    deepEqual(readBaseline(writeBaseline([])), { entries: [] });
  });

  test('that is broken is told, and what can be read of it counts', () => {
    equal(readBaseline('{').problem, 'It is not valid JSON.');
    equal(readBaseline('[]').problem, 'It is no baseline of version 1.');
    equal(readBaseline('null').problem, 'It is no baseline of version 1.');
    deepEqual(readBaseline('{"version":1,"findings":[{"rule":"x","path":"p"},{"rule":1},null]}'), {
      entries: [{ rule: 'x', path: 'p', resource: '', value: '', count: 1 }],
      problem: '2 of its entries could not be read.',
    });
  });
});
