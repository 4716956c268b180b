import type { TextDocument } from 'vscode-languageserver-textdocument';
import { identify, readDocument, type Document } from '../../rules/model/document.ts';
import type { Files } from '../../rules/model/files.ts';

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

/**
 * In thousands of UTF-16 units. A larger text is data, not a configuration somebody types, and would take seconds a keystroke;
 * the command line, which reads it once, goes up to 10 MB.
 */
export const LARGEST_KB = 2_000;

interface Known {
  readonly version: number;
  readonly languageId: string;
  readonly largest: number;
  readonly files: Files | undefined;
  readonly reading: Reading;
}

/** Reads the open texts, each version once, the next version on the shoulders of the last. */
export class OpenFiles {
  readonly #textAt: (uri: string) => TextDocument | undefined;
  readonly #known = new Map<string, Known>();
  readonly #isPolicy: (uri: string) => boolean;
  readonly #failed: () => void;
  readonly #largest: (uri: string) => number;
  readonly #filesOf: (uri: string) => Files | undefined;

  /** `failed` is told when a text could not be read because a reader threw. */
  constructor(
    textAt: (uri: string) => TextDocument | undefined,
    isPolicy: (uri: string) => boolean,
    failed: () => void,
    largest: (uri: string) => number = () => LARGEST_KB,
    filesOf: (uri: string) => Files | undefined = () => undefined,
  ) {
    [this.#textAt, this.#isPolicy, this.#failed, this.#largest] = [textAt, isPolicy, failed, largest];
    this.#filesOf = filesOf;
  }

  /** The file as last edited; nothing when it is not open. */
  at(uri: string): OpenFile | undefined {
    const text = this.#textAt(uri);
    if (!text) return undefined;
    if (this.#isPolicy(uri)) return { text, reading: { state: 'policy' } };
    const known = this.#known.get(uri);
    const { version, languageId } = text;
    const largest = this.#largest(uri);
    const files = this.#filesOf(uri);
    if (known?.version === version && known.languageId === languageId && known.largest === largest && known.files === files)
      return { text, reading: known.reading };
    const reading = this.#read(text, largest, files, known?.reading);
    this.#known.set(uri, { version, languageId, largest, files, reading });
    return { text, reading };
  }

  close(uri: string): void {
    this.#known.delete(uri);
  }

  #read(file: TextDocument, largest: number, files: Files | undefined, previous: Reading | undefined): Reading {
    const text = file.getText();
    if (text.length > largest * 1000) {
      const size = largest === LARGEST_KB ? '2 MB' : `${largest} KB, as the setting \`breakwater.maxFileSizeKB\` has it`;
      return { state: 'skipped', why: `larger than ${size}` };
    }
    // as the command line has it: binary files show it at once
    if (text.slice(0, 8192).includes('\0')) return { state: 'skipped', why: 'not a text file' };
    try {
      const { target, why } = identify(file.uri, text, file.languageId);
      if (target === undefined) return { state: 'skipped', why };
      const before = previous?.state === 'read' ? previous.document : undefined;
      return { state: 'read', document: readDocument(file.uri, target, text, before, files), why };
    } catch {
      this.#failed();
      return { state: 'failed' };
    }
  }
}
