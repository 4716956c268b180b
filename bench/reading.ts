/**
 * How long reading takes: of each construct, the more of it there is, and after a keystroke. `node --expose-gc bench/reading.ts`
 * measures both, with `growth` or `keystrokes` behind it one of them, and leaves the other in the results as it was.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { parseEvents } from 'js-yaml';
import { parseDocument } from 'yaml';
import { lint } from '../rules/engine/lint.ts';
import { Policy } from '../rules/engine/policy.ts';
import { rules } from '../rules/index.ts';
import { scanDockerfile } from '../rules/model/dockerfile/scan.ts';
import { type Document, readDocument } from '../rules/model/document.ts';
import type { Files } from '../rules/model/files.ts';
import type { Target } from '../rules/model/nodes.ts';
import { compose, dockerfile, manifest } from './generate.ts';
import { keystrokes, timing, type Timing } from './measure.ts';
import { machine, table } from './report.ts';

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

const [only] = process.argv.slice(2);

const growth = (only === 'keystrokes' ? [] : constructs).map((construct) => {
  const { name, target, uri = URIS[target]! } = construct;
  const [small, middle, large] = LINES.map((lines) => {
    const text = textOf(construct, lines);
    return best(lines > 5_000 ? 2 : 6, () => readDocument(uri, target, text, undefined, files));
  }) as [number, number, number];
  const cells = [target, name, small.toFixed(2), middle.toFixed(1), large.toFixed(0), (large / middle).toFixed(1)];
  process.stdout.write(`${cells.join('  ')}\n`);
  return cells;
});

/** A keystroke in a large file: reading on and checking on, and bare parses of what it changed. */
interface Typing {
  readonly name: string;
  readonly target: Target;
  readonly text: string;
  readonly keystrokes: number;
  /** What parses, by name, what a keystroke changed: the instructions of the text, or the YAML document around an offset. */
  readonly bare: Readonly<Record<string, (text: string, at: number) => unknown>>;
}

function section(text: string, at: number): string {
  const start = Math.max(0, text.lastIndexOf('\n---', at));
  const end = text.indexOf('\n---', at);
  return text.slice(start, end === -1 ? text.length : end);
}

function events(text: string): unknown {
  try {
    return parseEvents(text, {});
  } catch (error) {
    return error;
  }
}

const tolerant = (text: string): unknown => parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });

const ofDockerfiles: Typing['bare'] = {
  'a scan': (text) => scanDockerfile(text),
  'a scan, each instruction parsed': (text) => scanDockerfile(text).instructions.map(({ block }) => block.parsed),
  '`dockerfile-ast`': (text) => DockerfileParser.parse(text).getInstructions(),
};
const ofDocuments: Typing['bare'] = {
  '`js-yaml`': (text, at) => events(section(text, at)),
  '`yaml`': (text, at) => tolerant(section(text, at)),
};

/** A list of objects, which is one document. */
function list(characters: number): string {
  const written = ['apiVersion: v1', 'kind: List', 'items:'];
  const items = manifest(4_000, 40)
    .split('---\n')
    .filter((item) => item !== '')
    .map((item) => `  - ${item.trimEnd().replaceAll('\n', '\n    ')}`);
  for (let length = 0, n = 0; length < characters; n++) {
    const item = items[n % items.length]!;
    written.push(item);
    length += item.length + 1;
  }
  return `${written.join('\n')}\n`;
}

const typings: readonly Typing[] = [
  ...[500, 5_000].map(
    (lines): Typing => ({
      name: `Dockerfile, ${lines.toLocaleString('en')} lines`,
      target: 'dockerfile',
      text: dockerfile(lines),
      keystrokes: lines > 1_000 ? 400 : 1_600,
      bare: ofDockerfiles,
    }),
  ),
  ...[700, 5_000].map(
    (lines): Typing => ({
      name: `compose file, ${lines.toLocaleString('en')} lines`,
      target: 'compose',
      text: compose(lines),
      keystrokes: lines > 1_000 ? 200 : 800,
      bare: ofDocuments,
    }),
  ),
  ...[2_000, 20_000].map(
    (lines): Typing => ({
      name: `manifests of 100 lines, ${lines.toLocaleString('en')} lines`,
      target: 'kubernetes',
      text: manifest(lines, lines / 100),
      keystrokes: 800,
      bare: ofDocuments,
    }),
  ),
  { name: 'one document of 1 MB', target: 'kubernetes', text: list(1_000_000), keystrokes: 40, bare: ofDocuments },
];

