import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

/** On a slow machine, what a person does can come before what it is for. */
export async function untilShown(what: Locator, act: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await act();
    const shown = await what
      .first()
      .waitFor({ timeout: 5000 })
      .then(
        () => true,
        () => false,
      );
    if (shown) return;
    assert.ok(attempt < 12, 'It is not shown.');
  }
}

/** Runs a command by its title, as somebody does who knows it by name. The list closes when something else takes the focus. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  for (let attempt = 1; ; attempt++) {
    await untilShown(row, async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('F1');
      await page.keyboard.type(title);
    });
    const chosen = await row.click({ timeout: 5000 }).then(
      () => true,
      () => false,
    );
    if (chosen) return;
    assert.ok(attempt < 6, `${title} cannot be chosen.`);
  }
}
