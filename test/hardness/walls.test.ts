import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, resolve } from 'node:path';
import { before, suite, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { bundleProduct } from '../../scripts/bundles.ts';
import { root } from '../../scripts/places.ts';
import type { DocumentLink } from 'vscode-languageserver';
import { categories, rules } from '../../rules/index.ts';
import { runCli } from '../cli/runCli.ts';
import { tree } from '../files/tree.ts';
import { Client } from '../lsp/support/client.ts';
import { sourcesIn, treeOf } from './support/patterns.ts';

/** What reaches the network, other processes or other code, and the only files of ours that may use it. */
const REACHING: Readonly<Record<string, readonly string[]>> = {
  child_process: ['client/serverProcesses.ts', 'server/cli/chooseFiles.ts'],
  worker_threads: ['server/cli/threads.ts'],
  cluster: [],
  http: [],
  https: [],
  http2: [],
  net: [],
  tls: [],
  dgram: [],
  dns: [],
  vm: [],
  inspector: [],
  wasi: [],
  ffi: [],
};

suite('our own code', () => {
  const files = ['rules', 'server', 'client'].flatMap(sourcesIn);

  test('imports nothing that opens a connection or starts a process, git and the server itself apart', () => {
    const found: string[] = [];
    for (const path of files)
      for (const name of importsOf(path)) {
        const wanted = REACHING[name.replace(/^node:/, '').split('/')[0]!];
        if (wanted && !wanted.includes(path)) found.push(`${path} imports ${name}`);
      }
    deepEqual(found, []);
    ok(importsOf('server/cli/chooseFiles.ts').includes('node:child_process'));
  });

  test('makes no code of texts, and asks no one on the network', () => {
    const found: string[] = [];
    for (const path of files) {
      const declared = new Set<string>();
      const called: string[] = [];
      each(treeOf(path), (node) => {
        if ((ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) && node.name && ts.isIdentifier(node.name))
          declared.add(node.name.text);
        if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && ts.isIdentifier(node.expression))
          called.push(node.expression.text);
        if (ts.isIdentifier(node) && (node.text === 'eval' || node.text === 'globalThis')) called.push(node.text);
      });
      for (const name of called)
        if (
          /^(?:eval|Function|fetch|WebSocket|EventSource|XMLHttpRequest|importScripts|globalThis)$/.test(name) &&
          !declared.has(name)
        )
          found.push(`${path}: ${name}`);
    }
    deepEqual(found, []);
  });

  test('loads by name only what is named in the source', () => {
    const found: string[] = [];
    for (const path of files)
      each(treeOf(path), (node) => {
        const [what] = isLoad(node) ? node.arguments : [];
        if (what && !ts.isStringLiteral(what)) found.push(`${path}: ${ts.isIdentifier(what) ? what.text : 'an expression'}`);
      });
    deepEqual(found, []);
  });
});

function each(node: ts.Node, look: (node: ts.Node) => void): void {
  const visit = (child: ts.Node, parent: ts.Node): void => {
    (child as { parent: ts.Node }).parent = parent;
    look(child);
    ts.forEachChild(child, (grandchild) => visit(grandchild, child));
  };
  ts.forEachChild(node, (child) => visit(child, node));
}

/** `import(…)` or `require(…)`. */
const isLoad = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require'));

function importsOf(path: string): string[] {
  const found: string[] = [];
  each(treeOf(path), (node) => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    )
      found.push(node.moduleSpecifier.text);
    if (isLoad(node) && ts.isStringLiteral(node.arguments[0]!)) found.push(node.arguments[0].text);
  });
  return found;
}

const WORKSPACE = {
  Dockerfile: 'FROM node:latest\nUSER root\nCOPY . /app\nCOPY ../../outside /x\n',
  'compose.yaml': `include: [../outside/compose.yaml, linked.yaml]
services:
  api: {build: {context: ../../.., dockerfile: ../outside/Dockerfile}, env_file: [../outside/.env, link.env, /etc/passwd], extends: {file: ../outside/compose.yaml, service: a}, volumes: ["../outside:/x"]}
`,
  'k8s/kustomization.yaml':
    'kind: Kustomization\nresources: [../../outside, ../../outside/k.yaml, https://example.com/x]\nsecretGenerator: [{name: s, files: [../../outside/.env], envs: [../../outside/.env]}]\n',
  'k8s/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "a:latest"}]}\n',
  'chart/Chart.yaml': 'name: a\nversion: 1.0.0\ndependencies: [{name: b, repository: "file://../../outside"}]\n',
  'chart/values.yaml': 'a: 1\n',
  'chart/templates/a.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "{{ .Values.a }}"}]}\n',
  '.breakwater.yaml': 'extends: [../outside/policy.yaml, ./link.yaml, "npm:../../outside", /etc/passwd]\nprofile: strict\n',
  '.git/HEAD': 'ref: refs/heads/../../../outside/ref\n',
};
const OUTSIDE = {
  'compose.yaml': 'services: {a: {image: x, user: root}}\n',
  Dockerfile: 'FROM a\nUSER root\n',
  '.env': 'A=1\n',
  'k.yaml': 'apiVersion: v1\nkind: Pod\n',
  'policy.yaml': 'rules: {root-user: off}\n',
  ref: `${'a'.repeat(40)}\n`,
};

