import { DockerfileParser, ModifiableInstruction } from 'dockerfile-ast';
import { isBlank, skipBlanks, trimBlanks } from './blanks.ts';
import { readJsonWords } from './json.ts';
import type { Line } from './line.ts';
import { unquote } from './expand.ts';
import { type Pair, readPairs, splitQuoted } from './pairs.ts';

/** A stretch of an instruction's joined line. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** As written; for a string of the JSON form and a flag's value, what it says. */
  readonly text: string;
}

/** `name` or `name=value`. */
export interface Named {
  readonly name: string;
  readonly value?: Piece;
}

/** `--name=value`. */
export interface Flag extends Piece, Named {
  /** What a value such as `--mount`'s lists, between commas. */
  readonly options: readonly Named[];
}

/** What one instruction says, on its own. Depends on nothing but its text, so it is kept while that stays the same. */
export interface Parsed {
  readonly line: Line;
  /** Upper case; its place as `Piece`. */
  readonly keyword: string;
  readonly keywordStart: number;
  readonly keywordEnd: number;
  readonly flags: readonly Flag[];
  /** All that follows the flags, without the blanks around it. */
  readonly args: Piece;
  /** The strings of the JSON form. */
  readonly json?: readonly Piece[];
  /** The words of instructions that split at blanks, as written. Others have one, or none. */
  readonly words: readonly Piece[];
  /** The words as the instruction's node shows them: unquoted, but for the one word a shell gets. */
  readonly shown: readonly Piece[];
  /** Of `ENV`, `ARG` and `LABEL`. */
  readonly pairs: readonly Pair[];
  /** What `ONBUILD` holds back. */
  readonly trigger?: Parsed;
}

const SPLIT_AT_BLANKS = new Set(['FROM', 'COPY', 'ADD', 'EXPOSE', 'VOLUME', 'HEALTHCHECK']);
const WITH_FLAGS = new Set(['FROM', 'COPY', 'ADD', 'RUN', 'HEALTHCHECK']);
const WITH_JSON = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'COPY', 'ADD', 'VOLUME']);
/** Longer flags are passed over: dockerfile-ast takes more than linear time for very many. */
const LONGEST_FLAGS = 100_000;
const FOR_A_SHELL = new Set(['RUN', 'CMD', 'ENTRYPOINT']);
const WITH_PAIRS = new Set(['ENV', 'ARG', 'LABEL']);

/** Reads one instruction, given the character that escapes. */
export function parseInstruction(line: Line, escapeChar: string): Parsed {
  return parseFrom(line, 0, escapeChar);
}

function parseFrom(line: Line, from: number, escapeChar: string): Parsed {
  const { text } = line;
  const end = trimBlanks(text, from, text.length);
  const keywordStart = skipBlanks(text, from, end);
  let keywordEnd = keywordStart;
  while (keywordEnd < end && !isBlank(text.charCodeAt(keywordEnd))) keywordEnd++;
  const keyword = text.slice(keywordStart, keywordEnd).toUpperCase();

  const flagsEnd = WITH_FLAGS.has(keyword) ? endOfFlags(text, keywordEnd, end) : keywordEnd;
  const args = pieceOf(text, skipBlanks(text, flagsEnd, end), end);
  const json = WITH_JSON.has(keyword) ? readJsonWords(text, args.start, args.end) : undefined;
  const splits = SPLIT_AT_BLANKS.has(keyword) && !json;
  const found = splits || flagsEnd > keywordEnd ? findWords(text, keywordStart, flagsEnd, splits ? end : flagsEnd) : undefined;
  const withPairs = WITH_PAIRS.has(keyword);
  const words = splits
    ? found!.words
    : withPairs
      ? splitQuoted(text, args.start, end, escapeChar)
      : args.text === ''
        ? []
        : [args];
  return {
    line,
    keyword,
    keywordStart,
    keywordEnd,
    flags: found?.flags ?? [],
    args,
    ...(json && { json }),
    words,
    shown: json ?? (FOR_A_SHELL.has(keyword) ? words : words.map((word) => ({ ...word, text: unquote(word.text, escapeChar) }))),
    pairs: withPairs ? readPairs(text, args.start, end, keyword === 'ARG', escapeChar) : [],
    ...(keyword === 'ONBUILD' && from === 0 && args.text !== '' && { trigger: parseFrom(line, args.start, escapeChar) }),
  };
}

/** Finds flags and words: those of a plain line by their blanks, those of any other by a parser. */
function findWords(text: string, start: number, flagsEnd: number, end: number): { flags: Flag[]; words: Piece[] } {
  return splitPlain(text, start, flagsEnd, end) ?? parseWords(text, start, flagsEnd, end);
}

