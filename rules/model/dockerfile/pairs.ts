import { isBlank, skipBlanks } from './blanks.ts';

/** A word as written, in an instruction's joined line. */
interface Raw {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `name=value`, or `name value` as `ENV` and `LABEL` once took it. Both as written, quotes included. */
export interface Pair {
  readonly name: Raw;
  readonly value?: Raw;
}

/** The pairs of an `ENV`, `ARG` or `LABEL`. A word without `=` is a pair without a value in `ARG`, and skipped elsewhere. */
export function readPairs(text: string, start: number, end: number, isArg: boolean, escapeChar: string): Pair[] {
  const words = splitQuoted(text, start, end, escapeChar);
  const [first] = words;
  if (first && !isArg && !first.text.includes('=')) return readOldForm(text, start, end);
  return words.flatMap((word): Pair[] => {
    const equals = word.text.indexOf('=');
    if (equals === -1) return isArg ? [{ name: word }] : [];
    const nameEnd = word.start + equals;
    return [{ name: raw(text, word.start, nameEnd), value: raw(text, nameEnd + 1, word.end) }];
  });
}

function readOldForm(text: string, start: number, end: number): Pair[] {
  let nameEnd = start;
  while (nameEnd < end && !isBlank(text.charCodeAt(nameEnd))) nameEnd++;
  const value = skipBlanks(text, nameEnd, end);
  return value === end ? [] : [{ name: raw(text, start, nameEnd), value: raw(text, value, end) }];
}

/** Splits at blanks that are neither quoted nor escaped, as BuildKit's `parseWords` does. */
export function splitQuoted(text: string, start: number, end: number, escapeChar: string): Raw[] {
  const words: Raw[] = [];
  let word = -1;
  let quote = '';
  for (let at = start; at < end; at++) {
    const char = text[at]!;
    if (quote === '' && isBlank(text.charCodeAt(at))) {
      if (word !== -1) words.push(raw(text, word, at));
      word = -1;
      continue;
    }
    if (word === -1) word = at;
    if (char === escapeChar && quote !== "'") at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '"') quote = char;
  }
  if (word !== -1) words.push(raw(text, word, end));
  return words;
}

function raw(text: string, start: number, end: number): Raw {
  return { start, end, text: text.slice(start, end) };
}
