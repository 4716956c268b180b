import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { output } from '../places.ts';
import { openBrowser, type Window } from './browser.ts';
import { install } from './install.ts';
import { commandLine, serve, type Served, type Serving } from './server.ts';

/**
 * A stand-in for desktop VS Code's executable: it takes the arguments that test-electron gives to VS Code, and runs
 * the tests in VS Code's server with a headless Chromium as its window. It ends as the tests did.
 */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    strict: false, // The other flags of the desktop mean nothing here.
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
      'install-extension': { type: 'string', multiple: true },
      version: { type: 'boolean' },
    },
  });
  const text = (name: string): string | undefined => [values[name]].flat().map(String)[0];
  const texts = (name: string): string[] => (values[name] === undefined ? [] : [values[name]].flat().map(String));

  const installed = install();
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-code-'));
  const served: Served = {
    folder,
    ...(values['user-data-dir'] !== undefined && { userData: resolve(text('user-data-dir')!) }),
    ...(values['extensions-dir'] !== undefined && { extensions: resolve(text('extensions-dir')!) }),
  };
  let server: Serving | undefined;
  let window: Window | undefined;
  try {
    const packages = texts('install-extension').flatMap((file) => ['--install-extension', resolve(file)]);
    const wanted = values['version'] === true ? ['--version'] : packages;
    if (wanted.length > 0) {
      process.stdout.write(commandLine(installed, served, wanted));
      return 0;
    }
    server = await serve(installed, served);
    window = await openBrowser(installed.browser(), folder, { width: 1280, height: 800 });
    const { page } = window;
    const tested = new Promise<number>((done) => void page.exposeFunction('codeAutomationExit', done));
    await page.exposeFunction('codeAutomationLog', () => undefined);
    const stopped = new Promise<number>((done) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(130));
    });
    const open = positionals.find((path) => existsSync(path));
    await page.goto(
      server.address(open, {
        extensionDevelopmentPath: texts('extensionDevelopmentPath').map((path) => resolve(path)),
        extensionTestsPath: texts('extensionTestsPath').map((path) => resolve(path)),
      }),
    );
    const code = await Promise.race([tested, stopped, server.ended.then(() => 1)]);
    if (code !== 0) await picture(window);
    return code;
  } catch (error) {
    if (window) await picture(window);
    console.error(error);
    if (server) console.error(server.log().slice(-4000));
    return 1;
  } finally {
    await window?.close().catch(() => undefined);
    await server?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function picture({ page }: Window): Promise<void> {
  mkdirSync(output, { recursive: true });
  await page.screenshot({ path: join(output, 'tests-failed.png') }).catch(() => undefined);
}

process.exit(await main());
