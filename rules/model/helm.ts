import type { Hole } from './yaml.ts';

/** A template as a text of the same length that is YAML, with the places where its output may be anything. */
export interface Masked {
  readonly masked: string;
  readonly holes: readonly Hole[];
  /** What was masked, in order. */
  readonly actions: readonly { readonly start: number; readonly end: number; readonly source: string }[];
}

const MASK = '\uFDD0';

/** Whether a text holds anything a template engine would act on. */
export function mayBeTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/** Whether a place says that its YAML files are templates: a chart's `templates` folder, or the file's ending. */
export function isTemplatePath(path: string): boolean {
  return /(?:^|[\\/])templates[\\/]/.test(path) || /\.(?:tpl|tmpl|gotmpl|j2|jinja2?)$/i.test(path);
}

interface Action {
  readonly start: number;
  readonly end: number;
  readonly control: boolean;
  readonly source: string;
}

/** A line, or several that one action joins; its line break included. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly actions: readonly Action[];
  /** What stands between the actions. */
  readonly rest: string;
}

/**
 * Masks the actions of Go templates (`{{ … }}`) and Jinja (`{{ … }}`, `{% … %}`, `{# … #}`) so that what is left is
 * YAML: an action within a value becomes a piece of text that reads as unknown, one that has a line to itself becomes
 * a blank line. Every character keeps its offset.
 */
export function asTemplate(text: string): Masked {
  const actions = findActions(text);
  const lines = linesOf(text, actions);
  const following = columnsBelow(text, lines);
  const holes: Hole[] = [];
  const block = new BlockScalars();
  const masked = lines.map((line, index) => {
    const result =
      line.actions.length === 0
        ? text.slice(line.start, line.end)
        : block.holds(text, line, following[index]!)
          ? block.fill(text, line)
          : maskLine(text, line, holes);
    block.see(result);
    return result;
  });
  return { masked: masked.join(''), holes, actions };
}

/** Cuts a text at the line breaks that are not inside an action. */
function linesOf(text: string, actions: readonly Action[]): Line[] {
  const lines: Line[] = [];
  let next = 0;
  for (let start = 0; start < text.length; ) {
    const first = next;
    let end = lineEnd(text, start);
    for (; next < actions.length && actions[next]!.start < end; next++)
      if (actions[next]!.end > end) end = lineEnd(text, actions[next]!.end);
    const own = actions.slice(first, next);
    lines.push({ start, end, actions: own, rest: own.length === 0 ? '' : outside(text, start, end, own) });
    start = end;
  }
  return lines;
}

/** For each line, the column of the next one that holds more than blanks and actions; -1 when there is none. */
function columnsBelow(text: string, lines: readonly Line[]): number[] {
  const columns = new Array<number>(lines.length);
  let column = -1;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index]!;
    columns[index] = column;
    if (line.actions.length > 0 && line.rest.trim() === '') continue;
    const own = columnOf(text, line);
    if (own !== -1) column = own;
  }
  return columns;
}

/** The column of the first character that is no blank; -1 in a blank line. */
function columnOf(text: string, { start, end }: Line): number {
  for (let at = start; at < end; at++) if (!/\s/.test(text[at]!)) return at - start;
  return -1;
}

/** The actions of a text, in order; one that is never closed ends with its line. */
function findActions(text: string): Action[] {
  const found: Action[] = [];
  const closings = { '{%': nextOf(text, '%}'), '{#': nextOf(text, '#}') };
  const comments = nextOf(text, '*/');
  const braces = nextOf(text, '}}');
  const lineBreaks = nextOf(text, '\n');
  const opening = /\{[{%#]/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = match.index;
    const kind = match[0] as '{{' | '{%' | '{#';
    const nextBreak = lineBreaks(start);
    const lineBreak = nextBreak === -1 ? text.length : nextBreak;
    let end: number;
    if (kind === '{{') {
      end = closeOfExpression(text, start + 2, comments, braces);
    } else {
      const at = closings[kind](start + 2);
      // `{#` is no action where nothing closes it nearby: a value may hold it.
      if (kind === '{#' && (at === -1 || at > lineBreak)) continue;
      end = at === -1 ? -1 : at + 2;
    }
    if (end === -1) end = lineBreak;
    const source = text.slice(start, end);
    found.push({ start, end, control: kind !== '{{' || isControl(source), source });
    opening.lastIndex = end;
  }
  return found;
}

/** Looks for a mark again and again, from offsets that only grow, without searching any stretch twice. */
function nextOf(text: string, mark: string): (from: number) => number {
  let at = -2;
  return (from) => {
    if (at !== -1 && at < from) at = text.indexOf(mark, from);
    return at;
  };
}

/** The end of a `{{ … }}`, or -1; quoted text and comments in it may hold braces. */
function closeOfExpression(
  text: string,
  from: number,
  comments: (from: number) => number,
  braces: (from: number) => number,
): number {
  const plain = braces(from);
  if (plain === -1) return -1;
  if (/^-?\s*\/\*/.test(text.slice(from, from + 20))) {
    const comment = comments(from);
    const close = comment === -1 ? -1 : braces(comment);
    if (close !== -1) return close + 2;
  }
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '}' && text[at + 1] === '}') return at + 2;
    if (character === '{' && text[at + 1] === '{') break;
    if (character === '"' || character === '`' || character === "'") {
      const close = endOfQuote(text, at);
      if (close !== -1) at = close;
    }
  }
  return plain < lineEnd(text, from) ? plain + 2 : -1;
}

