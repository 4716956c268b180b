/**
 * Measures the rules against files whose findings somebody else wrote down: `npm run accuracy -- CORPUS`. The folder holds
 * `cases.jsonl`, a case a line; the map says which of our rules a foreign check corresponds to (`--map FILE`, else
 * `peer-map.csv` in the folder). Every rule runs, strict ones too: with the options each check asks about (`askedOptions.ts`), and
 * beside it with those of the recommended and of the strict profile, or with one of these in all that is listed (`--options`).
 * It prints recall and false alarms by rule, by peer and by target; `--misses` and `--alarms` list them, `--rule ID` and
 * `--peer NAME` narrow all of it. A measuring tool: labels are others' opinions, so nothing depends on the figures
 * (`docs/accuracy.md` says what ours were, and why what is missed is).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from '../rules/engine/finding.ts';
import { lint } from '../rules/engine/lint.ts';
import { Policy, type PolicySettings } from '../rules/engine/policy.ts';
import { goesBefore } from '../rules/engine/precedence.ts';
import type { Project } from '../rules/engine/project.ts';
import { rules } from '../rules/index.ts';
import { identify, readDocument } from '../rules/model/document.ts';
import { parseCsv } from '../scripts/csv.ts';
import { workspaceOf } from '../test/support/memory.ts';
import { askedOptions } from './askedOptions.ts';

interface Case {
  readonly id: string;
  readonly peer: string;
  readonly check: string;
  readonly target: string;
  readonly expect: 'fires' | 'silent';
  readonly path: string;
  /** All files of the case, where several are read together. */
  readonly files?: readonly string[];
  /** `Kind/name`, where the label is about one object of the file. */
  readonly resource?: string;
}

/** What a check of a peer corresponds to. */
interface Mapped {
  readonly rule: string;
  readonly same: boolean;
  readonly expected: boolean;
}

/** How many of so many; `list` names the others. */
class Tally {
  right = 0;
  readonly wrong: string[] = [];

  add(isRight: boolean, name: string): void {
    if (isRight) this.right++;
    else this.wrong.push(name);
  }

  get all(): number {
    return this.right + this.wrong.length;
  }
}

interface Score {
  readonly recalled: Tally;
  readonly quiet: Tally;
}

/** How cases come out with some options. */
interface Measured {
  readonly scores: Readonly<Record<'all' | 'target' | 'peer' | 'rule', Map<string, Score>>>;
  /** Misses where a rule that goes before the expected one reports the object instead. */
  readonly toldByOthers: string[];
  undecided: number;
}

/** Whose options rules run with: what each check asks about, or what a profile says. */
const WITH = ['asked', 'recommended', 'strict'] as const;
type With = (typeof WITH)[number];

const HEADINGS: Readonly<Record<With, string>> = {
  asked: 'With the options each check asks about',
  recommended: 'With the options of the recommended profile',
  strict: 'With the options of the strict profile',
};

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    map: { type: 'string' },
    misses: { type: 'boolean', default: false },
    alarms: { type: 'boolean', default: false },
    rule: { type: 'string' },
    peer: { type: 'string' },
    options: { type: 'string', default: 'asked' },
  },
});
const shown = WITH.find((name) => name === asked.options);
const [corpus] = positionals;
const mapFile = asked.map ?? join(corpus ?? '', 'peer-map.csv');
if (shown === undefined || corpus === undefined || !existsSync(join(corpus, 'cases.jsonl')) || !existsSync(mapFile)) {
  console.error(
    'Usage: npm run accuracy -- CORPUS [--map FILE] [--misses] [--alarms] [--rule ID] [--peer NAME] [--options WHOSE]',
  );
  console.error(
    'CORPUS holds `cases.jsonl`; FILE is `peer-map.csv`, in CORPUS unless named; WHOSE is asked, recommended or strict.',
  );
  process.exit(2);
}

