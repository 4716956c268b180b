import { type Document, readDocument } from '../../model/document.ts';
import { beside, sameName, type Files } from '../../model/files.ts';
import { identify } from '../../model/identify.ts';
import type { Target } from '../../model/nodes.ts';
import { sortOf } from './ours.ts';
import { Recent } from './recent.ts';

/** How much is read, in UTF-16 units: of one file, and of all together; and how much is kept of what was asked for one by one. */
export interface Bounds {
  readonly file: number;
  readonly all: number;
  readonly recent: number;
}

/** Configuration that people write is far below. What was read takes some thirty bytes for each unit of its text. */
export const BOUNDS: Bounds = { file: 2_000_000, all: 6_000_000, recent: 1_000_000 };

/** What a file is, and how large; none of ours without a target. */
interface Known {
  readonly target: Target | undefined;
  readonly size: number;
}

/** The YAML files that are ours, by target, in the order of their names. */
interface Survey {
  readonly names: ReadonlyMap<Target, readonly string[]>;
  /** Whether all of them together, and each, are small enough to be read. */
  readonly whole: boolean;
}

/** What is handed on to the same workspace at a later moment. */
interface Before {
  readonly known: ReadonlyMap<string, Known>;
  readonly documents: ReadonlyMap<string, Document>;
}

const NOTHING: Before = { known: new Map(), documents: new Map() };

/** The documents of a workspace, each read when it is first asked for. */
export class Documents {
  readonly #files: Files;
  readonly #folders: readonly string[];
  readonly #bounds: Bounds;
  readonly #known: Map<string, Known>;
  /** Those of before, which may have changed with the files they take something from. */
  readonly #before: Map<string, Document>;
  /** Those that are asked for as one of all. */
  readonly #kept = new Map<string, Document>();
  /** One is quickly read again. */
  readonly #recent: Recent<Document>;
  readonly #lists = new Map<Target, readonly Document[]>();
  #names: readonly string[] | undefined;
  #survey: Survey | undefined;

  constructor(files: Files, folders: readonly string[], bounds: Bounds, { known, documents }: Before = NOTHING) {
    [this.#files, this.#folders, this.#bounds] = [files, folders, bounds];
    this.#known = new Map(known);
    this.#before = new Map(documents);
    this.#recent = new Recent(bounds.recent, ({ text }) => text.length);
  }

  /** The same workspace later: what did not change is not read again. */
  after(files: Files, folders: readonly string[], changed: Iterable<string>): Documents {
    const known = new Map(this.#known);
    const documents = new Map([...this.#before, ...this.#recent.entries(), ...this.#kept]);
    for (const name of changed) {
      known.delete(name);
      documents.delete(name);
    }
    return new Documents(files, folders, this.#bounds, { known, documents });
  }

  /** Whether all files are known, and all were small enough to be read. */
  get complete(): boolean {
    return this.#surveyed.whole && this.#folders.every((folder) => this.#files.below(folder).complete);
  }

  /** One document, in a workspace folder or not. */
  at(file: string): Document | undefined {
    const name = sameName(file);
    if (sortOf(name) === undefined) return undefined;
    const known = this.#kept.get(name) ?? this.#recent.at(name);
    if (known) return known;
    const document = this.#look(name);
    if (document) this.#recent.keep(name, document);
    return document;
  }

  /** The document of a text that somebody has of a file: the one known where the text is the same, else one read now. */
  read(name: string, target: Target, text: string): Document {
    const known = this.#kept.get(name) ?? this.#recent.at(name);
    if (known?.target === target && known.text === text) return known;
    const document = readDocument(name, target, text, undefined, this.#files);
    if (target === 'dockerfile' && this.#files.text(name) === text) this.#recent.keep(name, document);
    return document;
  }

  /** All of a target, in the order of their names. */
  of(target: Target): readonly Document[] {
    let list = this.#lists.get(target);
    if (!list) this.#lists.set(target, (list = this.namesOf(target).flatMap((name) => this.#keep(name) ?? [])));
    return list;
  }

  /** The files of a target, sorted. None of them needs to be read for that. */
  namesOf(target: Target): readonly string[] {
    if (target === 'dockerfile') return this.names.filter((name) => this.#knownAs(name).target === target);
    return this.#surveyed.names.get(target) ?? [];
  }

  /** The text of a file, as it is now. */
  textOf(name: string): string {
    return this.#files.text(name) ?? '';
  }

  /** Reads everything that may be asked for at once, in steps of one file, for those who cannot wait. */
  *look(): Generator<void> {
    for (const name of this.names) {
      if (sortOf(name) !== 'yaml') continue;
      this.#knownAs(name);
      yield;
    }
    for (const names of this.#surveyed.names.values())
      for (const name of names) {
        this.#keep(name);
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

  get #surveyed(): Survey {
    if (this.#survey) return this.#survey;
    const names = new Map<Target, string[]>();
    let [whole, all] = [true, 0];
    for (const name of this.names) {
      if (sortOf(name) !== 'yaml') continue;
      const { target, size } = this.#knownAs(name);
      if (target === undefined || target === 'dockerfile') continue;
      const fits = size <= this.#bounds.file && all + size <= this.#bounds.all;
      whole &&= fits;
      if (!fits) continue;
      all += size;
      const others = names.get(target);
      if (others) others.push(name);
      else names.set(target, [name]);
    }
    return (this.#survey = { names, whole });
  }

  #keep(name: string): Document | undefined {
    let document = this.#kept.get(name);
    if (document) return document;
    document = this.#recent.at(name) ?? this.#look(name);
    this.#recent.forget(name);
    if (document) this.#kept.set(name, document);
    return document;
  }

  #knownAs(name: string): Known {
    let known = this.#known.get(name);
    if (!known) {
      const text = this.#files.text(name);
      known = text === undefined ? { target: undefined, size: 0 } : { target: identify(name, text).target, size: text.length };
      this.#known.set(name, known);
    }
    return known;
  }

  #look(name: string): Document | undefined {
    const before = this.#before.get(name);
    this.#before.delete(name);
    // what it takes from files around it may have changed with them
    if (before) return readDocument(name, before.target, before.text, before, this.#files);
    const { target, size } = this.#knownAs(name);
    if (target === undefined || size > this.#bounds.file) return undefined;
    return readDocument(name, target, this.textOf(name), undefined, this.#files);
  }
}
