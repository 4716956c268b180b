import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { Client, PLAIN, textAt } from './support/client.ts';
import { standIns, thrower } from './support/rules.ts';

const uri = 'file:///work/records/Dockerfile';
const dockerfile = 'FROM registry.example/records:2.1\nRUN build\nUSER root\n';

suite('diagnostics an editor asks for', () => {
  test('a finding has its exact range, its rule with a link, its severity and related places', async () => {
    const client = await Client.start({ categories: { 'root-user': 'least-privilege' } });
    await client.open(uri, dockerfile);
    const report = await client.report(uri);
    assert.equal(report.kind, 'full');
    assert.deepEqual(report.kind === 'full' && report.items, [
      {
        range: { start: { line: 2, character: 5 }, end: { line: 2, character: 9 } },
        severity: DiagnosticSeverity.Error,
        source: 'breakwater',
        code: 'root-user',
        codeDescription: { href: 'https://github.com/breakwater-lint/breakwater/blob/main/rules/least-privilege/root-user.md' },
        message: '`registry.example/records:2.1` runs as root.',
        relatedInformation: [
          {
            location: { uri, range: { start: { line: 0, character: 5 }, end: { line: 0, character: 33 } } },
            message: 'Its image.',
          },
        ],
      },
    ]);
    await client.stop();
  });

  test('says that nothing changed, until the text or the day does', async () => {
    let today = '2026-11-25';
    const client = await Client.start({ today: () => today });
    await client.open(uri, dockerfile);
    const first = await client.report(uri);
    const id = first.resultId!;
    assert.deepEqual(await client.report(uri, id), { kind: 'unchanged', resultId: id });
    assert.equal((await client.report(uri)).kind, 'full');

    const again = await client.report(uri, 'of another life');
    assert.equal(again.kind, 'full');
    const known = again.resultId!;
    today = '2026-11-26';
    const next = await client.report(uri, known);
    assert.equal(next.kind, 'full');
    await client.edit(uri, '10001', dockerfile.indexOf('root'), dockerfile.indexOf('root') + 4);
    const fixed = await client.report(uri, next.resultId);
    assert.deepEqual(fixed.kind === 'full' && fixed.items, []);
    await client.stop();
  });

  test('an edited document is judged as if freshly opened', async () => {
    const [edited, fresh] = [await Client.start(), await Client.start()];
    await edited.open(uri, '');
    const steps: [text: string, at: number, to?: number][] = [
      ['FROM registry.example/records:latest\n', 0],
      ['USER root\n', 37],
      ['# a comment\n', 0],
      ['AS build', 47],
      ['', 47, 55],
      ['USER', 49, 53],
      ['\r\n', 0],
    ];
    for (const [text, start, end] of steps) {
      await edited.edit(uri, text, start, end);
      await fresh.open(uri, edited.text(uri));
      assert.deepEqual(await edited.diagnostics(uri), await fresh.diagnostics(uri), JSON.stringify(edited.text(uri)));
      await fresh.close(uri);
    }
    assert.ok((await edited.diagnostics(uri)).length > 0);
    await edited.change(uri, [{ text: 'FROM a:latest\n' }]);
    assert.deepEqual(
      (await edited.diagnostics(uri)).map(({ code }) => code),
      ['latest-tag'],
    );
    await Promise.all([edited.stop(), fresh.stop()]);
  });

  test('an excepted finding is not shown, and counted in the status', async () => {
    const client = await Client.start();
    await client.open(uri, dockerfile.replace('USER', '# breakwater allow root-user: RISK-12 until 2027-01-31\nUSER'));
    assert.deepEqual(await client.diagnostics(uri), []);
    assert.match(client.statuses.at(-1)!.detail!, /1 finding excepted\./);
    await client.stop();
  });

  test('compose and Kubernetes files are read by their own readers', async () => {
    const client = await Client.start();
    const compose = 'services:\n  records:\n    image: registry.example/records:latest\n    user: root\n';
    await client.open('file:///work/compose.yaml', compose);
    const found = await client.diagnostics('file:///work/compose.yaml');
    assert.deepEqual(
      found.map(({ code, range }) => [code, textAt(compose, range)]),
      [
        ['latest-tag', 'registry.example/records:latest'],
        ['root-user', 'root'],
      ],
    );
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - { name: api, image: "api:latest" }\n';
    await client.open('file:///work/pods.yaml', `# two\n---\n${pod}---\n${pod}`);
    const pods = await client.diagnostics('file:///work/pods.yaml');
    assert.deepEqual(
      pods.map(({ range }) => range.start.line),
      [7, 14],
    );
    await client.stop();
  });

  test('a lone carriage return ends a line, as the protocol has it', async () => {
    const client = await Client.start();
    await client.open(uri, '# one\r# two\nFROM a:latest\n');
    const [first] = await client.diagnostics(uri);
    assert.deepEqual(first?.range.start, { line: 2, character: 5 });
    await client.stop();
  });
});

