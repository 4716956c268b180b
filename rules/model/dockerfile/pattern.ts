/** A shell pattern as `${x#pattern}` takes it: characters, `ANY` (`*`) and `ONE` (`?`). */
export type Pattern = readonly string[];

const ANY = 'any';
const ONE = 'one';
/** Longest work on one value; a pattern that asks for more makes the value unknown. */
const MOST_STEPS = 1_000_000;

/** Reads a pattern by BuildKit's `convertShellPatternToRegex`: no brackets, and only `* ? \ } /` may be escaped. */
export function readPattern(text: string): Pattern | undefined {
  const parts: string[] = [];
  const characters = Array.from(text);
  for (let at = 0; at < characters.length; at++) {
    const char = characters[at]!;
    if (char !== '\\') {
      parts.push(char === '*' ? ANY : char === '?' ? ONE : char);
      continue;
    }
    const next = characters[++at];
    if (next === undefined || !'*?\\}/'.includes(next)) return undefined;
    parts.push(next);
  }
  return parts;
}

/** The pattern that matches backwards. */
export function reversed(pattern: Pattern): Pattern {
  return [...pattern].reverse();
}

/** Where the shortest or longest match that starts at `start` ends. */
export function matchEnd(pattern: Pattern, text: string, start: number, longest: boolean): number | undefined {
  let states = closed(pattern, [0]);
  let found: number | undefined;
  for (let at = start; states.length > 0; ) {
    if (states.at(-1) === pattern.length) {
      if (!longest) return at;
      found = at;
    }
    const code = text.codePointAt(at);
    if (code === undefined) break;
    const char = String.fromCodePoint(code);
    const next: number[] = [];
    for (const state of states) {
      const part = pattern[state];
      if (part === ANY && char !== '\n') next.push(state);
      else if ((part === ONE && char !== '\n') || part === char) next.push(state + 1);
    }
    states = closed(pattern, next);
    at += char.length;
  }
  return found;
}

/** Adds the states reached through a `*` that takes nothing; sorted, each once. */
function closed(pattern: Pattern, states: readonly number[]): number[] {
  const all: number[] = [];
  for (const state of states) {
    if (state <= (all.at(-1) ?? -1)) continue;
    all.push(state);
    for (let at = state; pattern[at] === ANY; at++) all.push(at + 1);
  }
  return all;
}

/** Replaces the first match, or all of them, each as long as can be. Nothing when it takes too long. */
export function replaceMatches(pattern: Pattern, text: string, replacement: string, all: boolean): string | undefined {
  if (text.length * text.length * Math.max(1, pattern.length) > MOST_STEPS) return undefined;
  let result = '';
  let at = 0;
  while (at <= text.length) {
    const end = matchEnd(pattern, text, at, true);
    if (end === undefined || (end === at && at === text.length && at > 0)) {
      result += text[at++] ?? '';
      continue;
    }
    result += replacement;
    if (!all) return result + text.slice(end);
    if (end === at) result += text[at++] ?? '';
    else at = end;
  }
  return result;
}
