import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { CompletionItem, Location, MarkupContent } from 'vscode-languageserver';
import { Client, MODERN } from './support/client.ts';

const workspace = mkdtempSync(join(tmpdir(), 'breakwater-policy-'));
after(() => rmSync(workspace, { recursive: true, force: true }));

/** A workspace folder with files, and the URI of something in it. */
function folder(name: string, files: Record<string, string>): (path?: string) => string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(workspace, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return (path = '') => pathToFileURL(join(workspace, name, path)).href;
}

const dockerfile = 'FROM registry.example/records:2.1\nUSER root\n';

suite('help with a policy', () => {
  const files = {
    '.breakwater.yaml':
      'extends: ./base.yaml\nrules:\n  no-ftp: off\n  \nexceptions:\n  - { rule: root-user, reason: Agreed., until: 2026-11-01, files: "none/**" }\n',
    'base.yaml': 'custom:\n  - { id: no-ftp, title: FTP is open, ports: 21 }\n',
    Dockerfile: dockerfile,
  };

  test('completion, hover and definition know the rules of the policies it extends', async () => {
    const at = folder('help', files);
    const client = await Client.start({ folders: [at()] });
    const uri = at('.breakwater.yaml');
    await client.open(uri, files['.breakwater.yaml']);
    const ask = <T>(method: string, line: number, character: number): Promise<T> =>
      client.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri }, position: { line, character } });
    const items = await ask<CompletionItem[]>('completion', 3, 2);
    equal(
      items.some(({ label }) => label === 'root-user'),
      true,
    );
    match(((await client.hover(uri, { line: 2, character: 4 }))!.contents as MarkupContent).value, /^\*\*FTP is open\*\*/);
    const base = await ask<Location>('definition', 0, 12);
    deepEqual([base.uri, base.range.start], [at('base.yaml'), { line: 0, character: 0 }]);
    const rule = await ask<Location>('definition', 2, 4);
    deepEqual([rule.uri, rule.range.start], [at('base.yaml'), { line: 1, character: 10 }]);
    equal(await ask<Location | null>('definition', 1, 1), null);
    await client.stop();
  });

  test('is not given in other YAML', async () => {
    const at = folder('other', {});
    const client = await Client.start({ folders: [at()] });
    await client.open(at('compose.yaml'), 'services:\n  \n');
    deepEqual(
      await client.connection.sendRequest('textDocument/completion', {
        textDocument: { uri: at('compose.yaml') },
        position: { line: 1, character: 2 },
      }),
      [],
    );
    await client.stop();
  });

  test('lapsed exceptions and patterns that fit nothing are shown, the latter as a note', async () => {
    const at = folder('due', files);
    const client = await Client.start({ folders: [at()] });
    await client.open(at('.breakwater.yaml'), files['.breakwater.yaml']);
    const found = await client.diagnostics(at('.breakwater.yaml'));
    deepEqual(
      found.map(({ code, message }) => `${code} ${message}`),
      [
        'lapsed-exception This exception lapsed on 2026-11-01, so it excepts nothing any more.',
        'unmatched-glob `none/**` fits no file that is checked here.',
      ],
    );
    const [action] = await client.actions(at('.breakwater.yaml'), found[0]!.range);
    equal(action!.title, 'Remove this exception');
    equal(client.after(at('.breakwater.yaml'), action!.edit), 'extends: ./base.yaml\nrules:\n  no-ftp: off\n  \n');
    await client.stop();
  });

  test('the name of a rule in a comment is explained', async () => {
    const at = folder('comment', {});
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), '# breakwater allow root-user: Agreed.\nFROM a:1\n');
    match(
      ((await client.hover(at('Dockerfile'), { line: 0, character: 22 }))!.contents as MarkupContent).value,
      /^\*\*Container runs as root\*\*/,
    );
    await client.stop();
  });
});

suite('a finding', () => {
  test('can be excepted in the policy, whose reason is then shown, or its rule lowered there', async () => {
    const at = folder('except', { '.breakwater.yaml': 'rules:\n  latest-tag: off\n' });
    const client = await Client.start({ folders: [at()] });
    const [policy, uri] = [at('.breakwater.yaml'), at('app/Dockerfile')];
    await client.open(policy, 'rules:\n  latest-tag: off\n');
    await client.open(uri, dockerfile);
    const actions = await client.actions(uri);
    const except = actions.find(({ title }) => title === 'Except `root-user` in the policy with a reason')!;
    const written = client.after(policy, except.edit);
    equal(
      written,
      'rules:\n  latest-tag: off\nexceptions:\n  - { rule: root-user, files: "app/Dockerfile", resource: "stage 0", reason: "REASON" }\n',
    );
    deepEqual(except.command!.arguments, [policy, { start: { line: 3, character: 78 }, end: { line: 3, character: 84 } }]);
    await client.connection.sendRequest('workspace/executeCommand', {
      command: except.command!.command,
      arguments: except.command!.arguments,
    });
    await client.until(() => client.shown.includes(policy));

    const lower = actions.find(({ title }) => title === 'Lower `root-user` to warning in the policy')!;
    equal(client.after(policy, lower.edit), 'rules:\n  latest-tag: off\n  root-user: warning\n');

    await client.edit(policy, written);
    await client.until(() => client.refreshes > 0);
    deepEqual(
      (await client.diagnostics(policy)).map(({ code }) => code),
      ['unreasoned-exception'],
    );
    await client.edit(policy, written.replace('REASON', 'Image of a vendor, RISK-1'));
    await client.until(() => client.refreshes > 1);
    deepEqual(await client.diagnostics(uri), []);
    await client.stop();
  });

  test('of a locked rule offers neither', async () => {
    const at = folder('locked', { '.breakwater.yaml': 'locked: [root-user]\n' });
    const client = await Client.start({ folders: [at()] });
    await client.open(at('Dockerfile'), dockerfile);
    deepEqual(
      (await client.actions(at('Dockerfile'))).filter(({ title }) => /policy/.test(title)),
      [],
    );
    await client.stop();
  });
});

