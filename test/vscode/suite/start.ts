import assert from 'node:assert/strict';
import { commands, extensions, Uri, window, workspace } from 'vscode';
import { servers } from './processes.ts';
import { closeAll, EXTENSION, open, untilFound, write, remove } from './workspace.ts';

describe('The extension', () => {
  it('is there, and runs where the files are', () => {
    const extension = extensions.getExtension(EXTENSION);
    assert.ok(extension);
    assert.deepEqual(extension.packageJSON.extensionKind, ['workspace']);
  });

  it('starts no server for a file that is of no concern to it', async () => {
    await closeAll();
    await write('readme.txt', 'Nothing to see.\n');
    await open('readme.txt');
    await extensions.getExtension(EXTENSION)?.activate();
    assert.equal(servers().length, 0);
    await closeAll();
    await remove('readme.txt');
  });

  it('keeps the server that a restart is the first to start', async function () {
    // in one of the two runs, so that in the other a file is what starts it
    if (workspace.workspaceFolders?.length === 1) this.skip();
    await commands.executeCommand('breakwater.restartServer');
    const [first] = servers();
    assert.ok(first);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    assert.deepEqual(
      servers().map(({ pid }) => pid),
      [first.pid],
    );
  });

  it('starts one server for the first that is', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    assert.equal(servers().length, 1);
  });

  it('has its commands', async () => {
    await extensions.getExtension(EXTENSION)?.activate();
    const all = await commands.getCommands(true);
    assert.ok(all.includes('breakwater.restartServer'));
    assert.ok(all.includes('breakwater.showOutput'));
    await commands.executeCommand('breakwater.showOutput');
  });

  it('reads a text that has no file yet', async () => {
    const document = await workspace.openTextDocument({ language: 'dockerfile', content: 'FROM debian:12\nUSER root\n' });
    await window.showTextDocument(document);
    assert.equal(document.uri.scheme, 'untitled');
    await untilFound(document, 'root-user');
    await closeAll();
  });

  it('brings the pages of its rules', async () => {
    const extension = extensions.getExtension(EXTENSION);
    assert.ok(extension);
    const page = Uri.joinPath(extension.extensionUri, 'rules', 'least-privilege', 'root-user.md');
    assert.match(Buffer.from(await workspace.fs.readFile(page)).toString(), /root-user/);
  });
});
