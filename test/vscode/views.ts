import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openEditor, type OpenEditor } from './headless/editor.ts';
import { runCommand, untilShown } from './patience.ts';
import { output, root } from './places.ts';

/** What the extension adds to the window: its view, its task, its walkthrough. */
suite('The views', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-views-'));
  const workspace = join(folder, 'workspace');
  let editor: OpenEditor | undefined;

  before(async () => {
    cpSync(join(import.meta.dirname, 'fixtures', 'workspace'), workspace, { recursive: true });
    mkdirSync(output, { recursive: true });
    editor = await openEditor({
      folder,
      workspace,
      file: join(workspace, 'notes.yaml'),
      extension: { developed: root },
      size: { width: 1280, height: 800 },
      settings: { 'files.autoSave': 'off', 'editor.minimap.enabled': false },
    });
  });

  after(async () => {
    await editor?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  const inWindow = (name: string, use: (page: Page) => Promise<void>): Promise<void> =>
    test(name, async () => {
      assert.ok(editor);
      editor.page.setDefaultTimeout(60_000);
      try {
        await use(editor.page);
      } catch (error) {
        await editor.page.screenshot({ path: join(output, 'views-failed.png') });
        throw error;
      }
    });

  const rows = (page: Page) => page.locator('.pane-body .monaco-list-row[role=treeitem]');

  void inWindow('says what it is for as long as it is empty', async (page) => {
    await runCommand(page, 'Breakwater: Show Findings by Safeguard');
    const welcome = page.locator('.welcome-view-content', { hasText: 'No issue found by these rules in the open files' });
    await welcome.waitFor();
    await welcome.locator('a', { hasText: 'Lint Workspace' }).waitFor();
    await page.screenshot({ path: join(output, 'view-empty.png') });
  });

  void inWindow('shows the findings of the workspace by safeguard, and opens the place of one', async (page) => {
    await page.locator('.welcome-view-content a', { hasText: 'Lint Workspace' }).click();
    const transmission = rows(page).filter({ hasText: '164.312(e)(1) Transmission security' });
    await transmission.waitFor();
    await page
      .locator('.tree-explorer-viewlet-tree-view .message', { hasText: 'files of the workspace, by safeguard' })
      .waitFor();
    await transmission.click();
    const telnet = rows(page).filter({ hasText: '(telnet)' });
    await telnet.waitFor();
    assert.match((await telnet.getAttribute('aria-label')) ?? '', /^Error: Port 23/);
    await page.screenshot({ path: join(output, 'view.png') });
    await telnet.click();
    await page.locator('.tab.active', { hasText: 'Containerfile' }).waitFor();
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
  });

  void inWindow('is put together otherwise by its menu', async (page) => {
    const byFile = page.locator('.monaco-menu .action-item, .context-view .action-item', { hasText: 'Group by File' }).first();
    // a menu closes when what it hangs on is drawn anew
    await untilShown(rows(page).filter({ hasText: 'listener.yaml' }), async () => {
      await page.keyboard.press('Escape');
      await page.locator('.panel .actions-container [aria-label="Group By"]').first().click();
      await byFile.click({ timeout: 3000 }).catch(() => undefined);
    });
    await page.screenshot({ path: join(output, 'view-by-file.png') });
  });

  void inWindow('explains the rule of a finding', async (page) => {
    await rows(page).filter({ hasText: 'listener.yaml' }).first().click();
    const finding = rows(page).filter({ hasText: 'runs as root' }).first();
    await finding.waitFor();
    await finding.hover();
    await finding.locator('[aria-label^="Explain Rule"]').first().click();
    await page.locator('.tab', { hasText: 'Preview root-user.md' }).waitFor();
    await page.screenshot({ path: join(output, 'explain-rule.png') });
  });

  void inWindow('has a task whose lines are problems', async (page) => {
    await runCommand(page, 'Tasks: Run Task');
    const check = page.locator('.quick-input-list .monaco-list-row', { hasText: 'breakwater: check' }).first();
    const kind = page.locator('.quick-input-list .monaco-list-row', { hasText: 'breakwater' }).last();
    await kind.waitFor();
    if (!(await check.isVisible())) await kind.click();
    await check.click();
    // it is over when the status bar no longer counts it
    const running = page.locator('.statusbar-item[aria-label*="unning"], .statusbar-item:has(.codicon-tools)').first();
    await running.waitFor();
    await running.waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+Shift+M');
    const problems = page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: 'privileged-container' }).first().waitFor();
    await page.screenshot({ path: join(output, 'task.png') });
    assert.equal(await problems.filter({ hasText: 'privileged-container' }).count(), 1);
  });

  for (const theme of ['Dark Modern', 'Light Modern'])
    void inWindow(`has a walkthrough, in ${theme}`, async (page) => {
      await runCommand(page, 'Preferences: Color Theme');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: theme }).first().click();
      const step = page.locator('.getting-started-step', { hasText: 'Find what may expose ePHI' });
      const choice = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Get Started with Breakwater' }).first();
      await untilShown(step.or(choice).first(), async () => runCommand(page, 'Welcome: Open Walkthrough'));
      if (await choice.isVisible()) await choice.click();
      await step.waitFor();
      // the picture is beside the text only where there is room
      if (await page.locator('.part.sidebar').isVisible()) await page.keyboard.press('Control+B');
      if (await page.locator('.part.panel').isVisible()) await page.keyboard.press('Control+J');
      for (const title of [
        'Find what may expose ePHI',
        'Read why, and fix it',
        'Say what counts for your team',
        'Show it to a reviewer',
      ]) {
        await page.locator('.getting-started-step', { hasText: title }).click();
        await page.waitForTimeout(1200); // the picture is drawn in a frame of its own
        await page.screenshot({ path: join(output, `walkthrough-${theme.split(' ')[0]}-${title.split(' ')[0]}.png`) });
      }
    });
});
