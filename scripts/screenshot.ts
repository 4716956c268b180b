import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openEditor } from '../test/vscode/headless/editor.ts';
import { runCommand } from '../test/vscode/patience.ts';
import { bundleProduct } from './bundles.ts';
import { root } from './places.ts';

/** The line whose finding explains itself. */
const SHOWN = 'EXPOSE';

/** Where the report seems to lie; nothing is asked for there. */
const REPORT = 'http://report.test/';

/** Writes the pictures of the README into `docs/`: the example in a real VS Code, and the report on it in a browser. */
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
    await hover(page);
    await page.screenshot({ path: join(root, 'docs', 'screenshot.png') });
    await view(page);
    await page.screenshot({ path: join(root, 'docs', 'findings-view.png') });
    await page.route(REPORT, (route) => route.fulfill({ body: report(workspace), contentType: 'text/html; charset=utf-8' }));
    await page.goto(REPORT);
    await page.screenshot({ path: join(root, 'docs', 'report.png') });
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Opens the hover of a finding. */
async function hover(page: Page): Promise<void> {
  const line = page.locator('.monaco-editor .view-line', { hasText: SHOWN });
  const squiggles = page.locator('.monaco-editor .squiggly-error');
  const shown = page.locator('.monaco-hover:visible', { hasText: 'ePHI' });
  await line.waitFor();
  await squiggles.first().waitFor();
  const { y: top, height } = (await line.boundingBox())!;
  const boxes = await Promise.all((await squiggles.all()).map((squiggle) => squiggle.boundingBox()));
  const box = boxes.find((box) => box && box.y >= top && box.y < top + height);
  if (!box) throw new Error(`Nothing is found in ${SHOWN}.`);
  for (let attempt = 0; attempt < 10 && !(await shown.first().isVisible()); attempt++) {
    await page.mouse.move(5, 5);
    await page.mouse.move(box.x + box.width / 2, top + height / 2, { steps: 5 });
    await page.waitForTimeout(1500);
  }
}

/** Shows the findings of the whole workspace by safeguard, some of them opened. */
async function view(page: Page): Promise<void> {
  await page.mouse.move(5, 5);
  await page.keyboard.press('Escape');
  await runCommand(page, 'Breakwater: Lint Workspace');
  await runCommand(page, 'Breakwater: Show Findings by Safeguard');
  await runCommand(page, 'View: Toggle Maximized Panel');
  const rows = page.locator('.pane-body .monaco-list-row[role=treeitem]');
  // the last one first: a list holds only the rows that are seen
  for (const safeguard of ['Transmission security', 'Access control']) {
    await rows.filter({ hasText: safeguard }).first().click();
    await page.waitForTimeout(500);
  }
  await page.waitForTimeout(1000);
}

/** The report on the example, as the command line writes it. */
function report(workspace: string): string {
  const asked = ['check', '.', '--format', 'html', '--fail-on', 'never'];
  return spawnSync(process.execPath, [join(root, 'dist', 'cli.cjs'), ...asked], { cwd: workspace, encoding: 'utf8' }).stdout;
}

await main();
