import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { tree } from '../files/tree.ts';
import { runCli, type Running } from './runCli.ts';

const FLOATING = 'FROM docker.io/library/node:latest\nUSER 10001\n';
const FINE = 'FROM docker.io/library/node:24.1.0\nUSER 10001\n';
const SECRET = 'FROM docker.io/library/node:24.1.0\nENV DB_PASSWORD=xK9vTq27Lm\nUSER 10001\n';

interface Json {
  readonly findings: readonly Record<string, any>[]; // any: what JSON holds is asserted, not typed
  readonly files: readonly Record<string, string>[];
  readonly summary: Record<string, number>;
}

async function json(args: readonly string[], running: Running): Promise<{ code: number; err: string; report: Json }> {
  const { code, out, err } = await runCli(['check', '--format', 'json', ...args], running);
  assert.match(out, /^\{.*\}\n$/, err);
  return { code, err, report: JSON.parse(out) as Json };
}

const only = (...ids: readonly string[]): string[] => ids.flatMap((id) => ['--rule', id]);

suite('check', () => {
  test('reports a folder as JSON, sorted, with 1-based places and exit code', async () => {
    const cwd = tree({ 'b/Dockerfile': FLOATING, Dockerfile: FLOATING, 'notes.yaml': 'a: 1\n' });
    const { code, err, report } = await json(['--fail-on', 'warning', ...only('floating-tag')], { cwd });
    assert.equal(code, 1);
    assert.equal(err, '');
    assert.deepEqual(
      report.findings.map(({ rule, path, target, start, end }) => ({ rule, path, target, start, end })),
      ['Dockerfile', 'b/Dockerfile'].map((path) => ({
        rule: 'floating-tag',
        path,
        target: 'dockerfile',
        start: { line: 1, column: 6 },
        end: { line: 1, column: 35 },
      })),
    );
    assert.deepEqual(report.files, [
      { path: 'Dockerfile', target: 'dockerfile', status: 'checked' },
      { path: 'b/Dockerfile', target: 'dockerfile', status: 'checked' },
    ]);
    assert.equal(report.summary['files'], 2);
  });

  test('ends with 0 when nothing is found, and says so in words', async () => {
    const cwd = tree({ Dockerfile: FINE });
    const { code, out, err } = await runCli(['check', ...only('floating-tag')], { cwd });
    assert.deepEqual({ code, out, err }, { code: 0, out: 'No issue found by these rules in 1 file checked.\n', err: '' });
  });

  test('the threshold decides what ends with 1', async () => {
    const cwd = tree({ Dockerfile: FLOATING });
    const codes = await Promise.all(
      ['error', 'warning', 'info', 'never'].map(
        async (level) => (await runCli(['check', ...only('floating-tag'), '--fail-on', level], { cwd })).code,
      ),
    );
    assert.deepEqual(codes, [0, 1, 1, 0]);
  });

  test('shows the line and no secret', async () => {
    const cwd = tree({ Dockerfile: SECRET });
    const { code, out } = await runCli(['check', ...only('secret-in-variable')], { cwd });
    assert.equal(code, 1);
    assert.match(out, /2 \| ENV DB_PASSWORD=••••\n/);
    assert.doesNotMatch(out, /xK9vTq27Lm/);
    const { report } = await json(only('secret-in-variable'), { cwd });
    assert.doesNotMatch(JSON.stringify(report), /xK9vTq27Lm/);
  });

  test('shows no secret on the line of another finding either', async () => {
    const cwd = tree({
      'compose.yaml': 'services: { db: { image: "node:latest", environment: { DB_PASSWORD: xK9vTq27Lm } } }\n',
    });
    const { out } = await runCli(['check', ...only('floating-tag')], { cwd });
    assert.match(out, /DB_PASSWORD: ••••/);
    assert.doesNotMatch(out, /xK9vTq27Lm/);
  });

  test('shows the name of a kind of object, which is no secret', async () => {
    const role = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: export}
rules: [{apiGroups: [""], resources: [secrets], verbs: [get, list]}]
`;
    const { out } = await runCli(['check', ...only('secret-reading-role')], { cwd: tree({ 'role.yaml': role }) });
    assert.match(out, /resources: \[secrets\]/);
  });

  test('exceptions are listed with their reason and count for nothing', async () => {
    const cwd = tree({ Dockerfile: `# breakwater allow floating-tag: RISK-12 owner ops until 2999-12-31\n${FLOATING}` });
    const { code, report } = await json(only('floating-tag'), { cwd });
    assert.equal(code, 0);
    assert.deepEqual(report.findings[0]?.['exception'], { reason: 'RISK-12', until: '2999-12-31', owner: 'ops' });
    assert.deepEqual(report.summary, { error: 0, warning: 0, info: 0, excepted: 1, files: 1 });
  });

  test('a file that is named and none of ours is listed, with why', async () => {
    const cwd = tree({ 'notes.txt': 'FROM a\n', 'a.yaml': 'a: 1\n' });
    const { code, report } = await json(['notes.txt', 'a.yaml'], { cwd });
    assert.equal(code, 0);
    assert.deepEqual(report.files, [
      { path: 'a.yaml', status: 'skipped', problem: 'YAML without `apiVersion` and `kind`.' },
      { path: 'notes.txt', status: 'skipped', problem: 'Neither a Dockerfile nor YAML.' },
    ]);
  });

  test('what is half-typed is partly checked, and does not change the code', async () => {
    const cwd = tree({ 'compose.yaml': 'services:\n  db:\n    image: [\n' });
    const { code, report } = await json(only('floating-tag'), { cwd });
    assert.equal(code, 0);
    assert.equal(report.files[0]?.['status'], 'partial');
    assert.match(report.files[0]?.['problem'] ?? '', /^\d+:\d+ \S/);
    assert.equal(report.summary['files'], 1);
  });
});

