import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEditor } from '../test/vscode/headless/editor.ts';
import { bundleProduct } from './bundles.ts';
import { root } from './places.ts';

/** Writes `docs/screenshot.png`: the example's Dockerfile in VS Code, with a hover open. */
async function main(): Promise<void> {
  await bundleProduct();
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-screenshot-'));
  const workspace = join(root, 'examples', 'patient-portal');
  const { page, close } = await openEditor({
    folder,
    workspace,
    file: join(workspace, 'Dockerfile'),
    extension: { developed: root },
    size: { width: 1240, height: 980, scale: 2 },
    settings: {
      'editor.minimap.enabled': false,
      'editor.stickyScroll.enabled': false,
      'editor.fontSize': 13,
      'workbench.activityBar.location': 'hidden',
      'workbench.layoutControl.enabled': false,
      'window.commandCenter': false,
      'window.title': 'patient-portal',
    },
  });
  try {
    page.setDefaultTimeout(60_000);
    const line = page.locator('.monaco-editor .view-line', { hasText: 'EXPOSE' });
    await line.waitFor();
    await page.locator('.monaco-editor .squiggly-error').first().waitFor();
    for (const hover = page.locator('.monaco-hover:visible', { hasText: 'ePHI' }).first(); !(await hover.isVisible()); ) {
      await page.mouse.move(5, 5);
      await line
        .locator('span > span', { hasText: /^\s*\d+/ })
        .first()
        .hover();
      await page.waitForTimeout(1500);
    }
    await page.screenshot({ path: join(root, 'docs', 'screenshot.png') });
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

await main();
