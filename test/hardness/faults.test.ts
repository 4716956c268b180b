import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver';
import { lint } from '../../rules/engine/lint.ts';
import { categories, rules } from '../../rules/index.ts';
import { readDocument } from '../../rules/model/document.ts';
import { sameName } from '../../rules/model/files.ts';
import { localDate } from '../../server/files/today.ts';
import { describeFault } from '../../server/files/fault.ts';
import { uriOfPath } from '../../server/files/places.ts';
import { runCli } from '../cli/runCli.ts';
import { tree } from '../files/tree.ts';
import { Client, PLAIN } from '../lsp/support/client.ts';
import { everything } from './support/everything.ts';
import { planted } from './support/canaries.ts';

const TEXT = 'FROM alpine:3.22\nEXPOSE 8443 23\nUSER root\n';

type Function = (...args: never[]) => unknown;

/** Has functions of the file system do something else while `work` runs. `original` does what they did. */
async function withDisk<T>(
  changed: Readonly<Record<string, (original: Function) => Function>>,
  work: () => Promise<T>,
): Promise<T> {
  const disk = fs as unknown as Record<string, Function>;
  const originals = Object.keys(changed).map((name) => [name, disk[name]!] as const);
  for (const [name, original] of originals) disk[name] = changed[name]!(original);
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    for (const [name, original] of originals) disk[name] = original;
    syncBuiltinESMExports();
  }
}

const failing = (code: string): Error => Object.assign(new Error(`${code}: /a/secret/path`), { code });

/** The disk fills up after the first bytes, or may not be written to. */
const noWriting = (code: 'ENOSPC' | 'EROFS' | 'EACCES') => ({
  writeFileSync:
    (original: Function) =>
    (file: never, content: never, ...rest: never[]) => {
      if (code === 'ENOSPC') original(file, String(content).slice(0, 5) as never, ...rest);
      throw failing(code);
    },
});

suite('the disk', () => {
  for (const [code, says] of [
    ['ENOSPC', /There is no space left\./],
    ['EROFS', /Writing it is not permitted\./],
    ['EACCES', /Writing it is not permitted\./],
  ] as const)
    test(`${code}: nothing is cut short, and it is said`, async () => {
      const earlier = '{"findings":[]}';
      const cwd = tree({ Dockerfile: TEXT, 'report.json': earlier });
      const listed = fs.readdirSync(cwd);
      await withDisk(noWriting(code), async () => {
        for (const args of [
          ['check', '--fix', 'Dockerfile'],
          ['check', '--format', 'json', '--output', 'report.json', 'Dockerfile'],
          ['check', '--format', 'sarif', '--output', 'new.sarif', 'Dockerfile'],
          ['baseline'],
          ['init'],
        ]) {
          const { code: exit, err } = await runCli(args, { cwd });
          equal(exit, 2, args.join(' '));
          match(err, says);
          ok(!/secret|Error|at /.test(err), err);
        }
      });
      deepEqual(fs.readdirSync(cwd), listed);
      equal(fs.readFileSync(join(cwd, 'Dockerfile'), 'utf8'), TEXT);
      equal(fs.readFileSync(join(cwd, 'report.json'), 'utf8'), earlier);
    });

  test('a file that goes while others are read is told, and the others are checked', async () => {
    const cwd = tree({ 'a/Dockerfile': TEXT, 'b/Dockerfile': TEXT, 'c/compose.yaml': 'services: {}\n' });
    const gone = join(cwd, 'b', 'Dockerfile');
    const opening =
      (original: Function) =>
      (file: never, ...rest: never[]) => {
        if (String(file) === gone) fs.rmSync(gone, { force: true });
        return original(file, ...rest);
      };
    const { code, out } = await withDisk({ openSync: opening }, () =>
      runCli(['check', '--format', 'json', '--isolated', '.'], { cwd }),
    );
    const { files, findings } = JSON.parse(out) as { files: { path: string; status: string }[]; findings: { path: string }[] };
    equal(code, 2);
    deepEqual(
      files.map(({ path, status }) => `${path} ${status}`),
      ['a/Dockerfile checked', 'b/Dockerfile failed', 'c/compose.yaml checked'],
    );
    ok(findings.some(({ path }) => path === 'a/Dockerfile'));
  });

  test('a file that is replaced by a folder, is told', async () => {
    const cwd = tree({ 'a/Dockerfile': TEXT, 'b/Dockerfile': TEXT });
    const replaced = join(cwd, 'b', 'Dockerfile');
    const opening =
      (original: Function) =>
      (file: never, ...rest: never[]) => {
        if (String(file) === replaced && fs.lstatSync(replaced).isFile()) {
          fs.rmSync(replaced);
          fs.mkdirSync(replaced);
        }
        return original(file, ...rest);
      };
    const { code, out, err } = await withDisk({ openSync: opening }, () => runCli(['check', '--isolated', '.'], { cwd }));
    equal(code, 2, out);
    match(err, /b\/Dockerfile: It is a folder\./);
  });
});

