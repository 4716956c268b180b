import { DockerfileParser } from 'dockerfile-ast';
import { parseEvents } from 'js-yaml';
import { parseAllDocuments } from 'yaml';
import { keystrokes, stopwatch, timing, Typist, type Taken, type Timing } from './measure.ts';
import { shown, table } from './report.ts';
import type { Scenario } from './scenarios.ts';
import type { Started } from './servers.ts';

/** Those that type along, by turns at every keystroke, so that a noisy machine is noisy for each of them. */
export interface Contenders {
  readonly ours: Started;
  readonly process: Started;
  readonly empty: Started;
}

/** A bare parse takes long, and changes little from one keystroke to the next. */
const EVERY = 10;

/** A table of all scenarios, with so many keystrokes each after some that do not count. */
export async function keystrokeTable(scenarios: readonly Scenario[], contenders: Contenders, count: number): Promise<string> {
  const rows: string[][] = [];
  for (const scenario of scenarios) {
    const measured = await measure(scenario, contenders, count);
    rows.push(row(scenario, measured));
    process.stderr.write(
      `${scenario.name}: ${shown(byClock(measured.ours))} ms, of the processor ${shown(ofProcessor(measured.ours))} ms\n`,
    );
  }
  return table(HEADINGS, rows);
}

const HEADINGS = [
  'Typing in',
  'Findings',
  'Breakwater',
  'Target',
  'as a process',
  'empty server',
  'Processor',
  'bare parse',
  'Ratio',
  'event parse',
  'Ratio',
];

interface Measured {
  readonly findings: number;
  readonly ours: readonly Taken[];
  readonly process: readonly Taken[];
  readonly empty: readonly Taken[];
  readonly bare: readonly Taken[];
  readonly events: readonly Taken[];
}

const byClock = (taken: readonly Taken[]): Timing => timing(taken.map(({ time }) => time));
const ofProcessor = (taken: readonly Taken[]): Timing => timing(taken.map(({ cpu }) => cpu));

async function measure({ file, within }: Scenario, contenders: Contenders, count: number): Promise<Measured> {
  const times: Record<Exclude<keyof Measured, 'findings'>, Taken[]> = { ours: [], process: [], empty: [], bare: [], events: [] };
  const names = ['ours', 'process', 'empty'] as const;
  const typists: Typist[] = [];
  for (const name of names) typists.push(await Typist.open(contenders[name].connection, file));
  const warmUp = Math.ceil(count / 10) * 2;
  let findings = 0;
  for (const [index, keystroke] of [
    ...keystrokes(file.text, warmUp, within),
    ...keystrokes(file.text, count, within),
  ].entries()) {
    for (const [place, typist] of typists.entries()) {
      const typed = await typist.type(keystroke);
      if (index >= warmUp) times[names[place]!].push(typed);
      if (place === 0) findings = typed.findings;
    }
    if (index % EVERY !== 0) continue;
    const { text } = typists[0]!;
    times.bare.push(timed(() => (file.languageId === 'dockerfile' ? parseDockerfile(text) : parseYaml(text))));
    if (file.languageId !== 'dockerfile') times.events.push(timed(() => parseEvents(text, {})));
  }
  for (const typist of typists) await typist.close();
  return { findings, ...times };
}

const parseDockerfile = (text: string): unknown => DockerfileParser.parse(text).getInstructions();

const parseYaml = (text: string): unknown =>
  parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });

/** A parser may give up at what is half typed. */
function timed(work: () => unknown): Taken {
  const since = stopwatch();
  try {
    work();
  } catch {
    // it read until there
  }
  return since();
}

function row({ name, target = '' }: Scenario, { findings, ours, process, empty, bare, events }: Measured): string[] {
  const own = ofProcessor(ours);
  const beside = (parse: readonly Taken[]): string[] => {
    const times = ofProcessor(parse);
    return parse.length === 0 ? ['–', '–'] : [shown(times), (own.median / times.median).toFixed(2)];
  };
  const clocks = [process, empty].map((taken) => shown(byClock(taken)));
  return [name, `${findings}`, `**${shown(byClock(ours))}**`, target, ...clocks, shown(own), ...beside(bare), ...beside(events)];
}
