import { writeFileSync } from 'node:fs';
import { cpus, platform, release } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { parseDocument } from 'yaml';
import { scanDockerfile } from '../rules/model/dockerfile/scan.ts';
import { readDocument } from '../rules/model/document.ts';
import type { Files } from '../rules/model/files.ts';
import type { Target } from '../rules/model/nodes.ts';
import { compose, dockerfile, manifest } from './generate.ts';
import { keystrokes, timing, type Timing } from './measure.ts';

/** What is read, again and again: a head, and a unit that is repeated until there are so many lines. */
interface Construct {
  readonly name: string;
  readonly target: Target;
  readonly uri?: string;
  readonly head?: string;
  readonly unit: (index: number) => string;
}

const SERVICE = 'services:\n  a:\n    image: x\n';
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n';

const constructs: readonly Construct[] = [
  { name: 'stages', target: 'dockerfile', unit: (n) => `FROM a/b:${n} AS s${n}\n` },
  { name: 'stages on one another', target: 'dockerfile', head: 'FROM a AS s-1\n', unit: (n) => `FROM s${n - 1} AS s${n}\n` },
  { name: 'RUN with continuation lines', target: 'dockerfile', head: 'FROM a\n', unit: (n) => `RUN a ${n} \\\n  && b\n` },
  { name: 'one RUN of many lines', target: 'dockerfile', head: 'FROM a\nRUN true \\\n', unit: (n) => `  && echo ${n} \\\n` },
  { name: 'heredocs', target: 'dockerfile', head: 'FROM a\n', unit: (n) => `RUN <<EOF\necho ${n}\nEOF\n` },
  { name: 'ENV that uses the one before', target: 'dockerfile', head: 'FROM a\n', unit: (n) => `ENV V${n}=\${V${n - 1}:-x}\n` },
  { name: 'COPY and WORKDIR', target: 'dockerfile', head: 'FROM a\n', unit: (n) => `WORKDIR d\nCOPY --chown=1 a${n} b/\n` },
  { name: 'COPY --from', target: 'dockerfile', head: 'FROM a AS s\nFROM b\n', unit: (n) => `COPY --from=s /a${n} /b\n` },
  {
    name: 'EXPOSE and LABEL',
    target: 'dockerfile',
    head: 'FROM a\n',
    unit: (n) => `EXPOSE ${n % 60_000}\nLABEL a.b${n}="c d"\n`,
  },
  { name: 'comments', target: 'dockerfile', head: 'FROM a\n', unit: (n) => `# note ${n}\n` },
  { name: 'services', target: 'compose', head: 'services:\n', unit: (n) => `  s${n}:\n    image: a/b:${n}\n` },
  {
    name: 'services that extend one',
    target: 'compose',
    head: 'services:\n  base: {image: a, user: root}\n',
    unit: (n) => `  s${n}:\n    extends: base\n`,
  },
  {
    name: 'services that extend one of another file',
    target: 'compose',
    head: 'services:\n',
    unit: (n) => `  s${n}:\n    extends: {file: base.yaml, service: base}\n`,
  },
  {
    name: 'services that merge an anchor',
    target: 'compose',
    head: 'x-a: &a {image: a, environment: {B: c}}\nservices:\n',
    unit: (n) => `  s${n}:\n    <<: *a\n`,
  },
  {
    name: 'services with an env file',
    target: 'compose',
    head: 'services:\n',
    unit: (n) => `  s${n}: {image: a, env_file: x.env}\n`,
  },
  { name: 'variables', target: 'compose', head: `${SERVICE}    environment:\n`, unit: (n) => `      A${n}: \${B:-c}\n` },
  { name: 'ports', target: 'compose', head: `${SERVICE}    ports:\n`, unit: (n) => `      - "${n % 60_000}:80"\n` },
  { name: 'volumes', target: 'compose', head: `${SERVICE}    volumes:\n`, unit: (n) => `      - ./a${n}:/b${n}:ro\n` },
  {
    name: 'lines of an inline Dockerfile',
    target: 'compose',
    head: `${SERVICE}    build:\n      dockerfile_inline: |\n        FROM a\n`,
    unit: (n) => `        RUN echo ${n}\n`,
  },
  {
    name: 'lines of a config',
    target: 'compose',
    head: 'configs:\n  a:\n    content: |\n',
    unit: (n) => `      key${n} = value\n`,
  },
  { name: 'manifests', target: 'kubernetes', unit: (n) => `---\n${POD.replace('x', `p${n}`)}    - {name: c, image: a}\n` },
  { name: 'containers', target: 'kubernetes', head: POD, unit: (n) => `    - name: c${n}\n      image: a/b\n` },
  {
    name: 'env of a container',
    target: 'kubernetes',
    head: `${POD}    - name: c\n      image: a\n      env:\n`,
    unit: (n) => `        - name: A${n}\n          value: b\n`,
  },
  {
    name: 'volumes and their mounts',
    target: 'kubernetes',
    head: POD,
    unit: (n) => `    - {name: c${n}, image: a, volumeMounts: [{name: v, mountPath: /a}]}\n`,
  },
  {
    name: 'objects of a List',
    target: 'kubernetes',
    head: 'apiVersion: v1\nkind: List\nitems:\n',
    unit: (n) => `  - {apiVersion: v1, kind: Service, metadata: {name: s${n}}, spec: {ports: [{port: 80}]}}\n`,
  },
  {
    name: 'pod templates of a custom resource',
    target: 'kubernetes',
    head: 'apiVersion: x.example/v1\nkind: X\nspec:\n',
    unit: (n) => `  a${n}: {containers: [{image: a}]}\n`,
  },
  {
    name: 'data of a ConfigMap',
    target: 'kubernetes',
    head: 'apiVersion: v1\nkind: ConfigMap\ndata:\n',
    unit: (n) => `  k${n}: v\n`,
  },
  {
    name: 'a file in a ConfigMap',
    target: 'kubernetes',
    head: 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a.conf: |\n',
    unit: (n) => `    key${n} = value\n`,
  },
  {
    name: 'data of a Secret',
    target: 'kubernetes',
    head: 'apiVersion: v1\nkind: Secret\ndata:\n',
    unit: (n) => `  k${n}: aGVsbG8=\n`,
  },
  {
    name: 'a template, with conditions',
    target: 'kubernetes',
    uri: '/w/templates/x.yaml',
    head: POD,
    unit: (n) => `    {{- if .Values.c${n} }}\n    - name: c${n}\n      image: {{ .Values.image }}\n    {{- end }}\n`,
  },
  {
    name: 'a template, with values of its chart',
    target: 'kubernetes',
    uri: '/w/templates/x.yaml',
    head: POD,
    unit: (n) => `    - name: c${n}\n      image: "{{ .Values.image }}:{{ .Values.tag | default .Chart.AppVersion }}"\n`,
  },
  { name: 'a line with an error each', target: 'kubernetes', head: 'kind: ConfigMap\ndata:\n', unit: (n) => `  k${n}: v: x\n` },
];