function workspace(): { readonly cwd: string; readonly outside: string } {
  const top = tree({
    ...Object.fromEntries(Object.entries(WORKSPACE).map(([name, text]) => [`work/${name}`, text])),
    ...Object.fromEntries(Object.entries(OUTSIDE).map(([name, text]) => [`outside/${name}`, text])),
  });
  const [cwd, outside] = [join(top, 'work'), join(top, 'outside')];
  fs.symlinkSync(join(outside, 'compose.yaml'), join(cwd, 'linked.yaml'));
  fs.symlinkSync(join(outside, 'policy.yaml'), join(cwd, 'link.yaml'));
  fs.symlinkSync(join(outside, '.env'), join(cwd, 'link.env'));
  fs.symlinkSync(outside, join(cwd, 'folder'));
  fs.symlinkSync(join(outside, 'Dockerfile'), join(cwd, 'k8s', 'Dockerfile'));
  return { cwd, outside };
}

/** The files that are opened while `work` runs, and where links lead from them. */
async function openedIn(work: () => Promise<void>): Promise<ReadonlySet<string>> {
  const opened = new Set<string>();
  const names = ['openSync', 'readFileSync', 'readdirSync', 'open', 'readFile', 'readdir', 'createReadStream'] as const;
  const originals = names.map((name) => fs[name]);
  const { realpathSync } = fs;
  for (const name of names)
    (fs as Record<string, unknown>)[name] = function (this: unknown, path: unknown, ...rest: unknown[]) {
      if (typeof path === 'string' || path instanceof URL || Buffer.isBuffer(path)) {
        const file = resolve(path instanceof URL ? fileURLToPath(path) : String(path));
        opened.add(file);
        try {
          opened.add(realpathSync(file));
        } catch {
          // there is none
        }
      }
      return Reflect.apply(originals[names.indexOf(name)] as never, this, [path, ...rest] as never);
    };
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    names.forEach((name, index) => void ((fs as Record<string, unknown>)[name] = originals[index]));
    syncBuiltinESMExports();
  }
  return opened;
}