suite('texts that are not ours, or no text at all', () => {
  const silent: [name: string, uri: string, text: string, languageId: string, why: RegExp][] = [
    ['a CI workflow', 'file:///w/.github/workflows/ci.yaml', 'on: push\njobs:\n  a:\n    container: a:latest\n', 'yaml', /./],
    ['some YAML', 'file:///w/values.yaml', 'image: a:latest\nuser: root\n', 'yaml', /./],
    ['a binary file', 'file:///w/Dockerfile', 'FROM a:latest\n\0\x01', 'dockerfile', /^Not a text file\.$/],
    [
      'a text over 2 MB',
      'file:///w/Dockerfile',
      `FROM a:latest\n${'# x\n'.repeat(500_001)}`,
      'dockerfile',
      /^Larger than 2 MB\.$/,
    ],
  ];
  for (const [name, uri, text, languageId, why] of silent)
    test(`${name} gets no diagnostics, hover or action, and a status that says why`, async () => {
      const client = await Client.start();
      await client.open(uri, text, languageId);
      assert.deepEqual(await client.diagnostics(uri), []);
      assert.equal(await client.hover(uri, { line: 0, character: 6 }), null);
      assert.deepEqual(await client.actions(uri, { start: { line: 0, character: 0 }, end: { line: 0, character: 9 } }), []);
      const status = client.statuses.at(-1)!;
      assert.equal(status.state, 'skipped');
      assert.match(status.detail!, why);
      await client.stop();
    });

  const odd: [name: string, text: string, expected: string[]][] = [
    ['an empty text', '', []],
    ['a byte order mark', '\uFEFFFROM a:latest\nUSER root\n', ['a:latest', 'root']],
    ['CRLF', 'FROM a:latest\r\nUSER root\r\n', ['a:latest', 'root']],
    ['a word half typed', 'FROM a:latest\nUSER root\nRU', ['a:latest', 'root']],
    ['an open heredoc', 'FROM a:latest\nUSER root\nRUN <<EOF\necho', ['a:latest', 'root']],
    ['surrogates', '# \u{1F691}\nFROM a:latest # \u{1F691}\nUSER root', ['root']],
  ];
  for (const [name, text, expected] of odd)
    test(`${name} is read as far as it goes`, async () => {
      const client = await Client.start();
      await client.open(uri, text);
      const shown = (await client.diagnostics(uri)).map(({ range }) => textAt(text, range));
      assert.deepEqual(
        shown.filter((shown) => expected.includes(shown)),
        expected,
      );
      await client.stop();
    });

  test('a text of nearly 2 MB is answered', async () => {
    const client = await Client.start();
    await client.open(uri, `FROM a:latest\n${'# x\n'.repeat(480_000)}USER root\n`);
    assert.deepEqual(
      (await client.diagnostics(uri)).map(({ code }) => code),
      ['latest-tag', 'root-user'],
    );
    await client.stop();
  });

  test('every prefix of a file, as it is typed, gets an answer', async () => {
    const client = await Client.start();
    const text = 'services:\n  a:\n    image: "b:latest"\n    user: root\n    ports: ["80:80", {target: 1}]\n';
    const compose = 'file:///w/compose.yaml';
    await client.open(compose, '');
    for (let at = 0; at < text.length; at++) {
      await client.edit(compose, text[at]!, at);
      await client.diagnostics(compose);
    }
    assert.equal((await client.diagnostics(compose)).length, 2);
    assert.deepEqual(client.logs, []);
    await client.stop();
  });

  test('a file on no disk is judged by the built-in policy', async () => {
    const client = await Client.start();
    for (const uri of ['untitled:Untitled-1', 'vscode-vfs://github/a/b/Dockerfile']) {
      await client.open(uri, dockerfile, 'dockerfile');
      assert.equal((await client.diagnostics(uri)).length, 1, uri);
    }
    await client.stop();
  });

  test('a file that is not open gets an empty report', async () => {
    const client = await Client.start();
    assert.deepEqual(await client.report('file:///nowhere/Dockerfile'), { kind: 'full', items: [] });
    await client.stop();
  });
});

