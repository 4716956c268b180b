import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import {
  CancellationTokenSource,
  FileChangeType,
  ProgressType,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { categories, rules } from '../../rules/index.ts';
import { sameName } from '../../rules/model/files.ts';
import { localDate } from '../../server/files/today.ts';
import { uriOfPath } from '../../server/files/places.ts';
import type { Findings } from '../../server/lsp/findings.ts';
import type { ExceptionPlace } from '../../server/lsp/workspaceReport.ts';
import type { Summary } from '../../server/lsp/workspaceLint.ts';
import type { RuleChoice } from '../../server/lsp/workspaceRules.ts';
import { runCli } from '../cli/runCli.ts';
import { tree } from '../files/tree.ts';
import { Client, MODERN, PLAIN, type Setup } from './support/client.ts';

const ROOT = 'FROM debian:12\nUSER root\n';
const CLEAN = 'FROM debian:12\nUSER 65532\n';

async function start(files: Record<string, string>, setup: Setup & { readonly within?: readonly string[] } = {}) {
  const folder = tree(files);
  const at = (path: string): string => sameName(uriOfPath(join(folder, path)));
  const folders = (setup.within ?? ['']).map((path) => at(path).replace(/\/$/, ''));
  const client = await Client.start({ folders, ...setup });
  const run = <T>(command: string, ...args: unknown[]): Promise<T> =>
    client.connection.sendRequest('workspace/executeCommand', { command, arguments: args });
  const change = async (path: string, text: string | undefined): Promise<void> => {
    if (text === undefined) rmSync(join(folder, path));
    else writeFileSync(join(folder, path), text);
    const type = text === undefined ? FileChangeType.Deleted : FileChangeType.Changed;
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: at(path), type }] });
  };
  /** What `breakwater.findings` lists, as `path rule severity`. */
  const listed = async (): Promise<string[]> =>
    (await run<Findings>('breakwater.findings')).findings.map(
      ({ uri, rule, severity }) => `${sameName(uri).slice(at('').length + 1)} ${rule} ${severity}`,
    );
  return { folder, at, client, run, change, listed };
}

/** Holds a `workspace/diagnostic` open, as VS Code does, and keeps what was told last of each file. */
async function follow({ connection }: Client) {
  const told = new Map<string, string[]>();
  let reports = 0;
  let waiting: (() => void) | undefined;
  const take = (items: readonly WorkspaceDocumentDiagnosticReport[]): void => {
    for (const item of items)
      if (item.kind === 'full')
        told.set(
          sameName(item.uri),
          item.items.map(({ code }) => String(code)),
        );
    reports++;
    waiting?.();
  };
  const token = 'stream';
  connection.onProgress(new ProgressType<WorkspaceDiagnosticReport>(), token, ({ items }) => take(items));
  const cancel = new CancellationTokenSource();
  const ended = connection
    .sendRequest<WorkspaceDiagnosticReport>(
      'workspace/diagnostic',
      { previousResultIds: [], partialResultToken: token },
      cancel.token,
    )
    .then(
      ({ items }) => take(items),
      () => {}, // the server was stopped
    );
  const until = async (so: () => boolean): Promise<void> => {
    for (const end = Date.now() + 30_000; !so(); ) {
      ok(Date.now() < end, `It did not happen; now ${JSON.stringify([...told])}.`);
      await new Promise<void>((next) => {
        waiting = next;
        setTimeout(next, 100);
      });
    }
  };
  return {
    told,
    until,
    reports: () => reports,
    cancel: () => {
      cancel.cancel();
      return ended;
    },
  };
}

