import { spawnSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parseArgs } from 'node:util';
import { runTests } from '@vscode/test-electron';
import { bundleSuite } from '../../scripts/bundles.ts';
import { packageFile } from '../../scripts/packageFile.ts';
import { findEditor, type Editor } from './editor.ts';
import { output, root, suiteBundle } from './places.ts';

/** In milliseconds. */
const LONGEST_RUN = 300_000;

let grep: string | undefined;

/**
 * Runs the suite in a real VS Code, with the extension as it is developed and as it is packaged, then the test that uses a
 * window, and the one of the HTML report in a browser. `node test/vscode/run.ts folder|package|window|report` runs one of
 * them; `--grep` chooses tests of the suite.
 */
async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: 'string' } } });
  grep = values.grep;
  const wanted = (what: string): boolean => positionals.length === 0 || positionals.includes(what);
  mkdirSync(output, { recursive: true });
  await bundleSuite(suiteBundle);
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-'));
  try {
    let good = true;
    if (wanted('folder') || wanted('package')) {
      const editor = await findEditor(folder);
      if (wanted('folder')) good = (await suite(editor, 'the development folder', join(folder, 'f'), root)) && good;
      if (wanted('package')) good = (await packagedSuite(editor, join(folder, 'p'))) && good;
    }
    if (wanted('window')) good = browserTest('a window, used as a person would', 'window.ts', 'views.ts') && good;
    if (wanted('report')) good = browserTest('the HTML report', '../browser/htmlReport.ts') && good;
    return good;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The extension is what users install, in a workspace of two folders; the one under development is empty. */
async function packagedSuite(editor: Editor, folder: string): Promise<boolean> {
  const stub = join(folder, 'stub');
  mkdirSync(stub, { recursive: true });
  const manifest = { name: 'stub', publisher: 'breakwater', version: '0.0.0', engines: { vscode: '^1.91.0' } };
  writeFileSync(join(stub, 'package.json'), JSON.stringify(manifest));
  const [command = '', ...args] = [...editor.commandLine, ...places(folder), '--install-extension', packageFile(), '--force'];
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`The package could not be installed.\n${stdout}${stderr}`);
  return suite(editor, 'the packaged extension, in a workspace of two folders', folder, stub, true);
}

const places = (folder: string): string[] => ['--user-data-dir', join(folder, 'u'), '--extensions-dir', join(folder, 'e')];

async function suite(
  editor: Editor,
  subject: string,
  folder: string,
  extensionDevelopmentPath: string,
  twoFolders = false,
): Promise<boolean> {
  console.log(`\n${subject}, in ${editor.name}`);
  mkdirSync(folder, { recursive: true });
  const workspace = join(folder, 'workspace');
  cpSync(join(import.meta.dirname, 'fixtures', 'workspace'), workspace, { recursive: true });
  const opened = twoFolders ? withSecondFolder(workspace) : workspace;
  const log = join(folder, 'results');
  writeFileSync(log, '');
  const following = follow(log);
  const noise = collect();
  const ended = runTests({
    vscodeExecutablePath: editor.executable,
    extensionDevelopmentPath,
    extensionTestsPath: suiteBundle,
    extensionTestsEnv: {
      BREAKWATER_TEST_LOG: log,
      BREAKWATER_TEST_COLOR: process.stdout.isTTY ? '1' : '0',
      ...(grep && { BREAKWATER_TEST_GREP: grep }),
    },
    launchArgs: [opened, ...places(folder)],
    stdout: noise.stream,
    stderr: noise.stream,
  }).then(
    () => '',
    (error: unknown) => String(error),
  );
  let late: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<string>((done) => {
    late = setTimeout(() => {
      process.emit('SIGINT'); // test-electron then ends the VS Code it has started
      done(`Nothing came of it within ${LONGEST_RUN / 1000} s.`);
    }, LONGEST_RUN);
  });
  const problem = await Promise.race([ended, timeout]);
  clearTimeout(late);
  following.stop();
  if (problem === '' && !/\b\d+ passing/.test(readFileSync(log, 'utf8'))) return failed('No test has passed.', noise.text());
  return problem === '' || failed(problem, noise.text());
}

/** A workspace file beside a folder, that has it and an empty one. */
function withSecondFolder(folder: string): string {
  mkdirSync(`${folder}-two`);
  const file = `${folder}.code-workspace`;
  writeFileSync(file, JSON.stringify({ folders: [{ path: folder }, { path: `${folder}-two` }] }));
  return file;
}

function failed(problem: string, noise: string): boolean {
  console.error(`${problem}\n${noise.trim()}`);
  return false;
}

/** Prints what is added to a file. */
function follow(path: string): { readonly stop: () => void } {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(65_536);
  const read = (): void => {
    for (let size: number; (size = readSync(file, buffer, 0, buffer.length, null)) > 0; )
      process.stdout.write(buffer.subarray(0, size));
  };
  const timer = setInterval(read, 100);
  return {
    stop: () => {
      clearInterval(timer);
      read();
      closeSync(file);
    },
  };
}

/** VS Code talks a lot; it is shown when something went wrong. */
function collect(): { readonly stream: PassThrough; readonly text: () => string } {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (some: Buffer) => {
    text = (text + some).slice(-20_000);
  });
  return { stream, text: () => text };
}

function browserTest(subject: string, ...files: readonly string[]): boolean {
  console.log(`\n${subject}`);
  const paths = files.map((file) => join(import.meta.dirname, file));
  const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', ...paths], { stdio: 'inherit' });
  return status === 0;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
