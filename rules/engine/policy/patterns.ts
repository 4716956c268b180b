import type { RE2JS } from 're2js';

/** A regular expression of a policy, in RE2's syntax: matching takes time in proportion to the text, whatever it says. */
export interface Pattern {
  readonly source: string;
  /** Whether it is found anywhere in a text; of a long text, in its first 10,000 characters. */
  readonly found: (text: string) => boolean;
}

/** How long a regular expression may be, and how large what it compiles to. */
const LONGEST = 1000;
const LARGEST = 500;
const LOOKED_AT = 10_000;

/** How many regular expressions a policy may hold. */
export const MOST_PATTERNS = 200;

let engine: typeof RE2JS | undefined;

/** Loads the engine for regular expressions, which only policies that hold some need. Until then such rules are left out. */
export async function loadPatterns(): Promise<void> {
  if (!engine) ({ RE2JS: engine } = await import('re2js'));
}

/** Compiles a regular expression; a text says what is wrong with it. Nothing while the engine is not loaded. */
export function compilePattern(source: string): Pattern | string | undefined {
  if (!engine) return undefined;
  if (source.length > LONGEST) return `A regular expression has at most ${LONGEST} characters.`;
  let compiled: RE2JS;
  try {
    compiled = engine.compile(source);
  } catch (error) {
    return `This is no regular expression of RE2: ${sayWhy(error)}.`;
  }
  if (compiled.programSize() > LARGEST) return 'This regular expression repeats too much.';
  return { source, found: (text) => compiled.test(text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text) };
}

/** The engine's own words without what it says first each time, and without what it quotes: that may be a secret. */
const sayWhy = (error: unknown): string =>
  (error instanceof Error ? error.message : '').replace(/^error parsing regexp: /, '').replace(/: `.*/s, '') ||
  'it cannot be read';
