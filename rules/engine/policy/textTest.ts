import type { Pattern } from './patterns.ts';
import { fitsWildcard } from './wildcard.ts';

/** A pattern with `*`, or a regular expression that is found anywhere. */
export type TextTest = string | Pattern;

/** How the form with `*` is taken. */
export type Manner = 'whole' | 'whole, any case' | 'anywhere';

/** How many characters one rule may look at in one part of a file, and how many fields of YAML. */
const MOST_LOOKED_AT = 1_000_000;

/** Whether a text fits. `context` is one rule's in one part of a file, in which it may look at so much and no more. */
export function fits(test: TextTest, text: string, context: object, manner: Manner): boolean {
  spend(context, Math.min(text.length, 10_000));
  if (typeof test !== 'string') return test.found(text);
  if (manner === 'whole, any case') return fitsWildcard(text.toLowerCase(), test.toLowerCase());
  if (manner === 'whole') return fitsWildcard(text, test);
  // whatever an author puts between the words of a command, a pattern has one blank there
  const [plain, pattern] = [text.replace(/\\?\s+/g, ' '), test.replace(/\s+/g, ' ')];
  return pattern.includes('*') ? fitsWildcard(plain, `*${pattern}*`) : plain.includes(pattern);
}

const spent = new WeakMap<object, number>();

/** Counts what a rule looks at in a part. Past the limit it throws, so that what was not checked is told. */
export function spend(context: object, count: number): void {
  const sum = (spent.get(context) ?? 0) + count;
  spent.set(context, sum);
  if (sum > MOST_LOOKED_AT) throw new RangeError('This rule looks at too much of this file.');
}
