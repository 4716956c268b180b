import { lineStart as startOfLine } from '../../rules/model/text.ts';

/** Where in a policy the cursor is, as far as its lines tell: the text may be half-typed. */
export interface PolicyPlace {
  /** The keys above, outermost first; `*` is an item of a list. */
  readonly path: readonly string[];
  /** Whether a key or a value is being written. An item of a list may become either. */
  readonly kind: 'key' | 'value' | 'item';
  /** The word the cursor is in or behind, in offsets of the text. */
  readonly start: number;
  readonly end: number;
}

interface Line {
  /** The columns of its dashes. */
  readonly dashes: readonly number[];
  readonly key?: string;
  /** The column of the key, or of whatever stands there. */
  readonly column: number;
  /** What follows the colon, or the whole content when there is none. */
  readonly value: string;
  readonly valueColumn: number;
}

/** How many lines upward the keys above are looked for. */
const MOST_LINES = 20_000;

export function placeAt(text: string, offset: number): PolicyPlace {
  const start = startOfLine(text, offset);
  const lineEnd = text.indexOf('\n', offset) === -1 ? text.length : text.indexOf('\n', offset);
  const whole = text.slice(start, lineEnd).replace(/\r$/, '');
  const before = text.slice(start, offset);
  const line = lineOf(before);
  const above = pathAbove(text, start, line);
  const flow = /^[ \t]*[[{]/.test(line.value) ? flowAt(line.value) : undefined;
  const path = line.key === undefined ? above : [...above, line.key];
  const word = wordAround(whole, offset - start);
  const span = { start: start + word.start, end: start + word.end };
  if (flow) return { path: [...path, ...flow.path], kind: flow.kind, ...span };
  if (line.key !== undefined) return { path, kind: 'value', ...span };
  return { path, kind: line.dashes.length > 0 ? 'item' : 'key', ...span };
}

function lineOf(text: string): Line {
  const dashes: number[] = [];
  let at = indentOf(text, 0);
  while (text[at] === '-' && (at + 1 === text.length || /[ \t]/.test(text[at + 1]!))) {
    dashes.push(at);
    at = indentOf(text, at + 1);
  }
  const content = text.slice(at);
  const found = /^(?:"([^"]*)"|'([^']*)'|([^\s#[\]{},"':](?:[^:#]*[^:#\s])?))[ \t]*:(?=[ \t]|$)/.exec(content);
  if (!found) return { dashes, column: at, value: content, valueColumn: at };
  const [matched, double, single, plain] = found;
  return {
    dashes,
    key: double ?? single ?? plain ?? '',
    column: at,
    value: content.slice(matched.length),
    valueColumn: at + matched.length,
  };
}

function indentOf(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** The keys and lists that the lines above open around a line. */
function pathAbove(text: string, lineStart: number, line: Line): string[] {
  const path: string[] = [];
  let column = line.column;
  // the key of a list may stand as far left as its dashes
  let asList = false;
  const leave = (dashes: readonly number[]): void => {
    for (const dash of dashes.toReversed())
      if (dash < column) {
        path.unshift('*');
        [column, asList] = [dash, true];
      }
  };
  leave(line.dashes);
  let end = lineStart - 1;
  for (let count = 0; count < MOST_LINES && end >= 0 && (column > 0 || asList); count++) {
    const start = startOfLine(text, end);
    const content = text.slice(start, end).replace(/\r$/, '');
    end = start - 1;
    if (/^[ \t]*(?:#|$)/.test(content)) continue;
    const above = lineOf(content);
    if (above.key !== undefined && (above.column < column || (asList && above.column === column && above.dashes.length === 0))) {
      path.unshift(above.key);
      [column, asList] = [above.column, false];
      leave(above.dashes);
    } else if (!asList && above.column <= column) leave(above.dashes);
  }
  return path;
}

/** Where in `{ a: { b: c, ` a text ends. Quotes are respected, other lines are not looked at. */
function flowAt(text: string): { readonly path: readonly string[]; readonly kind: PolicyPlace['kind'] } {
  const open: { readonly list: boolean; key?: string | undefined }[] = [];
  let word = '';
  let quote: string | undefined;
  for (const character of text) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{' || character === '[') {
      open.push({ list: character === '[' });
      word = '';
    } else if (character === '}' || character === ']') {
      open.pop();
      word = '';
    } else if (character === ',') {
      const last = open.at(-1);
      if (last) last.key = undefined;
      word = '';
    } else if (character === ':') {
      const last = open.at(-1);
      if (last && !last.list) last.key = word.trim();
      word = '';
    } else word += character;
  }
  const path = open.flatMap(({ list, key }) => (list ? ['*'] : key === undefined ? [] : [key]));
  const last = open.at(-1);
  if (!last) return { path, kind: 'value' };
  if (last.list) return { path, kind: 'item' };
  return { path, kind: last.key === undefined ? 'key' : 'value' };
}

/** The word at a column: an id, a path, a number. */
function wordAround(line: string, column: number): { readonly start: number; readonly end: number } {
  const isPart = (character: string | undefined): boolean => character !== undefined && /[^\s,:"'[\]{}#]/.test(character);
  let start = column;
  let end = column;
  while (start > 0 && (isPart(line[start - 1]) || (line[start - 1] === ':' && isPart(line[start])))) start--;
  while (isPart(line[end]) || (line[end] === ':' && isPart(line[end + 1]))) end++;
  return { start, end };
}
