import { type Document, readDocument } from '../../model/document.ts';
import { beside, sameName, type Files } from '../../model/files.ts';
import { identify } from '../../model/identify.ts';
import type { Target } from '../../model/nodes.ts';
import { sortOf } from './ours.ts';

/** How much is read, in UTF-16 units: of one file, and of all together. */
export interface Bounds {
  readonly file: number;
  readonly all: number;
}

/** Configuration that people write is far below. What was read takes some thirty bytes for each unit of its text. */
export const BOUNDS: Bounds = { file: 2_000_000, all: 6_000_000 };

/** What was found out about a file: a document, that it is none of ours, or that it was too large to be kept. */
type Read = Document | 'other' | 'large';

/** The documents of a workspace, each read when it is first asked for, and kept until its file changes. */
export class Documents {
  readonly #files: Files;
  readonly #folders: readonly string[];
  readonly #bounds: Bounds;
  readonly #read: Map<string, Read>;
  /** Of which it is certain that they are as they would be read now. */
  readonly #sure = new Set<string>();
  #found: ReadonlyMap<Target, readonly Document[]> | undefined;
  #names: readonly string[] | undefined;
  #kept = 0;

  /** `read` is what is still known from before. */
  constructor(files: Files, folders: readonly string[], bounds: Bounds, read: ReadonlyMap<string, Read> = new Map()) {
    [this.#files, this.#folders, this.#bounds] = [files, folders, bounds];
    this.#read = new Map(read);
    for (const known of read.values()) if (typeof known === 'object') this.#kept += known.text.length;
  }

  /** The same workspace later: what did not change is not read again. */
  after(files: Files, folders: readonly string[], changed: Iterable<string>): Documents {
    const read = new Map([...this.#read].filter(([, known]) => known !== 'large'));
    for (const name of changed) read.delete(name);
    return new Documents(files, folders, this.#bounds, read);
  }

  /** Whether all files are known, and all were small enough to be read. */
  get complete(): boolean {
    this.#all();
    const large = this.names.some((name) => this.#read.get(name) === 'large');
    return !large && this.#folders.every((folder) => this.#files.below(folder).complete);
  }

  /** One document, in a workspace folder or not. */
  at(file: string): Document | undefined {
    const name = sameName(file);
    if (sortOf(name) === undefined) return undefined;
    let read = this.#read.get(name);
    if (read === undefined) {
      this.#read.set(name, (read = this.#look(name)));
      if (typeof read === 'object') this.#kept += read.text.length;
    } else if (typeof read === 'object' && !this.#sure.has(name)) {
      // what it takes from files around it may have changed with them
      this.#read.set(name, (read = readDocument(name, read.target, read.text, read, this.#files)));
    }
    this.#sure.add(name);
    return typeof read === 'object' ? read : undefined;
  }

  /** All of a target, in the order of their names. */
  of(target: Target): readonly Document[] {
    return this.#all().get(target) ?? [];
  }

  /** Reads everything, in steps of one file, for those who cannot wait. */
  *look(): Generator<void> {
    for (const name of this.names) {
      this.at(name);
      yield;
    }
  }

  /** The files that may be ours, sorted. */
  get names(): readonly string[] {
    this.#names ??= this.#folders
      .flatMap((folder) =>
        this.#files
          .below(folder)
          .paths.filter((path) => sortOf(path))
          .flatMap((path) => beside(folder, path) ?? []),
      )
      .sort();
    return this.#names;
  }

  #all(): ReadonlyMap<Target, readonly Document[]> {
    if (this.#found) return this.#found;
    const found = new Map<Target, Document[]>();
    for (const name of this.names) {
      const document = this.at(name);
      const known = document && found.get(document.target);
      if (known) known.push(document);
      else if (document) found.set(document.target, [document]);
    }
    return (this.#found = found);
  }

  #look(name: string): Read {
    const text = this.#files.text(name);
    if (text === undefined) return 'other';
    const { target } = identify(name, text);
    if (target === undefined) return 'other';
    if (text.length > this.#bounds.file || this.#kept + text.length > this.#bounds.all) return 'large';
    return readDocument(name, target, text, undefined, this.#files);
  }
}
