import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Broken } from './broken.ts';
import type { Subject } from './subject.ts';
import { subjects } from './subjects.ts';

/** In milliseconds of the processor, for one input of at most 20,000 characters a text. */
const LIMIT = 1000;
/** Inputs made at once. */
const BATCH = 100;
/** Inputs kept for each subject because they showed something new. */
const MOST_KEPT = 600;

const [, , folder = '.fuzz', seed = '1', until = '0', only = ''] = process.argv;
const current = openSync(join(folder, 'current.json'), 'w');
const corpus = new Map<string, unknown[]>();
const known = new Map<string, Set<string>>();
const told = new Set<string>();
let count = Number(seed);

for (const subject of wanted()) {
  const place = join(folder, 'corpus', subject.name);
  mkdirSync(place, { recursive: true });
  corpus.set(
    subject.name,
    readdirSync(place).map((name) => JSON.parse(readFileSync(join(place, name), 'utf8')) as unknown),
  );
  known.set(subject.name, signsFile(subject.name));
}

// each subject as often as its weight says
const turns = wanted().flatMap((subject) => Array.from({ length: subject.weight }, () => subject));
for (let at = 0; Date.now() < Number(until); at++) await batch(turns[at % turns.length]!);
for (const [name, signs] of known) writeFileSync(join(folder, `signs-${name}.json`), JSON.stringify([...signs]));
closeSync(current);
process.send?.({ done: true });
process.disconnect?.();

function wanted(): readonly Subject[] {
  const names = only.split(',').filter(Boolean);
  return names.length === 0 ? subjects : subjects.filter(({ name }) => names.includes(name));
}

function signsFile(name: string): Set<string> {
  const file = join(folder, `signs-${name}.json`);
  return new Set(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []);
}

async function batch(subject: Subject): Promise<void> {
  const kept = corpus.get(subject.name)!;
  const inputs = fc.sample(subject.inputs(kept), {
    seed: ++count,
    numRuns: subject.weight === 1 && /editor|command/.test(subject.name) ? 5 : BATCH,
  });
  let texts = 0;
  for (const input of inputs) {
    const why = await whyBroken(subject, input);
    if (typeof why === 'string') await keepCrash(subject, input, why);
    else {
      texts += why.texts;
      keepIfNew(subject, input, why.signs);
    }
  }
  process.send?.({ subject: subject.name, inputs: inputs.length, texts, seed: count, memory: process.memoryUsage().heapUsed });
}

/** What an input breaks, or what was seen of it. */
async function whyBroken(subject: Subject, input: unknown): Promise<string | { signs: readonly string[]; texts: number }> {
  note(subject, input);
  const before = process.cpuUsage();
  try {
    const seen = await subject.check(input);
    const { user, system } = process.cpuUsage(before);
    const time = (user + system) / 1000;
    // a collection of garbage may have come between: what is slow is slow again
    if (time > LIMIT && (await timed(subject, input)) > LIMIT) return `It takes ${Math.round(time)} ms.`;
    return seen;
  } catch (error) {
    return error instanceof Broken ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

async function timed(subject: Subject, input: unknown): Promise<number> {
  const before = process.cpuUsage();
  await subject.check(input);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Writes down what is tried, for when this process hangs or runs out of memory. */
function note({ name }: Subject, input: unknown): void {
  const text = Buffer.from(JSON.stringify({ subject: name, input }));
  ftruncateSync(current, 0);
  writeSync(current, text, 0, text.length, 0);
}

function keepIfNew({ name }: Subject, input: unknown, signs: readonly string[]): void {
  const [seen, kept] = [known.get(name)!, corpus.get(name)!];
  // signs alone, and in pairs, so that the corpus grows with what stands together
  const fresh = signs.flatMap((sign, at) => [sign, `${sign} + ${signs[at + 1] ?? ''}`]).filter((sign) => !seen.has(sign));
  if (fresh.length === 0) return;
  for (const sign of fresh) seen.add(sign);
  const text = JSON.stringify(input);
  if (kept.length >= MOST_KEPT || text.length > 30_000) return;
  kept.push(input);
  writeFileSync(join(folder, 'corpus', name, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.json`), text);
}

/** Makes a crash smaller and keeps it; one that says the same as another is kept once. */
async function keepCrash(subject: Subject, input: unknown, why: string): Promise<void> {
  const what = sameKind(why);
  if (told.has(what)) return;
  told.add(what);
  let smallest = input;
  const end = Date.now() + 60_000;
  for (let again = true; again && Date.now() < end; ) {
    again = false;
    for (const smaller of subject.smaller(smallest)) {
      if (Date.now() > end) break;
      const still = await whyBroken(subject, smaller);
      if (typeof still === 'string' && sameKind(still) === what) {
        [smallest, again] = [smaller, true];
        break;
      }
    }
  }
  process.send?.({ crash: { subject: subject.name, input: smallest, why } });
}

/** The first two lines of what is said, without places and quotations. */
function sameKind(why: string): string {
  return why
    .split('\n')
    .slice(0, 2)
    .join(' ')
    .replace(/"[^"]*"|\d+/g, '');
}