const texts: Readonly<Record<string, string>> = {
  '/w/base.yaml': 'services: {base: {image: a, user: root, environment: {A: b}, ports: ["1:1"]}}\n',
  '/w/x.env': 'A=b\nC=true\n',
  '/w/Chart.yaml': 'name: x\nappVersion: "1"\n',
  '/w/values.yaml': 'image: a/b\ntag: ""\n',
};
const files: Files = {
  text: (name) => texts[name],
  head: (name) => texts[name],
  has: (name) => name in texts,
  below: () => ({ paths: [], complete: true }),
};

const LINES = [500, 5_000, 50_000] as const;
const URIS: Readonly<Record<string, string>> = {
  dockerfile: '/w/Dockerfile',
  compose: '/w/compose.yaml',
  kubernetes: '/w/k.yaml',
};

function textOf({ head = '', unit }: Construct, lines: number): string {
  const pieces = [head];
  let written = head.split('\n').length - 1;
  for (let n = 0; written < lines; n++) {
    const piece = unit(n);
    written += piece.split('\n').length - 1;
    pieces.push(piece);
  }
  return pieces.join('');
}

/** Processor time in milliseconds: a busy machine tells less by it than by the clock. */
function spent(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

/** The least time of several runs. */
function best(times: number, work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < times; n++) {
    (globalThis as { readonly gc?: () => void }).gc?.();
    least = Math.min(least, spent(work));
  }
  return least;
}

