import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { bundleProduct } from '../../scripts/bundles.ts';
import { root } from '../../scripts/places.ts';
import { tree } from '../files/tree.ts';
import { leavingWorkspace, WORKSPACE } from './support/leavingWorkspace.ts';
import { talk } from './support/talk.ts';

suite('the product', () => {
  const product = tree({ 'package.json': fs.readFileSync(join(root, 'package.json'), 'utf8') });
  const [cli, server] = ['cli.cjs', 'server.cjs'].map((name) => join(product, 'dist', name)) as [string, string];
  before(async () => {
    await bundleProduct(join(product, 'dist'));
  });

  /** No process, no worker, no native code, nothing written; and of Node's permission model no network, which it has no word for before Node 25. */
  const allowed = (...folders: readonly string[]): string[] => [
    '--permission',
    ...folders.map((folder) => `--allow-fs-read=${folder}`),
  ];

  test('checks with leave to read the workspace and itself, and to do nothing else', () => {
    const { cwd } = leavingWorkspace();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...allowed(cwd, product), '--require', guard(cwd), cli, 'check', '--format', 'json', '.'],
      { cwd, encoding: 'utf8' },
    );
    ok(status === 1 || status === 2, stderr);
    ok(!/ERR_ACCESS_DENIED|internal error|refused by the test/.test(stderr + stdout), stderr);
    ok((JSON.parse(stdout) as { findings: unknown[] }).findings.length > 3);
    const refused = spawnSync(process.execPath, [...allowed(cwd, product), cli, 'check', '--staged', '.'], {
      cwd,
      encoding: 'utf8',
    });
    equal(refused.status, 2);
  });

  test('starts threads, with leave to, and says the same', () => {
    const { cwd } = leavingWorkspace();
    const check = (jobs: string, ...leave: readonly string[]) =>
      spawnSync(process.execPath, [...allowed(cwd, product), ...leave, cli, 'check', '--jobs', jobs, '--format', 'json', '.'], {
        cwd,
        encoding: 'utf8',
      });
    const { status, stdout } = check('1');
    const threads = check('2', '--allow-worker');
    deepEqual({ status: threads.status, stdout: threads.stdout }, { status, stdout }, threads.stderr);
    const refused = check('2');
    deepEqual({ status: refused.status, stdout: refused.stdout }, { status: 2, stdout: '' });
    match(refused.stderr, /^breakwater: `--jobs` starts threads/m);
  });

  test('says what is wrong with what was asked for, whichever bundle finds out', () => {
    const { cwd } = leavingWorkspace();
    for (const args of [['explain', 'nothing'], ['check', '--compare', 'nothing.json', '.'], ['check', '--format', 'x'], ['x']]) {
      const { status, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8' });
      equal(status, 2);
      match(stderr, /^breakwater: /);
      ok(!/internal error|\n {4}at /.test(stderr), stderr);
    }
  });

  test('says the same in another language and time zone', () => {
    const { cwd } = leavingWorkspace();
    const [here, there] = [
      { TZ: 'UTC', LANG: 'C' },
      { TZ: 'Asia/Kolkata', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    ].map((env) => {
      const args = [cli, 'check', '--profile', 'strict', '--format', 'json', '.'];
      const { stdout } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } });
      return stdout.replace(/"date":"\d{4}-\d\d-\d\d"/, '"date":""');
    });
    ok(here!.length > 1000);
    equal(there, here);
  });

  test('ends with 2 and a word when standard output is full', { skip: !fs.existsSync('/dev/full') }, () => {
    const { cwd } = leavingWorkspace();
    const full = fs.openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [cli, 'check', 'Dockerfile'], {
      cwd,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    fs.closeSync(full);
    equal(status, 2);
    match(stderr, /Standard output: There is no space left\./);
  });

  test('serves an editor with no more than that', async () => {
    const { cwd } = leavingWorkspace();
    const child = spawn(process.execPath, [...allowed(cwd, product), '--require', guard(cwd), server, '--stdio'], { cwd });
    const answers = await talk(child, cwd, WORKSPACE.Dockerfile);
    const log = JSON.stringify(answers);
    match(log, /"code":"root-user"/);
    ok(!/ERR_ACCESS_DENIED|refused by the test/.test(log), log);
  });

  test('says of a fault of its own where it is, and no word of a file', async () => {
    const { cwd } = leavingWorkspace();
    const environment = { cwd, encoding: 'utf8' } as const;
    const once = spawnSync(process.execPath, ['--require', failing(cwd), cli, 'check', '.'], environment);
    equal(once.status, 2);
    match(once.stderr, /internal error: TypeError\n +at .*\n/);
    ok(!(once.stdout + once.stderr).includes(SECRET), once.stderr);
    const lasting = spawn(process.execPath, ['--require', failing(cwd), server, '--stdio'], { cwd });
    let errors = '';
    lasting.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const code = await new Promise((done) => lasting.on('close', done));
    equal(code, 1);
    match(errors, /internal error: TypeError\n +at /);
    ok(!errors.includes(SECRET), errors);
  });

  test('keeps nothing of a file with its compiled code', async () => {
    const { cwd } = leavingWorkspace();
    const compiled = join(cwd, 'compiled');
    const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
    const text = `FROM node:latest\nENV DB_PASSWORD=${SECRET}\nUSER root\n`;
    const answers = await talk(spawn(process.execPath, [server, '--stdio'], { cwd, env }), cwd, text);
    match(JSON.stringify(answers), /secret-in-variable/);
    const kept = fs
      .readdirSync(compiled, { recursive: true, encoding: 'utf8' })
      .map((name) => join(compiled, name))
      .filter((file) => fs.statSync(file).isFile());
    ok(kept.length > 0);
    deepEqual(
      kept.filter((file) => [SECRET, Buffer.from(SECRET, 'utf16le')].some((secret) => fs.readFileSync(file).includes(secret))),
      [],
    );
  });

  test('ends when what it is sent is no message, and says nothing of it', async () => {
    const { cwd } = leavingWorkspace();
    const garbage = [
      `Content-Length: ${SECRET}\r\n\r\n{}`,
      `Content-Length: 20\r\n\r\n{"password":"${SECRET}"`,
      `${SECRET}\r\n\r\n`,
      `Content-Length: 9\r\nContent-Type: application/x; charset=${SECRET}\r\n\r\n{"a":"b"}`,
      `Content-Length: 99999999999999999999\r\n\r\n${SECRET}`,
      `Content-Length: -5\r\n\r\n${SECRET}`,
      '\0\0\0\r\n\r\n'.repeat(100),
    ];
    const answers = garbage.map(async (sent) => {
      const child = spawn(process.execPath, [server, '--stdio'], { cwd });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.stdin.on('error', () => undefined);
      child.stdin.end(sent);
      await new Promise((done) => child.on('close', done));
      return said;
    });
    for (const said of await Promise.all(answers)) ok(!said.includes(SECRET), said);
  });
});

/** A module that has the program fail in the midst of its work, for a reason that quotes a file. */
function failing(folder: string): string {
  const file = join(folder, 'failing.cjs');
  fs.writeFileSync(
    file,
    `const fail = () => { throw new TypeError('Unexpected token in "password: ${SECRET}"\\n    at ${SECRET} (x:1)'); };
process.stdout.write = fail;
setTimeout(fail, 1500);`,
  );
  return file;
}

const SECRET = ['hunter', 'twenty', 'two'].join('');

/** A module that makes every way to the network throw, as the permission model cannot yet. */
function guard(folder: string): string {
  const file = join(folder, 'guard.cjs');
  fs.writeFileSync(
    file,
    `const refuse = () => { process.stderr.write('refused by the test\\n'); throw new Error('refused by the test'); };
for (const [name, functions] of Object.entries({ net: ['connect', 'createConnection', 'createServer'], http: ['request', 'get', 'createServer'], https: ['request', 'get'], tls: ['connect'], dgram: ['createSocket'], dns: ['lookup', 'resolve'] }))
  for (const one of functions) require(name)[one] = refuse;
require('net').Socket.prototype.connect = refuse;
globalThis.fetch = refuse;
`,
  );
  return file;
}
