import type { Word, WordPart } from 'unbash';
import type { Span } from '../text.ts';

/** Where a stretch of a text stands in the part. */
export type SpanOf = (start: number, end: number) => Span;

/** A text made of pieces of another: what a shell makes of a quoted word. */
export interface Unquoted {
  readonly text: string;
  readonly spanOf: SpanOf;
}

/** A word without its quotes and escapes. Variables and substitutions stay as they are written. */
export function unquoteWord(word: Word, spanOf: SpanOf): Unquoted {
  const builder = new Builder(spanOf);
  if (word.parts) for (const part of word.parts) addPart(builder, part);
  else builder.addEscaped(word.text, word.value, word.pos);
  return builder.build();
}

function addPart(builder: Builder, part: WordPart): void {
  if (part.type === 'DoubleQuoted' || part.type === 'LocaleString') for (const child of part.parts) addPart(builder, child);
  else if (part.type === 'SingleQuoted') builder.add(part.value, part.pos + 1);
  else if (part.type === 'Literal' || part.type === 'AnsiCQuoted') builder.addEscaped(part.text, part.value, part.pos);
  else builder.add(part.text, part.pos);
}

class Builder {
  #text = '';
  /** Pairs: where a piece starts in the text, and where it stands. Between two, characters stand side by side. */
  readonly #pieces: number[] = [];
  readonly #spanOf: SpanOf;

  constructor(spanOf: SpanOf) {
    this.#spanOf = spanOf;
  }

  add(text: string, at: number): void {
    if (text === '') return;
    this.#pieces.push(this.#text.length, at);
    this.#text += text;
  }

  /** Adds what `written` at an offset means. Characters it does not have in common with it are escapes. */
  addEscaped(written: string, value: string, at: number): void {
    if (written === value) {
      this.add(value, at);
      return;
    }
    let from = 0;
    let start = 0;
    let offset = 0;
    for (let index = 0; index < value.length; index++, offset++) {
      let found = offset;
      if (written[found] === '\\' && (value[index] !== '\\' || written[found + 1] === '\\')) found++;
      if (found >= written.length) break;
      if (found !== offset) {
        this.add(value.slice(from, index), at + start);
        [from, start, offset] = [index, found, found];
      }
    }
    this.add(value.slice(from), at + start);
  }

  build(): Unquoted {
    const [pieces, outer] = [this.#pieces, this.#spanOf];
    const placeOf = (offset: number): number => {
      let low = 0;
      let high = pieces.length / 2 - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (pieces[middle * 2]! <= offset) low = middle;
        else high = middle - 1;
      }
      return pieces[low * 2 + 1]! + offset - pieces[low * 2]!;
    };
    const spanOf = (start: number, end: number): Span => {
      const first = outer(placeOf(start), placeOf(start));
      return end <= start ? first : { start: first.start, end: outer(placeOf(end - 1), placeOf(end - 1) + 1).end };
    };
    return { text: this.#text, spanOf: pieces.length === 0 ? () => outer(0, 0) : spanOf };
  }
}
