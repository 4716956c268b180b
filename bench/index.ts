import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DockerfileParser } from 'dockerfile-ast';
import { parseAllDocuments } from 'yaml';
import { compose, dockerfile, manifest } from './generate.ts';
import { keystrokes, timing, Typist, type Timing } from './measure.ts';
import { machine, shown, table } from './report.ts';
import { asProcess, empty, inProcess } from './servers.ts';

/** A file to type in, what merely parsing it takes, and the median we want to stay under, in milliseconds. */
interface Scenario {
  readonly name: string;
  readonly uri: string;
  readonly languageId: string;
  readonly text: string;
  readonly parse: (text: string) => unknown;
  readonly target: number;
}

interface Measured {
  readonly findings: number;
  readonly ours: Timing;
  readonly process: Timing;
  readonly empty: Timing;
  readonly parsing: Timing;
}

const yaml = (text: string): unknown => parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });

const scenarios: readonly Scenario[] = [
  {
    name: 'Dockerfile, 500 lines',
    uri: 'file:///bench/Dockerfile',
    languageId: 'dockerfile',
    text: dockerfile(500),
    parse: (text) => DockerfileParser.parse(text).getInstructions(),
    target: 5,
  },
  {
    name: 'compose file, 700 lines',
    uri: 'file:///bench/compose.yaml',
    languageId: 'dockercompose',
    text: compose(700),
    parse: yaml,
    target: 12,
  },
  {
    name: 'manifest of 40 workloads, 4,000 lines',
    uri: 'file:///bench/workloads.yaml',
    languageId: 'yaml',
    text: manifest(4000, 40),
    parse: yaml,
    target: 12,
  },
];

const EDITS = 200;
const WARM_UP = 40;

const HEADINGS = [
  'File',
  'Findings',
  'Breakwater',
  'Target, median',
  'as a process',
  'empty server',
  'bare parsing',
  'Ratio to parsing',
];

const rows: string[][] = [];
for (const scenario of scenarios) {
  const measured = await measure(scenario);
  rows.push(row(scenario, measured));
  process.stdout.write(`${scenario.name}: ${shown(measured.ours)} ms, target ${scenario.target}\n`);
}
const file = join(import.meta.dirname, 'RESULTS.md');
writeFileSync(file, results(rows));
process.stdout.write('Written to bench/RESULTS.md.\n');

/** All four ways take turns at every keystroke, so that a noisy machine is noisy for each of them. */
async function measure({ uri, languageId, text, parse }: Scenario): Promise<Measured> {
  const servers = [await inProcess(), await asProcess(), await empty()];
  const typists: Typist[] = [];
  for (const { connection } of servers) typists.push(await Typist.open(connection, uri, languageId, text));
  const times: number[][] = [[], [], [], []];
  let findings = 0;
  for (const [index, keystroke] of [...keystrokes(text, WARM_UP), ...keystrokes(text, EDITS)].entries()) {
    const counts = index >= WARM_UP;
    for (const [server, typist] of typists.entries()) {
      const typed = await typist.type(keystroke);
      if (counts) times[server]!.push(typed.time);
      if (server === 0) findings = typed.findings;
    }
    const from = performance.now();
    parse(typists[0]!.text);
    if (counts) times[3]!.push(performance.now() - from);
  }
  for (const { stop } of servers) await stop();
  const [ours, process, nothing, parsing] = times.map(timing);
  return { findings, ours: ours!, process: process!, empty: nothing!, parsing: parsing! };
}

function row({ name, target }: Scenario, { findings, ours, process, empty, parsing }: Measured): string[] {
  const ratio = (ours.median / parsing.median).toFixed(2);
  return [name, `${findings}`, `**${shown(ours)}**`, `${target}`, shown(process), shown(empty), shown(parsing), ratio];
}

function results(rows: readonly (readonly string[])[]): string {
  return `# From a keystroke to fresh diagnostics

Written by \`npm run bench\`; milliseconds, median / 95th percentile of ${EDITS} keystrokes at varied places.

${table(HEADINGS, rows)}

- **Breakwater**: \`didChange\`, then \`textDocument/diagnostic\` until the answer is there, over a stream within one process.
- **as a process**: the same over standard input and output of a server process, as an editor has it.
- **empty server**: keeps the text and finds nothing; what the protocol alone costs.
- **bare parsing**: the whole text by \`dockerfile-ast\` or \`yaml\` alone, without protocol, rules or diagnostics.

${machine()}
`;
}
