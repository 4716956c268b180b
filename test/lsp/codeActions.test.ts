import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CodeActionTriggerKind, type CodeAction } from 'vscode-languageserver';
import { Client, MODERN, PLAIN } from './support/client.ts';

const uri = 'file:///work/records/Dockerfile';
const dockerfile = 'FROM registry.example/records:latest\nUSER root\n';
const titles = (actions: CodeAction[]): string[] => actions.map(({ title }) => title);

suite('quick fixes', () => {
  test('are those of the findings a range touches, the first of each preferred, edits on request', async () => {
    const client = await Client.start({ categories: { 'root-user': 'least-privilege' } });
    await client.open(uri, dockerfile);
    const range = { start: { line: 1, character: 7 }, end: { line: 1, character: 7 } };
    const actions = await client.actions(uri, range, ['quickfix']);
    assert.deepEqual(titles(actions), [
      'Run as user 65532',
      'Run as user 10001',
      'Except `root-user` here with a reason',
      'Show the page of `root-user`',
    ]);
    assert.deepEqual(
      actions.map(({ isPreferred }) => isPreferred),
      [true, undefined, undefined, undefined],
    );
    assert.equal(actions[0]!.edit, undefined);
    assert.equal(actions[0]!.diagnostics![0]!.code, 'root-user');
    const first = await client.resolve(actions[0]!);
    assert.equal(client.after(uri, first.edit), dockerfile.replace('root', '65532'));
    const change = first.edit!.documentChanges![0]!;
    assert.deepEqual('textDocument' in change && change.textDocument, { uri, version: 1 });
    const second = await client.resolve(actions[1]!);
    assert.equal(client.after(uri, second.edit), dockerfile.replace('root', '10001'));
    await client.stop();
  });

  test('an action of an older version gets no edit', async () => {
    const client = await Client.start();
    await client.open(uri, dockerfile);
    const [action] = await client.actions(uri, undefined, ['quickfix']);
    await client.edit(uri, '# a\n', dockerfile.length);
    assert.equal((await client.resolve(action!)).edit, undefined);
    await client.stop();
  });

  test('an editor that completes nothing gets whole actions', async () => {
    const client = await Client.start({ capabilities: PLAIN });
    await client.open(uri, dockerfile);
    const actions = await client.actions(uri);
    assert.deepEqual(titles(actions), [
      'Pin to 1.0.0',
      'Run as user 65532',
      'Run as user 10001',
      'Except `latest-tag` here with a reason',
      'Except `root-user` here with a reason',
      'Apply all safe fixes of Breakwater',
    ]);
    for (const { edit } of actions) assert.ok(edit?.changes?.[uri]);
    await client.stop();
  });

  test('the page of a rule is opened by the editor, and nothing else can be', async () => {
    const client = await Client.start({ categories: { 'root-user': 'least-privilege' } });
    await client.open(uri, dockerfile);
    const action = (await client.actions(uri)).find(({ title }) => title.startsWith('Show the page'))!;
    await client.connection.sendRequest('workspace/executeCommand', action.command!);
    await client.until(() => client.shown.length === 1);
    assert.match(client.shown[0]!, /least-privilege\/root-user\.md$/);
    await client.connection.sendRequest('workspace/executeCommand', { ...action.command!, arguments: ['https://evil.example'] });
    assert.equal(client.shown.length, 1);
    await client.stop();
  });

  test('what is excepted needs no fix', async () => {
    const client = await Client.start();
    await client.open(uri, 'FROM a:1\n# breakwater allow root-user: RISK-12\nUSER root\n');
    assert.deepEqual(await client.actions(uri), []);
    await client.stop();
  });
});

suite('all safe fixes at once', () => {
  const manifest = (tag: string): string =>
    `services:\n${['a', 'b', 'c'].map((name) => `  ${name}:\n    image: ${name}:${tag}\n    user: root\n    hostname: ${name}\n`).join('')}`;
  const compose = 'file:///w/compose.yaml';

  test('change only the lines they must, only by safe fixes, and once is enough', async () => {
    const client = await Client.start();
    await client.open(compose, manifest('latest'));
    const [offered, ...others] = await client.actions(compose, undefined, ['source.fixAll']);
    assert.deepEqual(others, []);
    assert.equal(offered!.kind, 'source.fixAll.breakwater');
    assert.equal(offered!.edit, undefined);
    const action = await client.resolve(offered!);
    assert.equal(client.after(compose, action.edit), manifest('1.0.0'));
    const change = action.edit!.documentChanges![0]!;
    assert.deepEqual(
      'edits' in change && change.edits.map(({ range }) => [range.start.line, range.end.line]),
      [2, 6, 10].map((line) => [line, line + 1]),
    );
    await client.edit(compose, client.after(compose, action.edit));
    assert.deepEqual(await client.actions(compose, undefined, ['source.fixAll.breakwater']), []);
    await client.stop();
  });

  test('are offered on request, not by a light bulb that appears by itself', async () => {
    const client = await Client.start();
    await client.open(compose, manifest('latest'));
    const asked = await client.actions(compose, undefined, undefined, CodeActionTriggerKind.Invoked);
    assert.ok(titles(asked).includes('Apply all safe fixes of Breakwater'));
    const unasked = await client.actions(compose, undefined, undefined, CodeActionTriggerKind.Automatic);
    assert.ok(!titles(unasked).includes('Apply all safe fixes of Breakwater'));
    assert.ok(unasked.length > 0);
    assert.deepEqual(await client.actions(compose, undefined, ['refactor']), []);
    assert.deepEqual(await client.actions(compose, undefined, ['source.fixAll.other']), []);
    await client.stop();
  });
});

