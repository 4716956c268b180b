import { counts, type Comparison, type EarlierFinding, type ReportedFinding } from './report.ts';
import { UsageError } from './world.ts';

/**
 * What changed since an earlier report, the text of one in the format `json`. Findings are the same when they look the same,
 * wherever they stand in their file; what is excepted or in the baseline counts on neither side. Throws what is wrong with it.
 */
export function compare(path: string, text: string, findings: readonly ReportedFinding[]): Comparison {
  const { date, earlier } = read(path, text);
  const open = findings.filter(counts);
  const before = tally(earlier.map(keyOf));
  const now = tally(open.map(keyOf));
  return {
    path,
    ...(date !== undefined && { date }),
    appeared: beyond(open, before),
    gone: beyond(earlier, now),
  };
}

const keyOf = ({ rule, path, message, fingerprint }: EarlierFinding): string => fingerprint ?? [rule, path, message].join('\n');

function tally(keys: readonly string[]): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const key of keys) counted.set(key, (counted.get(key) ?? 0) + 1);
  return counted;
}

/** Those of which there are more than on the other side, the last ones. */
function beyond<F extends EarlierFinding>(findings: readonly F[], other: ReadonlyMap<string, number>): F[] {
  const left = new Map(other);
  return findings.filter((finding) => {
    const count = left.get(keyOf(finding)) ?? 0;
    left.set(keyOf(finding), count - 1);
    return count <= 0;
  });
}

function read(path: string, text: string): { readonly date?: string; readonly earlier: readonly EarlierFinding[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`\`${path}\` is not a report in the format \`json\`: it is not valid JSON.`);
  }
  const { tool, date, findings } = isObject(value) ? value : {};
  if (!isObject(tool) || tool['name'] !== 'breakwater' || !Array.isArray(findings))
    throw new UsageError(`\`${path}\` is not a report of this tool in the format \`json\`.`);
  const earlier = findings.flatMap((finding: unknown): EarlierFinding[] => {
    if (!isObject(finding)) return [];
    const { rule, path, message, fingerprint, exception, baseline } = finding;
    if (typeof rule !== 'string' || typeof path !== 'string' || typeof message !== 'string' || exception || baseline) return [];
    return [{ rule, path, message, ...(typeof fingerprint === 'string' && { fingerprint }) }];
  });
  return { ...(typeof date === 'string' && { date }), earlier };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
