import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runTests } from '@vscode/test-electron';
import { bundleProduct, bundleForEditor } from '../scripts/bundles.ts';
import { root } from '../scripts/places.ts';
import { findEditor, type Editor } from '../test/vscode/editor.ts';
import { machine } from './report.ts';

const RUNS = 10;
const RUNS_OF_FLOOR = 5;

/** In milliseconds, for the median. */
const TARGETS = { activation: 50, diagnostics: 500 };

interface Run {
  /** Loading the extension's code and calling it, before the server starts. */
  readonly activation: number;
  /** The time of the processor that all of the extension host takes meanwhile. */
  readonly cpu: number;
  /** From the moment the active extension is told of a Dockerfile, which is on the screen, until its findings are there. The server starts meanwhile. */
  readonly diagnostics: number;
  /** Both of these one after another: what can be put off until after the activation comes then. */
  readonly together: number;
  /** From the command that opens a second one until its findings are there; most of it is VS Code's own work. */
  readonly opened: number;
}

/**
 * Measures in as many fresh windows of a real VS Code, and in others with an extension that does the least one with a server
 * can do. Writes `bench/ACTIVATION.md`.
 */
async function main(): Promise<void> {
  await bundleProduct();
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
  try {
    const editor = await findEditor(folder);
    const ours = await measure(editor, folder, root, 'breakwater.breakwater', RUNS);
    const floor = await measure(editor, folder, await buildFloor(folder), 'breakwater.floor', RUNS_OF_FLOOR);
    const file = join(import.meta.dirname, 'ACTIVATION.md');
    writeFileSync(file, described(ours, floor, editor.name));
    console.log(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function measure(editor: Editor, folder: string, extension: string, id: string, runs: number): Promise<readonly Run[]> {
  const bundle = join(root, '.vscode-test', 'bench', 'index.cjs');
  await bundleForEditor(join('bench', 'activation', 'inEditor.ts'), bundle);
  const results = join(folder, `${id}.results`);
  writeFileSync(results, '');
  // the first window is that of somebody who has just installed it, and is not counted
  for (let run = 0; run <= runs; run++) {
    const workspace = join(folder, `${id}.${run}`);
    cpSync(join(root, 'test', 'vscode', 'fixtures', 'workspace'), workspace, { recursive: true });
    await runTests({
      vscodeExecutablePath: editor.executable,
      extensionDevelopmentPath: extension,
      extensionTestsPath: bundle,
      extensionTestsEnv: { BREAKWATER_BENCH: results, BREAKWATER_BENCH_EXTENSION: id },
      launchArgs: [workspace, '--user-data-dir', join(folder, 'u'), '--extensions-dir', join(folder, 'e')],
      stdout: new PassThrough().resume(),
      stderr: new PassThrough().resume(),
    });
    console.log(id, readFileSync(results, 'utf8').trim().split('\n').at(-1));
  }
  return readFileSync(results, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Omit<Run, 'together'>)
    .map((run) => ({ ...run, together: run.activation + run.diagnostics }));
}

async function buildFloor(folder: string): Promise<string> {
  const floor = join(folder, 'floor');
  for (const name of ['extension', 'server'])
    await bundleForEditor(join('bench', 'activation', 'floor', `${name}.ts`), join(floor, `${name}.cjs`), {
      minify: true,
      sourcemap: false,
    });
  const manifest = {
    name: 'floor',
    publisher: 'breakwater',
    version: '0.0.0',
    engines: { vscode: '^1.91.0' },
    main: './extension.cjs',
    activationEvents: ['onLanguage:dockerfile'],
  };
  writeFileSync(join(floor, 'package.json'), JSON.stringify(manifest));
  return floor;
}

function described(ours: readonly Run[], floor: readonly Run[], editor: string): string {
  const row = (name: string, key: keyof Run, target: string): string => {
    const [own, least] = [ours, floor].map((runs) => median(runs, key));
    const times = ours.map((run) => Math.round(run[key])).sort((a, b) => a - b);
    return `| ${name} | **${Math.round(own!)}** | ${times[0]} to ${times.at(-1)} | ${Math.round(least!)} | ${(own! / least!).toFixed(1)} | ${target} |`;
  };
  return `# From activation to the first findings

Written by \`node bench/activation.ts\`: ${ours.length} windows of a real VS Code that had come to rest, milliseconds. The least is what
an extension takes there whose activation makes nothing but a language client, and whose server knows one finding
(\`bench/activation/floor\`, ${floor.length} windows).

| What | Median | All | The least | Ratio | Target, median |
| - | -: | -: | -: | -: | -: |
${row('Activation, before the server starts', 'activation', String(TARGETS.activation))}
${row('The same, in time of the processor', 'cpu', '')}
${row('Findings in the open file, with the start of the server', 'diagnostics', String(TARGETS.diagnostics))}
${row('Activation and findings together', 'together', '')}
${row('Findings in the next file, from its being asked for', 'opened', '')}

${editor}. ${machine()}
`;
}

function median(runs: readonly Run[], key: keyof Run): number {
  const times = runs.map((run) => run[key]).sort((a, b) => a - b);
  return (times[Math.floor((times.length - 1) / 2)]! + times[Math.ceil((times.length - 1) / 2)]!) / 2;
}

await main();
