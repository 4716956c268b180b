import type { TextDocument } from 'vscode-languageserver-textdocument';
import { identify, readDocument, type Document } from '../../rules/model/document.ts';

/** What became of a text: one of our documents, a policy, or nothing we read; `why` is a short phrase. */
export type Reading =
  | { readonly state: 'read'; readonly document: Document; readonly why: string }
  | { readonly state: 'policy' }
  | { readonly state: 'skipped'; readonly why: string }
  | { readonly state: 'failed' };

/** An open text with what became of it. The text changes in place with the next edit; the reading does not. */
export interface OpenFile {
  readonly text: TextDocument;
  readonly reading: Reading;
}

/** In UTF-16 units. A larger text is data, not a configuration somebody types. */
export const LARGEST = 10_000_000;

/** Reads the open texts, each version once, the next version on the shoulders of the last. */
export class OpenFiles {
  readonly #textAt: (uri: string) => TextDocument | undefined;
  readonly #known = new Map<string, { readonly version: number; readonly languageId: string; readonly reading: Reading }>();
  readonly #isPolicy: (uri: string) => boolean;
  readonly #failed: () => void;

  /** `failed` is told when a text could not be read because a reader threw. */
  constructor(textAt: (uri: string) => TextDocument | undefined, isPolicy: (uri: string) => boolean, failed: () => void) {
    [this.#textAt, this.#isPolicy, this.#failed] = [textAt, isPolicy, failed];
  }

  /** The file as last edited; nothing when it is not open. */
  at(uri: string): OpenFile | undefined {
    const text = this.#textAt(uri);
    if (!text) return undefined;
    if (this.#isPolicy(uri)) return { text, reading: { state: 'policy' } };
    const known = this.#known.get(uri);
    if (known?.version === text.version && known.languageId === text.languageId) return { text, reading: known.reading };
    const reading = this.#read(text, known?.reading);
    this.#known.set(uri, { version: text.version, languageId: text.languageId, reading });
    return { text, reading };
  }

  close(uri: string): void {
    this.#known.delete(uri);
  }

  #read(file: TextDocument, previous: Reading | undefined): Reading {
    const text = file.getText();
    if (text.length > LARGEST) return { state: 'skipped', why: 'larger than 10 MB' };
    if (text.includes('\0')) return { state: 'skipped', why: 'not a text file' };
    try {
      const { target, why } = identify(file.uri, text, file.languageId);
      if (target === undefined) return { state: 'skipped', why };
      const before = previous?.state === 'read' ? previous.document : undefined;
      return { state: 'read', document: readDocument(file.uri, target, text, before), why };
    } catch {
      this.#failed();
      return { state: 'failed' };
    }
  }
}
