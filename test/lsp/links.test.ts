import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CodeLens, DocumentLink, Location } from 'vscode-languageserver';
import { Client, MODERN, PLAIN, textAt } from './support/client.ts';

const workspace = mkdtempSync(join(tmpdir(), 'breakwater-links-'));
after(() => rmSync(workspace, { recursive: true, force: true }));

suite('links', () => {
  const linksOf = async (client: Client, uri: string): Promise<string[]> => {
    const links: DocumentLink[] = await client.connection.sendRequest('textDocument/documentLink', { textDocument: { uri } });
    return links.map(({ range, target }) => `${textAt(client.text(uri), range).replaceAll('"', '')} ${target}`);
  };

  test('lead from a policy to what it extends, as far as that is there, and to what it cites', async () => {
    const write = (path: string, text: string): string => {
      const file = join(workspace, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return pathToFileURL(file).href;
    };
    const base = write('policies/base.yaml', 'profile: strict\n');
    const packaged = write('node_modules/@hospital/policy/.breakwater.yaml', '{}\n');
    const text =
      'extends: [recommended, ./policies/base.yaml, "npm:@hospital/policy", ./gone.yaml]\n' +
      'custom: [{ id: a, ports: 21, safeguards: ["164.312(e)(1)", "164.312(z)(1)"] }]\n';
    const uri = write('.breakwater.yaml', text);
    const client = await Client.start({ folders: [pathToFileURL(workspace).href] });
    await client.open(uri, text);
    const [first, second, third, ...rest] = await linksOf(client, uri);
    deepEqual([first, second, rest], [`./policies/base.yaml ${base}`, `npm:@hospital/policy ${packaged}`, []]);
    match(third!, /^164\.312\(e\)\(1\) https:\/\/www\.ecfr\.gov\/.*#p-164\.312\(e\)\(1\)$/);
    await client.stop();
  });

  test('lead from comments to the paragraphs they cite', async () => {
    const client = await Client.start();
    const docker = 'file:///w/Dockerfile';
    await client.open(docker, 'FROM a:1\n# breakwater allow root-user: see 164.308(a)(8)\nLABEL x="164.312(d)"\n');
    deepEqual(
      (await linksOf(client, docker)).map((link) => link.split(' ')[0]),
      ['164.308(a)(8)'],
    );
    const yaml = 'file:///w/compose.yaml';
    await client.open(yaml, 'services: # 164.312(d)\n  a: { image: "b:1" } # and 164.312(a)(1)\n');
    deepEqual(
      (await linksOf(client, yaml)).map((link) => link.split(' ')[0]),
      ['164.312(d)', '164.312(a)(1)'],
    );
    await client.stop();
  });
});

suite('the lens of excepted findings', () => {
  const uri = 'file:///w/Dockerfile';
  const text = 'FROM a:1\n# breakwater allow root-user: RISK-12\nUSER root\n';
  const lenses = (client: Client): Promise<CodeLens[]> =>
    client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });

  test('is there when it is asked for, and lists them', async () => {
    const client = await Client.start({ settings: () => ({ codeLens: true }) });
    await client.open(uri, text);
    await client.diagnostics(uri);
    const [lens, ...others] = await lenses(client);
    deepEqual(others, []);
    equal(lens!.range.start.line, 0);
    equal(lens!.command!.title, '1 finding excepted');
    const [at, , locations] = lens!.command!.arguments as [string, unknown, Location[]];
    deepEqual([at, locations.map(({ range }) => textAt(text, range))], [uri, ['root']]);
    const asked: unknown[] = [];
    client.connection.onRequest('window/showMessageRequest', (params: { actions: { title: string }[] }) => {
      asked.push(...params.actions.map(({ title }) => title));
      return params.actions[0] ?? null;
    });
    await client.connection.sendRequest('workspace/executeCommand', {
      command: lens!.command!.command,
      arguments: lens!.command!.arguments,
    });
    await client.until(() => client.shown.includes(uri));
    deepEqual(asked, ['root-user, line 3: RISK-12']);
    await client.stop();
  });

  test('is not there by default, nor where nothing is excepted', async () => {
    const quiet = await Client.start({ settings: () => ({}) });
    await quiet.open(uri, text);
    await quiet.diagnostics(uri);
    deepEqual(await lenses(quiet), []);
    await quiet.stop();
    const client = await Client.start({ settings: () => ({ codeLens: true }) });
    await client.open(uri, 'FROM a:1\nUSER root\n');
    await client.diagnostics(uri);
    deepEqual(await lenses(client), []);
    await client.stop();
  });

  test('is told as a message where an editor opens nothing', async () => {
    const client = await Client.start({ capabilities: PLAIN });
    const messages: string[] = [];
    client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => void messages.push(message));
    await client.open(uri, text);
    await client.connection.sendRequest('workspace/executeCommand', { command: 'breakwater.listExcepted', arguments: [uri] });
    deepEqual(messages, ['root-user, line 3: RISK-12']);
    await client.stop();
  });

  test('is asked for anew when policies change, where the editor takes that', async () => {
    const capabilities = { ...MODERN, workspace: { ...MODERN.workspace, codeLens: { refreshSupport: true } } };
    let settings: unknown = {};
    const client = await Client.start({ capabilities, settings: () => settings });
    let refreshed = 0;
    client.connection.onRequest('workspace/codeLens/refresh', () => {
      refreshed++;
      return null;
    });
    await client.open(uri, text);
    await client.diagnostics(uri);
    settings = { codeLens: true };
    const before = client.refreshes;
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.until(() => client.refreshes > before);
    equal((await lenses(client)).length, 1);
    equal(refreshed > 0, true);
    await client.stop();
  });
});
