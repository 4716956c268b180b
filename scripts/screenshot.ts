import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEditor } from '../test/vscode/headless/editor.ts';
import { bundleProduct } from './bundles.ts';
import { root } from './places.ts';

/** The line whose finding explains itself. */
const SHOWN = 'EXPOSE';

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
    const line = page.locator('.monaco-editor .view-line', { hasText: SHOWN });
    const squiggles = page.locator('.monaco-editor .squiggly-error');
    const hover = page.locator('.monaco-hover:visible', { hasText: 'ePHI' });
    await line.waitFor();
    await squiggles.first().waitFor();
    const { y: top, height } = (await line.boundingBox())!;
    const boxes = await Promise.all((await squiggles.all()).map((squiggle) => squiggle.boundingBox()));
    const box = boxes.find((box) => box && box.y >= top && box.y < top + height);
    if (!box) throw new Error(`Nothing is found in ${SHOWN}.`);
    for (let attempt = 0; attempt < 10 && !(await hover.first().isVisible()); attempt++) {
      await page.mouse.move(5, 5);
      await page.mouse.move(box.x + box.width / 2, top + height / 2, { steps: 5 });
      await page.waitForTimeout(1500);
    }
    await page.screenshot({ path: join(root, 'docs', 'screenshot.png') });
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

await main();
