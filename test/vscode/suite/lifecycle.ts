import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, Position, Range, workspace } from 'vscode';
import { servers } from './processes.ts';
import { closeAll, file, findings, open, untilFound, untilGone, until, write } from './workspace.ts';

describe('The server', () => {
  afterEach(closeAll);

  it('is started again when it dies, and its findings are back', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    const [first] = servers();
    assert.ok(first);
    first.kill('SIGKILL');
    await until('another server runs', () => servers().some(({ pid }) => pid !== first.pid));
    await commands.executeCommand('workbench.action.files.revert');
    await until(
      'the findings are there',
      () => findings(document).length === 2,
      () => findings(document),
    );
    const other = await open('compose.yaml');
    await untilFound(other, 'privileged-container');
    assert.equal(servers().length, 1);
  });

  it('may die while it is asked: the question ends, and each finding is there once', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    const [first] = servers();
    assert.ok(first);
    const asked = [
      commands.executeCommand('vscode.executeHoverProvider', document.uri, new Position(2, 6)),
      commands.executeCommand('vscode.executeCodeActionProvider', document.uri, new Range(0, 0, 3, 0)),
      commands.executeCommand('breakwater.lintWorkspace'),
    ];
    first.kill('SIGKILL');
    await Promise.allSettled(asked);
    await until('another server runs', () => servers().some(({ pid }) => pid !== first.pid));
    await commands.executeCommand('workbench.action.files.revert');
    await until(
      'the findings are there, each once',
      () => findings(document).length === 2,
      () => findings(document),
    );
    assert.equal(servers().length, 1);
  });

  it('is not started for ever when it keeps dying, and starts when asked to', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    for (let deaths = 0; deaths < 10 && servers().length > 0; deaths++) {
      const [server] = servers();
      server?.kill('SIGKILL');
      await until('it is gone', () => !servers().some(({ pid }) => pid === server?.pid));
      await soon(() => servers().length > 0);
    }
    assert.equal(servers().length, 0);
    await commands.executeCommand('breakwater.restartServer');
    assert.equal(servers().length, 1);
    await until(
      'the findings are there',
      () => findings(document).length === 2,
      () => findings(document),
    );
  });

  it('is another one after a restart', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    const [before] = servers();
    await commands.executeCommand('breakwater.restartServer');
    await until('there is one server, another one', () => servers().length === 1 && servers()[0]?.pid !== before?.pid);
    await untilFound(document, 'root-user');
  });

  it('knows a file by its new name', async () => {
    await write('plain.txt', 'FROM debian:12\nUSER root\n');
    const document = await open('plain.txt');
    assert.deepEqual(findings(document), []);
    await workspace.fs.rename(file('plain.txt'), file('renamed.dockerfile'));
    const renamed = await open('renamed.dockerfile');
    await untilFound(renamed, 'root-user');
    await workspace.fs.delete(file('renamed.dockerfile'));
  });

  it('says nothing where the user switched it off', async () => {
    const settings = workspace.getConfiguration('breakwater', file('Dockerfile'));
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    await settings.update('enable', false, ConfigurationTarget.Workspace);
    try {
      await untilGone(document, 'root-user');
      assert.deepEqual(findings(document), []);
    } finally {
      await settings.update('enable', undefined, ConfigurationTarget.Workspace);
    }
    await untilFound(document, 'root-user');
  });
});

/** Waits a while for something that need not come. */
async function soon(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 3000; Date.now() < end && !holds(); ) await new Promise((next) => setTimeout(next, 25));
}
