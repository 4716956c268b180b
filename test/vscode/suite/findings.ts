import assert from 'node:assert/strict';
import { DiagnosticSeverity, Position, Range, WorkspaceEdit, workspace } from 'vscode';
import { closeAll, findingOf, findings, hoverAt, open, ours, rules, until, untilFound } from './workspace.ts';

describe('Findings', () => {
  afterEach(closeAll);

  it('squiggle the exact text in a Dockerfile', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    assert.deepEqual(findings(document), ['plaintext-port "21" error', 'root-user "root" error']);
    const port = findingOf(document, 'plaintext-port');
    assert.deepEqual(port.range, new Range(1, 7, 1, 9));
    assert.equal(port.source, 'breakwater');
    assert.equal(port.severity, DiagnosticSeverity.Error);
    assert.deepEqual(findingOf(document, 'root-user').range, new Range(2, 5, 2, 9));
  });

  it('link to the page of their rule', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    const { code } = findingOf(document, 'root-user');
    assert.ok(typeof code === 'object');
    assert.equal(code.value, 'root-user');
    assert.match(code.target.toString(), /^https:.*root-user\.md$/);
  });

  it('are there in a Containerfile, whatever the editor calls its language', async () => {
    const document = await open('Containerfile');
    await untilFound(document, 'plaintext-port');
    assert.deepEqual(findings(document), ['plaintext-port "23" error']);
  });

  it('are there in a compose file, without the variable that only refers to a secret', async () => {
    const document = await open('compose.yaml');
    assert.ok(['dockercompose', 'yaml'].includes(document.languageId), document.languageId);
    await untilFound(document, 'privileged-container');
    assert.deepEqual(findings(document), ['privileged-container "true" error']);
  });

  it('are there in the second document of a Kubernetes file', async () => {
    const document = await open('k8s/listener.yaml');
    await untilFound(document, 'root-user');
    assert.deepEqual(findings(document), ['root-user "0" error']);
    assert.deepEqual(findingOf(document, 'root-user').range, new Range(24, 23, 24, 24));
  });

  it('leave YAML alone that is not ours', async () => {
    const others = [await open('notes.yaml'), await open('.github/workflows/build.yaml')];
    // The server answers in order: once it has found something in a file opened later, it has looked at these.
    const last = await open('compose.yaml');
    await untilFound(last, 'privileged-container');
    for (const document of others) {
      assert.deepEqual(findings(document), []);
      assert.equal(await hoverAt(document, new Position(4, 7)), '');
    }
  });

  it('follow what is typed, also while it is half typed', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    const insert = async (at: Position, text: string): Promise<void> => {
      const edit = new WorkspaceEdit();
      edit.insert(document.uri, at, text);
      await workspace.applyEdit(edit);
    };
    await insert(new Position(1, 0), 'RUN ["half typed\nEXPOSE 23\n');
    await until(
      'both ports are found',
      () => rules(document).join() === 'plaintext-port,plaintext-port,root-user',
      () => findings(document),
    );
    assert.deepEqual(
      ours(document).map(({ range }) => range.start.line),
      [2, 3, 4],
    );
  });

  it('explain themselves when pointed at', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'plaintext-port');
    // VS Code gives up on a hover that takes long on a busy machine
    let text = '';
    for (let tries = 0; text === '' && tries < 20; tries++) text = await hoverAt(document, new Position(1, 8));
    assert.match(text, /plaintext-port/);
    assert.match(text, /ePHI/);
    assert.match(text, /164\.312\(e\)\(1\)/);
    assert.match(text, /To fix it/);
    assert.match(text, /breakwater allow plaintext-port: /);
    assert.doesNotMatch(text, /compliant|violat/i);
    assert.equal(await hoverAt(document, new Position(0, 2)), '');
  });
});
