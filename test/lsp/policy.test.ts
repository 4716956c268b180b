import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { MarkupContent } from 'vscode-languageserver';
import { baselineEntries } from '../../rules/engine/baseline.ts';
import { lint } from '../../rules/engine/lint.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { readDocument } from '../../rules/model/document.ts';
import { Client, MODERN, PLAIN } from './support/client.ts';
import { standIns } from './support/rules.ts';

const workspace = mkdtempSync(join(tmpdir(), 'breakwater-lsp-'));
after(() => rmSync(workspace, { recursive: true, force: true }));

/** A folder of its own for a test, with the URI of something in it. */
function folder(name: string, files: Record<string, string> = {}): (path?: string) => string {
  for (const [path, text] of Object.entries(files)) write(name, path, text);
  mkdirSync(join(workspace, name), { recursive: true });
  return (path = '') => pathToFileURL(join(workspace, name, path)).href;
}

function write(name: string, path: string, text: string): void {
  const file = join(workspace, name, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

const OFF = 'rules: { root-user: off }\n';
const dockerfile = 'FROM registry.example/records:2.1\nUSER root\n';
const codes = async (client: Client, uri: string): Promise<unknown[]> => (await client.diagnostics(uri)).map(({ code }) => code);

suite('the policy in force', () => {
  test('is the nearest, no further up than the workspace folder', async () => {
    const at = folder('nearest', { '.breakwater.yaml': OFF, 'a/.breakwater.yaml': 'rules: { root-user: info }', 'b/c/x': '' });
    const client = await Client.start({ folders: [at()] });
    for (const [path, severity] of [
      ['a/Dockerfile', 3],
      ['b/c/Dockerfile', undefined],
    ] as const) {
      await client.open(at(path), dockerfile);
      assert.equal((await client.diagnostics(at(path)))[0]?.severity, severity, path);
    }
    assert.match(client.statuses.at(-1)!.detail!, /policy \.breakwater\.yaml/);
    await client.stop();

    const inner = await Client.start({ folders: [at('b')] });
    await inner.open(at('b/c/Dockerfile'), dockerfile);
    assert.deepEqual(await codes(inner, at('b/c/Dockerfile')), ['root-user']);
    await inner.stop();
  });

  test('is read again when the file changes, and the editor is asked to ask', async () => {
    const at = folder('reload');
    const client = await Client.start({ folders: [at()] });
    await client.until(() => client.registered.includes('workspace/didChangeWatchedFiles'));
    const uri = at('Dockerfile');
    await client.open(uri, dockerfile);
    const first = await client.report(uri);
    assert.equal(first.kind === 'full' && first.items.length, 1);

    write('reload', '.breakwater.yaml', OFF);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: at('.breakwater.yaml'), type: 1 }],
    });
    await client.until(() => client.refreshes === 1);
    const second = await client.report(uri, first.resultId);
    assert.deepEqual(second.kind === 'full' && second.items, []);

    rmSync(join(workspace, 'reload', '.breakwater.yaml'));
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: at('.breakwater.yaml'), type: 3 }],
    });
    await client.until(() => client.refreshes === 2);
    assert.deepEqual(await codes(client, uri), ['root-user']);
    await client.stop();
  });

  test('counts as it is typed, saved or not, until it is closed', async () => {
    const at = folder('typed');
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), dockerfile);
    await client.open(at('.breakwater.yaml'), '');
    await client.edit(at('.breakwater.yaml'), OFF);
    await client.until(() => client.refreshes > 0);
    assert.deepEqual(await codes(client, at('Dockerfile')), []);
    const before = client.refreshes;
    await client.close(at('.breakwater.yaml'));
    await client.until(() => client.refreshes > before);
    assert.deepEqual(await codes(client, at('Dockerfile')), ['root-user']);
    await client.stop();
  });

  test('reaches an editor that does not ask, and watches nothing', async () => {
    const at = folder('plain');
    const client = await Client.start({ folders: [at()], capabilities: PLAIN });
    await client.open(at('Dockerfile'), dockerfile);
    await client.until(() => client.published.length === 1);
    write('plain', '.breakwater.yaml', OFF);
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri: at('Dockerfile') } });
    await client.until(() => client.published.length === 2);
    assert.deepEqual(client.published[1]!.diagnostics, []);
    assert.deepEqual(client.registered, []);
    await client.stop();
  });

  test('follows the workspace folders', async () => {
    const at = folder('folders', { '.breakwater.yaml': OFF, 'app/x': '' });
    const client = await Client.start({ folders: [at('app')] });
    await client.open(at('app/Dockerfile'), dockerfile);
    assert.deepEqual(await codes(client, at('app/Dockerfile')), ['root-user']);
    const event = { added: [{ uri: at(), name: 'all' }], removed: [{ uri: at('app'), name: 'app' }] };
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    await client.until(() => client.refreshes === 1);
    assert.deepEqual(await codes(client, at('app/Dockerfile')), []);
    await client.stop();
  });
});

