import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fixFile } from '../../server/cli/fixFile.ts';
import { uriOfPath } from '../../server/files/places.ts';
import { readText } from '../../server/files/readFile.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { rules } from '../../rules/index.ts';
import { runCli } from './runCli.ts';

// a declared port of a cleartext protocol is removed safely; a user is only suggested
const TEXT = 'FROM alpine:3.22\r\nEXPOSE 8443 23\r\nUSER root\r\n';
const SAFE = 'FROM alpine:3.22\r\nEXPOSE 8443\r\nUSER root\r\n';

suite('fixing', () => {
  let cwd: string;
  const file = (name = 'Dockerfile'): string => join(cwd, name);
  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'breakwater-fixing-'));
  });
  after(() => rmSync(cwd, { recursive: true }));
  const check = (...args: string[]) => runCli(['check', 'Dockerfile', ...args], { cwd });

  test('applies what is safe, keeping mode, line endings and byte order mark, and reports what is left', async () => {
    writeFileSync(file(), `\uFEFF${TEXT}`);
    chmodSync(file(), 0o640);
    const { code, out, err } = await check('--fix', '--format', 'json');
    equal(err, 'Fixed 1 file.\n');
    equal(readFileSync(file(), 'utf8'), `\uFEFF${SAFE}`);
    if (process.platform !== 'win32') equal(statSync(file()).mode & 0o777, 0o640);
    deepEqual([code, JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule)], [1, ['root-user']]);
    equal((await check('--fix')).err, '');
  });

  test('applies the others when told to', async () => {
    writeFileSync(file(), TEXT);
    await check('--fix', '--unsafe');
    ok(!readFileSync(file(), 'utf8').includes('root'));
  });

  test('shows what it would change and writes nothing', async () => {
    writeFileSync(file(), TEXT);
    const { code, out } = await check('--diff');
    equal(code, 1);
    equal(
      out,
      '--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,3 +1,3 @@\n FROM alpine:3.22\r\n-EXPOSE 8443 23\r\n+EXPOSE 8443\r\n USER root\r\n',
    );
    equal(readFileSync(file(), 'utf8'), TEXT);
    writeFileSync(file(), SAFE);
    deepEqual(await check('--diff'), { code: 0, out: '', err: '' });
  });

  test('keeps UTF-16', async () => {
    writeFileSync(file(), Buffer.from(`\uFEFF${TEXT}`, 'utf16le'));
    await check('--fix');
    equal(readFileSync(file()).toString('utf16le'), `\uFEFF${SAFE}`);
  });

  test('leaves a file alone that changed meanwhile, or holds bytes that would not survive', () => {
    const around = { policy: Policy.of(rules, {}), today: '2026-11-25' };
    const fix = (): string | undefined => {
      const reading = readText(file());
      ok(reading.status === 'read');
      if (changed !== undefined) writeFileSync(file(), changed);
      return fixFile(file(), uriOfPath(file()), reading, around, { unsafe: false, write: true }).problem;
    };
    let changed: string | undefined = `${TEXT}# mine\n`;
    writeFileSync(file(), TEXT);
    match(fix() ?? '', /changed while it was checked/);
    equal(readFileSync(file(), 'utf8'), changed);
    changed = undefined;
    writeFileSync(file(), Buffer.concat([Buffer.from(TEXT), Buffer.from([0x23, 0xff, 0x0a])]));
    match(fix() ?? '', /bytes that are no UTF-8/);
  });

  test('what cannot be asked together is said', async () => {
    for (const args of [
      ['--fix', '--diff'],
      ['--unsafe'],
      ['--diff', '--format', 'json'],
      ['-', '--stdin-filename', 'x', '--fix'],
    ])
      equal((await check(...args)).code, 2);
  });

  test('more warnings than allowed end with 1', async () => {
    writeFileSync(file(), 'FROM alpine:latest\nUSER 10001\n');
    equal((await check('--rule', 'floating-tag')).code, 0);
    equal((await check('--rule', 'floating-tag', '--max-warnings', '1')).code, 0);
    const { code, err } = await check('--rule', 'floating-tag', '--max-warnings', '0');
    deepEqual([code, err], [1, 'breakwater: More warnings than the 0 allowed.\n']);
  });
});