suite('the whole workspace in the editor', () => {
  test('is checked when asked for, told at once, and again when a file changes or goes', async () => {
    const { at, client, run, change, listed } = await start({
      Dockerfile: ROOT,
      'api/Dockerfile': CLEAN,
      'notes.yaml': 'a: 1\n',
      'node_modules/x/Dockerfile': ROOT,
      '.gitignore': 'old/\n',
      'old/Dockerfile': ROOT,
    });
    const { told, until, cancel } = await follow(client);
    deepEqual(await listed(), []);
    const { files, findings, missed, cancelled } = await run<Summary>('breakwater.lint');
    deepEqual({ files, findings, missed, cancelled }, { files: 2, findings: 1, missed: 0, cancelled: false });
    await until(() => told.size > 0);
    deepEqual([...told], [[at('Dockerfile'), ['root-user']]]);
    deepEqual(await listed(), ['Dockerfile root-user error']);

    await change('api/Dockerfile', ROOT);
    await until(() => told.has(at('api/Dockerfile')));
    deepEqual(await listed(), ['Dockerfile root-user error', 'api/Dockerfile root-user error']);
    await change('Dockerfile', undefined);
    await until(() => told.get(at('Dockerfile'))?.length === 0);
    deepEqual(await listed(), ['api/Dockerfile root-user error']);
    await cancel();
    await client.stop();
  });

  test('leaves open files to those who type in them, until they are closed', async () => {
    const { at, client, run, listed } = await start({ Dockerfile: ROOT, 'api/Dockerfile': ROOT });
    await client.open(at('Dockerfile'), CLEAN);
    const { told, until } = await follow(client);
    await run('breakwater.lint');
    await until(() => told.size > 0);
    deepEqual([...told.keys()], [at('api/Dockerfile')]);
    deepEqual(await listed(), ['api/Dockerfile root-user error']);
    await client.close(at('Dockerfile'));
    await until(() => told.get(at('Dockerfile'))?.join() === 'root-user');
    deepEqual(await listed(), ['Dockerfile root-user error', 'api/Dockerfile root-user error']);
    await client.stop();
  });

  test('tells of a file that was closed that nothing is known of it, so that nothing of it stays behind', async () => {
    const { at, client } = await start({ Dockerfile: ROOT });
    const { told, until } = await follow(client);
    await client.open(at('Dockerfile'), ROOT);
    await client.close(at('Dockerfile'));
    await until(() => told.has(at('Dockerfile')));
    deepEqual(told.get(at('Dockerfile')), []);
    await client.stop();
  });

  test('has many folders, each with its own policy, which count as soon as they change', async () => {
    const { at, client, run, change, listed } = await start(
      {
        'one/Dockerfile': ROOT,
        'one/.breakwater.yaml': 'rules:\n  root-user: warning\n',
        'two/Dockerfile': ROOT,
        'two/.breakwater.yaml': 'rules:\n  root-user: off\n  no-such-rule: error\n',
        'three/Dockerfile': ROOT,
      },
      { within: ['one', 'two'] },
    );
    await run('breakwater.lint');
    deepEqual(await listed(), ['one/Dockerfile root-user warning', 'two/.breakwater.yaml unknown-rule error']);
    const { told, until } = await follow(client);
    await until(() => told.size === 2);
    await change('two/.breakwater.yaml', 'rules:\n  root-user: info\n');
    await until(() => told.get(at('two/Dockerfile'))?.length === 1);
    deepEqual(await listed(), ['one/Dockerfile root-user warning', 'two/Dockerfile root-user info']);
    await client.stop();
  });

  test('can be asked of one folder, and of none outside', async () => {
    const { at, run, client, listed } = await start({ 'one/Dockerfile': ROOT, 'two/Dockerfile': ROOT }, { within: ['one'] });
    equal((await run<Summary>('breakwater.lint', at('two'))).files, 0);
    equal((await run<Summary>('breakwater.lint', [at('one')])).files, 1);
    deepEqual(await listed(), ['one/Dockerfile root-user error']);
    await client.stop();
  });

  test('does not hold up who types, and ends when it is cancelled', async () => {
    const many = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`${index % 50}/${index}.Dockerfile`, ROOT]));
    const { at, client } = await start({ ...many, Dockerfile: ROOT });
    await client.open(at('Dockerfile'), ROOT);
    const cancel = new CancellationTokenSource();
    let ended = false;
    const linting = client.connection
      .sendRequest<Summary>('workspace/executeCommand', { command: 'breakwater.lint' }, cancel.token)
      .then((summary) => {
        ended = true;
        return summary;
      });
    for (let typed = 0; typed < 5; typed++) {
      await client.edit(at('Dockerfile'), '# typed\n', 0, 0);
      equal((await client.diagnostics(at('Dockerfile'))).length, 1);
    }
    equal(ended, false);
    cancel.cancel();
    const { files, cancelled } = await linting;
    equal(cancelled, true);
    ok(files < 1500, String(files));
    await client.stop();
  });

  test('shows how far it is to an editor that shows such things, and lets it cancel', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.Dockerfile`, ROOT]));
    const { client, run } = await start(files, { capabilities: { ...MODERN, window: { workDoneProgress: true } } });
    await run('breakwater.lint');
    await client.until(() => client.progress.includes('end'));
    ok(client.progress.includes('Breakwater: checking the workspace'), client.progress.join());
    await client.stop();
  });

  test('is told unasked to an editor that does not ask', async () => {
    const { at, client, run } = await start({ Dockerfile: ROOT }, { capabilities: PLAIN });
    const of = (): string[] =>
      client.published
        .filter(({ uri }) => sameName(uri) === at('Dockerfile'))
        .map(({ diagnostics }) => String(diagnostics.length));
    await run('breakwater.lint');
    await client.until(() => of().join() === '1');
    await client.open(at('Dockerfile'), CLEAN);
    await client.until(() => of().join() === '1,0');
    await client.close(at('Dockerfile'));
    await client.until(() => of().at(-1) === '1');
    await client.stop();
  });

  test('is told unasked, too, to an editor that asks for open files alone', async () => {
    const { at, client, run } = await start({ Dockerfile: ROOT }, { options: { workspaceDiagnostics: 'push' } });
    equal(client.initialized.capabilities.diagnosticProvider?.workspaceDiagnostics, false);
    const of = (): string => client.published.map(({ diagnostics }) => String(diagnostics.length)).join();
    await run('breakwater.lint');
    await client.until(() => of() === '1');
    await client.open(at('Dockerfile'), ROOT);
    await client.edit(at('Dockerfile'), CLEAN);
    await client.until(() => of() === '1,0');
    await client.close(at('Dockerfile'));
    await client.until(() => of().startsWith('1,0,1'));
    await client.stop();
  });

  test('is not looked at without trust', async () => {
    const { client, run } = await start({ Dockerfile: ROOT }, { options: { trusted: false } });
    const { files, cancelled } = await run<Summary>('breakwater.lint');
    deepEqual([files, cancelled], [0, true]);
    equal((await run<Findings>('breakwater.findings')).workspace, undefined);
    await rejects(run('breakwater.report', 'markdown'), /not trusted/);
    await client.stop();
  });
});

suite('what an editor asks of the whole workspace', () => {
  const files = {
    'k8s/api.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: api
spec:
  containers:
    - name: api
      image: registry.example/team/api:1
      securityContext:
        # breakwater allow privileged-container: needs the device, see RISK-12 owner platform until 2027-01-31
        privileged: true
`,
    Dockerfile: 'FROM registry.example/team/base:1\nUSER root\n',
    'package.json': '{}',
  };
  const real = { rules, categories };

  test('the report is the one of the command line', async () => {
    const { folder, client, run } = await start(files, real);
    const report = await run<string>('breakwater.report', 'json');
    const { out } = await runCli(['check', '.', '--format', 'json'], { cwd: folder });
    deepEqual(JSON.parse(report), JSON.parse(out));
    for (const [format, beginning] of [
      ['html', /^<!doctype html>/i],
      ['markdown', /^# /],
      ['sarif', /^\{/],
    ] as const)
      match(await run<string>('breakwater.report', format), beginning);
    await client.stop();
  });

  test('the report is of texts as they are open', async () => {
    const { at, client, run } = await start({ Dockerfile: ROOT }, real);
    await client.open(at('Dockerfile'), CLEAN);
    const { findings } = JSON.parse(await run<string>('breakwater.report', 'json')) as { findings: { rule: string }[] };
    ok(!findings.some(({ rule }) => rule === 'root-user'));
    await client.stop();
  });

  test('exceptions are listed with where they stand', async () => {
    const { at, client, run } = await start(files, real);
    const [exception, ...more] = await run<ExceptionPlace[]>('breakwater.exceptions');
    deepEqual(more, []);
    equal(exception?.uri, at('k8s/api.yaml'));
    equal(exception?.start.line, 10);
    deepEqual(exception?.rules, ['privileged-container']);
    equal(exception?.owner, 'platform');
    equal(exception?.status, 'in force');
    await client.stop();
  });

  test('a policy to begin with is the one of `breakwater init`', async () => {
    const { folder, at, client, run } = await start(files, { ...real, today: () => localDate() });
    const text = await run<string>('breakwater.starterPolicy', at(''));
    match(text, /registry\.example\/team\/\*" # 2 references here/);
    match(text, /tests of Node\.js usually lie here/);
    await runCli(['init'], { cwd: folder });
    equal(text, readFileSync(join(folder, '.breakwater.yaml'), 'utf8'));
    await client.stop();
  });

  test('rules are listed with their pages', async () => {
    const { client, run } = await start({}, real);
    const list = await run<RuleChoice[]>('breakwater.rules');
    equal(list.length, rules.length);
    deepEqual(
      list.find(({ id }) => id === 'root-user'),
      {
        id: 'root-user',
        title: rules.find(({ id }) => id === 'root-user')?.title,
        category: 'Least privilege',
        page: 'rules/least-privilege/root-user.md',
      },
    );
    await client.stop();
  });

  test('findings come with what views need of their rules and safeguards', async () => {
    const { client, run } = await start(files, real);
    await run('breakwater.lint');
    const { findings, rules, safeguards, workspace } = await run<Findings>('breakwater.findings');
    const found = findings.find(({ rule }) => rule === 'root-user');
    equal(found?.severity, 'error');
    equal(rules['root-user']?.category, 'Least privilege');
    ok(rules['root-user']?.page);
    const cited = safeguards.find(({ citation }) => citation === rules['root-user']?.safeguards[0]);
    match(cited?.url ?? '', /ecfr\.gov/);
    match(cited?.requirement ?? '', /^(Required|Addressable)/);
    ok(workspace && workspace.files >= 2);
    await client.stop();
  });
});