suite('a policy made of several files', () => {
  const layers = { '.breakwater.yaml': 'extends: [./policies/hospital.yaml]\n', 'policies/hospital.yaml': 'rules: {}\n' };

  test('is anew when a file it extends is edited, and shows there what is wrong there', async () => {
    const at = folder('layers', layers);
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), dockerfile);
    assert.deepEqual(await codes(client, at('Dockerfile')), ['root-user']);
    const part = at('policies/hospital.yaml');
    await client.open(part, 'rules: {}\n');
    assert.deepEqual(await codes(client, part), []);
    assert.equal(client.statuses.at(-1)!.text, 'Policy: no problem found');
    const before = client.refreshes;
    await client.edit(part, 'rules: { root-usr: off, root-user: off }\n');
    await client.until(() => client.refreshes > before);
    assert.deepEqual(await codes(client, at('Dockerfile')), []);
    assert.deepEqual(await codes(client, part), ['unknown-rule']);
    const [action] = await client.actions(part);
    assert.match(client.after(part, action!.edit), /root-user: off, root-user/);
    await client.stop();
  });

  test('is anew when a file it misses appears', async () => {
    const at = folder('missing', { '.breakwater.yaml': layers['.breakwater.yaml'] });
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), dockerfile);
    assert.deepEqual(await codes(client, at('Dockerfile')), ['root-user']);
    assert.match(client.statuses.at(-1)!.detail!, /The policy has 1 problem/);
    write('missing', 'policies/hospital.yaml', OFF);
    const changes = [{ uri: at('policies/hospital.yaml'), type: 1 }];
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await client.until(() => client.refreshes === 1);
    assert.deepEqual(await codes(client, at('Dockerfile')), []);
    await client.stop();
  });

  test('does not mind other YAML files', async () => {
    const at = folder('other', { '.breakwater.yaml': 'rules: {}\n' });
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), dockerfile);
    const first = await client.report(at('Dockerfile'));
    const changes = [{ uri: at('compose.yaml'), type: 2 }];
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    assert.equal((await client.report(at('Dockerfile'), first.resultId)).kind, 'unchanged');
    await client.stop();
  });

  test('is asked for again once its regular expressions can be had', async () => {
    const custom = 'custom: [{ id: no-build, commands: { matches: "^bui" }, message: Builds stay out. }]\n';
    const at = folder('patterns', { '.breakwater.yaml': custom });
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), 'FROM a:1\nRUN build\n');
    if ((await codes(client, at('Dockerfile'))).length === 0) await client.until(() => client.refreshes === 1);
    assert.deepEqual(await codes(client, at('Dockerfile')), ['no-build']);
    await client.stop();
  });
});

suite('findings a policy lets be', () => {
  test('those of the baseline are counted, and shown as hints', async () => {
    const { findings } = lint(readDocument('Dockerfile', 'dockerfile', dockerfile), Policy.of(standIns), '2026-11-25');
    const known = baselineEntries(findings.map((finding) => ({ ...finding, path: 'Dockerfile' })));
    const at = folder('baseline', { '.breakwater-baseline.json': JSON.stringify({ version: 1, findings: known }) });
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), dockerfile);
    const [hint, ...others] = await client.diagnostics(at('Dockerfile'));
    assert.deepEqual([hint!.code, hint!.severity, others], ['root-user', 4, []]);
    assert.match(client.statuses.at(-1)!.text, /No issue found/);
    assert.match(client.statuses.at(-1)!.detail!, /1 finding in the baseline/);
    write('baseline', '.breakwater-baseline.json', 'none');
    const changes = [{ uri: at('.breakwater-baseline.json'), type: 2 }];
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await client.until(() => client.refreshes === 1);
    assert.deepEqual(await codes(client, at('Dockerfile')), ['root-user']);
    assert.match(client.statuses.at(-1)!.detail!, /Problem with the baseline: It is not valid JSON\./);
    await client.stop();
  });

  test('those it excepts are counted and explained but not shown', async () => {
    const exceptions = 'exceptions: [{ rule: root-user, reason: "RISK-12, reviewed", owner: jo }]\n';
    const at = folder('excepted', { '.breakwater.yaml': exceptions });
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), dockerfile);
    assert.deepEqual(await codes(client, at('Dockerfile')), []);
    assert.match(client.statuses.at(-1)!.detail!, /1 finding excepted/);
    const hover = await client.hover(at('Dockerfile'), { line: 1, character: 6 });
    assert.match(
      (hover!.contents as MarkupContent).value,
      /\*\*Excepted in \[the policy\]\(<file:[^>]+\.breakwater\.yaml>\)\*\* \(owner jo\): RISK-12, reviewed/,
    );
    await client.stop();
  });

  test('a locked rule cannot be excepted by a comment, and no comment is offered', async () => {
    const at = folder('locked', { '.breakwater.yaml': 'locked: [root-user]\n' });
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), dockerfile);
    const titles = (await client.actions(at('Dockerfile'))).map(({ title }) => title);
    assert.ok(titles.includes('Run as user 65532') && !titles.some((title) => title.startsWith('Except')));
    await client.stop();
  });
});