suite('a rule in a whole file', () => {
  const compose = 'file:///w/compose.yaml';
  const text = (user: string): string =>
    `services:\n${['a', 'b'].map((name) => `  ${name}:\n    image: ${name}:1\n    user: ${user}\n`).join('')}  c:\n    image: c:latest\n`;

  test('is fixed everywhere by one action, other rules are left', async () => {
    for (const capabilities of [MODERN, PLAIN]) {
      const client = await Client.start({ capabilities });
      await client.open(compose, text('root'));
      const range = { start: { line: 3, character: 12 }, end: { line: 3, character: 12 } };
      const action = (await client.actions(compose, range)).find(({ title }) => title.startsWith('Fix all'))!;
      assert.equal(action.title, 'Fix all 2 of `root-user` in this file');
      assert.equal(action.isPreferred, undefined);
      const { edit } = capabilities === MODERN ? await client.resolve(action) : action;
      assert.equal(client.after(compose, edit), text('"65532"'));
      await client.stop();
    }
  });

  test('is not offered for one finding, which has its own fix', async () => {
    const client = await Client.start();
    await client.open(compose, text('root').replace('user: root', 'user: app'));
    assert.ok(!titles(await client.actions(compose)).some((title) => title.startsWith('Fix all')));
    await client.stop();
  });

  test('leaves alone what is excepted', async () => {
    const client = await Client.start();
    await client.open(compose, text('root').replace('    user', '    # breakwater allow root-user: RISK-12\n    user'));
    assert.ok(!titles(await client.actions(compose)).some((title) => title.startsWith('Fix all')));
    await client.stop();
  });
});

suite('excepting a finding', () => {
  const cases: [name: string, uri: string, before: string, after: string | undefined][] = [
    ['above its instruction', uri, 'FROM a:1\nUSER root\n', 'FROM a:1\n# breakwater allow root-user: REASON\nUSER root\n'],
    [
      'above an instruction of several lines',
      uri,
      'FROM a:1\nCOPY --from=b:latest \\\n  /a \\\n  /b\n',
      'FROM a:1\n# breakwater allow latest-tag: REASON\nCOPY --from=b:latest \\\n  /a \\\n  /b\n',
    ],
    [
      'above the instruction when the finding is on a line that continues it',
      uri,
      'FROM a:1\nUSER \\\n  root\n',
      'FROM a:1\n# breakwater allow root-user: REASON\nUSER \\\n  root\n',
    ],
    ['with CRLF', uri, 'FROM a:1\r\n  USER root\r\n', 'FROM a:1\r\n  # breakwater allow root-user: REASON\r\n  USER root\r\n'],
    ['on the first line', uri, 'FROM a:latest', '# breakwater allow latest-tag: REASON\nFROM a:latest'],
    ['behind a byte order mark', uri, '\uFEFFFROM a:latest\n', '\uFEFF# breakwater allow latest-tag: REASON\nFROM a:latest\n'],
    [
      'below the directives',
      uri,
      '# escape=`\nFROM a:latest\n',
      '# escape=`\n# breakwater allow latest-tag: REASON\nFROM a:latest\n',
    ],
    [
      'at the depth of its key',
      'file:///w/compose.yaml',
      'services:\n  a:\n    image: b:1\n    user: root\n',
      'services:\n  a:\n    image: b:1\n    # breakwater allow root-user: REASON\n    user: root\n',
    ],
    [
      'above an item that starts with its key',
      'file:///w/pod.yaml',
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: b:latest\n    name: c\n',
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  # breakwater allow latest-tag: REASON\n  - image: b:latest\n    name: c\n',
    ],
    [
      'above a flow collection on one line',
      'file:///w/compose.yaml',
      'services:\n  a: { image: b:latest }\n',
      'services:\n  # breakwater allow latest-tag: REASON\n  a: { image: b:latest }\n',
    ],
    ['not within a flow collection', 'file:///w/compose.yaml', 'services: {\n  a: {\n    image: b:latest } }\n', undefined],
    ['not in what is JSON', 'file:///w/compose.yaml', '{"services": {"a":\n  {"image": "b:latest"}}}\n', undefined],
  ];
  for (const [name, uri, before, after] of cases)
    test(name, async () => {
      for (const capabilities of [MODERN, PLAIN]) {
        const client = await Client.start({ capabilities });
        await client.open(uri, before);
        const offered = (await client.actions(uri)).filter(({ title }) => title.startsWith('Except'));
        assert.equal(offered.length, after === undefined ? 0 : 1, JSON.stringify(offered));
        if (after !== undefined) {
          assert.equal(client.after(uri, offered[0]!.edit), after);
          await client.edit(uri, after.replace('REASON', 'RISK-12'));
          assert.deepEqual(
            (await client.actions(uri)).filter(({ kind }) => kind === 'quickfix'),
            [],
          );
        }
        await client.stop();
      }
    });

  test('the reason is selected where the editor can', async () => {
    const client = await Client.start();
    await client.open(uri, 'FROM a:1\nUSER root\n');
    const action = (await client.actions(uri)).find(({ title }) => title.startsWith('Except'))!;
    const change = action.edit!.documentChanges![0]!;
    assert.deepEqual('edits' in change && change.edits, [
      {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
        snippet: { kind: 'snippet', value: `# breakwater allow root-user: \${1:REASON}\n` },
      },
    ]);
    await client.stop();
  });
});
