import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { FileChangeType } from 'vscode-languageserver';
import { rule } from '../../rules/engine/rule.ts';
import { sameName } from '../../rules/model/files.ts';
import { uriOfPath } from '../../server/files/places.ts';
import { tree } from '../files/tree.ts';
import { Client, MODERN, PLAIN, type Setup } from './support/client.ts';

/** Says of what is copied whether it is sent, and of a service what it builds; nothing without a project. */
const sent = rule({
  id: 'sent-file',
  title: 'File is sent',
  why: 'It is.',
  remedy: 'Leave it out.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose'],
  safeguards: ['164.312(a)(1)'],
  check: {
    CopiedFile(copied, { file, project, report }) {
      const [context] = project?.contextsOf(file) ?? [];
      if (!context || context.ignores(copied.source)) return;
      const span = { start: 0, end: 0 };
      const edit = { file: context.ignoreFile, span, text: `${copied.source}\n` };
      report({
        at: copied,
        message: `\`${copied.source}\` is sent.`,
        fixes: [{ title: 'Leave it out', edits: [edit], safe: false }],
      });
    },
    Container(container, { file, project, report }) {
      const found = container.role === 'service' ? project?.dockerfileOf(file, container) : undefined;
      if (found) report({ at: container, message: `\`${container.name}\` is built from \`${found.container.name}\`.` });
    },
  },
});

const DOCKERFILE = 'FROM debian:12\nCOPY visits.csv /app/\n';
const MANIFEST = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: records\n';

async function start(files: Record<string, string>, setup: Setup & { readonly uri?: string } = {}) {
  const folder = tree(files);
  const at = (path: string): string => sameName(uriOfPath(join(folder, path)));
  const client = await Client.start({ rules: [sent], folders: [at('')], ...setup });
  const messages = async (path: string): Promise<string[]> =>
    (await client.diagnostics(at(path))).map(({ message }) => String(message));
  const tell = (...changes: [path: string, type: FileChangeType][]): Promise<void> =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: changes.map(([path, type]) => ({ uri: at(path), type })),
    });
  return { folder, at, client, messages, tell };
}