function endOfQuote(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length && at - start < 2000; at++) {
    if (text[at] === quote) return at;
    if (text[at] === '\\' && quote !== '`') at++;
    else if (text[at] === '\n' && quote !== '`') return -1;
  }
  return -1;
}

/** Whether an action writes nothing itself: a condition, a loop, a comment, an assignment. */
function isControl(source: string): boolean {
  return /^\{\{-?\s*(?:(?:if|else|end|range|with|define|block|break|continue)\b|\/\*|\$\w*\s*(?:,\s*\$\w+\s*)?:?=(?!=))/.test(
    source,
  );
}

function maskLine(text: string, line: Line, holes: Hole[]): string {
  const { start, end, actions, rest } = line;
  if (rest.trim() === '') {
    for (const action of actions) holes.push(holeOf(text, action));
    return blank(text.slice(start, end));
  }
  const first = actions[0]!;
  if (first.control && /^\s*(?:- *)*$/.test(text.slice(start, first.start))) {
    // What follows an `if` on its line will stand in another column: it is left out.
    holes.push({ start, end, column: -1, control: false });
    return blank(text.slice(start, end));
  }
  // `key: {{- if … }}` at the end of a line says nothing of the value, which is what follows.
  let trailing = actions.length;
  for (let until = end; trailing > 0 && actions[trailing - 1]!.control; until = actions[trailing]!.start) {
    if (text.slice(actions[trailing - 1]!.end, until).trim() !== '') break;
    trailing--;
  }
  if (actions.slice(0, trailing).some(({ control }) => control)) trailing = actions.length;
  return covered(text, line, (action, index) => (index < trailing ? MASK : ' ').repeat(action.end - action.start));
}

/** The line with every action replaced. */
function covered(text: string, { start, end, actions }: Line, cover: (action: Action, index: number) => string): string {
  let result = '';
  let at = start;
  actions.forEach((action, index) => {
    result += text.slice(at, action.start) + cover(action, index);
    at = action.end;
  });
  return result + text.slice(at, end);
}

/** An action with a line to itself. Where its output begins, `nindent` says, or `indent` with the column it stands in. */
function holeOf(text: string, { start, end, control, source }: Action): Hole {
  const [, kind, shift] = /\b(n?indent)\s+(\d+)/.exec(source) ?? [];
  const own = start - (text.lastIndexOf('\n', start - 1) + 1);
  const column = shift === undefined ? -1 : Number(shift) + (kind === 'indent' ? own : 0);
  return { start, end, column, control };
}

function outside(text: string, start: number, end: number, actions: readonly Action[]): string {
  let rest = '';
  let at = start;
  for (const action of actions) {
    rest += text.slice(at, action.start);
    at = action.end;
  }
  return rest + text.slice(at, end);
}

function blank(line: string): string {
  return line.replace(/[^\r\n]/g, ' ');
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

const HEADER = /(?:^|[:?-]\s+(?:[&!]\S+\s+){0,3})[|>][-+\d]*\s*(?:\s#.*)?$/;

/** Keeps track, line by line, of block scalars: in one, an action is text like the rest and must keep its indentation. */
class BlockScalars {
  /** The column of the key it belongs to; -1 outside. */
  #parent = -1;
  #indent = 0;

  /** Takes in a line as it will be read. */
  see(line: string): void {
    const column = line.search(/\S/);
    if (column === -1) return;
    if (this.#parent !== -1 && column > this.#parent) {
      if (this.#indent === 0) this.#indent = column;
      return;
    }
    this.#parent = HEADER.test(line.trimEnd()) ? column + (/^(?:- +)+(?=[^\s|>])/.exec(line.slice(column))?.[0].length ?? 0) : -1;
    this.#indent = 0;
  }

  /** Whether a line with an action belongs to the scalar: it is indented enough, or more of the scalar follows it. */
  holds(text: string, line: Line, below: number): boolean {
    if (this.#parent === -1) return false;
    return columnOf(text, line) > this.#parent || (line.rest.trim() === '' && below > this.#parent);
  }

  /** The line as text of the scalar. */
  fill(text: string, line: Line): string {
    const indent = this.#indent || this.#parent + 2;
    const content = text.slice(line.start, line.end).replace(/(?<![\r\n])[\r\n]+$/, '');
    const lineBreak = text.slice(line.start + content.length, line.end);
    if (content.length <= indent) return ' '.repeat(content.length) + lineBreak;
    const inPlace = columnOf(text, line) >= indent;
    const masked = inPlace
      ? covered(text, line, ({ start, end }) => MASK.repeat(end - start)).slice(0, content.length)
      : ' '.repeat(indent) + MASK.repeat(content.length - indent);
    return masked.replace(/[\r\n]/g, MASK) + lineBreak;
  }
}
