import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import type { Browser } from './install.ts';
import { surroundings } from './server.ts';

/** A window of a headless Chromium. */
export interface Window {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens an empty page that reaches nothing but this machine. What it writes goes into the folder. */
export async function openBrowser(
  { executable, env }: Browser,
  folder: string,
  size: { readonly width: number; readonly height: number; readonly scale?: number },
): Promise<Window> {
  const context: BrowserContext = await chromium.launchPersistentContext(join(folder, 'chromium'), {
    executablePath: executable,
    headless: true,
    viewport: { width: size.width, height: size.height },
    deviceScaleFactor: size.scale ?? 1,
    env: { ...surroundings(folder), ...env },
    args: ARGS,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.route(
    ({ hostname }) => hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  return { page, close: () => context.close() };
}
