import { ownCopy, type Span } from '../text.ts';
import type { HeredocMark } from './heredocs.ts';
import { Line } from './line.ts';
import { type Parsed, parseInstruction } from './parse.ts';

/** A here-document: the text between its mark and its closing line. */
export interface Heredoc extends HeredocMark {
  readonly body: Span;
  /** False when the closing line is missing. */
  readonly closed: boolean;
}

/** What a block is made of. Offsets are its own. */
export interface BlockParts {
  /** From the keyword to the end, here-documents included, without the last line break. */
  readonly text: string;
  readonly escapeChar: string;
  /** End of the line, or of the last one when it is continued. Here-documents follow. */
  readonly headerEnd: number;
  /** Starts and ends of what is left of several lines once escapes, comments and blank lines are gone. */
  readonly pieces?: readonly number[];
  readonly heredocs: readonly Heredoc[];
  /** It runs into the end of the text: its last line is to be continued, or a here-document is not closed. */
  readonly open: boolean;
}

/** The lines of one instruction. They are parsed once, however often the document around them is read again. */
export class Block {
  readonly text: string;
  readonly escapeChar: string;
  readonly heredocs: readonly Heredoc[];
  readonly open: boolean;
  readonly #pieces: readonly number[];
  #parsed: Parsed | undefined;

  constructor({ text, escapeChar, headerEnd, pieces, heredocs, open }: BlockParts) {
    [this.text, this.escapeChar, this.heredocs, this.open] = [ownCopy(text), escapeChar, heredocs, open];
    this.#pieces = pieces ?? [0, headerEnd];
  }

  get parsed(): Parsed {
    return (this.#parsed ??= parseInstruction(new Line(this.text, this.#pieces), this.escapeChar));
  }
}

/** A block with its place in the document. */
export interface Placed {
  readonly start: number;
  readonly end: number;
  /** How many characters stand before it on its line. */
  readonly indent: number;
  /** How many characters the line break behind it has: none at the end of the text. */
  readonly lineBreak: number;
  readonly block: Block;
}
