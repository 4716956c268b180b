import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { packageFile } from '../../scripts/packageFile.ts';
import { openEditor, type OpenEditor } from './headless/editor.ts';
import { untilShown } from './patience.ts';
import { output } from './places.ts';

/** The packaged extension in a workspace that nobody has trusted, used with mouse and keyboard. */
suite('A window', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-window-'));
  const workspace = join(folder, 'workspace');
  let editor: OpenEditor | undefined;

  before(async () => {
    cpSync(join(import.meta.dirname, 'fixtures', 'workspace'), workspace, { recursive: true });
    mkdirSync(output, { recursive: true });
    editor = await openEditor({
      folder,
      workspace,
      file: join(workspace, 'Dockerfile'),
      extension: { packaged: packageFile() },
      size: { width: 1280, height: 800 },
      askForTrust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never', 'files.autoSave': 'off', 'editor.minimap.enabled': false },
    });
  });

  after(async () => {
    await editor?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  const inWindow = async (use: (page: Page) => Promise<void>): Promise<void> => {
    assert.ok(editor);
    editor.page.setDefaultTimeout(60_000);
    try {
      await use(editor.page);
    } catch (error) {
      await editor.page.screenshot({ path: join(output, 'window-failed.png') });
      throw error;
    }
  };

  test('shows a squiggle, the problem, the explanation and the fix, and the fix is saved', () =>
    inWindow((page) => useIt(page, join(workspace, 'Dockerfile'))));

  test('tells once that the server was started again', () => inWindow((page) => killTwice(page, folder)));
});

async function useIt(page: Page, file: string): Promise<void> {
  const lines = page.locator('.monaco-editor .view-line');
  const user = lines.filter({ hasText: 'USER' });
  await user.waitFor();
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).first().waitFor();
  await page.locator('.monaco-editor .squiggly-error').first().waitFor();
  assert.equal(await page.locator('.monaco-editor .squiggly-error').count(), 2);

  await page.keyboard.press('Control+Shift+M');
  const problems = page.locator('.markers-panel .monaco-list-row');
  await problems.filter({ hasText: 'root-user' }).waitFor();
  await problems.filter({ hasText: 'plaintext-port' }).waitFor();

  const word = user.locator('span > span', { hasText: 'root' }).last();
  const hover = page.locator('.monaco-hover:visible', { hasText: 'Why it matters for ePHI' });
  await untilShown(hover, async () => {
    await page.mouse.move(5, 5);
    await word.hover();
  });
  await page.screenshot({ path: join(output, 'window.png') });

  const fix = page.locator('.action-widget .monaco-list-row', { hasText: '65532' });
  await untilShown(fix, async () => {
    await page.keyboard.press('Escape');
    await word.click();
    await page.keyboard.press('Control+.');
  });
  await page.screenshot({ path: join(output, 'window-fix.png') });
  await fix.click();
  await lines.filter({ hasText: 'USER 65532' }).waitFor();
  await problems.filter({ hasText: 'root-user' }).waitFor({ state: 'detached' });
  await problems.filter({ hasText: 'plaintext-port' }).waitFor();

  await page.keyboard.press('Control+s');
  await until(() => readFileSync(file, 'utf8') === 'FROM debian:12\nEXPOSE 21\nUSER 65532\n');

  await page.locator('.statusbar-item .codicon-bracket, .statusbar-item [aria-label*="Editor Language Status"]').first().hover();
  const status = page.locator('.hover-language-status', { hasText: '1 error' }).first();
  await status.waitFor();
  assert.match((await status.textContent()) ?? '', /Checked at \d/);
  await page
    .locator('.hover-language-status', { hasText: /\d+ rules on, no policy file/ })
    .first()
    .waitFor();
  await page.locator('.hover-language-status', { hasText: 'Without the workspace: it is not trusted.' }).first().waitFor();
  await status.locator('a', { hasText: 'Show Effective Policy' }).waitFor();
  await page.screenshot({ path: join(output, 'window-status.png') });
}

async function killTwice(page: Page, folder: string): Promise<void> {
  for (let kills = 0; kills < 2; kills++) {
    const [server] = serversIn(folder);
    assert.ok(server !== undefined);
    process.kill(server, 'SIGKILL');
    await until(() => serversIn(folder).some((pid) => pid !== server));
  }
  await page.locator('.monaco-editor .squiggly-error').first().waitFor();
  // A window that is driven from outside pops no notification up; they are in the list.
  const told = page.locator('.notifications-center .notification-list-item-message', {
    hasText: 'The Breakwater server stopped unexpectedly and was started again.',
  });
  await untilShown(told, async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await page.keyboard.type('Notifications: Show Notifications');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Show Notifications' }).first().waitFor();
    await page.keyboard.press('Enter');
  });
  assert.equal(await told.count(), 1);
}

/** The process ids of the language servers of the extension that is installed below a folder. */
function serversIn(folder: string): number[] {
  return processes().flatMap(({ pid, command }) => (command.includes(folder) && /server\.cjs/.test(command) ? [pid] : []));
}

/** A bare Linux has no `ps`, other systems have no `/proc`. */
function processes(): { readonly pid: number; readonly command: string }[] {
  if (existsSync('/proc/self/cmdline'))
    return readdirSync('/proc').flatMap((pid) => {
      if (!/^\d+$/.test(pid)) return [];
      try {
        return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') }];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), command }];
  });
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !holds(); ) {
    assert.ok(Date.now() < end, 'It does not happen.');
    await new Promise((next) => setTimeout(next, 50));
  }
}
