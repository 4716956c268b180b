import { firstFrom, moved, sameEnd, sameStart, type Span } from '../text.ts';
import { isBlank, skipBlanks } from './blanks.ts';
import { Block, type Heredoc, type Placed } from './block.ts';
import { type HeredocMark, heredocMarks } from './heredocs.ts';
import { Line } from './line.ts';

/** What a look at the lines of a Dockerfile tells. */
export interface Scan {
  readonly text: string;
  /** The character that continues lines and escapes: a backslash or a backtick. */
  readonly escapeChar: string;
  readonly instructions: readonly Placed[];
  /** Lines of comment, those inside instructions too. Directives are none. */
  readonly comments: readonly Span[];
  /** The value of `# syntax=`, up to its first blank. */
  readonly syntax?: Span;
  /** How many instructions at the start are the very ones of the scan before. */
  readonly kept: number;
  /** How many at the end are those of the scan before too, though they may stand elsewhere. */
  readonly moved: number;
}

/**
 * Finds instructions, comments and here-documents line by line, as BuildKit does
 * (https://github.com/moby/buildkit/blob/master/frontend/dockerfile/parser/parser.go). Linear in the size of the text.
 * With the scan before, only the lines that changed are looked at.
 */
export function scanDockerfile(text: string, before?: Scan): Scan {
  return new Scanner(text, before).scan();
}

const NONE: readonly Heredoc[] = [];
const DIRECTIVE = /#[^\S\n]*([a-zA-Z][a-zA-Z0-9]*)[^\S\n]*=[^\S\n]*/y;
const DIRECTIVES = new Set(['syntax', 'escape', 'check']);

/** Where reading goes on when a here-document is not closed: what follows may be a file that is still being typed. */
const KEYWORD_LINE =
  /(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)[ \t]/y;

class Scanner {
  readonly #text: string;
  readonly #before: Scan | undefined;
  #instructions: Placed[] = [];
  #comments: Span[] = [];
  #syntax: Span | undefined;
  #escapeChar = '\\';
  #at: number;
  /** The next `<<` at or after the place it was last asked for. */
  #mark = 0;
  #closings: Closings | undefined;