suite('what cannot be checked', () => {
  test('a path that is not there is told on standard error and ends with 2, whatever was found', async () => {
    const cwd = tree({ Dockerfile: FLOATING });
    const { code, err, report } = await json(['nowhere', 'Dockerfile', ...only('floating-tag')], { cwd });
    assert.equal(code, 2);
    assert.equal(err, 'breakwater: nowhere: There is no such file or folder.\n');
    assert.deepEqual(report.files.at(-1), { path: 'nowhere', status: 'failed', problem: 'There is no such file or folder.' });
    assert.equal(report.findings.length, 1);
  });

  test('binary and very large files are skipped in a walk, and missed when they are named', async () => {
    const cwd = tree({ Dockerfile: 'FROM a\0', 'a.yaml.gz': '\0', 'big.yaml': `#${' '.repeat(10 * 1024 * 1024)}` });
    const walked = await json([], { cwd });
    assert.equal(walked.code, 0);
    assert.deepEqual(walked.report.files, [
      { path: 'Dockerfile', status: 'skipped', problem: 'Binary: it holds a NUL byte.' },
      { path: 'big.yaml', status: 'skipped', problem: 'Larger than 10 MB.' },
    ]);
    assert.equal((await json(['big.yaml'], { cwd })).code, 2);
    assert.equal((await json(['Dockerfile'], { cwd })).code, 2);
    assert.equal((await json(['a.yaml.gz'], { cwd })).code, 0);
  });

  test('a broken policy says where, ends with 2, and what can be read of it applies', async () => {
    const cwd = tree({ Dockerfile: FLOATING, '.breakwater.yaml': 'rules:\n  floating-tag: info\n  root-usr: off\n' });
    const { code, err, report } = await json(only('floating-tag'), { cwd });
    const problem = '3:3 There is no rule `root-usr`. Did you mean `root-user`?';
    assert.equal(code, 2);
    assert.equal(err, `breakwater: .breakwater.yaml: ${problem}\n`);
    assert.deepEqual(report.files[0], { path: '.breakwater.yaml', status: 'failed', problem });
    assert.equal(report.findings[0]?.['severity'], 'info');
  });

  test('a policy that is named and not there ends with 2', async () => {
    const cwd = tree({ Dockerfile: FINE });
    const { code, report } = await json(['--policy', 'none.yaml'], { cwd });
    assert.equal(code, 2);
    assert.deepEqual(report.files[1], { path: 'none.yaml', status: 'failed', problem: 'There is no such file or folder.' });
  });

  test('an unknown rule ends with 2 and suggests the nearest', async () => {
    const { code, out, err } = await runCli(['check', '--rule', 'floting-tag'], { cwd: tree({}) });
    assert.deepEqual(
      { code, out, err },
      { code: 2, out: '', err: 'breakwater: There is no rule `floting-tag`. Did you mean `floating-tag`?\n' },
    );
  });

  test('bad usage ends with 2 and says nothing on standard output', async () => {
    const cwd = tree({});
    for (const args of [
      ['chek'],
      ['check', '--frmat'],
      ['check', '--format', 'xml'],
      ['check', '-'],
      ['check', '--stdin-filename', 'a'],
      ['explain'],
    ]) {
      const { code, out, err } = await runCli(args, { cwd });
      assert.deepEqual({ code, out }, { code: 2, out: '' }, args.join(' '));
      assert.match(err, /^breakwater: \S/);
    }
  });
});

