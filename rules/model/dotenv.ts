import { interpolate } from './interpolate.ts';
import type { Span } from './text.ts';

/** A variable of an env file. */
export interface DotenvEntry {
  readonly name: string;
  /** Unquoted and expanded, `UNKNOWN` for what is not known; nothing when the line only names the variable. */
  readonly value: string | undefined;
  /** Where the name is, and where the value is, in the env file. */
  readonly span: Span;
  readonly valueSpan: Span;
}

/** How many entries of one file are read. */
const MOST = 5_000;

/** `export NAME`, and what may end it: compose takes `NAME: value` too. */
const NAME = /[^\S\n]*(?:export[^\S\n]+)?([\p{L}\p{N}_][\p{L}\p{N}_.-]*)[^\S\n]*([=:]?)/uy;

/**
 * Reads an env file as compose does (https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/):
 * in single quotes a value is literal, elsewhere variables are expanded, those of lines above before `values`. A line that
 * is none is passed over. In the format `raw` everything behind `=` is the value.
 */
export function readDotenv(text: string, values?: ReadonlyMap<string, string>, format?: 'raw'): DotenvEntry[] {
  const entries: DotenvEntry[] = [];
  const known = new Map(values);
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length && entries.length < MOST; ) {
    const lineEnd = endOfLine(text, at);
    NAME.lastIndex = at;
    const match = NAME.exec(text);
    if (!match || NAME.lastIndex > lineEnd) {
      at = lineEnd + 1;
      continue;
    }
    const name = match[1]!;
    const nameStart = match.index + match[0].lastIndexOf(name);
    const from = NAME.lastIndex;
    const { value, start, end, next } =
      match[2] === ''
        ? { value: undefined, start: from, end: from, next: lineEnd + 1 }
        : format === 'raw'
          ? rawValue(text, from, lineEnd)
          : valueAt(text, from, lineEnd, known);
    at = next;
    if (match[2] === '' && text.slice(from, lineEnd).trim() !== '') continue;
    entries.push({
      name,
      value,
      span: { start: nameStart, end: nameStart + name.length },
      valueSpan: { start, end },
    });
    if (value !== undefined) known.set(name, value);
  }
  return entries;
}

interface Value {
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** Where the next line begins. */
  readonly next: number;
}

function rawValue(text: string, from: number, lineEnd: number): Value {
  const value = text.slice(from, lineEnd).replace(/\r$/, '');
  return { value, start: from, end: from + value.length, next: lineEnd + 1 };
}

function valueAt(text: string, from: number, lineEnd: number, known: ReadonlyMap<string, string>): Value {
  let start = from;
  while (start < lineEnd && /\s/.test(text[start]!)) start++;
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    const end = endOfQuote(text, start);
    if (end !== -1) {
      const inside = text.slice(start + 1, end);
      const value = quote === "'" ? inside.replaceAll("\\'", "'") : expand(inside.replace(ESCAPE, unescaped), known);
      return { value, start: start + 1, end, next: endOfLine(text, end) + 1 };
    }
  }
  const written = text
    .slice(start, lineEnd)
    .replace(/(?:^|\s)#.*$/s, '')
    .trimEnd();
  return { value: expand(written, known), start, end: start + written.length, next: lineEnd + 1 };
}

const ESCAPE = /\\([nrtabfv"\\$])/g;
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' };

const unescaped = (_: string, character: string): string => (character === '$' ? '$$' : (CONTROL[character] ?? character));

function expand(value: string, known: ReadonlyMap<string, string>): string {
  return interpolate(value, known).text;
}

/** The closing quote, which may be lines below; -1 when there is none. */
function endOfQuote(text: string, start: number): number {
  const quote = text[start]!;
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}
