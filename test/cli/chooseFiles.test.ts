import { deepEqual, equal, match } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { runCli, type Running } from './runCli.ts';

suite('which files are checked', () => {
  let cwd: string;
  const write = (name: string, text = 'FROM alpine:3.22\nUSER 10001\n'): void => {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  };
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false', ...args], {
      cwd,
      stdio: 'ignore',
    });
  const filesOf = async (args: readonly string[], running: Partial<Running> = {}) => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: cwd };
    const { code, out, err } = await runCli(['check', '--format', 'json', '--fail-on', 'never', ...args], {
      cwd,
      env,
      ...running,
    });
    if (out === '') return { code, err };
    return JSON.parse(out).files.map(({ path }: { path: string }) => path);
  };

  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'breakwater-choose-'));
    for (const name of ['a/Dockerfile', 'b/Dockerfile', 'b/c/Dockerfile', 'd e/Dockerfile']) write(name);
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'All');
    write('a/Dockerfile', 'FROM alpine:3.22\nUSER 10002\n');
    git('add', 'a/Dockerfile');
    write('b/Dockerfile', 'FROM alpine:3.22\nUSER 10003\n');
    write('new/Dockerfile');
    rmSync(join(cwd, 'd e/Dockerfile'));
  });
  after(() => rmSync(cwd, { recursive: true }));

  test('those a list names', async () => {
    write('list.txt', 'a/Dockerfile\r\nb/c/Dockerfile\n\n');
    deepEqual(await filesOf(['--files-from', 'list.txt']), ['a/Dockerfile', 'b/c/Dockerfile']);
    deepEqual(await filesOf(['--files-from', '-'], { stdin: 'b/Dockerfile\0a/Dockerfile\0' }), ['a/Dockerfile', 'b/Dockerfile']);
    deepEqual(await filesOf(['new', '--files-from', '-'], { stdin: 'a/Dockerfile\n' }), ['a/Dockerfile', 'new/Dockerfile']);
    deepEqual(await filesOf(['--files-from', '-'], { stdin: '' }), []);
  });

  test('those that are staged, or differ from a revision', async () => {
    deepEqual(await filesOf(['--staged']), ['a/Dockerfile']);
    deepEqual(await filesOf(['--since', 'HEAD']), ['a/Dockerfile', 'b/Dockerfile', 'new/Dockerfile']);
    deepEqual(await filesOf(['b', '--since', 'HEAD']), ['b/Dockerfile']);
    deepEqual(await filesOf(['--since', 'HEAD'], { cwd: join(cwd, 'b') }), ['Dockerfile']);
    for (const since of ['nowhere', '--output=x', ''])
      equal(((await filesOf(['--since', since])) as { code: number }).code, 2, since);
  });

  test('those that no pattern leaves out', async () => {
    deepEqual(await filesOf(['--exclude', 'b/', '--exclude', 'new']), ['a/Dockerfile']);
    deepEqual(await filesOf(['--exclude', '**/c/*', '--exclude', 'new']), ['a/Dockerfile', 'b/Dockerfile']);
  });

  test('a part of them; the parts together are all of them', async () => {
    const parts = await Promise.all([1, 2, 3].map((part) => filesOf(['--shard', `${part}/3`])));
    deepEqual(parts.flat().sort(), await filesOf([]));
    for (const shard of ['0/3', '4/3', 'x', '1/0'])
      match(((await filesOf(['--shard', shard])) as { err: string }).err, /`--shard .*` is none/);
  });
});