suite('which rules run', () => {
  const cwd = (): string =>
    tree({ Dockerfile: 'FROM docker.io/library/node:latest\nUSER root\n', '.breakwater.yaml': 'rules: { root-user: off }\n' });
  const idsOf = ({ findings }: Json): string[] => findings.map(({ rule }) => rule as string);

  test('those of the policy; a rule that is named runs alone, even where it is off', async () => {
    const folder = cwd();
    assert.ok(!idsOf((await json([], { cwd: folder })).report).includes('root-user'));
    assert.deepEqual(idsOf((await json(only('root-user'), { cwd: folder })).report), ['root-user']);
  });

  test('another policy can be named', async () => {
    const folder = tree({
      Dockerfile: FLOATING,
      '.breakwater.yaml': 'rules: { floating-tag: off }\n',
      'ci/policy.yaml': 'rules: { floating-tag: info }\n',
    });
    const { report } = await json(['--policy', 'ci/policy.yaml', ...only('floating-tag')], { cwd: folder });
    assert.deepEqual(
      report.findings.map(({ rule, severity }) => ({ rule, severity })),
      [{ rule: 'floating-tag', severity: 'info' }],
    );
  });
});

suite('standard input', () => {
  test('is taken for the file it is named after, with that file’s policy', async () => {
    const cwd = tree({ 'api/.breakwater.yaml': 'rules: { floating-tag: info }\n' });
    const { code, report } = await json(['-', '--stdin-filename', 'api/Dockerfile', ...only('floating-tag')], {
      cwd,
      stdin: FLOATING,
    });
    assert.equal(code, 0);
    assert.deepEqual(
      report.findings.map(({ path, severity }) => ({ path, severity })),
      [{ path: 'api/Dockerfile', severity: 'info' }],
    );
  });

  test('that is binary is missed', async () => {
    const { code, report } = await json(['-', '--stdin-filename', 'Dockerfile'], { cwd: tree({}), stdin: 'FROM a\0' });
    assert.equal(code, 2);
    assert.equal(report.files[0]?.['status'], 'skipped');
  });
});

suite('texts of all kinds', () => {
  const place = async (content: string | Buffer): Promise<unknown> => {
    const { report } = await json(only('floating-tag'), { cwd: tree({ Dockerfile: content }) });
    return report.findings.map(({ start, end }) => [start, end]);
  };
  const expected = [
    [
      { line: 1, column: 6 },
      { line: 1, column: 35 },
    ],
  ];

  test('CRLF, a byte order mark and UTF-16 change no position', async () => {
    assert.deepEqual(await place(FLOATING.replaceAll('\n', '\r\n')), expected);
    assert.deepEqual(await place(`\uFEFF${FLOATING}`), expected);
    assert.deepEqual(await place(Buffer.from(`\uFEFF${FLOATING}`, 'utf16le')), expected);
  });

  test('columns count UTF-16 code units', async () => {
    const cwd = tree({ 'compose.yaml': 'services: { "🏥": { image: "node:latest" } }\n' });
    const { report } = await json(only('floating-tag'), { cwd });
    assert.deepEqual(report.findings[0]?.['start'], { line: 1, column: 29 });
  });

  test('an empty Dockerfile is checked', async () => {
    const { code, report } = await json([], { cwd: tree({ Dockerfile: '' }) });
    assert.equal(code, 0);
    assert.equal(report.files[0]?.['path'], 'Dockerfile');
  });
});

