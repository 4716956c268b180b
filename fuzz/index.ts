import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/places.ts';

/*
 * Feeds made-up and mangled files, policies and editor sessions to all readers and rules: `npm run fuzz -- --minutes 10`.
 * State and corpus are kept in `.fuzz`, so that the next run goes on where this one ended; what breaks is written to
 * `fuzz/crashes`, made small, and tried again by `test/hardness/fuzz.test.ts` until it is mended.
 */

/** What is remembered between runs. */
interface State {
  readonly seed: number;
  readonly minutes: number;
  readonly inputs: number;
  readonly texts: number;
  readonly bySubject: Record<string, number>;
  readonly largestMemory: number;
  readonly crashes: number;
}

type Told =
  | { readonly crash: { readonly subject: string; readonly input: unknown; readonly why: string } }
  | { readonly subject: string; readonly inputs: number; readonly texts: number; readonly seed: number; readonly memory: number }
  | { readonly done: true };

/** In megabytes, of the heap: more is a fault. With code and stacks the process stays below 500. */
const MEMORY = 400;
/** A worker that says nothing for so long hangs. In milliseconds; a batch takes seconds on a busy machine. */
const PATIENCE = 180_000;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    seed: { type: 'string' },
    state: { type: 'string', default: join(root, '.fuzz') },
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
while (Date.now() < until) await work();
save();
const { inputs, texts, minutes, bySubject, largestMemory } = state;
console.log(
  `${inputs - earlier.inputs} inputs, ${texts - earlier.texts} texts in ${values.minutes} minutes; in all ${inputs} inputs, ${texts} texts in ${Math.round(minutes)} minutes; at most ${Math.round(largestMemory / 1e6)} MB.`,
);
console.log(bySubject);
console.log(found === 0 ? 'Nothing broke.' : `${found} broke: see fuzz/crashes.`);
process.exitCode = found === 0 ? 0 : 1;

/** Lets one worker work until the time is over, or it breaks. */
function work(): Promise<void> {
  return new Promise((resolve) => {
    const worker = fork(join(root, 'fuzz', 'worker.ts'), [FOLDER, String(state.seed), String(until), values.only], {
      execArgv: [`--max-old-space-size=${MEMORY}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let [heard, done, errors] = [Date.now(), false, ''];
    const watch = setInterval(() => {
      if (Date.now() - heard > PATIENCE) worker.kill('SIGKILL');
    }, 2000);
    worker.stderr!.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
    worker.on('message', (told: Told) => {
      heard = Date.now();
      if ('crash' in told) keep(told.crash);
      else if ('done' in told) done = true;
      else add(told);
    });
    worker.on('close', () => {
      clearInterval(watch);
      // what it did last is to blame for a hang, or for running out of memory
      if (!done) {
        const { subject, input } = last();
        keep({ subject, input, why: errors === '' ? 'It hangs.' : /heap/.test(errors) ? 'It runs out of memory.' : errors });
        state = { ...state, seed: state.seed + 1000 };
      }
      resolve();
    });
  });
}

function add({ subject, inputs, texts, seed, memory }: Exclude<Told, { crash: unknown } | { done: true }>): void {
  state = {
    ...state,
    seed,
    minutes: earlier.minutes + (Date.now() - begin) / 60_000,
    inputs: state.inputs + inputs,
    texts: state.texts + texts,
    bySubject: { ...state.bySubject, [subject]: (state.bySubject[subject] ?? 0) + inputs },
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

function last(): { subject: string; input: unknown } {
  try {
    return JSON.parse(readFileSync(join(FOLDER, 'current.json'), 'utf8')) as { subject: string; input: unknown };
  } catch {
    return { subject: 'unknown', input: null };
  }
}

function read(): State {
  const fresh = { seed: 1, minutes: 0, inputs: 0, texts: 0, bySubject: {}, largestMemory: 0, crashes: 0 };
  return existsSync(STATE) ? { ...fresh, ...(JSON.parse(readFileSync(STATE, 'utf8')) as State) } : fresh;
}

function save(): void {
  writeFileSync(STATE, `${JSON.stringify(state, null, 2)}\n`);
}
