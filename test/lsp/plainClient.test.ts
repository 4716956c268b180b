import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CompletionItem, MarkupContent, MessageConnection } from 'vscode-languageserver/node';
import { Client, PLAIN } from './support/client.ts';

const folder = mkdtempSync(join(tmpdir(), 'breakwater-plain-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const uri = pathToFileURL(join(folder, 'Dockerfile')).href;
const categories = { 'root-user': 'least-privilege' };

suite('an editor that can do little', () => {
  test('is asked for nothing it did not offer, and told all the same', async () => {
    const client = await Client.start({ capabilities: {}, folders: [pathToFileURL(folder).href], categories });
    const asked: string[] = [];
    (client.connection as MessageConnection).onRequest((method) => {
      asked.push(method);
      return null;
    });
    await client.open(uri, 'FROM a:1\nUSER root\n');
    await client.until(() => client.published.length > 0);
    equal(client.published[0]!.diagnostics[0]!.code, 'root-user');
    equal(client.initialized.capabilities.diagnosticProvider, undefined);
    match(
      ((await client.hover(uri, { line: 1, character: 6 }))!.contents as MarkupContent).value,
      /^`root-user` · error · \[Explain/,
    );
    // without literals a code action is a command, of which there is none for a fix
    deepEqual(await client.actions(uri), []);
    deepEqual([asked, client.registered, client.progress, client.refreshes], [[], [], [], 0]);
    await client.stop();
  });

  test('sees a policy that was saved elsewhere once it saves a file itself', async () => {
    const client = await Client.start({ capabilities: PLAIN, folders: [pathToFileURL(folder).href] });
    await client.open(uri, 'FROM a:1\nUSER root\n');
    await client.until(() => client.published.length > 0);
    writeFileSync(join(folder, '.breakwater.yaml'), 'rules: { root-user: off }\n');
    await client.connection.sendNotification('textDocument/didSave', { textDocument: { uri } });
    await client.until(() => client.published.at(-1)!.diagnostics.length === 0);
    rmSync(join(folder, '.breakwater.yaml'));
    await client.stop();
  });

  test('is told where the page of a rule is', async () => {
    const client = await Client.start({ capabilities: PLAIN, categories });
    const messages: string[] = [];
    client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => void messages.push(message));
    await client.open(uri, 'FROM a:1\nUSER root\n');
    const action = (await client.actions(uri)).find(({ title }) => title.startsWith('Show the page'))!;
    await client.connection.sendRequest('workspace/executeCommand', action.command!);
    equal(messages.length, 1);
    match(messages[0]!, /^The page of root-user is at https:.*root-user\.md$/);
    await client.stop();
  });

  test('gets completions without places to fill in', async () => {
    const client = await Client.start({ capabilities: {} });
    await client.open(uri, 'FROM a:1\n# breakwater allow \nUSER root\n');
    const items: CompletionItem[] = await client.connection.sendRequest('textDocument/completion', {
      textDocument: { uri },
      position: { line: 1, character: 19 },
    });
    ok(items.some(({ label }) => label === 'root-user'));
    for (const { insertTextFormat, textEdit } of items) {
      equal(insertTextFormat, undefined);
      ok(!textEdit!.newText.includes('$'));
    }
    await client.stop();
  });
});