const policy = Policy.of(rules);

const warm = (times: readonly number[]): Timing => timing(times.slice(times.length / 2));
const shown = ({ median, p95 }: Timing): string => `${median.toFixed(2)} / ${p95.toFixed(2)}`;

/** Reads on from keystroke to keystroke, and does something else with each: after it is read, or with `turns` before and after by turns. */
function typedBeside(
  { target, text, keystrokes: count }: Typing,
  other: (document: Document, next: string, at: number) => unknown,
  turns: boolean,
): { readonly reading: Timing; readonly other: Timing } {
  let document = readDocument(URIS[target]!, target, text, undefined, files);
  const [reading, others]: [number[], number[]] = [[], []];
  for (const [index, { start, end, text: piece }] of keystrokes(text, count).entries()) {
    const next = document.text.slice(0, start) + piece + document.text.slice(end);
    // engines put the pieces together when they are first read, which is not to be anybody's time
    if (next.includes('\uFFFF')) throw new Error('No text of ours has this character.');
    const steps = [
      () => reading.push(spent(() => (document = readDocument(document.uri, target, next, document, files)))),
      () => others.push(spent(() => other(document, next, start))),
    ];
    for (const step of turns && index % 2 === 1 ? steps.reverse() : steps) step();
  }
  return { reading: warm(reading), other: warm(others) };
}

const typed = (only === 'growth' ? [] : typings).map((typing) => {
  const { name, bare } = typing;
  const { reading, other: checking } = typedBeside(typing, (document) => lint(document, policy, '2026-11-25'), false);
  const parsers = Object.entries(bare).map(([parser, parse]) => {
    const { reading, other } = typedBeside(typing, (_, next, at) => parse(next, at), true);
    return [name, parser, shown(other), shown(reading), (reading.median / other.median).toFixed(2)];
  });
  const cells = [name, shown(reading), shown(checking)];
  process.stdout.write(`${[...cells, ...parsers.map((parser) => parser.slice(1).join(' '))].join('  ')}\n`);
  return { cells, parsers };
});

const sections: Readonly<Record<string, string>> = {
  growth: `## Growth

Each construct repeated until the file has so many lines, read anew, the least of several runs. From 5,000 to
50,000 lines a ratio of 10 is linear; below it the fewer lines still ran cold, above it they take next to no time, or the
many no longer fit into the processor's caches.

${table(['Target', 'Construct', '500', '5,000', '50,000', 'Ratio'], growth, 2)}

${machine()}
`,
  keystrokes: `## Keystrokes

A keystroke, median / 95th percentile at varied places, the first half left out as a start: reading on from the document
before, and checking it on with the rules of the recommended profile. The two take turns, so each finds the caches of the processor
filled by the other.

${table(
  ['File', 'reading on', 'checking on'],
  typed.map(({ cells }) => cells),
)}

The same keystroke beside a bare parse of what it changed, in one run: of a Dockerfile our scan for instructions alone, the same with
each instruction parsed anew, or \`dockerfile-ast\`; of a compose file, and of the one document of a manifest, the events of
\`js-yaml\` (which ends at the first error) or the tree of \`yaml\` (which goes on). None of them makes nodes. Reading on and one bare
parse take turns, and nothing else; the ratio is that of reading on to the bare parse.

${table(
  ['File', 'Bare parse', 'takes', 'reading on', 'Ratio'],
  typed.flatMap(({ parsers }) => parsers),
  2,
)}

${machine()}
`,
};

const file = join(import.meta.dirname, 'RESULTS-reading.md');
const before = only === undefined ? '' : readFileSync(file, 'utf8');
const written = Object.entries(sections).map(([name, section]) => {
  if (only === undefined || only === name) return section;
  const [heading = ''] = section.split('\n');
  return `${heading}${before.split(heading)[1]?.split('\n## ')[0]?.trimEnd() ?? ''}\n`;
});
const head = `# Reading

Written by \`node --expose-gc bench/reading.ts\`; milliseconds of processor time.
`;
writeFileSync(file, [head, ...written].join('\n'));
process.stdout.write('Written to bench/RESULTS-reading.md.\n');
