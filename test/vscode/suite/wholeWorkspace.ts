import assert from 'node:assert/strict';
import { commands, languages, tasks, Uri, window, workspace, type Task } from 'vscode';
import type { Exception, Findings, Summary } from '../../../client/answers.ts';
import { FindingsTree, type Grouping } from '../../../client/findingsTree.ts';
import {
  closeAll,
  file,
  findings,
  open,
  remove,
  replaceAll,
  restore,
  rules,
  until,
  untilFound,
  untilGone,
  write,
} from './workspace.ts';

/** What the editor shows of ours in a file that need not be open, as `rule severity`. */
const shown = (path: string): string[] =>
  languages
    .getDiagnostics(file(path))
    .filter(({ source }) => source === 'breakwater')
    .map(({ code }) => String(typeof code === 'object' ? code.value : code))
    .sort();

const untilShown = (path: string, expected: string): Promise<void> =>
  until(
    `${path} has ${expected || 'nothing'}`,
    () => shown(path).join() === expected,
    () => shown(path),
  );

describe('The whole workspace', () => {
  afterEach(closeAll);

  it('is checked when the user asks for it, open or not', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    assert.deepEqual(shown('k8s/listener.yaml'), []);
    const summary = await commands.executeCommand<Summary>('breakwater.lintWorkspace');
    assert.equal(summary.cancelled, false);
    assert.ok(summary.files >= 4, JSON.stringify(summary));
    await untilShown('k8s/listener.yaml', 'root-user');
    await untilShown('Containerfile', 'plaintext-port');
    assert.deepEqual(findings(document), ['plaintext-port "21" error', 'root-user "root" error']);
    assert.deepEqual(shown('notes.yaml'), []);
  });

  it('shows a file that is opened and closed again as it is, and nothing twice', async () => {
    await untilShown('Containerfile', 'plaintext-port');
    const document = await open('Containerfile');
    const before = document.getText();
    await replaceAll(document, before.replace(' 23', ''));
    await untilShown('Containerfile', '');
    await replaceAll(document, before);
    await untilShown('Containerfile', 'plaintext-port');
    await closeAll();
    await untilShown('Containerfile', 'plaintext-port');
  });

  it('is checked again where it changes', async () => {
    const text = Buffer.from(await workspace.fs.readFile(file('Containerfile'))).toString();
    await write('Containerfile', `${text}USER root\n`);
    await untilShown('Containerfile', 'plaintext-port,root-user');
    await write('Containerfile', text);
    await untilShown('Containerfile', 'plaintext-port');
    await write('k8s/.breakwater.yaml', 'rules:\n  root-user: off\n');
    try {
      await untilShown('k8s/listener.yaml', '');
    } finally {
      await remove('k8s/.breakwater.yaml');
    }
    await untilShown('k8s/listener.yaml', 'root-user');
  });

  it('can be checked a folder at a time, from the explorer', async () => {
    const summary = await commands.executeCommand<Summary>('breakwater.lintFolder', file('k8s'));
    assert.equal(summary.files, 1);
    assert.equal(summary.findings, 1);
  });

  it('is seen by safeguard, practice, file or rule', async () => {
    const found = await commands.executeCommand<Findings>('breakwater.findings');
    const tree = new FindingsTree('safeguard');
    tree.found = found;
    const labels = (grouping: Grouping): string[] => {
      tree.grouping = grouping;
      return tree.getChildren().map((group) => {
        const { label, description, accessibilityInformation } = tree.getTreeItem(group);
        assert.match(accessibilityInformation?.label ?? '', /\d (?:error|warning|note)/);
        return `${label}: ${description}`;
      });
    };
    assert.ok(
      labels('safeguard').some((label) => /^164\.312\(e\)\(1\) Transmission security: \d errors?$/.test(label)),
      labels('safeguard').join(),
    );
    assert.ok(labels('practice').some((label) => label.startsWith('Least privilege: ')));
    assert.ok(
      labels('file').some((label) => /^listener\.yaml: .*k8s · 1 error$/.test(label)),
      labels('file').join(),
    );
    assert.ok(
      labels('rule').some((label) => label.startsWith('Container runs as root: ')),
      labels('rule').join(),
    );

    tree.grouping = 'file';
    const [first] = tree.getChildren(
      tree.getChildren().find((group) => String(tree.getTreeItem(group).label) === 'listener.yaml'),
    );
    assert.ok(first);
    const item = tree.getTreeItem(first);
    assert.match(item.accessibilityInformation?.label ?? '', /^Error: /);
    assert.equal(item.contextValue, 'explainable');
    assert.equal(tree.ruleOf(first), 'root-user');
    assert.ok(item.command);
    await commands.executeCommand(item.command.command, ...(item.command.arguments ?? []));
    await until('the place is open', () => window.activeTextEditor?.selection.start.line === 24);
    assert.equal(workspace.asRelativePath(window.activeTextEditor!.document.uri, false), 'k8s/listener.yaml');
    for (const grouping of ['practice', 'file', 'rule', 'safeguard'])
      await commands.executeCommand(`breakwater.groupBy.${grouping}`);
  });

  it('is reported in every form of the command line', async () => {
    for (const [format, name, beginning] of [
      ['html', 'r.html', /^<!doctype html>/i],
      ['markdown', 'r.md', /^# /],
      ['json', 'r.json', /^\{"tool"/],
      ['sarif', 'r.sarif', /"version":\s*"2\.1\.0"/],
    ] as const) {
      const to = file(name);
      const written = await commands.executeCommand<Uri>('breakwater.exportReport', { format, to });
      assert.equal(written.toString(), to.toString());
      const text = Buffer.from(await workspace.fs.readFile(to)).toString();
      await remove(name);
      assert.match(text, beginning);
      assert.match(text, /root-user/);
    }
  });

  it('is checked by the command line in a task, too', async () => {
    const task = (await tasks.fetchTasks({ type: 'breakwater' })).find(
      ({ scope }) => typeof scope === 'object' && scope.index === 0,
    );
    assert.ok(task);
    assert.deepEqual(task.problemMatchers, ['$breakwater']);
    assert.equal(await exitCodeOf(task), 1);
  });

  it('has its exceptions, which are listed', async () => {
    await write(
      'excepted.dockerfile',
      'FROM debian:12\n# breakwater allow root-user: needs the device owner jo until 2099-01-31\nUSER root\n',
    );
    try {
      const [exception] = await commands.executeCommand<Exception[]>('breakwater.exceptions');
      assert.ok(exception);
      assert.match(exception.path, /(?:^|\/)excepted\.dockerfile$/);
      assert.equal(exception.owner, 'jo');
      assert.equal(exception.findings.length, 1);
    } finally {
      await remove('excepted.dockerfile');
    }
  });
});

describe('The commands', () => {
  afterEach(closeAll);

  it('are all there', async () => {
    const all = await commands.getCommands(true);
    for (const name of [
      'lintWorkspace',
      'lintFolder',
      'fixAll',
      'fixAllInFile',
      'explainRule',
      'showFindings',
      'exportReport',
      'listExceptions',
      'showEffectivePolicy',
      'createPolicy',
      'restartServer',
      'showOutput',
    ])
      assert.ok(all.includes(`breakwater.${name}`), name);
  });

  it('fix all in the file at hand, and in one that is not open', async () => {
    const before = 'FROM debian:12\nEXPOSE 21\nUSER root\n';
    const document = await open('Dockerfile');
    await untilFound(document, 'plaintext-port');
    assert.equal(await commands.executeCommand('breakwater.fixAll'), true);
    assert.equal(document.getText(), 'FROM debian:12\nUSER root\n');
    assert.equal(document.isDirty, true);
    await untilGone(document, 'plaintext-port');
    assert.equal(await commands.executeCommand('breakwater.fixAll'), false);
    await restore('Dockerfile', before);
    await closeAll();
    assert.equal(await commands.executeCommand('breakwater.fixAllInFile', file('Dockerfile')), true);
    await restore('Dockerfile', before);
  });

  it('explain a rule by the page that came with the extension', async () => {
    await commands.executeCommand('breakwater.explainRule', 'root-user');
    const tabs = (): string[] => window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await until(
      'the page is shown',
      () => tabs().some((label) => label.includes('root-user.md')),
      () => tabs(),
    );
    // what the server calls its own command leads to the same page
    await closeAll();
    await commands.executeCommand('breakwater.showPage', 'plaintext-port');
    await until('the other page is shown', () => tabs().some((label) => label.includes('plaintext-port.md')), tabs);
  });

  it('write a policy to begin with, and leave one that is there as it is', async () => {
    if ((workspace.workspaceFolders?.length ?? 0) > 1) return; // the user would be asked for the folder
    await commands.executeCommand('breakwater.createPolicy');
    try {
      const document = window.activeTextEditor!.document;
      assert.match(document.uri.path, /\/\.breakwater\.yaml$/);
      // the editor may have the text that another test has had it read
      await until(
        'the text is there',
        () => /^profile: recommended$/m.test(document.getText()),
        () => document.getText(),
      );
      await closeAll();
      await write('.breakwater.yaml', 'profile: recommended # kept\n');
      await commands.executeCommand('breakwater.createPolicy');
      const kept = window.activeTextEditor!.document;
      await until(
        'it is as it was',
        () => kept.getText() === 'profile: recommended # kept\n',
        () => kept.getText(),
      );
    } finally {
      await closeAll();
      await remove('.breakwater.yaml');
    }
  });

  it('offer exceptions as snippets', async () => {
    const document = await workspace.openTextDocument({ language: 'dockerfile', content: '' });
    const editor = await window.showTextDocument(document);
    await commands.executeCommand('editor.action.insertSnippet', { langId: 'dockerfile', name: 'Breakwater: except a finding' });
    await until('it is there', () => document.getText() !== '');
    assert.match(document.getText(), /^# breakwater allow rule: reason owner name until \d{4}-12-31$/);
    assert.equal(document.getText(editor.selection), 'rule');
    assert.deepEqual(rules(document), []);
  });
});

describe('Each folder', () => {
  it('has its own policy', async function () {
    const [first, second] = workspace.workspaceFolders ?? [];
    if (!first || !second) return this.skip();
    const at = (path: string): Uri => Uri.joinPath(second.uri, path);
    await workspace.fs.writeFile(at('Dockerfile'), Buffer.from('FROM debian:12\nUSER root\n'));
    await workspace.fs.writeFile(at('.breakwater.yaml'), Buffer.from('rules:\n  root-user: info\n'));
    await commands.executeCommand('breakwater.lintWorkspace');
    const severities = (uri: Uri): number[] =>
      languages
        .getDiagnostics(uri)
        .flatMap(({ code, severity }) => (String(typeof code === 'object' ? code.value : code) === 'root-user' ? severity : []));
    await until('both are checked', () => severities(at('Dockerfile')).length > 0 && severities(file('Dockerfile')).length > 0);
    assert.deepEqual(severities(at('Dockerfile')), [2]);
    assert.deepEqual(severities(file('Dockerfile')), [0]);
    const found = (await tasks.fetchTasks({ type: 'breakwater' })).map(({ scope }) => typeof scope === 'object' && scope.index);
    assert.deepEqual(found.sort(), [0, 1]);
  });
});

/** Runs a task to its end. */
async function exitCodeOf(task: Task): Promise<number | undefined> {
  const ended = new Promise<number | undefined>((done) => {
    const listener = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== task.name) return;
      listener.dispose();
      done(exitCode);
    });
  });
  await tasks.executeTask(task);
  return ended;
}
