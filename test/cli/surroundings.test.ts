import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { productVersion } from '../../server/files/product.ts';
import { root } from '../support/files.ts';
import { runCli } from './runCli.ts';

suite('breakwater doctor', () => {
  let cwd: string;
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  };
  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'breakwater-doctor-'));
    write('.breakwater.yaml', 'extends: [./base.policy.yaml]\nrules: { root-user: warning }\n');
    write('base.policy.yaml', 'rules: { floating-tag: off }\n');
    write('a/Dockerfile', 'FROM alpine:3.22\n');
    write('a/values.yaml', 'replicas: 2\n');
    write('b/Dockerfile', 'FROM a\0b\n');
  });
  after(() => rmSync(cwd, { recursive: true }));
  const doctor = async (...args: string[]) => {
    const { code, out } = await runCli(['doctor', '--format', 'json', ...args], { cwd });
    return { code, said: JSON.parse(out) };
  };

  test('says which policy is in force, which files would be checked, and why others would not', async () => {
    const { code, said } = await doctor();
    equal(code, 0);
    equal(said.version, productVersion());
    deepEqual(said.policy, { path: '.breakwater.yaml', layers: ['base.policy.yaml', '.breakwater.yaml'], problems: [] });
    equal(said.rules.known - said.rules.on >= 1, true);
    deepEqual(said.checked, [{ path: 'a/Dockerfile', target: 'dockerfile' }]);
    deepEqual(
      said.notChecked.map(({ path }: { path: string }) => path),
      ['a/values.yaml', 'b/Dockerfile', 'base.policy.yaml'],
    );
    match((await runCli(['doctor'], { cwd })).out, /^Policy {6}\.breakwater\.yaml$/m);
  });

  test('ends with 2 when something is wrong', async () => {
    write('.breakwater.yaml', 'rules: { root-usr: warning }\n');
    const { code, said } = await doctor();
    equal(code, 2);
    match(said.policy.problems[0], /root-usr/);
    equal((await doctor('gone')).code, 2);
  });
});

suite('completion', () => {
  const complete = (...words: string[]): string[] => {
    const { stdout } = spawnSync(process.execPath, [join(root, 'server/cli.ts'), 'complete', '--', ...words], {
      encoding: 'utf8',
    });
    return stdout.split('\n').flatMap((line) => (line === '' || line.startsWith(':') ? [] : line.split('\t')[0]!));
  };

  test('knows commands, options, their values and rules', () => {
    ok(complete('do').includes('doctor'));
    ok(!complete('com').includes('complete'));
    ok(complete('check', '--fi').includes('--fix'));
    deepEqual(complete('check', '--fail-on', 'w'), ['warning']);
    deepEqual(complete('explain', 'root'), ['root-user']);
    deepEqual(complete('check', '--rule', 'root'), ['root-user']);
  });

  for (const shell of ['bash', 'zsh', 'fish', 'powershell'])
    test(`has a script for ${shell}`, () => {
      const { stdout, status } = spawnSync(process.execPath, [join(root, 'server/cli.ts'), 'completion', shell], {
        encoding: 'utf8',
      });
      equal(status, 0);
      match(stdout, /breakwater complete '?--/);
    });

  test('works in bash', { skip: spawnSync('bash', ['--version']).status !== 0 && 'there is no bash' }, () => {
    const script = spawnSync(process.execPath, [join(root, 'server/cli.ts'), 'completion', 'bash'], { encoding: 'utf8' }).stdout;
    const program = `breakwater() { "${process.execPath}" "${join(root, 'server/cli.ts')}" "$@"; }
_get_comp_words_by_ref() { cur="\${COMP_WORDS[COMP_CWORD]}"; words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; }
_init_completion() { _get_comp_words_by_ref; }
${script}
COMP_WORDS=(breakwater explain root); COMP_CWORD=2
$(complete -p breakwater | sed 's/.*-F \\([^ ]*\\).*/\\1/')
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', program], { encoding: 'utf8' });
    match(stdout, /^root-user\s*$/m, stderr);
  });
});
