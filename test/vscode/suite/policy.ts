import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, window, workspace } from 'vscode';
import { closeAll, findings, open, remove, replaceAll, untilFound, untilGone, until, write } from './workspace.ts';

describe('A policy', () => {
  const name = '.breakwater.yaml';

  afterEach(async () => {
    await closeAll();
    await remove(name).then(
      () => undefined,
      () => undefined,
    );
  });

  it('counts as soon as it is written, changed or deleted, by whatever program', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    await write(name, 'rules:\n  root-user: off\n');
    await untilGone(document, 'root-user');
    assert.deepEqual(findings(document), ['plaintext-port "21" error']);
    await write(name, 'rules:\n  root-user: warning\n');
    await untilFound(document, 'root-user');
    assert.deepEqual(findings(document), ['plaintext-port "21" error', 'root-user "root" warning']);
    await remove(name);
    await until(
      'the severity is as without a policy',
      () => findings(document).includes('root-user "root" error'),
      () => findings(document),
    );
  });

  it('counts while it is typed, before it is saved', async () => {
    await write(name, 'rules:\n  root-user: error\n');
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    const policy = await open(name);
    await replaceAll(policy, 'rules:\n  root-user: off\n');
    await untilGone(document, 'root-user');
    await policy.save();
  });

  it('shows its own mistakes', async () => {
    await write(name, 'rules:\n  root-usr: error\n');
    const policy = await open(name);
    await until(
      'the mistake is found',
      () => findings(policy).some((found) => found.includes('root-usr')),
      () => findings(policy),
    );
  });

  it('is shown as it is in force for a file, with where each line comes from', async () => {
    await write(name, 'rules:\n  root-user: warning\n');
    const document = await open('Dockerfile');
    await until(
      'the policy counts',
      () => findings(document).includes('root-user "root" warning'),
      () => findings(document),
    );
    await commands.executeCommand('breakwater.showEffectivePolicy');
    const shown = window.activeTextEditor!.document;
    assert.equal(shown.languageId, 'yaml');
    assert.match(shown.getText(), /^# The policy in force for Dockerfile\n/);
    assert.match(shown.getText(), /^ {2}root-user: warning {2}# \.breakwater\.yaml:2$/m);
  });

  it('is completed as it is written', async () => {
    await write(name, 'rules:\n  ');
    const policy = await open(name);
    const complete = async (): Promise<string[]> => {
      const list = await commands.executeCommand<{ items: { label: string | { label: string } }[] }>(
        'vscode.executeCompletionItemProvider',
        policy.uri,
        policy.positionAt(policy.getText().length),
      );
      return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    let labels: string[] = [];
    for (let attempts = 0; attempts < 50 && !labels.includes('root-user'); attempts++) labels = await complete();
    assert.ok(labels.includes('root-user'), labels.join());
  });
});

describe('The settings', () => {
  const settings = (): ReturnType<typeof workspace.getConfiguration> => workspace.getConfiguration('breakwater');

  afterEach(async () => {
    for (const key of ['rules', 'run']) await settings().update(key, undefined, ConfigurationTarget.Workspace);
    await workspace.getConfiguration('files').update('autoSave', undefined, ConfigurationTarget.Workspace);
    await closeAll();
  });

  it('lower and hide what is shown', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    await settings().update('rules', { 'root-user': 'info', 'plaintext-port': 'off' }, ConfigurationTarget.Workspace);
    await until(
      'both are shown otherwise',
      () => findings(document).join() === 'root-user "root" info',
      () => findings(document),
    );
  });

  it('leave checking to the moment of saving', async () => {
    const document = await open('Dockerfile');
    const before = document.getText();
    await untilFound(document, 'root-user');
    // in a browser, files are saved after a second by default
    await workspace.getConfiguration('files').update('autoSave', 'off', ConfigurationTarget.Workspace);
    await settings().update('run', 'onSave', ConfigurationTarget.Workspace);
    await replaceAll(document, before.replace('USER root', 'USER 10001'));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.ok(document.isDirty);
    assert.ok(findings(document).some((found) => found.startsWith('root-user')));
    await document.save();
    await untilGone(document, 'root-user');
    await replaceAll(document, before);
    await document.save();
  });
});
