import { deepEqual, match, ok } from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, resolve } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DocumentLink } from 'vscode-languageserver';
import { categories, rules } from '../../rules/index.ts';
import { runCli } from '../cli/runCli.ts';
import { Client } from '../lsp/support/client.ts';
import { leavingWorkspace, WORKSPACE } from './support/leavingWorkspace.ts';

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
    const { cwd, outside } = leavingWorkspace();
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
    const { cwd, outside } = leavingWorkspace();
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
    const { cwd, outside } = leavingWorkspace();
    const textsOf = (folder: string): string[] =>
      fs.readdirSync(folder).map((name) => fs.readFileSync(join(folder, name), 'utf8'));
    const before = textsOf(outside);
    await runCli(['check', '--fix', '--unsafe', '.'], { cwd });
    ok(!fs.readFileSync(join(cwd, 'Dockerfile'), 'utf8').includes('USER root'));
    deepEqual(textsOf(outside), before);
  });

  test('makes no difference to what is found', async () => {
    const { cwd } = leavingWorkspace();
    const { err, out } = await runCli(['check', '--format', 'json', '--rule', 'root-user', '.'], { cwd });
    match(err + out, /lies outside of the folder/);
    const { findings } = JSON.parse(out) as { findings: { path: string; rule: string }[] };
    deepEqual(
      findings.filter(({ rule }) => rule === 'root-user').map(({ path }) => path),
      ['Dockerfile'],
    );
  });
});