suite('colour and talk', () => {
  const cwd = tree({ Dockerfile: FLOATING });
  const colored = async (args: readonly string[], running: Omit<Running, 'cwd'>): Promise<boolean> =>
    (await runCli(['check', ...only('floating-tag'), ...args], { cwd, ...running })).out.includes('\x1b[');

  test('colour is for terminals, unless told otherwise', async () => {
    assert.equal(await colored([], { terminal: true }), true);
    assert.equal(await colored([], { terminal: false }), false);
    assert.equal(await colored([], { terminal: true, env: { NO_COLOR: '1' } }), false);
    assert.equal(await colored([], { terminal: true, env: { TERM: 'dumb' } }), false);
    assert.equal(await colored([], { terminal: false, env: { FORCE_COLOR: '1' } }), true);
    assert.equal(await colored([], { terminal: true, env: { FORCE_COLOR: '0' } }), false);
    assert.equal(await colored(['--no-color'], { terminal: true, env: { FORCE_COLOR: '1' } }), false);
  });

  test('quiet leaves out the summary', async () => {
    const { out } = await runCli(['check', '-q', ...only('floating-tag')], { cwd });
    assert.match(out, /floating-tag\n/);
    assert.doesNotMatch(out, /checked/);
  });
});

suite('help and version', () => {
  test('no argument prints the help, on standard output', async () => {
    const { code, out, err } = await runCli([], { cwd: '/' });
    assert.deepEqual({ code, err }, { code: 0, err: '' });
    assert.match(out, /^Usage: breakwater/);
  });

  test('every help fits a screen of 80 by 25, that of check one of 40, and has an example', async () => {
    for (const args of [
      ['--help'],
      ['check', '--help'],
      ['rules', '-h'],
      ['explain', '--help'],
      ['lsp', '--help'],
      ['help', 'check'],
    ]) {
      const { code, out } = await runCli(args, { cwd: '/' });
      const lines = out.trimEnd().split('\n');
      assert.equal(code, 0);
      assert.ok(lines.length <= (args.includes('check') ? 40 : 25), `${args.join(' ')}: ${lines.length} lines`);
      for (const line of lines) assert.ok(line.length <= 80, line);
      assert.match(out, /\nExamples:\n {2}\S/);
    }
  });

  test('the version is that of the product', async () => {
    const { out } = await runCli(['--version'], { cwd: '/' });
    assert.match(out, /^\d+\.\d+\.\d+\n$/);
  });
});

suite('as a process', () => {
  const cli = join(import.meta.dirname, '../../server/cli.ts');

  test('the code and both streams come through', () => {
    const cwd = tree({ Dockerfile: FLOATING });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cli, 'check', '-', 'gone', '--stdin-filename', 'x/Dockerfile', '--format', 'json', ...only('floating-tag')],
      {
        cwd,
        input: FLOATING,
        encoding: 'utf8',
      },
    );
    assert.equal(status, 2);
    assert.equal(stderr, 'breakwater: gone: There is no such file or folder.\n');
    assert.equal((JSON.parse(stdout) as Json).findings[0]?.['path'], 'x/Dockerfile');
  });

  test('a reader that stops early ends it quietly', async () => {
    const lines = 'FROM docker.io/library/node:latest\n'.repeat(5000);
    const child = spawn(process.execPath, [cli, 'check', '--fail-on', 'warning', ...only('floating-tag')], {
      cwd: tree({ Dockerfile: lines }),
    });
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += String(chunk);
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.deepEqual({ code, err }, { code: 1, err: '' });
  });

  test('`lsp` speaks the Language Server Protocol over both streams', async () => {
    const child = spawn(process.execPath, [cli, 'lsp'], { cwd: tree({}) });
    const request = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(request)}\r\n\r\n${request}`);
    let out = '';
    for await (const chunk of child.stdout) {
      out += String(chunk);
      if (out.includes('"id":1')) break;
    }
    child.kill();
    assert.match(out, /^Content-Length: \d+\r\n/);
    assert.match(out, /"capabilities":\{/);
  });
});