suite('events of the disk that are lost', () => {
  test('cost nothing for long: what is saved or opened a minute later is seen in the light of all that changed', async () => {
    const cwd = tree({ Dockerfile: TEXT, 'compose.yaml': 'services: {api: {build: ., image: a}}\n', '.env': 'A=1\n' });
    const uri = sameName(uriOfPath(join(cwd, 'Dockerfile')));
    const client = await Client.start({ rules, categories, folders: [sameName(uriOfPath(cwd))] });
    const found = async (): Promise<boolean> => (await client.diagnostics(uri)).some(({ code }) => code === 'root-user');
    await client.open(uri, TEXT);
    ok(await found());
    fs.writeFileSync(join(cwd, '.breakwater.yaml'), 'rules: {root-user: off}\n');
    const save = () => client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await save();
    ok(await found(), 'a watcher is taken at its word for a while');
    const { uptime } = process;
    process.uptime = () => uptime.call(process) + 120;
    try {
      await save();
      ok(!(await found()));
    } finally {
      process.uptime = uptime;
    }
    await client.stop();
  });
});

suite('a fault of our own', () => {
  test('is told by its kind and its places, not by what it quotes', () => {
    const quoting = new SyntaxError('Unexpected token, "hunter22" is not JSON\n    at hunter22 (a:1:2)');
    match(describeFault(quoting), /^SyntaxError\n {4}at /);
    ok(!describeFault(quoting).includes('hunter22'));
    equal(describeFault('hunter22'), 'string thrown');
    equal(describeFault(Object.assign(new Error('a'), { stack: 'hunter22' })), 'Error');
  });
});