suite('settings of the editor', () => {
  const start = (at: (path?: string) => string, settings: () => unknown) =>
    Client.start({ folders: [at()], capabilities: MODERN, settings });
  const changed = (client: Client) => client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });

  test('raise, lower or hide what is shown, and say so; the policy is as it was', async () => {
    const at = folder('shown', {});
    let rules: Record<string, string> = { 'root-user': 'hint' };
    const client = await start(at, () => ({ rules }));
    await client.open(at('Dockerfile'), dockerfile);
    deepEqual(
      (await client.diagnostics(at('Dockerfile'))).map(({ severity }) => severity),
      [4],
    );
    match(
      client.statuses.at(-1)!.detail!,
      /1 finding shown by the setting `breakwater\.rules` as more or less than what CI counts\./,
    );
    match(
      ((await client.hover(at('Dockerfile'), { line: 1, character: 6 }))!.contents as MarkupContent).value,
      /\*\*Shown otherwise here\*\* by the setting `breakwater\.rules`\. CI counts it as error\./,
    );
    rules = { '*': 'off' };
    await changed(client);
    await client.until(() => client.refreshes > 0);
    deepEqual(await client.diagnostics(at('Dockerfile')), []);
    match(client.statuses.at(-1)!.detail!, /1 finding hidden by the setting `breakwater\.rules`\./);
    deepEqual(await client.actions(at('Dockerfile')), []);
    await client.stop();
  });

  test('do not lower a rule that the policy locks', async () => {
    const at = folder('shown-locked', { '.breakwater.yaml': 'rules: { root-user: warning }\nlocked: [root-user]\n' });
    let rules: Record<string, string> = { 'root-user': 'off' };
    const client = await start(at, () => ({ rules }));
    await client.open(at('Dockerfile'), dockerfile);
    deepEqual(
      (await client.diagnostics(at('Dockerfile'))).map(({ severity }) => severity),
      [2],
    );
    rules = { 'root-user': 'error' };
    await changed(client);
    await client.until(() => client.refreshes > 0);
    deepEqual(
      (await client.diagnostics(at('Dockerfile'))).map(({ severity }) => severity),
      [1],
    );
    await client.stop();
  });

  test('name another policy file, and how large a file may be', async () => {
    const at = folder('named', { '.breakwater.yaml': '{}\n', 'ci/policy.yaml': 'rules: { root-user: info }\n' });
    let said: Record<string, unknown> = { policyFile: 'ci/policy.yaml' };
    const client = await start(at, () => said);
    await client.open(at('Dockerfile'), dockerfile);
    deepEqual(
      (await client.diagnostics(at('Dockerfile'))).map(({ severity }) => severity),
      [3],
    );
    match(client.statuses.at(-1)!.detail!, /policy ci\/policy\.yaml/);
    await client.open(at('ci/policy.yaml'), 'rules: { root-usr: info }\n');
    await client.until(() => client.refreshes > 0);
    deepEqual(
      (await client.diagnostics(at('ci/policy.yaml'))).map(({ code }) => code),
      ['unknown-rule'],
    );
    said = { maxFileSizeKB: 0.01 };
    const before = client.refreshes;
    await changed(client);
    await client.until(() => client.refreshes > before);
    deepEqual(await client.diagnostics(at('Dockerfile')), []);
    match(client.statuses.at(-1)!.detail!, /Larger than 0\.01 KB, as the setting `breakwater\.maxFileSizeKB` has it\./);
    await client.stop();
  });

  test('of a wrong type count for nothing', async () => {
    const at = folder('wrong', {});
    for (const said of [
      null,
      3,
      { rules: 'off', policyFile: 3, maxFileSizeKB: -1 },
      { rules: { 'root-user': 'loud', __proto__: 'off' } },
    ]) {
      const client = await start(at, () => said);
      await client.open(at('Dockerfile'), dockerfile);
      equal((await client.diagnostics(at('Dockerfile'))).length, 1, JSON.stringify(said));
      await client.stop();
    }
  });
});

test('the policy in force is shown with where each line comes from', async () => {
  const at = folder('effective', {
    '.breakwater.yaml': 'extends: ./base.yaml\noverrides: [{ files: "test/**", rules: { latest-tag: off } }]\n',
    'base.yaml': 'rules: { root-user: info }\n',
  });
  const client = await Client.start({ folders: [at()] });
  const text = await client.connection.sendRequest<string>('workspace/executeCommand', {
    command: 'breakwater.effectivePolicy',
    arguments: [at('test/Dockerfile')],
  });
  match(text, /^# The policy in force for test\/Dockerfile\n# Made of base\.yaml, \.breakwater\.yaml;/);
  match(text, /^ {2}root-user: info {2}# base\.yaml:1$/m);
  match(text, /^ {2}latest-tag: off {2}# \.breakwater\.yaml:2$/m);
  await client.stop();
});