  constructor(text: string, before: Scan | undefined) {
    this.#text = text;
    this.#before = before;
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  scan(): Scan {
    const text = this.#text;
    const kept = this.#keepStart();
    if (kept === 0) this.#readDirectives();
    const rest = this.#before && new Rest(this.#before, text, kept);
    this.#mark = text.indexOf('<<', this.#at);
    let moved = 0;
    while (this.#at < text.length) {
      const end = this.#lineEnd(this.#at);
      const start = skipBlanks(text, this.#at, end);
      if (start === end) this.#at = end + 1;
      else if (text.charCodeAt(start) === 0x23) {
        this.#comments.push({ start, end: withoutReturns(text, start, end) });
        this.#at = end + 1;
      } else if (rest?.startsAt(this.#at, start, this.#escapeChar)) {
        moved = rest.moveTo(this.#instructions, this.#comments);
        break;
      } else this.#readInstruction(start, end);
    }
    return {
      text,
      escapeChar: this.#escapeChar,
      instructions: this.#instructions,
      comments: this.#comments,
      ...(this.#syntax && { syntax: this.#syntax }),
      kept,
      moved,
    };
  }

  /** Takes over the instructions before the first change. One that ran to the end of the text may go on now. */
  #keepStart(): number {
    const before = this.#before;
    if (!before) return 0;
    const same = sameStart(before.text, this.#text);
    const { instructions, comments } = before;
    let kept = 0;
    for (const { block, end, lineBreak } of instructions) {
      if (block.open || lineBreak === 0 || end + lineBreak > same) break;
      kept++;
    }
    if (kept === 0) return 0;
    const last = instructions[kept - 1]!;
    this.#at = last.end + last.lineBreak;
    this.#instructions = instructions.slice(0, kept);
    this.#comments = comments.slice(0, firstFrom(comments, this.#at));
    this.#escapeChar = before.escapeChar;
    this.#syntax = before.syntax;
    return kept;
  }

  /** Directives are the lines at the very top. BuildKit looks for `syntax` behind a `#!` line too, but not for `escape`. */
  #readDirectives(): void {
    const text = this.#text;
    const hasShebang = text.startsWith('#!', this.#at);
    if (hasShebang) {
      const end = this.#lineEnd(this.#at);
      this.#comments.push({ start: this.#at, end: withoutReturns(text, this.#at, end) });
      this.#at = end + 1;
    }
    const seen = new Set<string>();
    while (this.#at < text.length) {
      const end = this.#lineEnd(this.#at);
      const start = skipBlanks(text, this.#at, end);
      DIRECTIVE.lastIndex = start;
      const name = (start < end ? DIRECTIVE.exec(text) : null)?.[1]?.toLowerCase();
      const valueStart = DIRECTIVE.lastIndex;
      let valueEnd = end;
      while (valueEnd > valueStart && isBlank(text.charCodeAt(valueEnd - 1))) valueEnd--;
      if (name === undefined || !DIRECTIVES.has(name) || valueEnd <= valueStart || seen.has(name)) return;
      seen.add(name);
      const value = text.slice(valueStart, valueEnd);
      if (name === 'escape' && !hasShebang && value === '`') this.#escapeChar = '`';
      if (name === 'syntax') this.#syntax = { start: valueStart, end: valueStart + value.split(' ', 1)[0]!.length };
      this.#at = end + 1;
    }
  }

  #readInstruction(start: number, lineEnd: number): void {
    const text = this.#text;
    const indent = start - this.#at;
    let end = withoutReturns(text, start, lineEnd);
    let continued = this.#continues(start, end);
    this.#at = lineEnd + 1;
    if (continued === -1) {
      this.#finish(start, indent, end, undefined, false);
      return;
    }

    const pieces = [0, continued - start];
    while (continued !== -1 && this.#at < text.length) {
      const from = this.#at;
      const next = this.#lineEnd(from);
      this.#at = next + 1;
      const first = skipBlanks(text, from, next);
      if (first === next) continue;
      if (text.charCodeAt(first) === 0x23) {
        this.#comments.push({ start: first, end: withoutReturns(text, first, next) });
        continue;
      }
      end = withoutReturns(text, from, next);
      continued = this.#continues(from, end);
      pieces.push(from - start, (continued === -1 ? end : continued) - start);
    }
    // Escapes with nothing behind them, up to the end of the text, are no instruction yet.
    const isEmpty = continued !== -1 && pieces[1] === 0 && new Line(text.slice(start), pieces).text.trim() === '';
    if (!isEmpty) this.#finish(start, indent, end, pieces, continued !== -1);
  }

  /** Where the escape is that continues this line, or -1. One that is itself escaped does not. */
  #continues(start: number, end: number): number {
    const text = this.#text;
    let at = end;
    while (at > start && (text.charCodeAt(at - 1) === 0x20 || text.charCodeAt(at - 1) === 0x09)) at--;
    if (at === start || text[at - 1] !== this.#escapeChar) return -1;
    return at - 1 > start && text[at - 2] === this.#escapeChar ? -1 : at - 1;
  }

  #finish(start: number, indent: number, headerEnd: number, pieces: readonly number[] | undefined, unfinished: boolean): void {
    const text = this.#text;
    const marks = this.#marksIn(start, headerEnd, pieces);
    const heredocs = marks.length === 0 ? NONE : marks.map((mark) => this.#readHeredoc(mark, start));
    const end = marks.length === 0 ? headerEnd : Math.max(headerEnd, this.#endOfLineBefore(this.#at));
    const block = new Block({
      text: text.slice(start, end),
      escapeChar: this.#escapeChar,
      headerEnd: headerEnd - start,
      ...(pieces && { pieces }),
      heredocs,
      open: unfinished || heredocs.some(({ closed }) => !closed),
    });
    const lineBreak = text[end] === '\n' ? 1 : text.startsWith('\r\n', end) ? 2 : this.#lineEnd(end) + 1 - end;
    this.#instructions.push({ start, end, indent, lineBreak: end + lineBreak > text.length ? 0 : lineBreak, block });
  }

  #marksIn(start: number, end: number, pieces: readonly number[] | undefined): readonly HeredocMark[] {
    if (this.#mark !== -1 && this.#mark < start) this.#mark = this.#text.indexOf('<<', start);
    if (this.#mark === -1 || this.#mark >= end) return [];
    const header = this.#text.slice(start, end);
    return heredocMarks(new Line(header, pieces ?? [0, header.length]).text);
  }

  /** Reads a here-document from where reading is. `instruction` is where its instruction starts. */
  #readHeredoc(mark: HeredocMark, instruction: number): Heredoc {
    const text = this.#text;
    const start = Math.min(this.#at, text.length);
    if (!this.#closings || this.#closings.isAfter(mark, start)) {
      for (let at = start; at < text.length; ) {
        const lineEnd = this.#lineEnd(at);
        const end = withoutReturns(text, at, lineEnd);
        const from = mark.chomp ? skipTabs(text, at, end) : at;
        if (end - from === mark.name.length && text.startsWith(mark.name, from)) {
          this.#at = lineEnd + 1;
          return { ...mark, body: { start: start - instruction, end: at - instruction }, closed: true };
        }
        at = lineEnd + 1;
      }
      this.#closings ??= new Closings(text);
    }
    let at = start;
    for (; at < text.length; at = this.#lineEnd(at) + 1) {
      KEYWORD_LINE.lastIndex = at;
      if (KEYWORD_LINE.test(text)) break;
    }
    this.#at = Math.min(at, text.length);
    return { ...mark, body: { start: start - instruction, end: this.#at - instruction }, closed: false };
  }

  /** Where the line before an offset ends, without its line break; the end of the text when the offset is behind it. */
  #endOfLineBefore(at: number): number {
    const text = this.#text;
    return at > text.length ? text.length : withoutReturns(text, 0, text[at - 1] === '\n' ? at - 1 : at);
  }

  #lineEnd(at: number): number {
    const end = this.#text.indexOf('\n', at);
    return end === -1 ? this.#text.length : end;
  }
}

/** The instructions behind the last change, to be taken over as soon as reading reaches one of them. */
class Rest {
  readonly #before: Scan;
  /** How far they moved. */
  readonly #by: number;
  /** Where in the new text nothing changes any more. */
  readonly #from: number;
  #next: number;

  constructor(before: Scan, text: string, kept: number) {
    this.#before = before;
    this.#by = text.length - before.text.length;
    this.#from = text.length - sameEnd(before.text, text);
    this.#next = kept;
  }

  /** Whether the instruction at `start`, on the line at `lineStart`, is one of them. */
  startsAt(lineStart: number, start: number, escapeChar: string): boolean {
    const { instructions, escapeChar: escapedBefore } = this.#before;
    if (lineStart < this.#from || escapeChar !== escapedBefore) return false;
    while (this.#next < instructions.length && instructions[this.#next]!.start + this.#by < start) this.#next++;
    const next = instructions[this.#next];
    return next !== undefined && next.start + this.#by === start && next.indent === start - lineStart;
  }

  /** Takes over the instruction `startsAt` was asked about, and all that follows; tells how many those are. */
  moveTo(instructions: Placed[], comments: Span[]): number {
    const by = this.#by;
    const before = this.#before;
    for (let index = this.#next; index < before.instructions.length; index++) {
      const placed = before.instructions[index]!;
      const { start, end, indent, lineBreak, block } = placed;
      instructions.push(by === 0 ? placed : { start: start + by, end: end + by, indent, lineBreak, block });
    }
    const first = firstFrom(before.comments, before.instructions[this.#next]!.start);
    for (let index = first; index < before.comments.length; index++) comments.push(moved(before.comments[index]!, by));
    return before.instructions.length - this.#next;
  }
}

/** The last place of every line, so that many here-documents that are not closed do not each search to the end. */
class Closings {
  readonly #text: string;
  readonly #lines = new Map<string, number>();
  #untabbed: Map<string, number> | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#index(this.#lines, false);
  }

  isAfter({ name, chomp }: HeredocMark, at: number): boolean {
    if (!chomp) return (this.#lines.get(name) ?? -1) >= at;
    if (!this.#untabbed) this.#index((this.#untabbed = new Map()), true);
    return (this.#untabbed.get(name) ?? -1) >= at;
  }

  #index(lines: Map<string, number>, untabbed: boolean): void {
    const text = this.#text;
    for (let at = 0; at < text.length; ) {
      const found = text.indexOf('\n', at);
      const lineEnd = found === -1 ? text.length : found;
      const end = withoutReturns(text, at, lineEnd);
      lines.set(text.slice(untabbed ? skipTabs(text, at, end) : at, end), at);
      at = lineEnd + 1;
    }
  }
}

function withoutReturns(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text.charCodeAt(at - 1) === 0x0d) at--;
  return at;
}

function skipTabs(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) === 0x09) at++;
  return at;
}
