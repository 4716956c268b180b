import { isBlank, skipBlanks, trimBlanks } from './blanks.ts';
import { readJsonWords } from './json.ts';
import { nameEnd } from './names.ts';

/** A `<<NAME` that opens a here-document, at its place in the joined line. */
export interface HeredocMark {
  readonly start: number;
  readonly end: number;
  /** Of the line that closes it: unquoted. */
  readonly name: string;
  /** `<<-`: leading tabs are dropped. */
  readonly chomp: boolean;
}

/**
 * The here-documents an instruction's joined line opens, by BuildKit's rules: only `RUN`, `COPY` and `ADD` in their
 * shell form, only in words that are not quoted, and none at all in a line with a quote that is not closed.
 */
export function heredocMarks(line: string): readonly HeredocMark[] {
  const args = argumentsOf(line);
  if (args === undefined) return [];
  return (splitWords(line) ?? []).flatMap(({ start, end }) => {
    if (start < args) return [];
    const found = MARK.exec(line.slice(start, end));
    const names = found && splitWords(found[2]!)?.filter(({ value }) => value !== '');
    return names?.length === 1 ? [{ start, end, name: names[0]!.value, chomp: found![1] === '-' }] : [];
  });
}

const MARK = /^\d*<<(-?)\s*(?!\s)([^<]+)$/;
const KEYWORDS = new Set(['RUN', 'COPY', 'ADD']);
const DEEPEST = 100;

/** Where the arguments start, or nothing when the instruction cannot have here-documents. */
function argumentsOf(line: string): number | undefined {
  const end = trimBlanks(line, 0, line.length);
  let at = 0;
  for (let onbuild = true; ; onbuild = false) {
    const start = skipBlanks(line, at, end);
    at = start;
    while (at < end && !isBlank(line.charCodeAt(at))) at++;
    const keyword = line.slice(start, at).toUpperCase();
    if (KEYWORDS.has(keyword)) break;
    if (keyword !== 'ONBUILD' || !onbuild) return undefined;
  }
  return readJsonWords(line, skipBlanks(line, at, end), end) ? undefined : at;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  /** Without quotes and escapes. */
  readonly value: string;
}

/** Splits as BuildKit's shell lexer does, whose escape is always the backslash here. Nothing when it would fail. */
function splitWords(text: string): readonly Piece[] | undefined {
  const words: Piece[] = [];
  let start = -1;
  let value = '';
  const add = (at: number, piece: string): void => {
    if (start === -1) start = at;
    value += piece;
  };
  const finish = (end: number): void => {
    if (start !== -1) words.push({ start, end, value });
    start = -1;
    value = '';
  };
  for (let at = 0; at < text.length; ) {
    const char = text[at]!;
    if (char === "'" || char === '"') {
      const end = char === "'" ? text.indexOf("'", at + 1) : doubleQuoteEnd(text, at + 1, 0);
      if (end === -1) return undefined;
      const inner = text.slice(at + 1, end);
      add(at, char === "'" ? inner : inner.replace(/\\(["$\\])/g, '$1'));
      at = end + 1;
    } else if (char === '$') {
      const end = dollarEnd(text, at, 0);
      if (end === -1) return undefined;
      for (; at < end; at++) {
        if (isBlank(text.charCodeAt(at))) finish(at);
        else add(at, text[at]!);
      }
    } else if (char === '<' && text[at + 1] === '<') {
      const end = skipBlanks(text, at + 2, text.length);
      add(at, text.slice(at, end));
      at = end;
    } else if (char === '\\') {
      add(at, text[at + 1] ?? '');
      at += 2;
    } else if (isBlank(text.charCodeAt(at))) finish(at++);
    else add(at, text[at++]!);
  }
  finish(text.length);
  return words;
}

/** The offset of the closing quote, or -1. */
function doubleQuoteEnd(text: string, start: number, depth: number): number {
  for (let at = start; at < text.length; ) {
    if (text[at] === '"') return at;
    if (text[at] === '\\') at += '"$\\'.includes(text[at + 1] ?? ' ') ? 2 : 1;
    else if (text[at] === '$') {
      at = dollarEnd(text, at, depth);
      if (at === -1) return -1;
    } else at++;
  }
  return -1;
}

/** The offset behind what `$` begins, or -1 when BuildKit calls it a bad substitution. */
function dollarEnd(text: string, dollar: number, depth: number): number {
  if (text[dollar + 1] !== '{') return nameEnd(text, dollar + 1);
  const start = dollar + 2;
  if (depth > DEEPEST || '{}:'.includes(text[start] ?? '}')) return -1;
  let at = nameEnd(text, start);
  let operator = text[at++] ?? '';
  if (operator === '}') return at;
  if (operator === '/') {
    if (text[at] === '/') at++;
    at = stopAt(text, at, '/', depth);
    return at === -1 ? -1 : stopAt(text, at, '}', depth);
  }
  if (operator === ':') operator = text[at++] ?? '';
  return operator !== '' && '+-?#%'.includes(operator) ? stopAt(text, at, '}', depth) : -1;
}

/** The offset behind the next `stop` that is neither quoted nor escaped, or -1. */
function stopAt(text: string, start: number, stop: string, depth: number): number {
  for (let at = start; at < text.length; ) {
    const char = text[at]!;
    if (char === stop) return at + 1;
    if (char === "'" || char === '"') {
      const end = char === "'" ? text.indexOf("'", at + 1) : doubleQuoteEnd(text, at + 1, depth + 1);
      if (end === -1) return -1;
      at = end + 1;
    } else if (char === '$') {
      at = dollarEnd(text, at, depth + 1);
      if (at === -1) return -1;
    } else at += char === '\\' ? 2 : 1;
  }
  return -1;
}
