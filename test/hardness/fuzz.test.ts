import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { subjects } from '../../fuzz/subjects.ts';
import { root } from '../../scripts/places.ts';

const CRASHES = join(root, 'fuzz', 'crashes');

/** Cases for each subject; `npm run fuzz` goes on from there. */
const CASES = 40;

suite('made-up inputs', () => {
  for (const { name, cases, check } of subjects)
    test(`${name}: what always holds does`, () =>
      fc.assert(
        fc.asyncProperty(cases([]), async (one) => void (await check(one))),
        { numRuns: name === 'editor' ? 5 : CASES, seed: 20261125, endOnFailure: true },
      ));
});

suite('what once broke', () => {
  for (const file of existsSync(CRASHES) ? readdirSync(CRASHES).filter((name) => name.endsWith('.json')) : [])
    test(file, async () => {
      const { subject, input } = JSON.parse(readFileSync(join(CRASHES, file), 'utf8')) as { subject: string; input: unknown };
      const { check } = subjects.find(({ name }) => name === subject)!;
      // what is looked at depends on whose turn it is
      for (let time = 0; time < 30; time++) await check(input);
    });
});
