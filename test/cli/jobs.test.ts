import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { formats } from '../../server/cli/outputs.ts';
import { tree } from '../files/tree.ts';
import { root } from '../support/files.ts';
import { runCli, type Running } from './runCli.ts';

const FLOATING = 'FROM docker.io/library/node:latest\nUSER 10001\n';
const cli = join(root, 'server', 'cli.ts');

/** What one run in so many threads leaves behind, in every format there is. */
async function everyFormat(jobs: number, args: readonly string[], running: Running): Promise<Record<string, string>> {
  const to = tree({});
  const written = formats.flatMap((format) => ['--format', format, '--output', join(to, format)]);
  const { code, out, err } = await runCli(['check', '--jobs', `${jobs}`, ...args, ...written], running);
  const reports = readdirSync(to).map((format) => [format, readFileSync(join(to, format), 'utf8')]);
  return { code: `${code}`, out, err, ...Object.fromEntries(reports) };
}

/** Many files of all kinds, of which much is to be said. */
function everything(): string {
  const files: Record<string, string | Buffer> = {
    '.breakwater.yaml': `custom:
  - { id: export-in-image, files: ["*.export.csv"], message: Exports stay out of images. }
  - { id: old-port, ports: [23], severity: warning, message: Nothing speaks Telnet here. }
locked: [untrusted-image]
exceptions:
  - { rules: [floating-tag], files: ["a3/**"], reason: RISK-3, owner: ops }
  - { rules: [root-user], files: ["nowhere/**"], reason: RISK-4 }
  - { rules: [old-port], files: ["a1/**"], reason: RISK-5 }
  - { rules: [backup-disabled], reason: RISK-6 }
overrides:
  - { files: ["a2/**"], rules: { floating-tag: error, root-user: off } }
`,
    'whole/.breakwater.yaml': `extends: ./base.yaml
exceptions:
  - { rules: [floating-tag], files: ["b/**"], reason: RISK-7 }
  - { rules: [root-user], reason: RISK-8 }
`,
    'whole/base.yaml': 'exceptions:\n  - { rules: [old-port], reason: RISK-9 }\ncustom:\n  - { id: old-port, ports: [21] }\n',
    'whole/b/Dockerfile': `${FLOATING}EXPOSE 21\n`,
    'broken/.breakwater.yaml': 'rules:\n  root-usr: off\n  floating-tag: info\n',
    'broken/Dockerfile': FLOATING,
    'matching/.breakwater.yaml':
      'custom:\n  - { id: shouting, in: container, path: image, when: { matches: "^[A-Z]+$" }, message: Images are lower case. }\n',
    'matching/compose.yaml': 'services: { a: { image: LOUD } }\n',
    'known.export.csv': 'a,b\n',
    'binary/Dockerfile': 'FROM a\0',
    'big.yaml': `#${' '.repeat(10 * 1024 * 1024)}`,
    'half/compose.yaml': 'services:\n  db:\n    image: [\n',
    'notes.txt': 'FROM a\n',
    'locked/Dockerfile': FLOATING,
  };
  for (let n = 0; n < 12; n++) {
    files[`a${n}/Dockerfile`] =
      `${n % 4 === 0 ? '# breakwater allow floating-tag: RISK-1 owner ops\n' : '# breakwater allow root-user: RISK-2\n'}${FLOATING}EXPOSE 23\nCOPY known.export.csv /x/\nENV API_HOST=api.openai.com\n`;
    files[`a${n}/compose.yaml`] =
      `services:\n  s${n}:\n    build: .\n    image: s${n}:latest\n    ports: ["23:23"]\n    environment: { DB_PASSWORD: xK9vTq27Lm, SENTRY_DSN: "https://1@o1.ingest.sentry.io/1" }\n`;
    files[`a${n}/k8s.yaml`] =
      `apiVersion: v1\nkind: Pod\nmetadata: { name: p${n} }\nspec: { containers: [{ name: c, image: "p${n}:latest", securityContext: { privileged: true } }] }\n`;
  }
  const folder = tree(files);
  symlinkSync('nowhere', join(folder, 'dangling'));
  chmodSync(join(folder, 'locked', 'Dockerfile'), 0);
  return folder;
}

suite('`--jobs` says the same, byte for byte, in every format', () => {
  const same = async (args: readonly string[], running: Running, most = 3): Promise<Record<string, string>> => {
    const alone = await everyFormat(1, args, running);
    ok(alone['json']!.length > 1000);
    for (let jobs = 2; jobs <= most; jobs++) deepEqual(await everyFormat(jobs, args, running), alone, `${jobs} threads`);
    return alone;
  };

  test('of the examples', async () => void (await same(['.', '--profile', 'strict'], { cwd: join(root, 'examples') })));

  test('of policies, exceptions, own rules, baselines, and what cannot be checked', async () => {
    const cwd = everything();
    match((await runCli(['baseline'], { cwd })).out, /\d/);
    writeFileSync(join(cwd, 'a5', 'later.dockerfile'), 'FROM docker.io/library/debian:latest\n');
    const said = await same(['.', 'dangling', 'notes.txt', 'binary/Dockerfile'], { cwd });
    equal(said['code'], '2');
    for (const word of [/old-port/, /shouting/, /RISK-5/, /root-usr/, /"baseline":true/, /Larger than 10 MB/, /Sentry/])
      match(said['json']!, word);
  });

  test('of exceptions that except nothing', async () => {
    const { json } = await same(['.'], { cwd: join(everything(), 'whole') });
    const { findings } = JSON.parse(json!) as { findings: { path: string; rule: string; start: { line: number } }[] };
    deepEqual(
      findings.filter(({ rule }) => rule === 'unused-exception').map(({ path, start }) => `${path}:${start.line}`),
      ['.breakwater.yaml:4'],
    );
  });

  test('with standard input, a profile, a rule, a policy, and every file on its own', async () => {
    const cwd = everything();
    const stdin = 'FROM docker.io/library/node:latest\nCOPY known.export.csv /y/\n';
    await same(['-', '.', '--stdin-filename', 'a7/Dockerfile', '--profile', 'strict', '--isolated'], { cwd, stdin }, 2);
    await same(['.', '--rule', 'floating-tag', '--rule', 'root-user', '--policy', 'broken/.breakwater.yaml'], { cwd }, 2);
  });
});

