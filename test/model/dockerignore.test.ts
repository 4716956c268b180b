import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDockerignore } from '../../rules/model/dockerignore.ts';
import { assertInProportion } from '../support/growth.ts';

const FILES = [
  '.env',
  '.git/config',
  'Dockerfile',
  'README.md',
  'api/README.md',
  'api/patients.csv',
  'api/src/main.ts',
  'data/phi/patients.csv',
  'data/readme.txt',
  'dump.sql',
];

/** Which of the files a `.dockerignore` leaves out. */
const left = (...lines: string[]): string[] => {
  const { ignores } = readDockerignore(lines.join('\n'));
  return FILES.filter((file) => ignores(file));
};

suite('.dockerignore', () => {
  test('a pattern without a slash begins at the context, unlike in a .gitignore', () => {
    deepEqual(left('README.md'), ['README.md']);
    deepEqual(left('*.csv'), []);
    deepEqual(left('**/*.csv'), ['api/patients.csv', 'data/phi/patients.csv']);
    deepEqual(left('**/README.md'), ['README.md', 'api/README.md']);
  });

  test('a folder takes all in it along, with or without slashes and dots around it', () => {
    for (const written of ['data', 'data/', '/data', './data/', '/./data//', 'api/../data'])
      deepEqual(left(written), ['data/phi/patients.csv', 'data/readme.txt'], written);
  });

  test('`*` and `?` stay within a name', () => {
    deepEqual(left('*/*.csv'), ['api/patients.csv']);
    deepEqual(left('data/*'), ['data/phi/patients.csv', 'data/readme.txt']);
    deepEqual(left('dum?.sql'), ['dump.sql']);
    deepEqual(left('data?readme.txt'), []);
  });

  test('`**` crosses folders, and may stand for none', () => {
    deepEqual(left('data/**/patients.csv'), ['data/phi/patients.csv']);
    deepEqual(left('data/**/readme.txt'), ['data/readme.txt']);
    deepEqual(left('data/**'), ['data/phi/patients.csv', 'data/readme.txt']);
    deepEqual(left('**'), FILES);
    deepEqual(left('**/phi/**'), ['data/phi/patients.csv']);
    deepEqual(left('**.md'), ['README.md', 'api/README.md']);
  });

  test('after `**/` a name is whole', () => {
    const { ignores } = readDockerignore('a/**/b.csv');
    ok(ignores('a/x/b.csv'));
    ok(!ignores('a/xb.csv'));
    ok(!ignores('a/x/y.b.csv'));
  });

  test('`!` brings back, and the last pattern that matches decides', () => {
    deepEqual(left('*', '!api'), [
      '.env',
      '.git/config',
      'Dockerfile',
      'README.md',
      'data/phi/patients.csv',
      'data/readme.txt',
      'dump.sql',
    ]);
    deepEqual(left('*.md', '!README.md'), []);
    deepEqual(left('!README.md', '*.md'), ['README.md']);
    deepEqual(left('data', '! data/readme.txt'), ['data/phi/patients.csv']);
    deepEqual(
      left('**', '!api', 'api/*.csv'),
      FILES.filter((file) => !file.startsWith('api/') || file.endsWith('.csv')),
    );
  });

  test('what was left out below a folder is not brought back by naming the folder', () => {
    deepEqual(left('api/patients.csv', '!api'), ['api/patients.csv']);
  });

  test('classes and escapes', () => {
    deepEqual(left('[A-D]*'), ['Dockerfile']);
    deepEqual(left('[^.A-Za-c]*'), ['data/phi/patients.csv', 'data/readme.txt', 'dump.sql']);
    ok(readDockerignore('a\\*b').ignores('a*b'));
    ok(!readDockerignore('a\\*b').ignores('axb'));
    ok(readDockerignore('[\\]x]').ignores(']'));
  });

  test('signs of regular expressions are only themselves', () => {
    ok(readDockerignore('a(b)+{c}.$|*').ignores('a(b)+{c}.$|d'));
    ok(!readDockerignore('a.c*').ignores('abc'));
  });

  test('comments begin in the first column; blanks, line ends and a byte order mark do not count', () => {
    deepEqual(left('# *', '  dump.sql  ', '', 'README.md\r'), ['README.md', 'dump.sql']);
    deepEqual(left('\uFEFFdump.sql'), ['dump.sql']);
    equal(readDockerignore(' #notes').ignores('#notes'), true);
  });

  test('what Docker refuses, and what lies outside, counts as nothing', () => {
    deepEqual(left('!', '[', '[]a]', '[a-]', 'api\\', '../dump.sql', '.', ''), []);
    equal(readDockerignore('**').ignores('.'), false);
    equal(readDockerignore('**').ignores('../x'), false);
  });

  test('an upper-case letter is another one', () => deepEqual(left('readme.md'), []));

  test('knows whether it leaves anything out', () => {
    equal(readDockerignore('# nothing\n\n!api\n').any, false);
    equal(readDockerignore('dump.sql').any, true);
  });

  test('paths may be written in other ways', () => {
    const { ignores } = readDockerignore('data/phi');
    for (const path of ['./data/phi/x.csv', '/data/phi', 'data\\phi\\x.csv', 'data/phi/']) ok(ignores(path), path);
  });

  test('agrees with regular expressions on generated patterns', () => {
    let seed = 7;
    const pick = <T>(from: readonly T[]): T => from[(seed = (seed * 1103515245 + 12345) % 2147483648) % from.length]!;
    const many = (most: number, of: readonly string[]): string =>
      Array.from({ length: 1 + (seed % most) }, () => pick(of)).join('');
    for (let round = 0; round < 20_000; round++) {
      // a name before the stars, so that neither of the short cuts is taken
      const pattern = `[ab]${many(6, ['a', 'b', '/', '*', '**', '**/', '?'])}c`.replace(/\*{3,}/g, '**').replace(/\/+/g, '/');
      const path =
        many(8, ['a', 'b', 'c', 'x', '/'])
          .replace(/\/+/g, '/')
          .replace(/^\/|\/$/g, '') || 'a';
      const spelt = pattern.replace(/\*\*\/?|\*|\?/g, (sign) => (sign === '*' ? '[^/]*' : sign === '?' ? '[^/]' : '(.*/)?'));
      const parents = [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));
      const expected = [...parents, path].some((one) => new RegExp(`^${spelt}$`).test(one));
      equal(readDockerignore(pattern).ignores(path), expected, `${pattern} ${path}`);
    }
  });

  test('no pattern is slow', () => {
    // of a pattern and a name that both grow, every place of the one may be tried at every place of the other
    const { ignores } = readDockerignore(`${'**/'.repeat(500)}[x]${'*a'.repeat(500)}?b`);
    assertInProportion(3000, (size) => `${'a/'.repeat(20)}${'a'.repeat(size)}`, ignores);
    const path = `${'a/'.repeat(20)}${'a'.repeat(300)}`;
    assertInProportion(
      2000,
      (size) => readDockerignore(`${'**/'.repeat(size)}[x]${'*a'.repeat(size)}?b`),
      (file) => equal(file.ignores(path), false),
    );
  });
});
