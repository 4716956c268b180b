/** The alphabets of shapes, as the inside of a character class. */
const ALPHABETS: Readonly<Record<string, string>> = {
  d: '0-9',
  h: '0-9a-f',
  x: '0-9a-fA-F',
  l: 'a-z',
  n: 'a-z0-9',
  N: 'A-Z0-9',
  a: 'A-Za-z0-9',
  u: 'A-Za-z0-9_\\-',
  v: 'A-Za-z0-9_=\\-',
  b: 'A-Za-z0-9+\\/',
  q: 'A-Za-z0-9+\\/=_\\-',
  // base 32 (RFC 4648), and that of Bech32 (BIP 173) in capitals
  s: 'A-Z2-7',
  c: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
  '~': 'A-Za-z0-9_.~\\-',
  '%': 'A-Za-z0-9%+\\/',
  '!': 'a-z0-9!@#$%^&*(_=+)\\-',
};
const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';

/** A shape of the table, taken apart. */
export interface TokenShape {
  /** Its first literal text of two characters or more. Empty when it has none. */
  readonly literal: string;
  /** How many characters stand before that, at least and at most. */
  readonly least: number;
  readonly most: number;
  /**
   * Finds the shape at its `lastIndex`, when no more of the last alphabet follows. Linear: every run has a bound. Made when
   * first asked for, since most texts hold the beginning of no shape.
   */
  readonly pattern: () => RegExp;
}

/** Takes a shape apart: `{a36}` is 36 of an alphabet, `{u20-60}` from 20 to 60, `{uuid}` a UUID, all else stands for itself. */
export function shapeOf(text: string): TokenShape {
  let pattern: RegExp | undefined;
  return { ...beginningOf(text), pattern: () => (pattern ??= patternOf(text)) };
}

function beginningOf(text: string): Pick<TokenShape, 'literal' | 'least' | 'most'> {
  // most begin with it, and there are hundreds
  const first = text.slice(0, Math.max(0, text.indexOf('{')));
  if (first.length > 1 && /\w/.test(first)) return { literal: first, least: 0, most: 0 };
  let [least, most] = [0, 0];
  for (const [, run, other = ''] of text.matchAll(PARTS)) {
    if (run === undefined && other.length > 1 && /\w/.test(other)) return { literal: other, least, most };
    const [low, high] = run === undefined ? [other.length, other.length] : lengthOf(run);
    [least, most] = [least + low, most + high];
  }
  return { literal: '', least, most };
}

function patternOf(text: string): RegExp {
  let source = '';
  let last = 'A-Za-z0-9';
  for (const [, run, other = ''] of text.matchAll(PARTS)) {
    last = run === undefined || run === 'uuid' ? 'A-Za-z0-9' : ALPHABETS[run[0]!]!;
    if (run === undefined) source += other.replace(/[.*+?^$()|[\]\\/]/g, '\\$&');
    else source += run === 'uuid' ? UUID : `[${last}]{${lengthOf(run).join()}}`;
  }
  return new RegExp(`${source}(?![${last}])`, 'y');
}

/** What stands in braces, and all else. */
const PARTS = /\{([^{}]+)\}|([^{}]+)/g;

function lengthOf(run: string): [number, number] {
  if (run === 'uuid') return [36, 36];
  const [low, high = low] = run.slice(1).split('-').map(Number);
  return [low!, high!];
}
