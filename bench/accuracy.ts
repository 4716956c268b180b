/**
 * Measures the rules against files whose findings somebody else wrote down: `npm run accuracy -- CORPUS`. The folder holds
 * `cases.jsonl`, a case a line; the map says which of our rules a foreign check corresponds to (`--map FILE`, else
 * `peer-map.csv` in the folder). Every rule runs, strict ones too. It prints recall and false alarms by rule,
 * by peer and by target; `--misses` and `--alarms` list them, `--rule ID` and `--peer NAME` narrow all of it.
 * A measuring tool: labels are others' opinions, so nothing depends on the figures.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from '../rules/engine/finding.ts';
import { lint } from '../rules/engine/lint.ts';
import { Policy } from '../rules/engine/policy.ts';
import type { Project } from '../rules/engine/project.ts';
import { rules } from '../rules/index.ts';
import { identify, readDocument } from '../rules/model/document.ts';
import { parseCsv } from '../scripts/csv.ts';
import { workspaceOf } from '../test/support/memory.ts';

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

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    map: { type: 'string' },
    misses: { type: 'boolean', default: false },
    alarms: { type: 'boolean', default: false },
    rule: { type: 'string' },
    peer: { type: 'string' },
  },
});
const [corpus] = positionals;
const mapFile = asked.map ?? join(corpus ?? '', 'peer-map.csv');
if (corpus === undefined || !existsSync(join(corpus, 'cases.jsonl')) || !existsSync(mapFile)) {
  console.error('Usage: npm run accuracy -- CORPUS [--map FILE] [--misses] [--alarms] [--rule ID] [--peer NAME]');
  console.error('CORPUS holds `cases.jsonl`; FILE is `peer-map.csv`, in CORPUS unless named.');
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

/** Strict rules too, but with the options of the recommended profile: what else strict asks of a rule, no label tells. */
const everyRule = { rules: Object.fromEntries(rules.map(({ id }) => [id, {}])) };
const policy = Policy.of(rules, everyRule);
const scores = {
  all: new Map<string, Score>(),
  target: new Map<string, Score>(),
  peer: new Map<string, Score>(),
  rule: new Map<string, Score>(),
};
const results = new Map<string, readonly Finding[]>();
const failed: string[] = [];
let undecided = 0;
/** Misses whose cause another rule tells on the same place, which goes before the one that was expected. */
const toldByOthers: string[] = [];

for (const line of readFileSync(join(corpus, 'cases.jsonl'), 'utf8').split('\n')) {
  if (line.trim() === '') continue;
  const one = JSON.parse(line) as Case;
  if (asked.peer === undefined || asked.peer === one.peer) judge(one, mapped.get(`${one.peer} ${one.check}`) ?? []);
}
report();

/** Counts a case: where the peer fires, any of the rules it corresponds to will do; where it is silent, each must be. */
function judge(one: Case, entries: readonly Mapped[]): void {
  const what = one.expect === 'fires' ? 'recalled' : 'quiet';
  const wanted = entries.filter(({ expected, same }) => (what === 'recalled' ? expected : same)).map(({ rule }) => rule);
  if (wanted.length === 0) return;
  const found = findingsOf(one).filter((finding) => what === 'recalled' || isOn(finding, one.resource));
  const fired = wanted.filter((rule) => found.some((finding) => finding.rule.id === rule));
  const isRight = what === 'recalled' ? fired.length > 0 : fired.length === 0;
  if (what === 'recalled' && !isRight && open.has(`${one.peer} ${one.check}`)) {
    undecided++;
    return;
  }
  if (what === 'recalled' && !isRight && isToldByAnother(one, wanted)) toldByOthers.push(one.id);
  const name = `${one.peer} ${one.check}: ${one.path}${one.resource === undefined ? '' : ` (${one.resource})`}`;
  for (const [by, key] of [
    ['all', 'all'],
    ['peer', one.peer],
    ['target', one.target],
  ] as const)
    scoreOf(by, key)[what].add(isRight, name);
  const credited = isRight ? (what === 'recalled' ? fired : wanted) : what === 'recalled' ? wanted : fired;
  for (const rule of credited) scoreOf('rule', rule)[what].add(isRight, name);
}

/** Whether an expected rule fires once it is alone, so that none goes before it. */
function isToldByAnother({ path, files = [path] }: Case, wanted: readonly string[]): boolean {
  const alone = Policy.of(rules, { ...everyRule, only: wanted });
  return findingsOfFiles(files, alone).some(({ rule }) => wanted.includes(rule.id));
}

function scoreOf(by: keyof typeof scores, key: string): Score {
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
function findingsOf({ path, files = [path] }: Case): readonly Finding[] {
  const key = files.join('\0');
  const known = results.get(key);
  if (known) return known;
  const found = findingsOfFiles(files, policy);
  results.set(key, found);
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

function report(): void {
  for (const [by, scored] of Object.entries(scores)) {
    if (by !== 'all') console.log(`\nBy ${by}`);
    const rows = [...scored].sort(([a], [b]) => (a < b ? -1 : 1));
    const width = Math.max(...rows.map(([name]) => name.length), 5);
    for (const [name, { recalled, quiet }] of rows)
      console.log(
        `${name.padEnd(width)}  recall ${share(recalled.right, recalled.all)}  alarms ${share(quiet.wrong.length, quiet.all)}`,
      );
  }
  if (toldByOthers.length > 0)
    console.log(`\n${toldByOthers.length} of the misses are told by another rule that goes before on the same place.`);
  if (undecided > 0) console.log(`\n${undecided} cases are left out: a rule that does not exist would answer them.`);
  const all = scoreOf('all', 'all');
  if (asked.misses) list('Missed', all.recalled.wrong);
  if (asked.alarms) list('False alarms', all.quiet.wrong);
  if (failed.length > 0) list('Rules that failed', failed);
  process.exitCode = failed.length > 0 ? 2 : 0;
}

function list(heading: string, lines: readonly string[]): void {
  console.log(`\n${heading}: ${lines.length}`);
  for (const line of lines) console.log(`  ${line}`);
}

function share(part: number, all: number): string {
  return `${all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`} (${part} of ${all})`.padEnd(20);
}
