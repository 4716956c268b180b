import { deepEqual, equal } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readText } from '../../server/files/readFile.ts';
import { root } from '../support/files.ts';
import { tree } from './tree.ts';

suite('a file is read whole', () => {
  test('whatever its size, and wherever its characters fall', () => {
    for (const length of [0, 1, 65_533, 65_534, 65_535, 65_536, 65_537, 131_072, 300_000]) {
      const text = `${'a'.repeat(length)}€b`;
      const folder = tree({ a: text, b: '' });
      deepEqual(readText(join(folder, 'a')), { status: 'read', text, encoding: 'utf-8' }, `${length}`);
      deepEqual(readText(join(folder, 'b')), { status: 'read', text: '', encoding: 'utf-8' });
    }
  });

  test('unless it is too large', () => {
    const file = join(tree({ a: 'a'.repeat(100_000) }), 'a');
    deepEqual(
      [99_999, 100_000, 9, 65_536].map((largest) => readText(file, largest).status),
      ['large', 'read', 'large', 'large'],
    );
    equal(readText(join(tree({ a: 'ab' }), 'a'), 1).status, 'large');
  });

  test('from a pipe that gives it in pieces', { skip: process.platform === 'win32' }, () => {
    const reader = `import { readText } from ${JSON.stringify(pathToFileURL(join(root, 'server/files/readFile.ts')).href)};
console.log(readText('/dev/stdin').text.length)`;
    const pipe = `(printf 1234; sleep 0.2; printf 56) | "$0" --input-type=module -e "$1"`;
    equal(spawnSync('sh', ['-c', pipe, process.execPath, reader], { encoding: 'utf8' }).stdout, '6\n');
  });
});
