import { deepEqual, equal, ok } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { CodeAction, CreateFile, TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { rules } from '../../rules/index.ts';
import { sameName } from '../../rules/model/files.ts';
import { uriOfPath } from '../../server/files/places.ts';
import { tree } from '../files/tree.ts';
import { Client, MODERN, PLAIN } from './support/client.ts';

const DOCKERFILE = 'FROM debian:12\nCOPY . /app/\nUSER 65532\n';

async function start(files: Record<string, string>, capabilities = MODERN) {
  const folder = tree({ Dockerfile: DOCKERFILE, ...files });
  const at = (path: string): string => sameName(uriOfPath(join(folder, path)));
  const client = await Client.start({ rules, folders: [at('')], capabilities });
  await client.open(at('Dockerfile'), DOCKERFILE);
  const happened = (): boolean => client.refreshes > 0 || client.published.some(({ diagnostics }) => diagnostics.length > 0);
  await client.until(happened);
  return { folder, at, client };
}

const named = (actions: readonly CodeAction[], words: RegExp): CodeAction | undefined =>
  actions.find(({ title }) => words.test(title));

/** The changes of an edit, one word for each: the sort, and the last part of the file's name. */
const shape = (edit: WorkspaceEdit | undefined): string[] =>
  ((edit?.documentChanges ?? []) as (CreateFile | TextDocumentEdit)[]).map((change) =>
    'kind' in change
      ? `${change.kind} ${change.uri.split('/').at(-1)}`
      : `edit ${change.textDocument.uri.split('/').at(-1)} ${change.textDocument.version}`,
  );

suite('a fix in another file', () => {
  const dump = { 'backup.sql': 'INSERT INTO patients VALUES (1);\n', 'data/patients.csv': 'mrn,name\n' };

  test('makes the file when it is not there', async () => {
    const { at, client } = await start(dump);
    const action = named(await client.actions(at('Dockerfile'), undefined, ['quickfix']), /dockerignore/i)!;
    ok(action, 'there is such a fix');
    const { edit } = await client.resolve(action);
    deepEqual(shape(edit), ['create .dockerignore', 'edit .dockerignore null']);
    const [create, write] = edit!.documentChanges as [CreateFile, TextDocumentEdit];
    deepEqual(create.options, { ignoreIfExists: true });
    deepEqual(write.edits[0]!.range, { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
    await client.stop();
  });

  test('is added to the file when it is there', async () => {
    const { at, client } = await start({ ...dump, '.dockerignore': '# ours 🏥\nnode_modules' });
    const action = named(await client.actions(at('Dockerfile'), undefined, ['quickfix']), /dockerignore/i)!;
    const { edit } = await client.resolve(action);
    deepEqual(shape(edit), ['edit .dockerignore null']);
    const [{ edits }] = edit!.documentChanges as [TextDocumentEdit];
    deepEqual(edits[0]!.range.start, { line: 1, character: 12 });
    await client.stop();
  });

  test('is not made when the file is no longer what it was made for', async () => {
    const { folder, at, client } = await start({ ...dump, '.dockerignore': 'a\n' });
    const action = named(await client.actions(at('Dockerfile'), undefined, ['quickfix']), /dockerignore/i)!;
    writeFileSync(join(folder, '.dockerignore'), 'something else\nthat is longer\n');
    equal((await client.resolve(action)).edit, undefined);
    await client.stop();
  });

  test('that needs a new file is not offered to an editor that makes none', async () => {
    const { at, client } = await start(dump, PLAIN);
    equal(named(await client.actions(at('Dockerfile')), /dockerignore/i), undefined);
    await client.stop();
  });

  test('is never among all fixes of a file', async () => {
    const { at, client } = await start(dump);
    for (const action of await client.actions(at('Dockerfile'))) {
      if (!/^(?:Fix all|Apply all)/.test(action.title)) continue;
      for (const change of (await client.resolve(action)).edit?.documentChanges ?? [])
        equal('textDocument' in change && change.textDocument.uri, at('Dockerfile'));
    }
    await client.stop();
  });
});

suite('no fix is made through', () => {
  const fixesOf = async (uri: string, text: string): Promise<string[]> => {
    const client = await Client.start();
    await client.open(uri, text);
    ok((await client.diagnostics(uri)).length > 0);
    const actions = await client.actions(uri);
    await client.stop();
    return actions.map(({ title }) => title).filter((title) => !title.startsWith('Except'));
  };

  test('an alias', async () => {
    const text = (user: string): string => `x-user: &user root\nservices:\n  a:\n    image: a:1\n    user: ${user}\n`;
    deepEqual(await fixesOf('file:///w/compose.yaml', text('*user')), []);
    deepEqual(await fixesOf('file:///w/compose.yaml', text('root')), ['Run as user 65532', 'Run as user 10001']);
  });

  test('a template', async () => {
    const text = (image: string): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: "{{ .Release.Name }}" }\nspec:\n  containers:\n    - name: a\n      image: "${image}"\n`;
    deepEqual(await fixesOf('file:///w/templates/pod.yaml', text('{{ .Values.repository }}:latest')), []);
    ok((await fixesOf('file:///w/templates/pod.yaml', text('acme/a:latest'))).includes('Pin to 1.0.0'));
  });
});
