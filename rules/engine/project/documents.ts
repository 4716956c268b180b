import { type Document, readDocument } from '../../model/document.ts';
import { beside, sameName, type Files } from '../../model/files.ts';
import { identify } from '../../model/identify.ts';
import type { Target } from '../../model/nodes.ts';
import { sortOf } from './ours.ts';
import { Recent } from './recent.ts';

/** How much is read, in UTF-16 units: of one file, and of all together. */
export interface Bounds {
  readonly file: number;
  readonly all: number;
}

/** Configuration that people write is far below. What was read takes some thirty bytes for each unit of its text. */
export const BOUNDS: Bounds = { file: 2_000_000, all: 6_000_000 };

/** How many units of Dockerfiles are kept. Nobody asks for all of them, and one is quickly read again. */
const DOCKERFILES = 200_000;

/** What was found out about a file: a document, that it is none of ours, or that it was too large to be kept. */
type Read = Document | 'other' | 'large';

/** The documents of a workspace, each read when it is first asked for, and kept until its file changes. */
export class Documents {
  readonly #files: Files;
  readonly #folders: readonly string[];
  readonly #bounds: Bounds;
  readonly #read: Map<string, Read>;
  readonly #dockerfiles = new Recent<Document>(DOCKERFILES, ({ text }) => text.length);
  /** Of which it is certain that they are as they would be read now. */
  readonly #sure = new Set<string>();
  #found: ReadonlyMap<Target, readonly Document[]> | undefined;
  #names: readonly string[] | undefined;
  #large: boolean | undefined;
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
    this.#large ??= this.names.some((name) => this.#read.get(name) === 'large');
    return !this.#large && this.#folders.every((folder) => this.#files.below(folder).complete);
  }

  /** One document, in a workspace folder or not. */
  at(file: string): Document | undefined {
    const name = sameName(file);
    if (sortOf(name) === undefined) return undefined;
    let read = this.#dockerfiles.at(name) ?? this.#read.get(name);
    if (read === undefined) {
      read = this.#look(name);
      if (typeof read === 'object' && read.target === 'dockerfile') this.#dockerfiles.keep(name, read);
      else this.#read.set(name, read);
      if (typeof read === 'object' && read.target !== 'dockerfile') this.#kept += read.text.length;
    } else if (typeof read === 'object' && read.target !== 'dockerfile' && !this.#sure.has(name)) {
      // what it takes from files around it may have changed with them
      this.#read.set(name, (read = readDocument(name, read.target, read.text, read, this.#files)));
    }
    this.#sure.add(name);
    return typeof read === 'object' ? read : undefined;
  }

  /** The document of a text that somebody has of a file: the one known where the text is the same, else one read now. */
  read(name: string, target: Target, text: string): Document {
    const known = this.#dockerfiles.at(name) ?? this.#read.get(name);
    const same = typeof known === 'object' && known.target === target && known.text === text ? this.at(name) : undefined;
    if (same) return same;
    const document = readDocument(name, target, text, undefined, this.#files);
    if (target === 'dockerfile' && this.#files.text(name) === text) this.#dockerfiles.keep(name, document);
    return document;
  }

  /** All of a target, in the order of their names. */
  of(target: Target): readonly Document[] {
    if (target !== 'dockerfile') return this.#all().get(target) ?? [];
    return this.names.flatMap((name) => {
      const document = this.at(name);
      return document?.target === target ? document : [];
    });
  }

  /** Reads everything that may be asked for at once, in steps of one file, for those who cannot wait. */
  *look(): Generator<void> {
    for (const name of this.names) {
      if (sortOf(name) !== 'yaml') continue;
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
      const document = sortOf(name) === 'yaml' ? this.at(name) : undefined;
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
