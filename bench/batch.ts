/**
 * The command line over many files: `node bench/batch.ts [FILES]`, 10,000 unless told otherwise. Writes mixed files into a folder,
 * checks them with the bundle in one command, and sets its time beside that of merely reading and parsing the same files.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DockerfileParser } from 'dockerfile-ast';
import { parseEvents } from 'js-yaml';
import { bundleProduct } from '../scripts/bundles.ts';
import { root } from '../scripts/places.ts';
import { compose, dockerfile, manifest } from './generate.ts';

const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), 'breakwater-batch-'));
try {
  await bundleProduct();
  write();
  const bare = time(readAndParse);
  const ours = check();
  const jobs: (readonly [number, Run])[] = [];
  console.log(`${count} files, ${ours.findings} findings`);
  console.log(`reading and parsing alone  ${bare.toFixed(0)} ms`);
  console.log(describe('breakwater check', ours));
  for (const [number, run] of jobs) console.log(describe(`  with --jobs ${number}`, run));

  function describe(name: string, { time, memory }: Run): string {
    return `${name.padEnd(25)}  ${time.toFixed(0)} ms, ${Math.round((1000 * count) / time)} files/s, ${(time / bare).toFixed(2)} times that, ${memory} MB at most`;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Run {
  readonly time: number;
  readonly memory: number;
  readonly findings: number;
}

/** Small files as repositories have them: mostly manifests, some Dockerfiles and compose files. */
function write(): void {
  const texts = [
    ['deployment.yaml', manifest(100, 1)],
    [
      'service.yaml',
      'apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec:\n  ports:\n    - port: 443\n      targetPort: https\n',
    ],
    ['Dockerfile', dockerfile(60)],
    [
      'config.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  LOG_LEVEL: info\n  app.properties: |\n    server.port=8443\n',
    ],
    ['compose.yaml', compose(80)],
    ['values.yaml', 'replicas: 2\nimage: { repository: registry.hospital.example/a, tag: 1.2.3 }\n'],
  ] as const;
  for (let n = 0; n < count; n++) {
    const [name, text] = texts[n % texts.length]!;
    const at = join(folder, String(n % 100), String(Math.floor(n / texts.length)));
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, name), text);
  }
}

function readAndParse(): void {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.yaml$|Dockerfile$/.test(path)) continue;
    const text = readFileSync(join(folder, path), 'utf8');
    if (path.endsWith('Dockerfile')) DockerfileParser.parse(text).getInstructions();
    else parseEvents(text, {});
  }
}

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function check(...options: readonly string[]): Run {
  // says how much memory it took at most when it ends
  const hook = `data:text/javascript,process.on('exit',()=>process.stderr.write('maxRSS '+process.resourceUsage().maxRSS+'\\n'))`;
  const start = performance.now();
  const args = [
    '--import',
    hook,
    join(root, 'dist', 'cli.cjs'),
    'check',
    '.',
    '--format',
    'json',
    '--fail-on',
    'never',
    ...options,
  ];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`It ended with ${status}. ${stderr}`);
  const memory = Math.round(Number(/maxRSS (\d+)/.exec(stderr)?.[1] ?? 0) / 1024);
  return { time: performance.now() - start, memory, findings: JSON.parse(stdout).findings.length };
}
