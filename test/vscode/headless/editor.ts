import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { install } from './install.ts';
import { commandLine, serve, type Served } from './server.ts';

/** What to open, and how. */
export interface Opening extends Served {
  /** The workspace folder. */
  readonly workspace: string;
  /** A file in it that is shown. */
  readonly file?: string;
  /** The extension: a `.vsix` that is installed, or a folder in which it is developed. */
  readonly extension: { readonly packaged: string } | { readonly developed: string };
  readonly size: { readonly width: number; readonly height: number; readonly scale?: number };
}

/** A VS Code in a headless Chromium, ready to be used. */
export interface OpenEditor {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/** Opens a window of VS Code as a user has it. */
export async function openEditor(opening: Opening): Promise<OpenEditor> {
  const { extension, workspace, file, size, folder } = opening;
  const installed = install();
  mkdirSync(folder, { recursive: true });
  if ('packaged' in extension) commandLine(installed, opening, ['--install-extension', extension.packaged]);
  const server = await serve(installed, opening);
  try {
    const window = await openBrowser(installed.browser(), folder, size);
    await window.page.goto(
      server.address(workspace, {
        ...(file !== undefined && { openFile: file }),
        ...('developed' in extension && { extensionDevelopmentPath: extension.developed }),
      }),
    );
    const close = async (): Promise<void> => {
      await window.close();
      await server.stop();
    };
    return { page: window.page, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
