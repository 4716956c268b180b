import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Installed } from './install.ts';

/** How a VS Code is to be served. */
export interface Served {
  /** All that it writes goes into this folder: home, temporary files, settings, extensions. */
  readonly folder: string;
  /** Otherwise `folder` has one. */
  readonly userData?: string;
  /** Otherwise `folder` has one. */
  readonly extensions?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether workspaces are restricted until someone trusts them, as they are for users. */
  readonly askForTrust?: boolean;
  /** Only the languages and a theme, which start fast; otherwise all that VS Code ships. */
  readonly lean?: boolean;
  readonly port?: number;
}

/** A VS Code that is served on 127.0.0.1, to whoever knows the token. */
export interface Serving {
  /** The address of a window on a folder or workspace file, with the extensions under development loaded. */
  readonly address: (open: string | undefined, query: Readonly<Record<string, string | readonly string[]>>) => string;
  /** Resolves when the server ended by itself or was stopped. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
  /** What the server has printed. */
  readonly log: () => string;
}

const LANGUAGES_AND_THEME = [
  'docker',
  'yaml',
  'json',
  'theme-defaults',
  'theme-seti',
  'configuration-editing',
  'markdown-basics',
  'markdown-language-features',
];

const QUIET = {
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/** Starts VS Code's server. Rejects with what it printed when it does not start. */
export async function serve({ server, extensions }: Installed, served: Served): Promise<Serving> {
  const { folder, settings = {}, askForTrust = false, lean = true, port = 0 } = served;
  const userData = userDataOf(served);
  mkdirSync(join(userData, 'Machine'), { recursive: true });
  writeFileSync(join(userData, 'Machine', 'settings.json'), JSON.stringify({ ...QUIET, ...settings }));
  const builtin = join(folder, 'builtin');
  mkdirSync(builtin, { recursive: true });
  for (const name of LANGUAGES_AND_THEME)
    if (!existsSync(join(builtin, name))) symlinkSync(join(extensions, name), join(builtin, name), 'junction');
  const token = randomBytes(16).toString('hex');
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });

  const child = spawn(
    process.execPath,
    [
      server,
      ...placesOf(served),
      ...['--host', '127.0.0.1', '--port', String(port), '--connection-token-file', tokenFile],
      // Without the driver a window's address cannot name extensions under development and tests.
      '--enable-smoke-test-driver',
      ...['--disable-telemetry', '--disable-experiments', '--disable-getting-started-override', '--force-disable-user-env'],
      ...(lean ? ['--builtin-extensions-dir', builtin] : []),
      ...(askForTrust ? [] : ['--disable-workspace-trust']),
    ],
    { env: surroundings(folder), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let printed = '';
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const at = await new Promise<string>((found, failed) => {
    const read = (text: Buffer): void => {
      printed += text;
      const said = /Web UI available at http:\/\/[^\s:]+:(\d+)/.exec(printed)?.[1];
      if (said !== undefined) found(said);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', failed);
    void ended.then(() => failed(new Error(`VS Code's server ended before it was up.\n${printed}`)));
  });
  return {
    address: (open, query) => addressOf(Number(at), token, open, query),
    ended,
    stop: () => stop(child, ended),
    log: () => printed,
  };
}

/** Runs VS Code's command line for the servers of the same folder, to install an extension for example; what it prints. */
export function commandLine({ server }: Installed, served: Served, args: readonly string[]): string {
  mkdirSync(served.folder, { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [server, ...placesOf(served), ...args], {
    env: surroundings(served.folder),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`VS Code's command line failed.\n${stdout}${stderr}`);
  return stdout;
}

/** An environment of its own: sockets, caches and settings of one run are not those of another. */
export function surroundings(folder: string): NodeJS.ProcessEnv {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return { ...process.env, HOME: home, TMPDIR: home, XDG_RUNTIME_DIR: home };
}

const userDataOf = ({ folder, userData }: Served): string => userData ?? join(folder, 'user-data');

const placesOf = (served: Served): string[] => [
  '--accept-server-license-terms',
  ...['--server-data-dir', join(served.folder, 'server')],
  ...['--user-data-dir', userDataOf(served)],
  ...['--extensions-dir', served.extensions ?? join(served.folder, 'extensions')],
];

function addressOf(
  port: number,
  token: string,
  open: string | undefined,
  query: Readonly<Record<string, string | readonly string[]>>,
): string {
  const payload = Object.entries(query).flatMap(([name, values]) => [values].flat().map((path) => [name, uriAt(port, path)]));
  const search = new URLSearchParams({ tkn: token, payload: JSON.stringify([...payload, ['skipWelcome', 'true']]) });
  if (open === undefined) search.set('ew', 'true');
  else search.set(open.endsWith('.code-workspace') ? 'workspace' : 'folder', resolve(open));
  return `http://127.0.0.1:${port}/?${search}`;
}

const uriAt = (port: number, path: string): string => `vscode-remote://127.0.0.1:${port}${resolve(path)}`;

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill();
  const force = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(force);
}
