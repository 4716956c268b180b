import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { Policy } from '../../rules/engine/policy.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import { categories, rules } from '../../rules/index.ts';
import { sameName } from '../../rules/model/files.ts';
import type { Variable } from '../../rules/model/nodes.ts';
import { examine } from '../../server/cli/examine.ts';
import { formats } from '../../server/cli/outputs.ts';
import { uriOfPath } from '../../server/files/places.ts';
import { runCli } from '../cli/runCli.ts';
import { tree } from '../files/tree.ts';
import { Client, MODERN } from '../lsp/support/client.ts';
import { thrower } from '../lsp/support/rules.ts';
import { planted } from './support/canaries.ts';
import { everyRule, TODAY } from './support/everything.ts';

suite('secrets and identifiers are never shown', () => {
  const { files, canaries } = planted();
  const cwd = tree(files);
  const shows = (what: string, ...texts: readonly string[]): void =>
    deepEqual([...new Set(texts.flatMap((text) => canaries.shownIn(text)))], [], what);

  for (const format of formats)
    test(`by the command line, as ${format}`, async () => {
      const { code, out, err } = await runCli(['check', '--format', format, '.'], { cwd, terminal: format === 'text' });
      equal(code, 2, 'a broken policy and files are among them');
      ok(out.length > 1000);
      shows('standard output', out);
      shows('standard error', err);
    });

  test('by the other commands, what they write included', async () => {
    const report = join(cwd, 'report.json');
    await runCli(['check', '--format', 'json', '--output', report], { cwd });
    for (const args of [
      ['check', '--compare', 'report.json', '.'],
      ['check', '--compare', '.env', '.'],
      ['check', '--policy', '.env', '.'],
      ['check', '--policy', 'secrets/map.yaml', '.'],
      ['exceptions'],
      ['policy', 'k8s/all.yaml'],
      ['doctor'],
      ['doctor', '--format', 'json'],
      ['baseline', '--force'],
    ]) {
      const { out, err } = await runCli(args, { cwd });
      shows(args.join(' '), ...(args[0] === 'policy' ? [] : [out]), err);
    }
    const elsewhere = tree({
      Dockerfile: files['Dockerfile']!,
      'k8s/all.yaml': files['k8s/all.yaml']!,
      'compose.yaml': files['compose.yaml']!,
    });
    await runCli(['baseline'], { cwd: elsewhere });
    await runCli(['init'], { cwd: elsewhere });
    shows('the baseline', readFileSync(join(elsewhere, '.breakwater-baseline.json'), 'utf8'));
    shows('the first policy', readFileSync(join(elsewhere, '.breakwater.yaml'), 'utf8'));
  });

  test('by any rule when it is the only one', () => {
    const shown = new Set<string>();
    for (const rule of everyRule)
      for (const [path, text] of Object.entries(files)) {
        const policy = Policy.of([rule], { profile: 'strict', rules: { [rule.id]: rule.severity } });
        const examined = examine(path, `file:///w/${path}`, text, {
          policy,
          today: TODAY,
          categories,
          pathOf: (uri) => uri,
          textOf: () => '',
        });
        if (typeof examined === 'string') continue;
        const { findings, file, parties } = examined;
        const words = findings.map(({ fixes, ...said }) => [said, fixes.map(({ title }) => title)]);
        for (const leak of canaries.shownIn(JSON.stringify([words, file, parties]))) shown.add(`${rule.id}: ${leak}`);
      }
    deepEqual([...shown], []);
  });

  test('by a rule that breaks, or a reader that does', async () => {
    const breaking = { ...thrower, check: { Variable: ({ value }: Variable) => fail(value.value) } } as unknown as Rule;
    const fail = (value: unknown): never => {
      throw new Error(`could not read ${value}`, { cause: value });
    };
    const policy = Policy.of([breaking], {});
    const around = { policy, today: TODAY, categories, pathOf: (uri: string) => uri, textOf: () => '' };
    const examined = examine('Dockerfile', 'file:///w/Dockerfile', files['Dockerfile']!, around);
    ok(typeof examined !== 'string' && examined.file.status === 'failed');
    shows('the report', JSON.stringify(examined));
    const uri = 'file:///w/Dockerfile';
    const client = await Client.start({ rules: [breaking] });
    await client.open(uri, files['Dockerfile']!);
    const answers = [await client.report(uri), await client.actions(uri), await client.hover(uri, { line: 6, character: 8 })];
    ok(client.logs.length > 0);
    shows('the server', JSON.stringify([answers, client.logs, client.statuses]));
    await client.stop();
  });

  test('a diff shows lines of the file, and nothing of the files around it', async () => {
    const written = files['compose.yaml']!;
    const elsewhere = tree({ 'compose.yaml': written, '.env': files['.env']! });
    const { out } = await runCli(['check', '--diff', '--unsafe', 'compose.yaml'], { cwd: elsewhere });
    match(out, /^\+/m);
    deepEqual(
      canaries.all.filter(({ text }) => out.includes(text) && !written.includes(text)),
      [],
    );
  });

  test('by the language server', async () => {
    const at = (path: string): string => sameName(uriOfPath(join(cwd, path)));
    const client = await Client.start({ rules, categories, folders: [at('').replace(/\/$/, '')], capabilities: MODERN });
    const said: string[] = [];
    client.connection.onNotification('$/logTrace', (params) => void said.push(JSON.stringify(params)));
    await client.connection.sendNotification('$/setTrace', { value: 'verbose' });
    const ask = async (method: string, params: unknown): Promise<unknown> => {
      const answer = await client.connection.sendRequest(method, params).catch((error) => String(error));
      said.push(`${method} ${JSON.stringify(answer)}`);
      return answer;
    };
    for (const [path, text] of Object.entries(files)) {
      const uri = at(path);
      await client.open(uri, text);
      said.push(JSON.stringify(await client.report(uri)));
      const actions = await client.actions(uri);
      // what a fix writes may move what the file holds
      said.push(JSON.stringify(actions.map(({ edit: _, data: __, ...shown }) => shown)));
      const lines = text.split('\n');
      for (const [line, { length }] of lines.entries())
        for (let character = 0; character < length; character += 7)
          said.push(JSON.stringify(await client.hover(uri, { line, character })));
      for (const method of ['codeLens', 'documentLink', 'inlayHint', 'documentSymbol', 'semanticTokens/full'])
        await ask(`textDocument/${method}`, {
          textDocument: { uri },
          range: { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } },
        });
      await ask('textDocument/completion', { textDocument: { uri }, position: { line: 1, character: 0 } });
    }
    for (const [command, ...args] of [
      ['breakwater.findings'],
      ['breakwater.lint'],
      ['breakwater.report', 'html'],
      ['breakwater.report', 'json'],
      ['breakwater.exceptions'],
      ['breakwater.starterPolicy', at('').replace(/\/$/, '')],
    ] as const)
      await ask('workspace/executeCommand', { command, arguments: args });
    ok(client.statuses.length > 0);
    shows('an answer', ...said);
    shows('a status', JSON.stringify(client.statuses));
    shows('the log', ...client.logs, ...client.progress, JSON.stringify(client.published));
    await client.stop();
  });
});