const growth = constructs.map((construct) => {
  const { name, target, uri = URIS[target]! } = construct;
  const [small, middle, large] = LINES.map((lines) => {
    const text = textOf(construct, lines);
    return best(lines > 5_000 ? 2 : 6, () => readDocument(uri, target, text, undefined, files));
  }) as [number, number, number];
  const cells = [target, name, small.toFixed(2), middle.toFixed(1), large.toFixed(0), (large / middle).toFixed(1)];
  process.stdout.write(`${cells.join('  ')}\n`);
  return cells;
});

/** A keystroke in a large file: reading on, and the barest parse of what it changed. */
interface Typing {
  readonly name: string;
  readonly target: Target;
  readonly text: string;
  /** What parses, by name, what a keystroke changed: the instructions of the text, or the YAML document around an offset. */
  readonly bare: Readonly<Record<string, (text: string, at: number) => unknown>>;
}

function section(text: string, at: number): string {
  const start = Math.max(0, text.lastIndexOf('\n---', at));
  const end = text.indexOf('\n---', at);
  return text.slice(start, end === -1 ? text.length : end);
}

function loaded(text: string): unknown {
  try {
    return load(text);
  } catch (error) {
    return error;
  }
}

const tolerant = (text: string): unknown => parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });

const typings: readonly Typing[] = [
  {
    name: 'Dockerfile, 500 lines',
    target: 'dockerfile',
    text: dockerfile(500),
    bare: { 'a scan': (text) => scanDockerfile(text) },
  },
  {
    name: 'Dockerfile, 5,000 lines',
    target: 'dockerfile',
    text: dockerfile(5_000),
    bare: { 'a scan': (text) => scanDockerfile(text) },
  },
  { name: 'compose file, 700 lines', target: 'compose', text: compose(700), bare: { '`js-yaml`': loaded, '`yaml`': tolerant } },
  {
    name: 'manifest of 40 workloads, 4,000 lines',
    target: 'kubernetes',
    text: manifest(4_000, 40),
    bare: { '`js-yaml`': (text, at) => loaded(section(text, at)), '`yaml`': (text, at) => tolerant(section(text, at)) },
  },
];

const typed = typings.flatMap(({ name, target, text, bare }) => {
  const uri = URIS[target]!;
  let document = readDocument(uri, target, text, undefined, files);
  const ours: number[] = [];
  const theirs = new Map(Object.keys(bare).map((parser): [string, number[]] => [parser, []]));
  for (const { start, end, text: piece } of keystrokes(text, 300)) {
    const next = document.text.slice(0, start) + piece + document.text.slice(end);
    ours.push(
      spent(() => {
        document = readDocument(uri, target, next, document, files);
      }),
    );
    for (const [parser, parse] of Object.entries(bare)) theirs.get(parser)!.push(spent(() => parse(next, start)));
  }
  const shown = ({ median, p95 }: Timing): string => `${median.toFixed(2)} / ${p95.toFixed(2)}`;
  return [...theirs].map(([parser, times]) => {
    const [reading, parsing] = [timing(ours.slice(60)), timing(times.slice(60))];
    const cells = [name, shown(reading), parser, shown(parsing), (reading.median / parsing.median).toFixed(2)];
    process.stdout.write(`${cells.join('  ')}\n`);
    return cells;
  });
});

function table(headings: readonly string[], rows: readonly (readonly string[])[], left: number): string {
  const widths = headings.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column < left ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column < left ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [headings, rule, ...rows].map(line).join('\n');
}

const [cpu] = cpus();
const results = `# Reading

Written by \`node --expose-gc bench/reading.ts\`; milliseconds of processor time.

Each construct repeated until the file has so many lines, read anew, the least of several runs. From 5,000 to
50,000 lines a ratio of 10 is linear; below it the fewer lines still ran cold, above it they take next to no time.

${table(['Target', 'Construct', '500', '5,000', '50,000', 'Ratio'], growth, 2)}

A keystroke, median / 95th percentile of 240 at varied places: reading on from the document before, and a bare parse of what
changed: a scan of a Dockerfile for instructions, \`js-yaml\` (which ends at the first error) or \`yaml\` (which goes on) over a
compose file or over the one document of a manifest.

${table(['File', 'reading on', 'bare parse', 'takes', 'Ratio'], typed, 1)}

Machine: ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${platform()} ${release()}, Node ${process.version}; ${new Date().toISOString().slice(0, 10)}.
`;
writeFileSync(join(import.meta.dirname, 'RESULTS-reading.md'), results);
process.stdout.write('Written to bench/RESULTS-reading.md.\n');
