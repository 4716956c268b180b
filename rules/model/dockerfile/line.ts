import type { Span } from '../text.ts';

/**
 * An instruction as BuildKit joins it from its lines: without the escapes at line ends, the comments and the blank
 * lines between. Knows where each of its characters comes from.
 */
export class Line {
  readonly text: string;
  /** Pairs: where a piece starts in `text`, and in the source. */
  readonly #pieces: readonly number[];

  /** `pieces` are starts and ends in `source`. */
  constructor(source: string, pieces: readonly number[]) {
    if (pieces.length === 2) {
      this.text = source.slice(pieces[0], pieces[1]);
      this.#pieces = [0, pieces[0]!];
      return;
    }
    const starts: number[] = [];
    const texts: string[] = [];
    let length = 0;
    for (let index = 0; index < pieces.length; index += 2) {
      const [start, end] = [pieces[index]!, pieces[index + 1]!];
      if (start === end) continue;
      starts.push(length, start);
      texts.push(source.slice(start, end));
      length += end - start;
    }
    this.text = texts.join('');
    this.#pieces = starts.length > 0 ? starts : [0, pieces[0]!];
  }

  /** Whether the characters from `start` to `end` stand side by side in the source too. */
  isWhole(start: number, end: number): boolean {
    return end <= start || this.#pieceAt(start) === this.#pieceAt(end - 1);
  }

  /** Where a stretch of `text` stands, given where the source does. */
  span(start: number, end: number, origin: number): Span {
    const from = origin + this.#placeOf(start);
    return { start: from, end: end <= start ? from : origin + this.#placeOf(end - 1) + 1 };
  }

  #placeOf(offset: number): number {
    const piece = this.#pieceAt(offset);
    return this.#pieces[piece + 1]! + offset - this.#pieces[piece]!;
  }

  #pieceAt(offset: number): number {
    if (this.#pieces.length === 2) return 0;
    let low = 0;
    let high = this.#pieces.length / 2 - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#pieces[middle * 2]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low * 2;
  }
}
