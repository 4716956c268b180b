import type { Position, Range, TextDocumentContentChangeEvent, TextDocumentsConfiguration } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Encoding } from './abilities.ts';

/** A text whose positions are as the editor counts them. */
export function textOf(uri: string, languageId: string, version: number, content: string, encoding: Encoding): TextDocument {
  const text = TextDocument.create(uri, languageId, version, content);
  return encoding === 'utf-16' ? text : new EncodedText(text, encoding);
}

/** How open texts are made and edited; the encoding is known before the first is opened. */
export const textsIn = (encoding: () => Encoding): TextDocumentsConfiguration<TextDocument> => ({
  create: (uri, languageId, version, content) => textOf(uri, languageId, version, content, encoding()),
  update: (text, changes, version) =>
    text instanceof EncodedText ? text.update(changes, version) : TextDocument.update(text, changes, version),
});

/** A text that translates positions at its edge and is UTF-16 within. */
class EncodedText implements TextDocument {
  readonly #text: TextDocument;
  readonly #encoding: Encoding;

  constructor(text: TextDocument, encoding: Encoding) {
    [this.#text, this.#encoding] = [text, encoding];
  }

  get uri(): string {
    return this.#text.uri;
  }

  get languageId(): string {
    return this.#text.languageId;
  }

  get version(): number {
    return this.#text.version;
  }

  get lineCount(): number {
    return this.#text.lineCount;
  }

  getText(range?: Range): string {
    return this.#text.getText(range && this.#rangeWithin(range));
  }

  positionAt(offset: number): Position {
    const { line, character } = this.#text.positionAt(offset);
    const before = this.#text.getText({ start: { line, character: 0 }, end: { line, character } });
    let counted = 0;
    for (const point of before) counted += sizeOf(point, this.#encoding);
    return { line, character: counted };
  }

  offsetAt(position: Position): number {
    return this.#text.offsetAt(this.#within(position));
  }

  getLineRange(line: number): Range {
    const { start, end } = this.#text.getLineRange(line);
    return { start: this.positionAt(this.#text.offsetAt(start)), end: this.positionAt(this.#text.offsetAt(end)) };
  }

  getEOLCharacters(line: number): string {
    return this.#text.getEOLCharacters(line);
  }

  /** Each change is of the text that the ones before it leave. */
  update(changes: readonly TextDocumentContentChangeEvent[], version: number): this {
    for (const change of changes)
      TextDocument.update(
        this.#text,
        ['range' in change ? { range: this.#rangeWithin(change.range), text: change.text } : change],
        version,
      );
    return this;
  }

  #rangeWithin({ start, end }: Range): Range {
    return { start: this.#within(start), end: this.#within(end) };
  }

  /** A position in the middle of a character is that of its start. */
  #within({ line, character }: Position): Position {
    const text = this.#text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
    let [counted, units] = [0, 0];
    for (const point of text) {
      counted += sizeOf(point, this.#encoding);
      if (counted > character) break;
      units += point.length;
    }
    return { line, character: units };
  }
}

function sizeOf(point: string, encoding: Encoding): number {
  if (encoding !== 'utf-8') return encoding === 'utf-32' ? 1 : point.length;
  const code = point.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
