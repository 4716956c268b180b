import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, SilentReporter } from '@vscode/test-electron';
import { install } from './headless/install.ts';
import { root } from './places.ts';

/** A VS Code that can run tests. */
export interface Editor {
  /** For people. */
  readonly name: string;
  /** What is started with VS Code's arguments. */
  readonly executable: string;
  /** What is started for VS Code's command line: installing an extension. */
  readonly commandLine: readonly string[];
}

/** In milliseconds: without an answer for so long, there is no way to the download. */
const PATIENCE = 8000;

/**
 * The VS Code to test in: the one named by `VSCODE_EXECUTABLE`; else a desktop VS Code that is here already or can be
 * downloaded, where there is a screen for it; else the one from the npm registry. Throws with words about what to do
 * when there is none.
 */
export async function findEditor(folder: string): Promise<Editor> {
  const named = process.env['VSCODE_EXECUTABLE'];
  if (named) {
    if (!existsSync(named)) throw new Error(`VSCODE_EXECUTABLE names ${named}, which is not there.`);
    return desktop(named, folder);
  }
  try {
    if (hasScreen()) return desktop(await download(), folder);
  } catch (error) {
    console.log(`Desktop VS Code is not to be had here: ${error instanceof Error ? error.message : String(error)}`);
  }
  return headless(folder);
}

/** The one from the npm registry, by a stand-in for the executable; see `headless/code.ts`. */
function headless(folder: string): Editor {
  if (process.platform === 'win32')
    throw new Error('Tests need a desktop VS Code on this system: name one with VSCODE_EXECUTABLE.');
  install();
  const executable = join(folder, 'code');
  const script = join(import.meta.dirname, 'headless', 'code.ts');
  writeFileSync(executable, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`, { mode: 0o755 });
  return { name: 'VS Code from the npm registry, in a headless Chromium', executable, commandLine: [executable] };
}

/** Throws when it does not start: as a rule because the system lacks libraries that it needs. */
function desktop(executable: string, folder: string): Editor {
  const [command = executable, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
  const commandLine = [existsSync(command) ? command : executable, ...args];
  const { status, stdout, stderr, error } = spawnSync(
    commandLine[0]!,
    [...commandLine.slice(1), '--user-data-dir', join(folder, 'version'), '--version'],
    { encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`${executable} does not start.\n${error?.message ?? stdout + stderr}`);
  return { name: `VS Code ${stdout.split('\n')[0]}, ${executable}`, executable, commandLine };
}

const hasScreen = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

/** The latest, or one that was downloaded before when there is no way to it. */
const download = (): Promise<string> =>
  downloadAndUnzipVSCode({
    version: process.env['VSCODE_VERSION'] ?? 'stable',
    cachePath: join(root, '.vscode-test'),
    timeout: PATIENCE,
    reporter: new SilentReporter(),
  });
