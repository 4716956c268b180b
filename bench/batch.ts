/**
 * The command line over many files: `node bench/batch.ts` writes `RESULTS-batch.md`, `node bench/batch.ts --many` the part on a large
 * folder too, and `node bench/batch.ts FILES` only tells of so many. Each run is one command of the bundle, set beside merely reading and
 * parsing the same files.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { parseEvents } from 'js-yaml';
import { bundleProduct } from '../scripts/bundles.ts';
import { root } from '../scripts/places.ts';
import { compose, dockerfile, manifest } from './generate.ts';
import { machine } from './report.ts';

const SIZES = [2_500, 5_000, 10_000];
const MANY = 100_000;
const RESULTS = join(import.meta.dirname, 'RESULTS-batch.md');

/** Small files as repositories have them: manifests, a Dockerfile and a compose file, and YAML that is none of ours. */
const SMALL = [
  [
    'service.yaml',
    'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec:\n  ports:\n    - port: 443\n      targetPort: https\n',
  ],
  [
    'config.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  LOG_LEVEL: info\n  app.properties: |\n    server.port=8443\n',
  ],
  ['values.yaml', 'replicas: 2\nimage: { repository: registry.hospital.example/a, tag: 1.2.3 }\n'],
] as const;
const MIXED = [
  ['deployment.yaml', manifest(100, 1)],
  ['Dockerfile', dockerfile(60)],
  ['compose.yaml', compose(80)],
  ...SMALL,
] as const;
/** What fills a repository besides. */
const OTHERS = ['index.ts', 'index.test.ts', 'README.md', 'logo.svg', 'data.json'].map((name) => [name, '// nothing\n'] as const);

type Kind = readonly (readonly [name: string, text: string])[];

interface Measured {
  /** Of the processor, with the start of the command; milliseconds. */
  readonly time: number;
  /** At most, in MB. */
  readonly memory: number;
  readonly findings: number;
}

interface Row extends Measured {
  readonly what: string;
  readonly files: number;
  /** The milliseconds of the processor that reading and parsing alone takes. */
  readonly bare: number;
}

async function main(): Promise<void> {
  const [asked] = process.argv.slice(2);
  await bundleProduct();
  if (asked !== undefined && asked !== '--many') {
    rowOf('mixed files', MIXED, Number(asked));
    rowOf('mixed files, `--jobs 2`', MIXED, Number(asked), '--jobs', '2');
    return;
  }
  const mixed = SIZES.map((files) => rowOf('mixed files', MIXED, files));
  const small = SIZES.map((files) => rowOf('small manifests and values', SMALL, files));
  const threads = [rowOf('mixed files, `--jobs 2`', MIXED, SIZES.at(-1)!, '--jobs', '2')];
  writeFileSync(RESULTS, `${described(mixed, small, threads)}\n${asked === '--many' ? many() : manyBefore()}`);
}

/** Measures a command over a new folder of files, which are the given ones again and again, and prints what it took. */
function rowOf(what: string, kind: Kind, files: number, ...options: readonly string[]): Row {
  return withFolder((folder) => {
    write(folder, kind, files);
    const row = { what, files, ...check(folder, ...options), bare: bare(folder) };
    console.log(lineOf(row).slice(2, -2));
    return row;
  });
}

function withFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-batch-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder: string, kind: Kind, files: number): void {
  for (let n = 0; n < files; n++) {
    const [name, text] = kind[n % kind.length]!;
    const at = join(folder, String(n % 100), String(Math.floor(n / kind.length)));
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, name), text);
  }
}

function bare(folder: string): number {
  const before = process.cpuUsage();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.yaml$|Dockerfile$/.test(path)) continue;
    const text = readFileSync(join(folder, path), 'utf8');
    if (path.endsWith('Dockerfile')) DockerfileParser.parse(text).getInstructions();
    else parseEvents(text, {});
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function check(folder: string, ...options: readonly string[]): Measured {
  // says what it took when it ends
  const hook = `data:text/javascript,import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => { const { user, system } = process.cpuUsage();
process.stderr.write('took ' + (user + system) / 1000 + ' ' + process.resourceUsage().maxRSS / 1024 + '\\n'); });`;
  const args = ['--import', hook, join(root, 'dist', 'cli.cjs'), 'check', '.', '--format', 'json', '--fail-on', 'never'];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...args, ...options], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`It ended with ${status}. ${stderr}`);
  const [, time, memory] = /took (\S+) (\S+)/.exec(stderr) ?? [];
  return { time: Number(time), memory: Math.round(Number(memory)), findings: JSON.parse(stdout).findings.length };
}

function lineOf({ what, files, findings, time, memory, bare }: Row): string {
  const each = Math.round((1000 * files) / time);
  return `| ${what} | ${number(files)} | ${number(findings)} | ${seconds(time)} | ${number(each)} | ${memory} MB | ${seconds(bare)} | ${(time / bare).toFixed(1)} |`;
}

/** How many more files a second of the processor is enough for, once the command is warm. */
function warm(rows: readonly Row[]): string {
  const [first, last] = [rows[0]!, rows.at(-1)!];
  return number(Math.round((1000 * (last.files - first.files)) / (last.time - first.time)));
}

function described(mixed: readonly Row[], small: readonly Row[], threads: readonly Row[]): string {
  return `# Many files in one command

Written by \`node bench/batch.ts\`; seconds of the processor, with the start of the command, on files of made-up systems
(\`bench/generate.ts\`). Mixed files are a Deployment of 100 lines, a compose file of 80, a Dockerfile of 60, and three small ones.

| What | Files | Findings | Processor | Files a second | Memory at most | Bare parsing | Ratio |
| - | -: | -: | -: | -: | -: | -: | -: |
${[...mixed, ...small, ...threads].map(lineOf).join('\n')}

Once warm, from ${number(SIZES[0]!)} to ${number(SIZES.at(-1)!)} files: ${warm(mixed)} mixed files and ${warm(small)} small ones for a second of the processor. **Bare
parsing** is reading the same files and parsing them by \`js-yaml\`'s events or \`dockerfile-ast\`, without rules or reports. Twice the files
should take twice the time.

Targets: 300 MB of memory at most in one thread; 5,000 small files a second once warm, or twice the time of bare parsing.

${machine()}
`;
}

/** A folder of which few files are ours: what is found, listed and looked at costs little beside what is read. */
function many(): string {
  const rows = [1, 0].map((others) =>
    withFolder((folder) => {
      write(folder, MIXED, MANY / 100);
      if (others) write(join(folder, 'src'), OTHERS, MANY - MANY / 100);
      return { files: others ? MANY : MANY / 100, ...check(folder) };
    }),
  );
  return `${HEADING}

| Files | Of them ours | Findings | Processor | Memory at most |
| -: | -: | -: | -: | -: |
${rows.map(({ files, findings, time, memory }) => `| ${number(files)} | ${number(MANY / 100)} | ${number(findings)} | ${seconds(time)} | ${memory} MB |`).join('\n')}

${machine()}
`;
}

const HEADING = '## A folder of many files that are none of ours';

/** What `--many` wrote when it last ran. */
function manyBefore(): string {
  try {
    const text = readFileSync(RESULTS, 'utf8');
    return text.includes(HEADING) ? text.slice(text.indexOf(HEADING)) : '';
  } catch {
    return '';
  }
}

const number = (value: number): string => value.toLocaleString('en-US');
const seconds = (time: number): string => (time / 1000).toFixed(1);

await main();