suite('what a workspace names outside of itself', () => {
  const outsideOf = (opened: ReadonlySet<string>, outside: string): string[] =>
    [...opened].filter((file) => file === '/etc/passwd' || file.startsWith(outside));

  test('is not read, by a path or by a link', async () => {
    const { cwd, outside } = workspace();
    const opened = await openedIn(async () => {
      for (const args of [
        ['check', '--profile', 'strict', '.'],
        ['check', '--diff', '--unsafe', '.'],
        ['exceptions'],
        ['policy'],
        ['doctor'],
      ])
        await runCli(args, { cwd });
    });
    ok(opened.has(join(cwd, 'Dockerfile')));
    deepEqual(outsideOf(opened, outside), []);
  });

  test('is not read by the server, nor linked to', async () => {
    const { cwd, outside } = workspace();
    const uriOf = (path: string): string => pathToFileURL(join(cwd, path)).href;
    const links: string[] = [];
    const opened = await openedIn(async () => {
      const client = await Client.start({ rules, categories, folders: [pathToFileURL(cwd).href] });
      const command = (name: string, ...args: readonly unknown[]): Promise<unknown> =>
        client.connection.sendRequest('workspace/executeCommand', { command: `breakwater.${name}`, arguments: args });
      await command('lint');
      for (const [path, text] of Object.entries(WORKSPACE)) {
        const uri = uriOf(path);
        await client.open(uri, text);
        await client.report(uri);
        await client.actions(uri);
        const textDocument = { uri };
        const found = await client.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', { textDocument });
        links.push(...(found ?? []).flatMap(({ target }) => target ?? []));
        for (const [line, { length }] of text.split('\n').entries())
          for (let character = 0; character < length; character += 9) {
            const position = { line, character };
            await client.hover(uri, position);
            const places = await client.connection.sendRequest('textDocument/definition', { textDocument, position });
            links.push(...JSON.stringify(places).split('"'));
          }
        await command('effectivePolicy', uri);
      }
      await command('exceptions');
      await command('report', 'json');
      await client.stop();
    });
    ok(opened.has(join(cwd, 'k8s', 'pod.yaml')));
    deepEqual(outsideOf(opened, outside), []);
    deepEqual(
      links.filter((link) => /outside|passwd|^(?:command|vscode):/.test(link)),
      [],
    );
  });

  test('is not written by a fix', async () => {
    const { cwd, outside } = workspace();
    const textsOf = (folder: string): string[] =>
      fs.readdirSync(folder).map((name) => fs.readFileSync(join(folder, name), 'utf8'));
    const before = textsOf(outside);
    await runCli(['check', '--fix', '--unsafe', '.'], { cwd });
    ok(!fs.readFileSync(join(cwd, 'Dockerfile'), 'utf8').includes('USER root'));
    deepEqual(textsOf(outside), before);
  });

  test('makes no difference to what is found', async () => {
    const { cwd } = workspace();
    const { err, out } = await runCli(['check', '--format', 'json', '--rule', 'root-user', '.'], { cwd });
    match(err + out, /lies outside of the folder/);
    const { findings } = JSON.parse(out) as { findings: { path: string; rule: string }[] };
    deepEqual(
      findings.filter(({ rule }) => rule === 'root-user').map(({ path }) => path),
      ['Dockerfile'],
    );
  });
});

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
    const { cwd } = workspace();
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

  test('starts threads from its one file, with leave to, and says the same', () => {
    const { cwd } = workspace();
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
    const { cwd } = workspace();
    for (const args of [['explain', 'nothing'], ['check', '--compare', 'nothing.json', '.'], ['check', '--format', 'x'], ['x']]) {
      const { status, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8' });
      equal(status, 2);
      match(stderr, /^breakwater: /);
      ok(!/internal error|\n {4}at /.test(stderr), stderr);
    }
  });

  test('says the same in another language and time zone', () => {
    const { cwd } = workspace();
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
    const { cwd } = workspace();
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
    const { cwd } = workspace();
    const child = spawn(process.execPath, [...allowed(cwd, product), '--require', guard(cwd), server, '--stdio'], { cwd });
    const answers = await talk(child, session(cwd, WORKSPACE.Dockerfile));
    const two = answers.find(({ id }) => id === 2) as { result: { items: { code: string }[] } };
    ok(
      two.result.items.some(({ code }) => code === 'root-user'),
      JSON.stringify(answers),
    );
    const log = answers.map((answer) => JSON.stringify(answer)).join('\n');
    ok(!/ERR_ACCESS_DENIED|refused by the test/.test(log), log);
  });

  test('says of a fault of its own where it is, and no word of a file', async () => {
    const { cwd } = workspace();
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
    const { cwd } = workspace();
    const compiled = join(cwd, 'compiled');
    const env = { ...process.env, NODE_COMPILE_CACHE: compiled };
    const text = `FROM node:latest\nENV DB_PASSWORD=${SECRET}\nUSER root\n`;
    const answers = await talk(spawn(process.execPath, [server, '--stdio'], { cwd, env }), session(cwd, text));
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
    const { cwd } = workspace();
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

interface Message {
  readonly id?: number;
  readonly [key: string]: unknown;
}

/** A file is opened, asked about, and the server told to end. */
const session = (cwd: string, text: string): readonly Message[] => [
  {
    id: 1,
    method: 'initialize',
    params: {
      processId: null,
      rootUri: `file://${cwd}`,
      workspaceFolders: [{ uri: `file://${cwd}`, name: 'w' }],
      capabilities: { textDocument: { diagnostic: {} } },
    },
  },
  { method: 'initialized', params: {} },
  {
    method: 'textDocument/didOpen',
    params: {
      textDocument: { uri: `file://${cwd}/Dockerfile`, languageId: 'dockerfile', version: 1, text },
    },
  },
  { id: 2, method: 'textDocument/diagnostic', params: { textDocument: { uri: `file://${cwd}/Dockerfile` } } },
  {
    id: 3,
    method: 'textDocument/hover',
    params: { textDocument: { uri: `file://${cwd}/Dockerfile` }, position: { line: 0, character: 7 } },
  },
  { id: 4, method: 'workspace/executeCommand', params: { command: 'breakwater.lint', arguments: [] } },
  { id: 5, method: 'shutdown' },
  { method: 'exit' },
];

/** Sends messages one after the other, waiting for the answer to each that wants one, and gives all that came. */
async function talk(child: ReturnType<typeof spawn>, messages: readonly Message[]): Promise<Message[]> {
  const came: Message[] = [];
  let buffer = Buffer.alloc(0);
  let wake: (() => void) | undefined;
  let errors = '';
  child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout!.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      if (head === -1) break;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.toString('latin1', 0, head))?.[1]);
      if (buffer.length < head + 4 + length) break;
      came.push(JSON.parse(buffer.toString('utf8', head + 4, head + 4 + length)) as Message);
      buffer = buffer.subarray(head + 4 + length);
    }
    wake?.();
  });
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  for (const message of messages) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin!.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    while (message.id !== undefined && !came.some(({ id, method }) => id === message.id && method === undefined)) {
      const more = new Promise<void>((resolve) => (wake = resolve));
      await Promise.race([more, ended.then(() => Promise.reject(new Error(`The server ended: ${errors}`)))]);
    }
  }
  await ended;
  return [...came, ...(errors === '' ? [] : [{ stderr: errors }])];
}
