import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, workspace } from 'vscode';
import {
  actions,
  apply,
  closeAll,
  findingOf,
  findings,
  open,
  replaceAll,
  restore,
  until,
  untilFound,
  untilGone,
  whole,
} from './workspace.ts';

describe('Fixes', () => {
  const before = 'FROM debian:12\nEXPOSE 21\nUSER root\n';

  afterEach(async () => {
    await restore('Dockerfile', before);
    await closeAll();
  });

  it('are offered at the finding, the best one marked', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    const found = findingOf(document, 'root-user');
    const offered = await actions(document, found.range, 'quickfix');
    const preferred = offered.filter(({ isPreferred }) => isPreferred).map(({ title }) => title);
    assert.deepEqual(preferred, [offered[0]?.title]);
    assert.match(preferred[0] ?? '', /65532/);
  });

  it('change the text and take the finding away', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    const offered = await actions(document, findingOf(document, 'root-user').range, 'quickfix');
    const best = offered.find(({ isPreferred }) => isPreferred);
    assert.ok(best);
    await apply(best);
    assert.equal(document.getText(), 'FROM debian:12\nEXPOSE 21\nUSER 65532\n');
    await untilGone(document, 'root-user');
    assert.deepEqual(findings(document), ['plaintext-port "21" error']);
  });

  it('let a finding be excepted with a reason', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    const offered = await actions(document, findingOf(document, 'root-user').range, 'quickfix');
    const except = offered.find(({ title }) => title.startsWith('Except'));
    assert.ok(except, JSON.stringify(offered.map(({ title }) => title)));
    await apply(except);
    assert.match(document.getText(), /^# breakwater allow root-user: REASON\nUSER root$/m);
    await until(
      'the finding is where it has moved, since there is no reason yet',
      () => findings(document).includes('root-user "root" error'),
      () => findings(document),
    );
    await replaceAll(document, document.getText().replace('REASON', 'the driver needs it, see RISK-12'));
    await untilGone(document, 'root-user');
  });

  it('are applied all at once where they are safe', async () => {
    const document = await open('Dockerfile');
    await untilFound(document, 'root-user');
    const [all, ...more] = await actions(document, whole(document), 'source.fixAll.breakwater');
    assert.ok(all);
    assert.deepEqual(more, []);
    assert.equal(all.kind?.value, 'source.fixAll.breakwater');
    await apply(all);
    assert.equal(document.getText(), 'FROM debian:12\nUSER root\n');
    await untilGone(document, 'plaintext-port');
    assert.deepEqual(findings(document), ['root-user "root" error']);
  });

  it('are applied on save where the user asks for it', async () => {
    const editor = workspace.getConfiguration('editor');
    await editor.update('codeActionsOnSave', { 'source.fixAll.breakwater': 'explicit' }, ConfigurationTarget.Workspace);
    try {
      const document = await open('Dockerfile');
      await untilFound(document, 'root-user');
      await commands.executeCommand('cursorTop');
      await commands.executeCommand('type', { text: '# typed\n' });
      await commands.executeCommand('workbench.action.files.save');
      assert.equal(document.getText(), '# typed\nFROM debian:12\nUSER root\n');
      assert.equal(document.isDirty, false);
    } finally {
      await editor.update('codeActionsOnSave', undefined, ConfigurationTarget.Workspace);
    }
  });

  it('are not offered where nothing is found', async () => {
    const document = await open('notes.yaml');
    const offered = await actions(document, whole(document), 'quickfix');
    assert.deepEqual(offered, []);
  });
});