suite('time and place', () => {
  const cwd = tree({ ...planted().files, 'I/Dockerfile': 'FROM İstanbul:latest\nUSER ROOT\nEXPOSE 21\n' });
  test('another time zone gives the same report', async () => {
    const zone = process.env['TZ'];
    const reports: string[] = [];
    try {
      for (const other of ['UTC', 'Asia/Kolkata', 'Pacific/Kiritimati', 'America/Anchorage']) {
        process.env['TZ'] = other;
        const { out } = await runCli(['check', '--profile', 'strict', '--format', 'json', '.'], { cwd });
        reports.push(out.replace(/"date":"\d{4}-\d\d-\d\d"/, '"date":""'));
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
    ok(reports[0]!.length > 10_000);
    for (const other of reports) equal(other, reports[0]);
  });

  test('a clock that is wrong is no reason to fail', () => {
    for (const today of ['1970-01-01', '0001-01-01', '9999-12-31', localDate(new Date(0)), localDate(new Date(Number.NaN))]) {
      const text = '# breakwater allow root-user until 2027-01-31 -- a reason\nFROM debian:9\nUSER root\n';
      const { findings, failures } = lint(readDocument('/w/Dockerfile', 'dockerfile', text), everything, today);
      deepEqual([failures, findings.some(({ rule }) => rule.id === 'root-user')], [[], true], today);
    }
  });
});

suite('requests', () => {
  const uri = 'file:///w/Dockerfile';

  test('cancelled in the midst of others are answered as cancelled, and the others are right', async () => {
    const client = await Client.start({ rules, categories });
    await client.open(uri, TEXT);
    const answers = Array.from({ length: 40 }, (_, index) => {
      const source = new CancellationTokenSource();
      const answer = client.report(uri, undefined, source.token).then(
        () => 'answered',
        ({ code }: { code: number }) => (code === -32800 ? 'cancelled' : `error ${code}`),
      );
      if (index % 2 === 0) source.cancel();
      return answer;
    });
    const said = await Promise.all(answers);
    ok(
      said.every((one, index) => one === 'answered' || (one === 'cancelled' && index % 2 === 0)),
      said.join(),
    );
    ok((await client.diagnostics(uri)).some(({ code }) => code === 'root-user'));
    await client.stop();
  });

  test('of the whole workspace stop when they are cancelled', async () => {
    const cwd = tree(Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`${at}/Dockerfile`, TEXT])));
    const folder = sameName(uriOfPath(cwd));
    const client = await Client.start({ rules, categories, folders: [folder] });
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(
      'workspace/executeCommand',
      { command: 'breakwater.lint', arguments: [] },
      source.token,
    );
    source.cancel();
    const said = await answer.then(JSON.stringify, String);
    ok(said.length < 2000, said);
    await client.open(uri, TEXT);
    ok((await client.diagnostics(uri)).length > 0);
    await client.stop();
  });

  test('edits faster than checks: what is told last is of the last text, and nothing is told of a text after a later one', async () => {
    const client = await Client.start({
      rules,
      categories,
      capabilities: { ...PLAIN, textDocument: { ...PLAIN.textDocument, publishDiagnostics: { versionSupport: true } } },
    });
    await client.open(uri, TEXT);
    const end = TEXT.indexOf('root');
    for (let at = 0; at < 200; at++) {
      const now = client.text(uri);
      await client.edit(uri, at % 2 === 0 ? '1000' : 'root', end, now.length - 1);
      if (at % 20 === 0) await client.hover(uri, { line: 0, character: 6 });
    }
    await client.until(() => client.published.at(-1)?.version === 201);
    const versions = client.published.map(({ version }) => version!);
    deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
    ok(client.published.at(-1)!.diagnostics.some(({ code }) => code === 'root-user'));
    await client.edit(uri, '1000', end, client.text(uri).length - 1);
    await client.close(uri);
    await client.until(() => client.published.at(-1)?.diagnostics.length === 0);
    await new Promise((done) => setTimeout(done, 60));
    deepEqual(client.published.at(-1), { uri, diagnostics: [] });
    await client.stop();
  });

  test('of files that are not there, not open or named by no URI are answered', async () => {
    const client = await Client.start({ rules, categories });
    for (const odd of [
      'file:///gone/Dockerfile',
      'untitled:Untitled-1',
      'not a uri',
      '',
      'file://',
      'git:/x?y',
      'http://x/Dockerfile',
      `file:///${'a'.repeat(10_000)}`,
      'file:///%',
      'file:///\u0000',
    ]) {
      await client.report(odd);
      await client.hover(odd, { line: 9e9, character: 9e9 }).catch(() => null);
      await client.open(odd, TEXT, 'dockerfile');
      await client.report(odd);
      await client.actions(odd);
      await client.close(odd);
    }
    await rejects(client.connection.sendRequest('textDocument/hover', null));
    await client.open(uri, TEXT);
    ok((await client.diagnostics(uri)).length > 0);
    await client.stop();
  });
});
