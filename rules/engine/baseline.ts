import type { Finding } from './finding.ts';

/** The name of the file that holds the findings which were there before. */
export const BASELINE_FILE = '.breakwater-baseline.json';

/** Findings that look the same, and how many there are. Holds no line numbers and, as messages do, no secrets. */
export interface BaselineEntry {
  readonly rule: string;
  /** Relative to the folder of the baseline file, with `/`. */
  readonly path: string;
  /** Empty for the file as a whole. */
  readonly resource: string;
  /** The author's own names in the finding's message. */
  readonly value: string;
  readonly count: number;
}

/** The findings of a repository that are known and left for later. */
export interface Baseline {
  /** The folder of its file, as documents are named, with the `/` at its end. */
  readonly base: string;
  readonly entries: readonly BaselineEntry[];
}

type Recognised = Pick<Finding, 'rule' | 'resource' | 'message'>;

/** What makes two findings the same one, wherever they stand in a file. */
export function fingerprintOf({ rule, resource, message }: Recognised, path: string): string {
  return keyOf({ rule: rule.id, path, resource, value: namesIn(message) });
}

const keyOf = ({ rule, path, resource, value }: Omit<BaselineEntry, 'count'>): string => [rule, path, resource, value].join('\n');

/** The words in backquotes: names of the author's, while the wording around them may change from version to version. */
const namesIn = (message: string): string =>
  [...message.matchAll(/`([^`]*)`/g)].map(([, name]) => name!.replace(/\s+/g, ' ').trim()).join(' ');

/** The entries for what was found, sorted, so that a baseline changes as little as what it is of. */
export function baselineEntries(found: readonly (Recognised & { readonly path: string })[]): BaselineEntry[] {
  const entries = new Map<string, BaselineEntry>();
  for (const finding of found) {
    const { path, resource } = finding;
    const key = fingerprintOf(finding, path);
    const count = (entries.get(key)?.count ?? 0) + 1;
    entries.set(key, { rule: finding.rule.id, path, resource, value: namesIn(finding.message), count });
  }
  return [...entries].sort(([a, { path }], [b, other]) => compare(path, other.path) || compare(a, b)).map(([, entry]) => entry);
}

/** What is left of a baseline once what was fixed is taken out; nothing is added. */
export function prunedEntries(entries: readonly BaselineEntry[], now: readonly BaselineEntry[]): BaselineEntry[] {
  const left = new Map(now.map((entry) => [keyOf(entry), entry.count]));
  return entries.flatMap((entry) => {
    const count = Math.min(entry.count, left.get(keyOf(entry)) ?? 0);
    return count > 0 ? [{ ...entry, count }] : [];
  });
}

const counts = new WeakMap<Baseline, ReadonlyMap<string, number>>();

function countsOf(baseline: Baseline): ReadonlyMap<string, number> {
  let known = counts.get(baseline);
  if (!known) {
    const summed = new Map<string, number>();
    for (const entry of baseline.entries) summed.set(keyOf(entry), (summed.get(keyOf(entry)) ?? 0) + entry.count);
    counts.set(baseline, (known = summed));
  }
  return known;
}

/** The findings, those that the baseline knows marked. Of several that look the same, as many as it knows, the first ones. */
export function markBaselined(findings: readonly Finding[], baseline: Baseline, path: string): Finding[] {
  const known = countsOf(baseline);
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    if (finding.exception) return finding;
    const key = fingerprintOf(finding, path);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count <= (known.get(key) ?? 0) ? { ...finding, baseline: true } : finding;
  });
}

/** The text of a baseline file: an entry a line, so that changes to it can be reviewed and merged. */
export function writeBaseline(entries: readonly BaselineEntry[]): string {
  const lines = entries.map(
    ({ rule, path, resource, value, count }) =>
      `    ${JSON.stringify({ rule, path, resource, value, ...(count > 1 && { count }) })}`,
  );
  return `{\n  "version": 1,\n  "findings": [${lines.length > 0 ? `\n${lines.join(',\n')}\n  ` : ''}]\n}\n`;
}

/** Reads the text of a baseline file. Never throws; what is no entry is left out, and said. */
export function readBaseline(text: string): { readonly entries: readonly BaselineEntry[]; readonly problem?: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { entries: [], problem: 'It is not valid JSON.' };
  }
  const { version, findings } = isObject(value) ? value : {};
  if (version !== 1 || !Array.isArray(findings)) return { entries: [], problem: 'It is no baseline of version 1.' };
  const entries = findings.flatMap((entry: unknown) => readEntry(entry) ?? []);
  const left = findings.length - entries.length;
  return left > 0 ? { entries, problem: `${left} of its entries could not be read.` } : { entries };
}

function readEntry(entry: unknown): BaselineEntry | undefined {
  if (!isObject(entry)) return undefined;
  const { rule, path, resource = '', value = '', count = 1 } = entry;
  if (typeof rule !== 'string' || typeof path !== 'string' || typeof resource !== 'string' || typeof value !== 'string')
    return undefined;
  return Number.isInteger(count) && (count as number) > 0 ? { rule, path, resource, value, count: count as number } : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
