import assert from 'node:assert/strict';
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
});
