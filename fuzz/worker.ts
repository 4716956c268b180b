import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Broken } from './broken.ts';
import type { Subject } from './subject.ts';
import { subjects } from './subjects.ts';

/** In milliseconds of the processor, for one case with its few inputs, each a text of at most 20,000 characters. */
const LIMIT = 1000;
/** Cases kept for each subject because they showed something new. */
const MOST_KEPT = 600;

/** A case that showed something new, and where it is kept. */
interface Kept {
  readonly one: unknown;
  readonly length: number;
  readonly file: string;
}

const [, , folder = '.fuzz', note = 'current.json', seed = '1', until = '0', names = ''] = process.argv;
const own: readonly Subject[] = subjects.filter(({ name }) => names.split(',').includes(name));
const current = openSync(join(folder, note), 'w');
const corpus = new Map<string, Kept[]>();
const known = new Map<string, Set<number>>();
const told = new Set<string>();
let count = Number(seed);

for (const { name } of own) {
  const place = join(folder, 'corpus', name);
  mkdirSync(place, { recursive: true });
  corpus.set(
    name,
    readdirSync(place).map((name) => {
      const file = join(place, name);
      const text = readFileSync(file, 'utf8');
      return { one: JSON.parse(text) as unknown, length: text.length, file };
    }),
  );
  known.set(name, signsFile(name));
}

// each subject as often as its weight says
const turns = own.flatMap((subject) => Array.from({ length: subject.weight }, () => subject));
for (let at = 0; Date.now() < Number(until); at++) await batch(turns[at % turns.length]!);
for (const [name, signs] of known) writeFileSync(join(folder, `signs-${name}.json`), JSON.stringify([...signs]));
closeSync(current);
process.send?.({ done: true });
process.disconnect?.();

function signsFile(name: string): Set<number> {
  const file = join(folder, `signs-${name}.json`);
  return new Set(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as number[]) : []);
}

async function batch(subject: Subject): Promise<void> {
  const kept = corpus.get(subject.name)!.map(({ one }) => one);
  const cases = fc.sample(subject.cases(kept), { seed: ++count, numRuns: subject.batch ?? 100 });
  let [done, inputs] = [0, 0];
  for (const one of cases) {
    if (Date.now() > Number(until)) break;
    done++;
    const why = await whyBroken(subject, one);
    if (typeof why === 'string') await keepCrash(subject, one, why);
    else {
      inputs += why.inputs;
      keepIfNew(subject, one, why.signs);
    }
  }
  // in kilobytes, of the whole process
  const { maxRSS } = process.resourceUsage();
  process.send?.({ subject: subject.name, cases: done, inputs, seed: count, memory: maxRSS * 1024 });
}

/** What a case breaks, or what was seen of it. */
async function whyBroken(subject: Subject, one: unknown): Promise<string | { signs: readonly string[]; inputs: number }> {
  write(subject, one);
  const before = process.cpuUsage();
  try {
    const seen = await subject.check(one);
    const { user, system } = process.cpuUsage(before);
    const time = (user + system) / 1000;
    // a collection of garbage may have come between: what is slow is slow again
    if (time > LIMIT && (await timed(subject, one)) > LIMIT) return `It takes ${Math.round(time)} ms.`;
    return seen;
  } catch (error) {
    return error instanceof Broken ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

async function timed(subject: Subject, one: unknown): Promise<number> {
  const before = process.cpuUsage();
  await subject.check(one);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Writes down what is tried, for when this process hangs or runs out of memory. */
function write({ name }: Subject, one: unknown): void {
  const text = Buffer.from(JSON.stringify({ subject: name, input: one }));
  ftruncateSync(current, 0);
  writeSync(current, text, 0, text.length, 0);
}

function keepIfNew({ name }: Subject, one: unknown, signs: readonly string[]): void {
  const [seen, kept] = [known.get(name)!, corpus.get(name)!];
  // signs alone, and in pairs, so that the corpus grows with what stands together
  const fresh = signs
    .flatMap((sign, at) => [numberOf(sign), numberOf(`${sign} + ${signs[at + 1] ?? ''}`)])
    .filter((sign) => !seen.has(sign));
  if (fresh.length === 0) return;
  for (const sign of fresh) seen.add(sign);
  const text = JSON.stringify(one);
  if (text.length > 30_000) return;
  const file = join(folder, 'corpus', name, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.json`);
  if (kept.length >= MOST_KEPT) {
    // a shorter one takes the place of a longer one
    const at = (count * 7919 + fresh[0]!) % kept.length;
    if (kept[at]!.length <= text.length) return;
    rmSync(kept[at]!.file, { force: true });
    kept.splice(at, 1);
  }
  kept.push({ one, length: text.length, file });
  writeFileSync(file, text);
}

/** FNV-1a, 32 bits: that two signs share a number now and then only costs a case that would have been kept. */
function numberOf(sign: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < sign.length; at++) hash = Math.imul(hash ^ sign.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Makes a crash smaller and keeps it; one that says the same as another is kept once. */
async function keepCrash(subject: Subject, one: unknown, why: string): Promise<void> {
  const what = sameKind(why);
  if (told.has(what)) return;
  told.add(what);
  let smallest = one;
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
