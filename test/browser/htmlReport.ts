import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { runCli } from '../cli/runCli.ts';
import { openBrowser, type Window } from '../vscode/headless/browser.ts';
import { install } from '../vscode/headless/install.ts';
import { output, root } from '../vscode/places.ts';

const ADDRESS = 'http://127.0.0.1/report.html';

/** The HTML report of the example, in Chromium. */
suite('The HTML report', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-report-'));
  const asked: string[] = [];
  const said: string[] = [];
  let window: Window;
  let page: Page;

  before(async () => {
    const { out, err } = await runCli(['check', 'examples/patient-portal', '--format', 'html', '--fail-on', 'never'], {
      cwd: root,
    });
    equal(err, '');
    mkdirSync(output, { recursive: true });
    window = await openBrowser(install().browser(), folder, { width: 1100, height: 900 });
    ({ page } = window);
    await page.route(ADDRESS, (route) => route.fulfill({ body: out, contentType: 'text/html; charset=utf-8' }));
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(ADDRESS);
  });

  after(async () => {
    await window?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  test('shows its sections, and every finding with its line', async () => {
    ok((await page.locator('h2').count()) > 5);
    ok((await page.locator('.findings > li').count()) > 20);
    equal(await page.locator('.findings > li').count(), await page.locator('.findings > li mark').count());
    ok(await page.locator('svg.chart rect.bar.error').first().isVisible());
    equal(await page.locator('#matrix ~ .scroll tbody tr').count(), 70);
  });

  test('loads nothing, and the browser has nothing to say about it', () => {
    deepEqual(
      asked.filter((url) => url !== ADDRESS && !url.endsWith('/favicon.ico')),
      [],
    );
    deepEqual(
      said.filter((text) => !text.includes('favicon')),
      [],
    );
  });

  for (const colorScheme of ['light', 'dark'] as const)
    test(`is accessible in ${colorScheme}`, async () => {
      await page.emulateMedia({ colorScheme });
      // in a page of its own policy, which allows no script: the checker comes with the browser's own hands
      await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const found = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: { run: () => Promise<{ violations: { id: string; nodes: unknown[] }[] }> };
        };
        const { violations } = await axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes.slice(0, 2))}`);
      });
      deepEqual(found, []);
      await page.screenshot({ path: join(output, `report-${colorScheme}.png`) });
    });

  test('can be printed', async () => {
    const pdf = await page.pdf({ format: 'A4' });
    equal(pdf.subarray(0, 5).toString(), '%PDF-');
    ok(pdf.length > 20_000);
  });
});