suite('`--jobs`', () => {
  test('is a number of threads, and not for fixing', async () => {
    const cwd = tree({ Dockerfile: FLOATING });
    for (const args of [
      ['--jobs', '0'],
      ['--jobs', 'all'],
      ['--jobs', '65'],
      ['--jobs', '2', '--fix'],
      ['--jobs', '2', '--diff'],
    ]) {
      const { code, out, err } = await runCli(['check', ...args], { cwd });
      deepEqual({ code, out }, { code: 2, out: '' }, args.join(' '));
      match(err, /^breakwater: .*(?:number|`--jobs`)/);
    }
  });

  /** A module that ends every thread that reads a file of this name. */
  const ending = (name: string, how: string): string =>
    `data:text/javascript,${encodeURIComponent(`import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
const { openSync } = fs;
if (!isMainThread) fs.openSync = (path, ...rest) => { if (String(path).includes(${JSON.stringify(name)})) { ${how} } return openSync(path, ...rest); };
syncBuiltinESMExports();`)}`;

  test('reports what a thread held that ended before its time, and ends with 2', () => {
    const files = Array.from({ length: 32 }, (_, n) => [`f${n}/Dockerfile`, FLOATING]);
    const cwd = tree({ ...Object.fromEntries(files), 'f17/ends.yaml': 'a: 1\n' });
    for (const [how, why] of [
      ['process.exit(0)', 'exit code 0'],
      ['queueMicrotask(() => { throw new TypeError("from a file"); });', 'TypeError'],
    ] as const) {
      const args = ['--import', ending('ends.yaml', how), cli, 'check', '--jobs', '2', '--isolated', '--rule', 'floating-tag'];
      const { status, stdout, stderr } = spawnSync(process.execPath, [...args, '--format', 'json', '.'], {
        cwd,
        encoding: 'utf8',
      });
      equal(status, 2, stderr);
      doesNotMatch(stdout + stderr, /from a file/);
      const { files, findings } = JSON.parse(stdout) as {
        files: { path: string; status: string; problem: string }[];
        findings: unknown[];
      };
      const failed = files.filter(({ status }) => status === 'failed');
      ok(failed.some(({ path }) => path === 'f17/ends.yaml'));
      ok(failed.length < 8, `${failed.length} failed`);
      for (const { problem } of failed) equal(problem, `Its thread ended before it was checked (${why}).`);
      equal(findings.length, 32 - failed.filter(({ path }) => path.endsWith('Dockerfile')).length);
    }
  });

  test('fails all that is left when no thread is', () => {
    const cwd = tree({ 'a/Dockerfile': FLOATING, 'b/Dockerfile': FLOATING, 'c/Dockerfile': FLOATING, 'd/Dockerfile': FLOATING });
    const args = ['--import', ending('Dockerfile', 'process.exit(1)'), cli, 'check', '--jobs', '2', '--isolated', '.'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
    equal(status, 2);
    doesNotMatch(stdout, /No issue found/);
    equal(stderr.match(/Its thread ended before it was checked/g)?.length, 4);
  });

  test('ends at once when it is interrupted, and writes nothing', async () => {
    const files = Array.from({ length: 400 }, (_, n) => [`f${n}/Dockerfile`, FLOATING.repeat(20)]);
    const cwd = tree(Object.fromEntries(files));
    const args = [
      '--import',
      ending('f399', 'for (;;);'),
      cli,
      'check',
      '--jobs',
      '2',
      '--format',
      'json',
      '--output',
      'report.json',
      '.',
    ];
    const child = spawn(process.execPath, args, { cwd });
    let out = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    setTimeout(() => child.kill('SIGINT'), 3000);
    const signal = await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)));
    deepEqual({ signal, out, written: readdirSync(cwd).includes('report.json') }, { signal: 'SIGINT', out: '', written: false });
  });

  test('ends quietly when its reader stops early', async () => {
    const lines = 'FROM docker.io/library/node:latest\n'.repeat(3000);
    const child = spawn(process.execPath, [cli, 'check', '--jobs', '2', '--fail-on', 'warning', '--rule', 'floating-tag'], {
      cwd: tree({ Dockerfile: lines, 'b/Dockerfile': lines }),
    });
    let err = '';
    child.stderr.on('data', (chunk) => (err += String(chunk)));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    deepEqual({ code, err }, { code: 1, err: '' });
  });
});