suite('what goes wrong', () => {
  test('a rule that throws is named, the others go on, and no word of the file is logged', async () => {
    const client = await Client.start({ rules: [thrower, ...standIns] });
    await client.open(uri, dockerfile);
    assert.deepEqual(
      (await client.diagnostics(uri)).map(({ code }) => code),
      ['root-user'],
    );
    const status = client.statuses.at(-1)!;
    assert.equal(status.state, 'failed');
    assert.match(status.detail!, /`broken-rule` failed/);
    await client.edit(uri, '\n', 0);
    await client.diagnostics(uri);
    assert.equal(client.logs.length, 1);
    assert.match(client.logs[0]!, /broken-rule/);
    assert.doesNotMatch(client.logs.join(), /could not stand|registry\.example/);
    await client.stop();
  });

  test('a request cancelled while it waits is answered as cancelled, and the next one is served', async () => {
    const client = await Client.start();
    await client.open(uri, dockerfile);
    const source = new CancellationTokenSource();
    const pending = client.report(uri, undefined, source.token);
    source.cancel();
    await assert.rejects(pending, { code: -32800 });
    assert.equal((await client.diagnostics(uri)).length, 1);
    await client.stop();
  });

  test('requests and notifications that make no sense leave it standing', async () => {
    const client = await Client.start();
    await client.open(uri, dockerfile);
    await client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 99, character: -3 } });
    await client.connection.sendRequest('codeAction/resolve', { title: 'x', data: 7 });
    await client.connection.sendRequest('textDocument/codeAction', { textDocument: { uri } }).catch(() => {});
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: 'file:///not-open', version: 1 },
      contentChanges: [{ text: '' }],
    });
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'not a uri/.breakwater.yaml', type: 1 }],
    });
    assert.equal((await client.diagnostics(uri)).length, 1);
    await client.stop();
  });
});

suite('the status of a file', () => {
  test('is told when it changes, and only then', async () => {
    const client = await Client.start();
    await client.open(uri, dockerfile);
    await client.diagnostics(uri);
    await client.diagnostics(uri);
    await client.edit(uri, '\n', 0);
    await client.diagnostics(uri);
    await client.edit(uri, '65532', client.text(uri).indexOf('root'), client.text(uri).indexOf('root') + 4);
    await client.diagnostics(uri);
    assert.deepEqual(
      client.statuses.map(({ uri, state, text }) => [uri, state, text]),
      [
        [uri, 'checked', '1 error'],
        [uri, 'checked', 'No issue found by these rules'],
      ],
    );
    assert.match(
      client.statuses[0]!.detail!,
      /^Read as Dockerfile \(named like a Dockerfile\), 2 rules on, no policy file\. Without the workspace: the file is in no folder of it\.$/,
    );
    await client.stop();
  });

  test('says so when part of a file could not be read', async () => {
    const client = await Client.start();
    await client.open('file:///w/compose.yaml', 'services:\n  a:\n    image: b:latest\n    user: "root\n');
    await client.diagnostics('file:///w/compose.yaml');
    const { state, detail } = client.statuses.at(-1)!;
    assert.equal(state, 'partial');
    assert.match(detail!, /see line \d/);
    await client.stop();
  });
});

suite('an editor that does not ask', () => {
  test('is told on opening, after edits in one go, and that a closed file has nothing', async () => {
    const client = await Client.start({
      capabilities: { ...PLAIN, textDocument: { publishDiagnostics: { versionSupport: true } } },
    });
    assert.equal(client.initialized.capabilities.diagnosticProvider, undefined);
    await client.open(uri, dockerfile);
    await client.until(() => client.published.length === 1);
    assert.deepEqual(
      client.published[0]!.diagnostics.map(({ code }) => code),
      ['root-user'],
    );
    await client.edit(uri, '\n', 0);
    await client.edit(uri, '\n', 0);
    await client.until(() => client.published.length === 2);
    assert.equal(client.published[1]!.version, 3);
    assert.equal(client.published[1]!.diagnostics[0]!.range.start.line, 4);
    await client.close(uri);
    await client.until(() => client.published.length === 3);
    assert.deepEqual(client.published[2], { uri, diagnostics: [] });
    await client.stop();
  });
});
