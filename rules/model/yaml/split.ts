import { sameEnd, sameStart } from '../text.ts';

/** A YAML document of a stream: its text, and the UTF-16 offset at which it starts in the whole. */
export interface Piece {
  readonly start: number;
  readonly text: string;
}

/**
 * Cuts a stream at the `---` and `...` at the left margin, where the YAML specification lets no document go on. A part
 * begins with the line of its `---`; comments before the first one belong to the first part. Joined, the parts are the
 * text again, and none is empty unless all of it is.
 */
export function splitYaml(text: string): Piece[] {
  return cut(text).pieces;
}

/** The parts, and whether anything is written in them. */
function cut(text: string): { readonly pieces: Piece[]; readonly written: boolean } {
  const all = marks(text);
  const starts = [0];
  let written = hasContent(text, 0, all[0] ?? text.length);
  all.forEach((mark, index) => {
    const from = text.charCodeAt(mark) === 45 ? mark + 3 : lineAfter(text, mark);
    if (!hasContent(text, from, all[index + 1] ?? text.length)) return;
    if (written) starts.push(text.charCodeAt(mark) === 45 ? mark : from);
    written = true;
  });
  return { pieces: starts.map((start, index) => ({ start, text: text.slice(start, starts[index + 1]) })), written };
}

/** What became of the parts of a stream that was edited. */
export interface Resplit {
  /** How many parts at the start are the same, at the same places. */
  readonly kept: number;
  /** What stands in the place of the others. */
  readonly changed: readonly Piece[];
  /** How many parts at the end are the same, though they may stand elsewhere. */
  readonly moved: number;
}

/**
 * Cuts a stream that came of another by an edit, of whose parts it is known where they start, where that changed:
 * together with what is kept and moved the parts are those of `splitYaml`.
 */
export function resplitYaml(text: string, before: string, parts: readonly { readonly start: number }[]): Resplit {
  if (parts.length === 0) return { kept: 0, changed: splitYaml(text), moved: 0 };
  const same = sameStart(before, text);
  const rest = before.length - Math.min(sameEnd(before, text), before.length - same, text.length - same);
  let kept = 0;
  while (kept + 1 < parts.length && parts[kept + 1]!.start + MARK <= same) kept++;
  let moved = 0;
  while (moved < parts.length - kept && parts[parts.length - moved - 1]!.start > rest) moved++;
  // the line of a `...`, behind which a part may start, may have changed
  while (moved > 0 && !isMark(before, parts[parts.length - moved]!.start)) moved--;
  // where a part ends is told by what comes behind it: so the last that is whole is cut again
  const from = kept === 0 ? 0 : parts[--kept]!.start;
  const to = moved === 0 ? text.length : parts[parts.length - moved]!.start + text.length - before.length;
  const { pieces, written } = cut(text.slice(from, to));
  // only behind something does a mark begin another part; and only at the start of a text has a byte order mark no meaning
  if (!written || (from > 0 && text.charCodeAt(from) === 0xfeff)) return { kept: 0, changed: splitYaml(text), moved: 0 };
  return { kept, changed: from === 0 ? pieces : pieces.map((piece) => ({ start: piece.start + from, text: piece.text })), moved };
}

const isMark = (text: string, at: number): boolean => text.startsWith('---', at) && isBlank(text.charCodeAt(at + 3));

/** How many characters make a mark, with the blank behind it. */
const MARK = 4;

/** Offsets of every `---` and `...` at the left margin that is followed by a blank or nothing. */
function marks(text: string): number[] {
  const found = [text.charCodeAt(0) === 0xfeff ? 1 : 0].filter((at) => text.startsWith('---', at) || text.startsWith('...', at));
  for (const mark of ['\n---', '\n...'])
    for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 4)) found.push(at + 1);
  return found.filter((at) => isBlank(text.charCodeAt(at + 3))).sort((a, b) => a - b);
}

function isBlank(code: number): boolean {
  return Number.isNaN(code) || code === 32 || code === 9 || code === 10 || code === 13;
}

function lineAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** Whether anything but white space and comments stands between two offsets. */
function hasContent(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 35) {
      const line = text.indexOf('\n', at);
      if (line === -1) return false;
      at = line;
    } else if (!isBlank(code) && code !== 0xfeff) return true;
  }
  return false;
}
