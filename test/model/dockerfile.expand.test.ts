import { equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { expand, unquote } from '../../rules/model/dockerfile/expand.ts';
import { UNKNOWN } from '../../rules/model/imageName.ts';

const given = new Map([
  ['a', 'one'],
  ['empty', ''],
  ['path', '/usr/local/lib/x.tar.gz'],
  ['part', `x${UNKNOWN}`],
  ['open', UNKNOWN],
  ['b_1', 'two'],
]);
const values = { valueOf: (name: string) => given.get(name), declares: (name: string) => name === 'declared' };

/** A word, and what it is worth; `?` stands for what cannot be known. */
function suiteOf(name: string, cases: readonly (readonly [string, string])[]): void {
  suite(name, () => {
    for (const [word, value] of cases)
      test(`${word} is ${value}`, () => equal(expand(word, values, '\\').replaceAll(UNKNOWN, '?'), value));
  });
}

suiteOf('a word', [
  ['plain', 'plain'],
  ['"quoted"', 'quoted'],
  ["'sin$a'", 'sin$a'],
  ['a"b c"\'d\'', 'ab cd'],
  ['\\$a', '$a'],
  ['\\a', 'a'],
  ['"\\a\\"\\$a\\\\"', '\\a"$a\\'],
  ['tail\\', 'tail'],
  ['"not closed', '?'],
  ["'not closed", '?'],
]);

suiteOf('a variable in a word', [
  ['$a', 'one'],
  ['x${a}y', 'xoney'],
  ['$a$b_1', 'onetwo'],
  ['"$a"', 'one'],
  ['$a.$missing', 'one.?'],
  ['$', '$'],
  ['a$', 'a$'],
  ['$(a)', '$(a)'],
  ['$1x', '?x'],
  ['$$', '?'],
  ['${', '?'],
  ['${}', '?'],
  ['${a', '?'],
  ['${a!x}', '?'],
  ['${:x}', '?'],
]);

suiteOf('an alternative', [
  ['${a:-d}', 'one'],
  ['${missing:-d}', 'd'],
  ['${missing-d}', 'd'],
  ['${empty:-d}', 'd'],
  ['${empty-d}', ''],
  ['${missing:-${a}}', 'one'],
  ['${missing:-${gone:-"d e"}}', 'd e'],
  ['${missing:-a\\}b}', 'a}b'],
  ['${missing:-$gone}', '?'],
  ['${open:-d}', '?'],
  ['${open-d}', '?'],
  ['${part:-d}', 'x?'],
  ['${a:+d}', 'd'],
  ['${empty:+d}', ''],
  ['${empty+d}', 'd'],
  ['${declared:+d}', ''],
  ['${missing:+d}', '?'],
  ['${a:?no}', 'one'],
  ['${missing:?no}', '?'],
  ['${missing?no}', '?'],
]);

suiteOf('a pattern', [
  ['${path#*/}', 'usr/local/lib/x.tar.gz'],
  ['${path##*/}', 'x.tar.gz'],
  ['${path%.*}', '/usr/local/lib/x.tar'],
  ['${path%%.*}', '/usr/local/lib/x'],
  ['${path#/u?r}', '/local/lib/x.tar.gz'],
  ['${path#nothing}', '/usr/local/lib/x.tar.gz'],
  ['${a#$a}', ''],
  ['${path/local/opt}', '/usr/opt/lib/x.tar.gz'],
  ['${path/l*/-}', '/usr/-'],
  ['${path//\\//_}', '_usr_local_lib_x.tar.gz'],
  ['${path//[/_}', '/usr/local/lib/x.tar.gz'],
  ['${path/local/}', '/usr//lib/x.tar.gz'],
  ['${missing#x}', '?'],
  ['${part%x}', '?'],
  ['${a#\\q}', '?'],
  ['${a/x}', '?'],
]);

suite('expansion', () => {
  test('takes the backtick for its escape when it is', () => {
    equal(expand('C:\\$a`$a', values, '`'), 'C:\\one$a');
    equal(expand('"`"\\"', values, '`'), '"\\');
  });

  test('does not let values grow without end, nor nesting', () => {
    let value = 'x';
    for (let times = 0; times < 60; times++) value = expand('$v$v', { valueOf: () => value, declares: () => false }, '\\');
    equal(value.length < 20_000, true);
    equal(expand('${missing:-'.repeat(100_000), values, '\\'), UNKNOWN);
    equal(
      expand(`\${x#${'*a'.repeat(30)}b}`, { valueOf: () => 'a'.repeat(3000), declares: () => false }, '\\'),
      'a'.repeat(3000),
    );
    equal(expand(`\${x//${'*a'.repeat(30)}b/c}`, { valueOf: () => 'a'.repeat(3000), declares: () => false }, '\\'), UNKNOWN);
  });

  test('may be left out', () => {
    equal(unquote('"$a b"\\ c', '\\'), '$a b c');
    equal(unquote('"open', '\\'), '"open');
  });
});
