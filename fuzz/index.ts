import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/places.ts';
import { subjects } from './subjects.ts';

/*
 * Feeds made-up and mangled files, policies, names, command lines and editor sessions to all readers and rules:
 * `npm run fuzz -- --minutes 10 --workers 2`. State and corpus are kept in `.fuzz`, so that the next run goes on where this
 * one ended; what breaks is written to `fuzz/crashes`, made small, and tried again by `test/hardness/fuzz.test.ts` from
 * then on.
 *
 * An input is one text that is read, one message that is sent, or one command line that is run. A case is what is made at
 * once: a file as it is typed, of a few texts, or an editor's session of some messages.
 */

interface Count {
  readonly cases: number;
  readonly inputs: number;
}

/** What is remembered between runs. */
interface State extends Count {
  readonly seed: number;
  readonly minutes: number;
  readonly bySubject: Readonly<Record<string, Count>>;
  /** In bytes, of one process, code and all. */
  readonly largestMemory: number;
  readonly crashes: number;
}

type Told =
  | { readonly crash: { readonly subject: string; readonly input: unknown; readonly why: string } }
  | (Count & { readonly subject: string; readonly seed: number; readonly memory: number })
  | { readonly done: true };

/** In megabytes, of the heap: more is a fault. */
const HEAP = 300;
/** In bytes, of the whole process: more is a fault. */
const MEMORY = 500e6;
/** A worker that says nothing for so many looks, two seconds apart, hangs: a batch takes seconds on a busy machine. Time in which both are stopped does not count. */
const PATIENCE = 90;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    seed: { type: 'string' },
    state: { type: 'string', default: join(root, '.fuzz') },
    workers: { type: 'string', default: '1' },
  },
});
const FOLDER = resolvePath(values.state);
const STATE = join(FOLDER, 'state.json');
mkdirSync(FOLDER, { recursive: true });
const begin = Date.now();
const until = begin + Number(values.minutes) * 60_000;
const earlier = read();
let state: State = values.seed === undefined ? earlier : { ...earlier, seed: Number(values.seed) };
let found = 0;
await Promise.all(
  shares(Number(values.workers)).map(async (names, worker) => {
    while (Date.now() < until) await work(names, `current-${worker}.json`);
  }),
);
state = { ...state, minutes: earlier.minutes + (Date.now() - begin) / 60_000 };
save();
console.log(
  `${state.inputs - earlier.inputs} inputs in ${state.cases - earlier.cases} cases in ${values.minutes} minutes; in all ${state.inputs} inputs in ${state.cases} cases in ${Math.round(state.minutes)} minutes; at most ${Math.round(state.largestMemory / 1e6)} MB a process.`,
);
console.table(state.bySubject);
if (state.largestMemory > MEMORY) console.log(`That is more memory than ${MEMORY / 1e6} MB.`);
console.log(found === 0 ? 'Nothing broke.' : `${found} broke: see fuzz/crashes.`);
process.exitCode = found === 0 && state.largestMemory <= MEMORY ? 0 : 1;

/** The subjects, dealt out so that each worker has about as much to do. */
function shares(workers: number): string[] {
  const names = values.only.split(',').filter(Boolean);
  const wanted = subjects.filter(({ name }) => names.length === 0 || names.includes(name));
  const dealt = Array.from({ length: Math.max(1, Math.min(workers, wanted.length)) }, () => ({
    names: [] as string[],
    weight: 0,
  }));
  for (const { name, weight } of wanted.toSorted((a, b) => b.weight - a.weight)) {
    const least = dealt.reduce((one, other) => (other.weight < one.weight ? other : one));
    least.names.push(name);
    least.weight += weight;
  }
  return dealt.map(({ names }) => names.join());
}

/** Lets one worker work until the time is over, or it breaks. */
function work(names: string, note: string): Promise<void> {
  return new Promise((resolve) => {
    const args = [FOLDER, note, String(state.seed), String(until), names];
    const worker = fork(join(root, 'fuzz', 'worker.ts'), args, {
      execArgv: [`--max-old-space-size=${HEAP}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let [silent, done, errors] = [0, false, ''];
    const watch = setInterval(() => {
      if (++silent > PATIENCE) worker.kill('SIGKILL');
    }, 2000);
    worker.stderr!.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
    worker.on('message', (told: Told) => {
      silent = 0;
      if ('crash' in told) keep(told.crash);
      else if ('done' in told) done = true;
      else add(told);
    });
    worker.on('close', () => {
      clearInterval(watch);
      // what it did last is to blame for a hang, or for running out of memory
      if (!done) {
        const { subject, input } = last(note);
        keep({ subject, input, why: errors === '' ? 'It hangs.' : /heap/.test(errors) ? 'It runs out of memory.' : errors });
        state = { ...state, seed: state.seed + 1000 };
      }
      resolve();
    });
  });
}

function add({ subject, cases, inputs, seed, memory }: Exclude<Told, { crash: unknown } | { done: true }>): void {
  const before = state.bySubject[subject] ?? { cases: 0, inputs: 0 };
  state = {
    ...state,
    seed: Math.max(seed, state.seed),
    minutes: earlier.minutes + (Date.now() - begin) / 60_000,
    cases: state.cases + cases,
    inputs: state.inputs + inputs,
    bySubject: { ...state.bySubject, [subject]: { cases: before.cases + cases, inputs: before.inputs + inputs } },
    largestMemory: Math.max(state.largestMemory, memory),
  };
  save();
}

function keep(crash: { readonly subject: string; readonly input: unknown; readonly why: string }): void {
  found++;
  const folder = join(root, 'fuzz', 'crashes');
  mkdirSync(folder, { recursive: true });
  const text = `${JSON.stringify(crash, null, 2)}\n`;
  const name = `${crash.subject}-${createHash('sha256').update(text).digest('hex').slice(0, 10)}.json`;
  writeFileSync(join(folder, name), text);
  console.error(`${name}: ${crash.why.split('\n').slice(0, 2).join(' ')}`);
  state = { ...state, crashes: state.crashes + 1 };
}

function last(note: string): { subject: string; input: unknown } {
  try {
    return JSON.parse(readFileSync(join(FOLDER, note), 'utf8')) as { subject: string; input: unknown };
  } catch {
    return { subject: 'unknown', input: null };
  }
}

function read(): State {
  const fresh = { seed: 1, minutes: 0, cases: 0, inputs: 0, bySubject: {}, largestMemory: 0, crashes: 0 };
  return existsSync(STATE) ? { ...fresh, ...(JSON.parse(readFileSync(STATE, 'utf8')) as State) } : fresh;
}

function save(): void {
  writeFileSync(STATE, `${JSON.stringify(state, null, 2)}\n`);
}
