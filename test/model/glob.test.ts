import { equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { matchesGlob } from '../../rules/model/glob.ts';

suite('a pattern', () => {
  const cases: readonly (readonly [pattern: string, path: string, matches: boolean])[] = [
    ['*.csv', 'patients.csv', true],
    ['*.csv', 'a/b/patients.csv', true],
    ['*.csv', 'patients.csv.gz', false],
    ['data/*.csv', 'data/a.csv', true],
    ['data/*.csv', 'data/x/a.csv', false],
    ['data/*.csv', 'other/data/a.csv', false],
    ['**/data/*.csv', 'other/data/a.csv', true],
    ['**/data/*.csv', 'data/a.csv', true],
    ['**/data/*.csv', 'mydata/a.csv', false],
    ['data/**', 'data/a/b/c', true],
    ['data/', 'data/a/b/c', true],
    ['data/', 'database/a', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/b', 'a/xb', false],
    ['/top.yaml', 'top.yaml', true],
    ['/top.yaml', 'sub/top.yaml', false],
    ['./k8s/*.yaml', 'k8s/a.yaml', true],
    ['*.{yml,yaml}', 'compose.yaml', true],
    ['{a,b{c,d}}/x', 'bd/x', true],
    ['{a}', '{a}', true],
    ['file?.txt', 'file1.txt', true],
    ['a?b', 'a/b', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[', '[', true],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['*', '.env', true],
    ['*a*b', 'xaxxb', true],
    ['*/a', 'x/a', true],
    ['*/a', 'x/y/a', false],
    ['', 'a', false],
    ['**', 'a/b', true],
  ];
  for (const [pattern, path, expected] of cases)
    test(`${pattern} ${expected ? 'matches' : 'does not match'} ${path}`, () => equal(matchesGlob(path, [pattern]), expected));

  test('with ! excludes what an earlier one matched', () => {
    equal(matchesGlob('test/a.yaml', ['test/**', '!test/a.yaml']), false);
    equal(matchesGlob('test/b.yaml', ['test/**', '!test/a.yaml']), true);
  });

  test('made to backtrack comes to an end', () => {
    equal(matchesGlob('a'.repeat(5000), [`${'*a'.repeat(200)}b`]), false);
    equal(matchesGlob('a/'.repeat(2000), [`${'**/a'.repeat(200)}b`]), false);
    equal(matchesGlob('x', ['{a,b}'.repeat(60)]), false);
  });
});
