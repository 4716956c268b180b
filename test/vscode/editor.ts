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
  const downloaded = hasScreen() ? await download() : undefined;
  return downloaded ? desktop(downloaded, folder) : headless(folder);
}

/** The one from the npm registry, by a stand-in for the executable; see `headless/code.ts`. */
export function headless(folder: string): Editor {
  install();
  const executable = join(folder, 'code');
  const script = join(import.meta.dirname, 'headless', 'code.ts');
  writeFileSync(executable, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`, { mode: 0o755 });
  return { name: 'VS Code from the npm registry, in a headless Chromium', executable, commandLine: [executable] };
}

function desktop(executable: string, folder: string): Editor {
  const [command = executable, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable);
  const commandLine = [
    existsSync(command) ? command : executable,
    ...args.filter((arg) => !/^--(?:extensions|user-data)-dir/.test(arg)),
  ];
  const { status, stdout, stderr, error } = spawnSync(
    commandLine[0]!,
    [...commandLine.slice(1), '--user-data-dir', join(folder, 'version'), '--version'],
    {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) throw new Error(`${executable} does not start.\n${error?.message ?? stdout + stderr}`);
  return { name: `desktop VS Code ${stdout.split('\n')[0]}`, executable, commandLine };
}

const hasScreen = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

async function download(): Promise<string | undefined> {
  const version = process.env['VSCODE_VERSION'] ?? 'stable';
  try {
    return await downloadAndUnzipVSCode({
      version,
      cachePath: join(root, '.vscode-test'),
      timeout: PATIENCE,
      reporter: new SilentReporter(),
    });
  } catch (error) {
    console.log(`Desktop VS Code cannot be downloaded: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
