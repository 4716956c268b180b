/** A half-open range of UTF-16 offsets. The only way rules and engine say "where". */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One replacement. An empty span inserts; an empty text deletes. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
  /** Another file than the one at hand: an absolute URI. A file that does not exist yet is created. */
  readonly file?: string;
}

/** A zero-based line and UTF-16 character: what editors want instead of an offset. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Translates offsets into positions and back. Lines end at `\n`; a `\r` before it belongs to the line. */
export class Lines {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#starts = starts;
    this.#length = text.length;
  }

  /** How many lines there are; a text without a line break has one. */
  get count(): number {
    return this.#starts.length;
  }

  /** The offset at which a zero-based line starts; past the last line, the end of the text. */
  startOf(line: number): number {
    return this.#starts[line] ?? this.#length;
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - this.#starts[low]! };
  }

  offsetAt({ line, character }: Position): number {
    return Math.min(this.startOf(line) + character, this.startOf(line + 1), this.#length);
  }
}

/**
 * Applies edits of one file to its text. Edits must not overlap; `chooseEdits` sees to that. What is inserted at one place
 * comes in the order of the edits, and before what is replaced there, as in an editor.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let after = '';
  let done = 0;
  for (const { span, text: written } of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    after += text.slice(done, span.start) + written;
    done = span.end;
  }
  return after + text.slice(done);
}

/** Whether two edits touch one another, so that only one of them can be made. */
export function clash(a: Edit, b: Edit): boolean {
  if (a.file !== b.file) return false;
  return a.span.start === b.span.start || (a.span.start < b.span.end && b.span.start < a.span.end);
}

/** The offset at which the line that holds `at` starts; lines end at `\n`. */
export function lineStart(text: string, at: number): number {
  return at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** The line break a text uses: that of its first line, `\n` when it has only one. */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  const first = text.indexOf('\n');
  return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
}

/** How many characters two texts share from their start. */
export function sameStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at + STEP <= most && one.slice(at, at + STEP) === other.slice(at, at + STEP)) at += STEP;
  while (at < most && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  return at;
}

/** How many characters two texts share to their end. */
export function sameEnd(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  const tail = (text: string, from: number, to: number): string => text.slice(text.length - from, text.length - to);
  let length = 0;
  while (length + STEP <= most && tail(one, length + STEP, length) === tail(other, length + STEP, length)) length += STEP;
  while (length < most && one.charCodeAt(one.length - length - 1) === other.charCodeAt(other.length - length - 1)) length++;
  return length;
}

/** Engines compare long texts much faster than a loop does. */
const STEP = 1024;

/** A copy of its own: engines let a slice keep the whole text alive, and what is read of a part outlives many texts. */
export function ownCopy(text: string): string {
  return ` ${text}`.slice(1);
}

/** The index of the first of some things, in order, that starts at an offset or behind it; how many there are when none does. */
export function firstFrom(spans: readonly { readonly start: number }[], offset: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same span, so many characters further on. */
export function moved(span: Span, by: number): Span {
  return by === 0 ? span : { start: span.start + by, end: span.end + by };
}
