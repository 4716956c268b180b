import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runTests } from '@vscode/test-electron';
import { bundleProduct, bundleForEditor } from '../scripts/bundles.ts';
import { root } from '../scripts/places.ts';
import { findEditor } from '../test/vscode/editor.ts';

const RUNS = 10;

/** In milliseconds, for the median. */
const TARGETS = { activation: 50, diagnostics: 500 };

interface Run {
  /** Loading the extension's code and calling it, before the server starts. */
  readonly activation: number;
  /** The time of the processor that all of the extension host takes meanwhile. */
  readonly cpu: number;
  /** From a Dockerfile being open until VS Code shows it, which is its own work; findings are asked for what is shown. */
  readonly showing: number;
  /** From a Dockerfile being open, which starts the server, until its findings are there. */
  readonly diagnostics: number;
}

/** Measures in as many fresh windows of a real VS Code, and writes `bench/ACTIVATION.md`. */
async function main(): Promise<void> {
  await bundleProduct();
  const bundle = join(root, '.vscode-test', 'bench', 'index.cjs');
  await bundleForEditor(join('bench', 'activation', 'inEditor.ts'), bundle);
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
  try {
    const editor = await findEditor(folder);
    const results = join(folder, 'results');
    writeFileSync(results, '');
    // the first window is that of somebody who has just installed it, and is not counted
    for (let run = 0; run <= RUNS; run++) {
      const own = join(folder, String(run));
      const workspace = join(own, 'workspace');
      mkdirSync(own);
      cpSync(join(root, 'test', 'vscode', 'fixtures', 'workspace'), workspace, { recursive: true });
      await runTests({
        vscodeExecutablePath: editor.executable,
        extensionDevelopmentPath: root,
        extensionTestsPath: bundle,
        extensionTestsEnv: { BREAKWATER_BENCH: results },
        launchArgs: [workspace, '--user-data-dir', join(folder, 'u'), '--extensions-dir', join(folder, 'e')],
        stdout: new PassThrough().resume(),
        stderr: new PassThrough().resume(),
      });
      console.log(readFileSync(results, 'utf8').trim().split('\n').at(-1));
    }
    const runs = readFileSync(results, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line) as Run);
    const file = join(import.meta.dirname, 'ACTIVATION.md');
    writeFileSync(file, described(runs, editor.name));
    console.log(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function described(runs: readonly Run[], editor: string): string {
  const row = (name: string, key: keyof Run, target: string): string => {
    const times = runs.map((run) => run[key]).sort((a, b) => a - b);
    const median = (times[Math.floor((times.length - 1) / 2)]! + times[Math.ceil((times.length - 1) / 2)]!) / 2;
    return `| ${name} | **${Math.round(median)}** | ${Math.round(times[0]!)} to ${Math.round(times.at(-1)!)} | ${target} |`;
  };
  const [cpu] = cpus();
  return `# From activation to the first findings

Written by \`node bench/activation.ts\`: ${runs.length} windows of a real VS Code that had come to rest, milliseconds.

| What | Median | All | Target, median |
| - | -: | -: | -: |
${row('Activation, before the server starts', 'activation', String(TARGETS.activation))}
${row('The same, in time of the processor', 'cpu', '')}
${row('The first file in its editor, from its being open', 'showing', '')}
${row('Findings in the first file, from its being open', 'diagnostics', String(TARGETS.diagnostics))}

${editor}. Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${platform()} ${release()}, load ${loadavg()[0]!.toFixed(1)}; ${new Date().toISOString().slice(0, 10)}.
`;
}

await main();