suite('a policy that is being written', () => {
  test('shows what is wrong with it, and offers what was meant', async () => {
    const at = folder('problems');
    const uri = at('.breakwater.yaml');
    const client = await Client.start({ folders: [at()] });
    const text = 'rules:\n  root-usr: off\n  latest-tag: loud\n';
    await client.open(uri, text);
    const found = await client.diagnostics(uri);
    assert.deepEqual(
      found.map(({ code, severity, source, range }) => [code, severity, source, range]),
      [
        ['unknown-rule', 1, 'breakwater', { start: { line: 1, character: 2 }, end: { line: 1, character: 10 } }],
        ['invalid-policy', 1, 'breakwater', { start: { line: 2, character: 14 }, end: { line: 2, character: 18 } }],
      ],
    );
    const [action, ...others] = await client.actions(uri);
    assert.deepEqual(others, []);
    assert.equal(action!.isPreferred, true);
    assert.equal(client.after(uri, action!.edit), text.replace('root-usr', 'root-user'));
    assert.equal(client.statuses.at(-1)!.text, 'Policy: 2 problems');
    await client.edit(uri, client.after(uri, action!.edit).replace('loud', 'off'));
    assert.deepEqual(await client.diagnostics(uri), []);
    await client.stop();
  });
});

suite('a fix that writes to the policy', () => {
  const image = 'FROM registry.example/records:latest\n';

  test('adds to the one in force, whatever its version', async () => {
    const policy = 'trustedImages:\n  - default\n';
    const at = folder('trust', { '.breakwater.yaml': policy });
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), image);
    const action = (await client.actions(at('Dockerfile'))).find(({ title }) => title.startsWith('Trust'))!;
    assert.deepEqual((await client.resolve(action)).edit, {
      documentChanges: [
        {
          textDocument: { uri: at('.breakwater.yaml'), version: null },
          edits: [
            {
              range: { start: { line: 1, character: 11 }, end: { line: 1, character: 11 } },
              newText: '\n  - "registry.example/*"',
            },
          ],
        },
      ],
    });
    await client.stop();
  });

  test('begins one where there is none, if the editor can create files', async () => {
    const at = folder('begin');
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), image);
    const action = (await client.actions(at('Dockerfile'))).find(({ title }) => title.startsWith('Trust'))!;
    const changes = (await client.resolve(action)).edit!.documentChanges!;
    assert.deepEqual(changes[0], { kind: 'create', uri: at('.breakwater.yaml'), options: { ignoreIfExists: true } });
    assert.deepEqual('edits' in changes[1]! && changes[1].edits, [
      {
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
        newText: 'trustedImages:\n  - default\n  - "registry.example/*"\n',
      },
    ]);
    await client.stop();

    const { workspace, ...rest } = MODERN;
    const plainer = await Client.start({
      folders: [at()],
      capabilities: { ...rest, workspace: { ...workspace, workspaceEdit: {} } },
    });
    await plainer.open(at('Dockerfile'), image);
    const titles = (await plainer.actions(at('Dockerfile'))).map(({ title }) => title);
    assert.ok(titles.includes('Pin to 1.0.0') && !titles.some((title) => title.startsWith('Trust')));
    await plainer.stop();
  });
});
