import type { Span } from '../../model/text.ts';
import type { Fix } from '../rule.ts';

/** The rules about policies and exceptions that the engine itself reports for; each has a page in the category `policy`. */
export type PolicyRuleId =
  | 'invalid-policy'
  | 'unknown-rule'
  | 'locked-rule'
  | 'unreasoned-exception'
  | 'malformed-exception'
  | 'unused-exception'
  | 'lapsed-exception'
  | 'lapsing-exception'
  | 'unreachable-override'
  | 'unmatched-glob';

/** Something to be said of a policy, in offsets of its text. What could be read of it applies all the same. */
export interface PolicyProblem {
  readonly rule: PolicyRuleId;
  readonly span: Span;
  readonly message: string;
  /** What was probably meant, to be written in place of the span. */
  readonly suggestion?: string;
  readonly fixes?: readonly Fix[];
}

/** Whether a problem means that something the policy asks for is not checked, so that the command line ends with 2. */
export const breaksPolicy = ({ rule }: PolicyProblem): boolean => rule === 'invalid-policy' || rule === 'unknown-rule';

/** The word of a list that differs in the fewest letters, if it is close enough to be meant. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of words) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance, or `limit` as soon as it cannot be less. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    previous = row;
  }
  return previous[b.length]!;
}