const known = new Set(rules.map(({ id }) => id));
const mapped = new Map<string, Mapped[]>();
/** Checks that a rule which does not exist answers too: silence of the others is then no miss. */
const open = new Set<string>();
for (const { peer, peer_check_id, rule_id = '', relation, expected_on_peer_positive } of parseCsv(
  readFileSync(mapFile, 'utf8'),
)) {
  const key = `${peer} ${peer_check_id}`;
  if (!known.has(rule_id) && expected_on_peer_positive === 'yes') open.add(key);
  if (!known.has(rule_id) || (asked.rule !== undefined && rule_id !== asked.rule)) continue;
  const entry = { rule: rule_id, same: relation === 'same', expected: expected_on_peer_positive === 'yes' };
  mapped.set(key, [...(mapped.get(key) ?? []), entry]);
}

const results = new Map<string, readonly Finding[]>();
const policies = new Map<string, Policy>();
const failed: string[] = [];

const cases = readFileSync(join(corpus, 'cases.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line) as Case)
  .filter(({ peer }) => asked.peer === undefined || asked.peer === peer);
report(new Map(WITH.map((options) => [options, measured(options)])), shown);

function measured(options: With): Measured {
  const scores = { all: new Map(), target: new Map(), peer: new Map(), rule: new Map() };
  const measured: Measured = { scores, toldByOthers: [], undecided: 0 };
  for (const one of cases) judge(one, mapped.get(`${one.peer} ${one.check}`) ?? [], options, measured);
  return measured;
}

/** Counts a case: where the peer fires, any of the rules it corresponds to will do; where it is silent, each must be. */
function judge(one: Case, entries: readonly Mapped[], options: With, measured: Measured): void {
  const what = one.expect === 'fires' ? 'recalled' : 'quiet';
  const wanted = entries.filter(({ expected, same }) => (what === 'recalled' ? expected : same)).map(({ rule }) => rule);
  if (wanted.length === 0) return;
  const all = findingsOf(one, policyFor(one, options));
  const found = all.filter((finding) => what === 'recalled' || isOn(finding, one.resource));
  const fired = wanted.filter((rule) => found.some((finding) => finding.rule.id === rule));
  const isRight = what === 'recalled' ? fired.length > 0 : fired.length === 0;
  if (what === 'recalled' && !isRight && open.has(`${one.peer} ${one.check}`)) {
    measured.undecided++;
    return;
  }
  const winner = all.find(({ rule }) => wanted.some((id) => goesBefore(rule.id, id)))?.rule.id;
  const told = what === 'recalled' && !isRight && winner !== undefined ? `, told by ${winner}` : '';
  const name = `${one.peer} ${one.check}: ${one.path}${one.resource === undefined ? '' : ` (${one.resource})`}${told}`;
  if (told !== '') measured.toldByOthers.push(name);
  for (const [by, key] of [
    ['all', 'all'],
    ['peer', one.peer],
    ['target', one.target],
  ] as const)
    scoreOf(measured, by, key)[what].add(isRight, name);
  const credited = isRight ? (what === 'recalled' ? fired : wanted) : what === 'recalled' ? wanted : fired;
  for (const rule of credited) scoreOf(measured, 'rule', rule)[what].add(isRight, name);
}

/** Every rule, with its built-in options, those of the strict profile, or what a check asks about. */
function policyFor({ peer, check }: Case, options: With): { readonly policy: Policy; readonly key: string } {
  const asks = (options === 'asked' && askedOptions[`${peer} ${check}`]) || {};
  const key = `${options === 'strict'} ${JSON.stringify(asks)}`;
  let policy = policies.get(key);
  if (!policy) {
    const settings: PolicySettings = {
      rules: Object.fromEntries(rules.map(({ id }) => [id, asks[id] ?? {}])),
      ...(options === 'strict' && { profile: 'strict' }),
    };
    policies.set(key, (policy = Policy.of(rules, settings)));
  }
  return { policy, key };
}

function scoreOf({ scores }: Measured, by: keyof Measured['scores'], key: string): Score {
  let score = scores[by].get(key);
  if (!score) scores[by].set(key, (score = { recalled: new Tally(), quiet: new Tally() }));
  return score;
}

/** Whether a finding is about an object, or about something in it. */
function isOn({ resource }: Finding, wanted: string | undefined): boolean {
  if (wanted === undefined || resource === '') return true;
  const [kind, ...rest] = resource.split(':')[0]!.split('/');
  return `${kind}/${rest.at(-1)}` === wanted || !wanted.includes('/');
}

/** The findings of a case, its files read together. */
function findingsOf({ path, files = [path] }: Case, { policy, key }: ReturnType<typeof policyFor>): readonly Finding[] {
  const name = `${key}\0${files.join('\0')}`;
  let found = results.get(name);
  if (!found) results.set(name, (found = findingsOfFiles(files, policy)));
  return found;
}

function findingsOfFiles(files: readonly string[], policy: Policy): readonly Finding[] {
  const texts = new Map(files.map((file) => [file, readFileSync(join(corpus!, file), 'utf8')]));
  const project = workspaceOf(texts);
  return [...texts].flatMap(([file, text]) => findingsIn(file, text, project, policy));
}

function findingsIn(file: string, text: string, project: Project, policy: Policy): readonly Finding[] {
  const { target } = identify(file, text);
  if (!target) return [];
  const document = readDocument(file, target, text, undefined, project.files);
  const { findings, failures } = lint(document, policy, new Date().toISOString().slice(0, 10), project);
  for (const failure of failures) failed.push(`${failure.rule} in ${file}: ${String(failure.error)}`);
  return findings;
}

function report(all: ReadonlyMap<With, Measured>, shown: With): void {
  for (const [options, { scores, toldByOthers }] of all) {
    const { recalled, quiet } = scores.all.get('all') ?? { recalled: new Tally(), quiet: new Tally() };
    const told = share(recalled.right + toldByOthers.length, recalled.all);
    console.log(
      `${HEADINGS[options].padEnd(44)}  recall ${share(recalled.right, recalled.all)}  with ${toldByOthers.length} told by a rule that goes before: ${told}  alarms ${share(quiet.wrong.length, quiet.all)}`,
    );
  }
  const measured = all.get(shown)!;
  const { scores, toldByOthers, undecided } = measured;
  console.log(`\nWhat follows: ${HEADINGS[shown].toLowerCase()}.`);
  for (const [by, scored] of Object.entries(scores)) {
    if (by === 'all') continue;
    console.log(`\nBy ${by}`);
    const rows = [...scored].sort(([a], [b]) => (a < b ? -1 : 1));
    const width = Math.max(...rows.map(([name]) => name.length), 5);
    for (const [name, { recalled, quiet }] of rows)
      console.log(
        `${name.padEnd(width)}  recall ${share(recalled.right, recalled.all)}  alarms ${share(quiet.wrong.length, quiet.all)}`,
      );
  }
  if (undecided > 0) console.log(`\n${undecided} cases are left out: a rule that does not exist would answer them.`);
  const { recalled, quiet } = scoreOf(measured, 'all', 'all');
  if (asked.misses) {
    list('Missed, told by a rule that goes before', toldByOthers);
    list(
      'Missed',
      recalled.wrong.filter((name) => !toldByOthers.includes(name)),
    );
  }
  if (asked.alarms) list('False alarms', quiet.wrong);
  if (failed.length > 0) list('Rules that failed', [...new Set(failed)]);
  process.exitCode = failed.length > 0 ? 2 : 0;
}

function list(heading: string, lines: readonly string[]): void {
  console.log(`\n${heading}: ${lines.length}`);
  for (const line of lines) console.log(`  ${line}`);
}

function share(part: number, all: number): string {
  return `${all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`} (${part} of ${all})`.padEnd(20);
}