/** What a line must not hold to be split at its blanks: anything but ASCII, or a here-document. */
const NOT_PLAIN = /[^\t\v\f\r\x20-\x7e]|<</;
const NOT_PLAIN_FLAGS = /["'\\]|[=,],|,=|==|[=,](?!\S)/;

/** The flags and words of a line in which nothing is quoted, escaped, or in brackets; nothing for all others. */
function splitPlain(
  text: string,
  start: number,
  flagsEnd: number,
  end: number,
): { readonly flags: Flag[]; readonly words: Piece[] } | undefined {
  if (NOT_PLAIN.test(text.slice(start, end))) return undefined;
  const [, ...flagged] = splitAtBlanks(text, start, flagsEnd);
  if (flagged.length > 0 && NOT_PLAIN_FLAGS.test(text.slice(start, flagsEnd))) return undefined;
  const words = splitAtBlanks(text, flagsEnd, end);
  return words[0]?.text.startsWith('[') ? undefined : { flags: flagged.map(plainFlag), words };
}

function plainFlag(word: Piece): Flag {
  const named = (start: number, text: string): Named => {
    const equals = text.indexOf('=');
    if (equals === -1) return { name: text };
    const value = text.slice(equals + 1);
    return { name: text.slice(0, equals), value: { start: start + equals + 1, end: start + text.length, text: value } };
  };
  const flag = named(word.start + 2, word.text.slice(2));
  const options: Named[] = [];
  if (flag.value && /[=,]/.test(flag.value.text)) {
    let { start } = flag.value;
    for (const option of flag.value.text.split(',')) {
      options.push(named(start, option));
      start += option.length + 1;
    }
    // without any `=` what follows the last comma is no option
    if (!flag.value.text.includes('=')) options.pop();
  }
  return { ...word, ...flag, options };
}

function splitAtBlanks(text: string, start: number, end: number): Piece[] {
  const words: Piece[] = [];
  for (let at = skipBlanks(text, start, end); at < end; ) {
    const from = at;
    while (at < end && !isBlank(text.charCodeAt(at))) at++;
    words.push(pieceOf(text, from, at));
    at = skipBlanks(text, at, end);
  }
  return words;
}

/**
 * Has dockerfile-ast find flags and words, in a copy of the line in which nothing misleads it: it takes escapes, quotes
 * in flags and dashes in words otherwise than BuildKit does. Places in the copy are places in the line.
 */
function parseWords(text: string, start: number, flagsEnd: number, end: number): { flags: Flag[]; words: Piece[] } {
  const flagged = text.slice(start, flagsEnd);
  const plain =
    flagged.length > LONGEST_FLAGS ? flagged.slice(0, flagged.search(/\s/)).padEnd(flagged.length) : plainFlags(flagged);
  const copy = plain + plainWords(text.slice(flagsEnd, end));
  const instruction = DockerfileParser.parse(copy).getInstructions()[0];
  if (!instruction) return { flags: [], words: [] };
  const placed = (range: Range): Piece => pieceOf(text, start + range.start.character, start + range.end.character);
  const named = (part: { getNameRange(): Range; getValueRange(): Range | null }): Named => {
    const valueRange = part.getValueRange();
    const name = unquoteFlag(placed(part.getNameRange()).text);
    if (!valueRange) return { name };
    const value = placed(valueRange);
    return { name, value: { ...value, text: unquoteFlag(value.text) } };
  };
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : [];
  return {
    flags: flags.map((flag) => ({ ...placed(flag.getRange()), ...named(flag), options: flag.getOptions().map(named) })),
    words: instruction.getArguments().map((word) => placed(word.getRange())),
  };
}

type Range = ReturnType<ModifiableInstruction['getRange']>;

/** Where the flags end: BuildKit's `extractBuilderFlags`, whose escape is always the backslash. */
function endOfFlags(text: string, start: number, end: number): number {
  let flagsEnd = start;
  for (;;) {
    const word = skipBlanks(text, flagsEnd, end);
    if (!text.startsWith('--', word)) return flagsEnd;
    const wordEnd = flagEnd(text, word, end);
    if (wordEnd - word === 2) return flagsEnd;
    flagsEnd = wordEnd;
  }
}

function flagEnd(text: string, start: number, end: number): number {
  let quote = '';
  let at = start;
  for (; at < end; at++) {
    const char = text[at]!;
    if (char === '\\') at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (isBlank(text.charCodeAt(at))) break;
  }
  return Math.min(at, end);
}

/** Blanks that separate flags become plain ones; those inside a flag, and escapes, become letters. */
function plainFlags(text: string): string {
  if (!/[\\'"]|[^\x20-\x7e]/.test(text)) return text;
  let plain = '';
  for (let at = 0; at < text.length; ) {
    if (isBlank(text.charCodeAt(at))) {
      plain += ' ';
      at++;
      continue;
    }
    const end = flagEnd(text, at, text.length);
    plain += text.slice(at, end).replace(/[\\\s]/g, '_');
    at = end;
  }
  return plain;
}

function plainWords(text: string): string {
  if (!/[-\\]|[^\x20-\x7e]/.test(text)) return text;
  return text.replace(/[\t\v\f\r]/g, ' ').replace(/[-\\\ufeff\u2028\u2029\n]/g, '_');
}

/** A flag without its quotes and escapes. */
function unquoteFlag(text: string): string {
  if (!/[\\'"]/.test(text)) return text;
  let plain = '';
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') plain += text[++at] ?? '';
    else if (char === quote) quote = '';
    else if (quote === '' && (char === "'" || char === '"')) quote = char;
    else plain += char;
  }
  return plain;
}

function pieceOf(text: string, start: number, end: number): Piece {
  return { start, end, text: text.slice(start, end) };
}
