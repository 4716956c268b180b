import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { install } from '../test/vscode/headless/install.ts';
import { serve } from '../test/vscode/headless/server.ts';
import { bundleProduct } from './bundles.ts';
import { root } from './places.ts';

const EXAMPLE = join('examples', 'patient-portal');
const SHOWN = join(root, EXAMPLE, 'Dockerfile');

/** Builds, checks the example in the terminal, and opens it in VS Code with the extension loaded. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { 'no-editor': { type: 'boolean', default: false } } });
  await bundleProduct();
  console.log(`$ breakwater check ${EXAMPLE}\n`);
  const { status } = spawnSync(process.execPath, [join(root, 'dist', 'cli.cjs'), 'check', EXAMPLE], {
    cwd: root,
    stdio: 'inherit',
  });
  // Findings are what the example is for.
  if (status !== 0 && status !== 1) return status ?? 2;
  if (!values['no-editor'] && !openDesktop()) await serveHere();
  return 0;
}

/** Whether a desktop VS Code took it. */
function openDesktop(): boolean {
  // In a terminal of a remote window `code` only opens files in that window.
  if (process.env['VSCODE_IPC_HOOK_CLI']) return false;
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, join(root, EXAMPLE), SHOWN];
  const { status, error } = spawnSync('code', args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  const opened = error === undefined && status === 0;
  if (opened) console.log(`\n${EXAMPLE} is open in VS Code.`);
  return opened;
}

async function serveHere(): Promise<void> {
  console.log('\nThere is no VS Code to open here, so one is served.');
  const installed = install();
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-start-'));
  try {
    const server = await serve(installed, { folder, lean: false });
    console.log(
      `\nOpen ${EXAMPLE} in a browser on this machine:\n\n  ${server.address(join(root, EXAMPLE), { extensionDevelopmentPath: root, openFile: SHOWN })}\n\nCtrl-C ends it.`,
    );
    const stopped = new Promise<void>((done) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => done());
    });
    await Promise.race([stopped, server.ended]);
    await server.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

process.exitCode = await main();