suite('the workspace in the editor', () => {
  test('a file is checked before the workspace was looked through, and again afterwards', async () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`k8s/${index % 40}/${index}.yaml`, MANIFEST]));
    const { at, client, messages } = await start({ ...many, Dockerfile: DOCKERFILE });
    await client.open(at('Dockerfile'), DOCKERFILE);
    deepEqual(await messages('Dockerfile'), []);
    match(client.statuses.at(-1)!.detail!, /Looking through the workspace…$/);
    equal(client.refreshes, 0);
    await client.until(() => client.refreshes > 0);
    deepEqual(await messages('Dockerfile'), ['`visits.csv` is sent.']);
    match(client.statuses.at(-1)!.detail!, /2,001 files of the workspace in view\.$/);
    await client.stop();
  });

  test('a changed ignore file, and one that comes or goes, is seen at once', async () => {
    const { folder, at, client, messages, tell } = await start({ Dockerfile: DOCKERFILE });
    await client.open(at('Dockerfile'), DOCKERFILE);
    await client.until(() => client.refreshes > 0);
    deepEqual(await messages('Dockerfile'), ['`visits.csv` is sent.']);

    writeFileSync(join(folder, '.dockerignore'), '*.csv\n');
    await tell(['.dockerignore', FileChangeType.Created]);
    await client.until(() => client.refreshes > 1);
    deepEqual(await messages('Dockerfile'), []);

    writeFileSync(join(folder, '.dockerignore'), '*.txt\n');
    await tell(['.dockerignore', FileChangeType.Changed]);
    await client.until(() => client.refreshes > 2);
    deepEqual(await messages('Dockerfile'), ['`visits.csv` is sent.']);

    writeFileSync(join(folder, 'Dockerfile.dockerignore'), 'visits.csv\n');
    rmSync(join(folder, '.dockerignore'));
    await tell(['Dockerfile.dockerignore', FileChangeType.Created], ['.dockerignore', FileChangeType.Deleted]);
    await client.until(() => client.refreshes > 3);
    deepEqual(await messages('Dockerfile'), []);
    await client.stop();
  });

  test('a change that nobody asks about refreshes nothing', async () => {
    const { folder, at, client, messages, tell } = await start({ Dockerfile: DOCKERFILE, 'main.py': '' });
    await client.open(at('Dockerfile'), DOCKERFILE);
    await client.until(() => client.refreshes > 0);
    writeFileSync(join(folder, 'main.py'), 'x = 1');
    await tell(
      ['main.py', FileChangeType.Changed],
      ['.git/index', FileChangeType.Changed],
      ['node_modules/a/b.yaml', FileChangeType.Created],
    );
    await new Promise((resolve) => setTimeout(resolve, 400));
    equal(client.refreshes, 1);
    deepEqual(await messages('Dockerfile'), ['`visits.csv` is sent.']);
    await client.stop();
  });

  test('unsaved texts count, until they are closed', async () => {
    const compose = 'services:\n  records:\n    build: .\n';
    const { at, client, messages } = await start({ 'compose.yaml': compose, Dockerfile: 'FROM debian:12 AS disk\n' });
    await client.open(at('compose.yaml'), compose);
    await client.until(() => client.refreshes > 0);
    deepEqual(await messages('compose.yaml'), ['`records` is built from `disk`.']);
    await client.open(at('Dockerfile'), 'FROM debian:12 AS disk\n');
    await client.edit(at('Dockerfile'), 'FROM debian:12 AS typed\n');
    await client.until(() => client.refreshes > 1);
    deepEqual(await messages('compose.yaml'), ['`records` is built from `typed`.']);
    await client.close(at('Dockerfile'));
    await client.until(() => client.refreshes > 2);
    deepEqual(await messages('compose.yaml'), ['`records` is built from `disk`.']);
    await client.stop();
  });

  test('a fix makes the ignore file that is missing', async () => {
    const { at, client } = await start({ Dockerfile: DOCKERFILE });
    await client.open(at('Dockerfile'), DOCKERFILE);
    await client.until(() => client.refreshes > 0);
    const [action] = await client.actions(at('Dockerfile'), undefined, ['quickfix']);
    equal(action!.title, 'Leave it out');
    const { edit } = await client.resolve(action!);
    const [create, change] = edit!.documentChanges!;
    deepEqual(create, { kind: 'create', uri: at('.dockerignore'), options: { ignoreIfExists: true } });
    ok('edits' in change!);
    deepEqual(
      change.edits.map((one) => ('newText' in one ? one.newText : '')),
      ['visits.csv\n'],
    );
    await client.stop();
  });

  test('an editor that does not ask is told', async () => {
    const { at, client } = await start({ Dockerfile: DOCKERFILE }, { capabilities: PLAIN });
    await client.open(at('Dockerfile'), DOCKERFILE);
    await client.until(() => client.published.some(({ diagnostics }) => diagnostics.length > 0));
    deepEqual(
      client.published.map(({ diagnostics }) => diagnostics.length),
      [0, 1],
    );
    await client.stop();
  });

  test('each workspace folder is a project of its own', async () => {
    const folder = tree({ 'a/Dockerfile': DOCKERFILE, 'a/.dockerignore': '*.csv', 'b/Dockerfile': DOCKERFILE });
    const at = (path: string): string => uriOfPath(join(folder, path));
    const client = await Client.start({ rules: [sent], folders: [at('a'), at('b')] });
    await client.open(at('a/Dockerfile'), DOCKERFILE);
    await client.open(at('b/Dockerfile'), DOCKERFILE);
    await client.until(() => client.refreshes > 0);
    equal((await client.diagnostics(at('a/Dockerfile'))).length, 0);
    equal((await client.diagnostics(at('b/Dockerfile'))).length, 1);
    const refreshes = client.refreshes;
    await client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: at('b'), name: 'b' }] },
    });
    await client.until(() => client.refreshes > refreshes);
    equal((await client.diagnostics(at('b/Dockerfile'))).length, 0);
    await client.stop();
  });

  test('without trust, on no disk and outside the folders there is none, and the status says so', async () => {
    const { at, client, messages } = await start({ Dockerfile: DOCKERFILE }, { options: { trusted: false } });
    await client.open(at('Dockerfile'), DOCKERFILE);
    await new Promise((resolve) => setTimeout(resolve, 200));
    deepEqual(await messages('Dockerfile'), []);
    match(client.statuses.at(-1)!.detail!, /Without the workspace: it is not trusted\.$/);
    const virtual = 'vscode-vfs://host.example/records/Dockerfile';
    await client.open(virtual, DOCKERFILE);
    deepEqual(await client.diagnostics(virtual), []);
    match(client.statuses.at(-1)!.detail!, /Without the workspace: the file is on no disk\.$/);
    await client.stop();

    const other = await start({ Dockerfile: DOCKERFILE });
    const outside = uriOfPath(join(tree({ Dockerfile: DOCKERFILE }), 'Dockerfile'));
    await other.client.until(() => other.client.refreshes > 0);
    await other.client.open(outside, DOCKERFILE);
    deepEqual(await other.client.diagnostics(outside), []);
    match(other.client.statuses.at(-1)!.detail!, /Without the workspace: the file is in no folder of it\.$/);
    await other.client.stop();
  });

  test('a folder that is gone before it was looked through does no harm', async () => {
    const { folder, at, client, messages } = await start({ Dockerfile: DOCKERFILE });
    renameSync(folder, `${folder}-gone`);
    try {
      await client.open(at('Dockerfile'), DOCKERFILE);
      await client.until(() => client.refreshes > 0);
      deepEqual(await messages('Dockerfile'), ['`visits.csv` is sent.']);
      deepEqual(client.logs, []);
    } finally {
      renameSync(`${folder}-gone`, folder);
    }
    await client.stop();
  });

  test('what takes a while is shown, and ended', async () => {
    const manifest = `${MANIFEST}---\n`.repeat(60);
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k8s/${index}.yaml`, manifest]));
    const { client } = await start(many, { capabilities: { ...MODERN, window: { ...MODERN.window, workDoneProgress: true } } });
    await client.until(() => client.refreshes > 0);
    await client.until(() => client.progress.at(-1) === 'end' || client.progress.length === 0);
    if (client.progress.length > 0) equal(client.progress[0], 'Breakwater: looking through the workspace');
    await client.stop();
  });
});

suite('a `.env` beside a compose file', () => {
  const image = rule({
    id: 'image-name',
    title: 'Image has a name',
    why: 'It has.',
    remedy: 'None.',
    severity: 'info',
    profile: 'recommended',
    targets: ['compose'],
    safeguards: ['164.312(a)(1)'],
    check: {
      ImageReference(reference, { report }) {
        report({ at: reference, message: reference.name?.repository ?? 'unknown' });
      },
    },
  });
  const files = { 'compose.yaml': 'services:\n  a:\n    image: ${IMAGE}:1\n', '.env': 'IMAGE=alpine\n' };

  for (const [readEnvFile, expected] of [
    [true, 'docker.io/library/alpine'],
    [false, 'unknown'],
  ] as const)
    test(`counts when the setting is ${readEnvFile}`, async () => {
      const { at, client, messages } = await start(files, { rules: [image], settings: () => ({ compose: { readEnvFile } }) });
      await client.open(at('compose.yaml'), files['compose.yaml']);
      await client.until(() => client.refreshes > 0);
      deepEqual(await messages('compose.yaml'), [expected]);
      await client.stop();
    });
});
