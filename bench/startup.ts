import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { libraryShared } from '../scripts/bundlePlugins.ts';
import { bundleProduct } from '../scripts/bundles.ts';
import { root } from '../scripts/places.ts';
import { timing } from './measure.ts';
import { machine, shown, table } from './report.ts';
import { HOOK, runNode, startServer, type Moment } from './startup/processes.ts';

const ROUNDS = Number(process.argv[2] ?? 15);

/** All that is measured, in order: each with what it is compared with, by name, and what it should take at most. */
const ROWS: readonly Row[] = [
  { name: 'Node alone', from: 'Node alone' },
  { name: 'empty server, until `initialize` is answered', from: 'empty server, until `initialize` is answered' },
  { name: 'Breakwater, until `initialize` is answered', from: 'empty server, until `initialize` is answered', target: '1.2' },
  { name: 'empty server, until the first diagnostics', from: 'empty server, until `initialize` is answered' },
  { name: 'Breakwater, until the first diagnostics', from: 'empty server, until `initialize` is answered', target: '250 ms' },
  { name: '`breakwater --help`', from: 'Node alone' },
  { name: '`breakwater check Dockerfile`', from: 'Node alone', target: '150 ms' },
];

interface Row {
  readonly name: string;
  readonly from: string;
  readonly target?: string;
}

type Times = Map<string, Moment[]>;

/** Starts everything by turns, so that a busy machine is busy for all, and writes `bench/RESULTS-startup.md`. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
  try {
    const dist = await product(folder);
    const fresh: Times = new Map();
    const kept: Times = new Map();
    const env = { NODE_COMPILE_CACHE: join(folder, 'compiled') };
    await round(folder, dist, new Map(), env); // fills what is kept
    for (let number = 1; number <= ROUNDS; number++) {
      await round(folder, dist, fresh, {});
      await round(folder, dist, kept, env);
      process.stderr.write(`\r${number} of ${ROUNDS}`);
    }
    process.stderr.write('\n');
    const file = join(import.meta.dirname, 'RESULTS-startup.md');
    writeFileSync(file, described(fresh, kept));
    process.stdout.write(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bundles the product, and an empty server in the same way with the same library; gives the folder of the bundles. */
async function product(folder: string): Promise<string> {
  const dist = join(folder, 'product', 'dist');
  await bundleProduct(dist);
  copyFileSync(join(root, 'package.json'), join(folder, 'product', 'package.json'));
  await build({
    absWorkingDir: root,
    entryPoints: ['bench/startup/empty.ts'],
    outfile: join(dist, 'empty.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    plugins: [libraryShared],
  });
  mkdirSync(join(folder, 'workspace'));
  writeFileSync(join(folder, 'workspace', 'Dockerfile'), DOCKERFILE);
  writeFileSync(join(folder, 'hook.cjs'), HOOK);
  return dist;
}

const DOCKERFILE = `FROM debian:12
ENV DB_PASSWORD=example-only
RUN apt-get update && apt-get install --yes curl && curl http://mirror.example/setup.sh | sh
COPY data/patients.csv /srv/data/
USER root
CMD ["node", "/srv/app/main.js"]
`;

async function round(folder: string, dist: string, times: Times, env: Readonly<Record<string, string>>): Promise<void> {
  const add = (name: string, moment: Moment): void => void times.set(name, [...(times.get(name) ?? []), moment]);
  const node = (...args: string[]): Moment => runNode(args, join(folder, 'workspace'), join(folder, 'hook.cjs'), env);
  add('Node alone', node('-e', '0'));
  for (const [name, script] of [
    ['empty server', 'empty.cjs'],
    ['Breakwater', 'server.cjs'],
  ] as const) {
    const { initialized, diagnosed } = await startServer(join(dist, script), DOCKERFILE, env);
    add(`${name}, until \`initialize\` is answered`, initialized);
    add(`${name}, until the first diagnostics`, diagnosed);
  }
  add('`breakwater --help`', node(join(dist, 'cli.cjs'), '--help'));
  add('`breakwater check Dockerfile`', node(join(dist, 'cli.cjs'), 'check', 'Dockerfile'));
}

function described(fresh: Times, kept: Times): string {
  const rows = ROWS.map(({ name, from, target = '' }) => {
    const cells = [fresh, kept].flatMap((times) => {
      const by = (what: keyof Moment, name: string) => timing(times.get(name)!.map((moment) => moment[what]));
      const ratio = by('cpu', name).median / by('cpu', from).median;
      return [shown(by('clock', name)), by('cpu', name).median.toFixed(0), Number.isNaN(ratio) ? '–' : ratio.toFixed(2)];
    });
    return [name, ...cells, target];
  });
  const headings = ['What', 'Afresh', 'Processor', 'Ratio', 'With kept code', 'Processor', 'Ratio', 'Target'];
  return `# Start-up

Written by \`node bench/startup.ts\`: ${ROUNDS} starts of each by turns, in milliseconds, the clock as median / 95th percentile, and the
time of the processor as median. The ratio is that of processor time, which a busy machine changes little: of servers to the
empty server that has answered \`initialize\`, of the command line to Node alone.

${table(headings, rows)}

- **Node alone**: \`node -e 0\`.
- **empty server**: the same language server library, bundled in the same way, and nothing else.
- **With kept code**: \`NODE_COMPILE_CACHE\` names a folder, as the extension does; Node keeps compiled code there. The command line
  names none by itself, since it should write nothing that nobody asked for.

${machine()}
`;
}

await main();
