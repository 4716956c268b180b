import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { resplitYaml, splitYaml } from '../../rules/model/yaml.ts';

/** Another seed, or more runs, by the environment: `SEED=7 RUNS=100000 node --test test/model/yaml.split.test.ts`. */
const runs = { seed: Number(process.env['SEED'] ?? 20261125), numRuns: Number(process.env['RUNS'] ?? 3000) };

const bits = fc.constantFrom('---', '...', '\n', '\n---\n', '\n...\n', 'a: b', '# c', ' ', '\t', '\r\n', '-', '.', 'x', '\ufeff');
const texts = fc.array(bits, { maxLength: 24 }).map((all) => all.join(''));

/** The parts of a text that is cut on from another. */
function cutOn(before: string, text: string): ReturnType<typeof splitYaml> {
  const parts = splitYaml(before);
  const { kept, changed, moved } = resplitYaml(text, before, parts);
  const by = text.length - before.length;
  const behind = parts.slice(parts.length - moved).map((part) => ({ start: part.start + by, text: part.text }));
  return [...parts.slice(0, kept), ...changed, ...behind];
}

suite('resplitYaml', () => {
  test('gives the parts that splitYaml gives, whatever is typed', () =>
    fc.assert(
      fc.property(texts, texts, texts, texts, (start, from, to, end) => {
        deepEqual(cutOn(start + from + end, start + to + end), splitYaml(start + to + end));
      }),
      runs,
    ));

  test('keeps what is far from the change', () => {
    const before = Array.from({ length: 9 }, (_, at) => `---\na: ${at}\n`).join('');
    const at = before.indexOf('a: 4') + 4;
    const { kept, changed, moved } = resplitYaml(`${before.slice(0, at)}2${before.slice(at)}`, before, splitYaml(before));
    deepEqual([kept, changed.map(({ text }) => text), moved], [3, ['---\na: 3\n', '---\na: 42\n'], 4]);
  });

  test('begins afresh where nothing is known', () => equal(resplitYaml('a: b', '', []).changed.length, 1));
});
