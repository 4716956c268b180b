import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { matters } from '../../rules/engine/project/ours.ts';
import { Workspace } from '../../rules/engine/project/workspace.ts';
import { beside, sameName, type Files } from '../../rules/model/files.ts';
import { isKept, Listing, MOST_FILES, pathBelow } from './listing.ts';
import { isWithin, uriOfPath } from './places.ts';
import { readText } from './readFile.ts';

/** What became of a file or folder, by its absolute path. */
export interface Change {
  readonly file: string;
  readonly type: 'created' | 'changed' | 'deleted';
}

export interface FolderOptions {
  /** The text of a file that counts in place of the one on the disk, by its name as `sameName` has it: unsaved, or from standard input. */
  readonly unsaved?: (name: string) => string | undefined;
  readonly mostFiles?: number;
}

/** How many texts are kept, by their length in UTF-16 units together. */
const KEPT = 16_000_000;

/** How much `head` reads, in bytes. */
const HEAD = 65_536;

/**
 * A folder of the disk as a project. It follows no ignore file but Docker's, since Docker sends what git ignores. On the
 * command line it is looked through when a rule first asks; in the editor `look` does it in steps, and `change` keeps it up
 * to date. It reads nothing outside of the folder.
 */
export class FolderOnDisk {
  readonly #folder: string;
  readonly #name: string;
  readonly #options: FolderOptions;
  readonly #listing: Listing;
  readonly #texts = new Texts(KEPT);
  readonly #changed = new Set<string>();
  /** What files hold in editors, by their paths. */
  readonly #edited = new Map<string, string>();
  #project: Workspace | undefined;
  #real: string | undefined;

  /** `folder` is absolute. */
  constructor(folder: string, options: FolderOptions = {}) {
    [this.#folder, this.#options] = [folder, options];
    this.#name = sameName(uriOfPath(folder)).replace(/(?<!\/)\/*$/, '/');
    this.#listing = new Listing(folder, options.mostFiles ?? MOST_FILES);
  }

  /** How many files were found so far. */
  get size(): number {
    return this.#listing.size;
  }

  /** The folder as it was when it was last looked through. */
  get project(): Workspace {
    return (this.#project ??= Workspace.of(this.#files(), [this.#name]));
  }

  /** Looks through what is new, and reads what rules may ask for, in small steps. Afterwards there is a new project if anything has changed. */
  *look(): Generator<void> {
    yield* this.#listing.look();
    if (this.#project && this.#changed.size === 0) return;
    const changed = [...this.#changed];
    this.#changed.clear();
    const next = this.#project?.after(this.#files(), [this.#name], changed) ?? Workspace.of(this.#files(), [this.#name]);
    yield* next.prepare();
    this.#project = next;
  }

  /** Makes a new project of the changes taken note of, reading nothing ahead. */
  renew(): void {
    if (!this.#project || this.#changed.size === 0) return;
    this.#project = this.#project.after(this.#files(), [this.#name], [...this.#changed]);
    this.#changed.clear();
  }

  /** Takes note of changes; `look` then makes a project of them. False when none of them can matter. */
  change(changes: readonly Change[]): boolean {
    const before = this.#changed.size;
    for (const change of changes) this.#change(change);
    return this.#changed.size > before;
  }

  /**
   * Takes note of the text a file has in an editor, or that it has none there any more. Whether that is another text than
   * was known, so that it is a change.
   */
  edited(file: string, text: string | undefined): boolean {
    if (!matters(file)) return false;
    const before = this.#edited.get(file) ?? textOnDisk(file);
    if (text === undefined) this.#edited.delete(file);
    else this.#edited.set(file, text);
    return before !== (text ?? textOnDisk(file));
  }

  #change({ file, type }: Change): void {
    const path = pathBelow(this.#folder, file);
    if (path === undefined || path === '' || !isKept(path)) return;
    const name = this.#nameOf(path);
    const known = this.#texts.forget(name);
    if (type === 'changed') {
      if (known || matters(file)) this.#changed.add(name);
      return;
    }
    for (const gone of this.#listing.remove(path)) {
      this.#texts.forget(this.#nameOf(gone));
      this.#changed.add(this.#nameOf(gone));
    }
    if (type === 'created') this.#listing.add(path);
    this.#changed.add(name);
  }

  #nameOf(path: string): string {
    return beside(this.#name, path)!;
  }

  /** What a name names below the folder, with `/`; empty for the folder itself, nothing for what lies elsewhere. */
  #relative(name: string): string | undefined {
    if (`${name}/` === this.#name) return '';
    try {
      return name.startsWith(this.#name) ? decodeURIComponent(name.slice(this.#name.length)) : undefined;
    } catch {
      return undefined;
    }
  }

  #pathOf(name: string): string | undefined {
    const path = this.#relative(name);
    return path === undefined || path.includes('\0') ? undefined : join(this.#folder, path);
  }

  /** The regular file behind a name, unless a link leads out of the folder. Reading a pipe or a device could wait for ever. */
  #fileOf(name: string): string | undefined {
    const path = this.#pathOf(name);
    if (path === undefined) return undefined;
    try {
      this.#real ??= realpathSync(this.#folder);
      return statSync(path).isFile() && isWithin(this.#real, realpathSync(path)) ? path : undefined;
    } catch {
      return undefined;
    }
  }

  #files(): Files {
    return {
      text: (name) => this.#text(sameName(name)),
      head: (name) => this.#options.unsaved?.(sameName(name))?.slice(0, HEAD) ?? headOf(this.#fileOf(sameName(name))),
      has: (name) => {
        const path = this.#pathOf(sameName(name));
        return this.#options.unsaved?.(sameName(name)) !== undefined || (path !== undefined && existsSync(path));
      },
      below: (folder) => {
        const below = this.#relative(sameName(folder));
        if (below === undefined || !isKept(below)) return { paths: [], complete: false };
        for (const _ of this.#listing.look());
        const { complete } = this.#listing;
        return { paths: this.#listing.below(below === '' || below.endsWith('/') ? below : `${below}/`), complete };
      },
    };
  }

  #text(name: string): string | undefined {
    const unsaved = this.#options.unsaved?.(name);
    if (unsaved !== undefined) return unsaved;
    const known = this.#texts.at(name);
    if (known !== undefined) return known ?? undefined;
    const path = this.#fileOf(name);
    const reading = path === undefined ? undefined : readText(path);
    const text = reading?.status === 'read' ? reading.text : undefined;
    this.#texts.keep(name, text ?? null);
    return text;
  }
}

/** Texts, the ones not asked for longest dropped first; `null` is that there is none. */
class Texts {
  readonly #most: number;
  readonly #texts = new Map<string, string | null>();
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  at(name: string): string | null | undefined {
    const text = this.#texts.get(name);
    if (text === undefined) return undefined;
    this.#texts.delete(name);
    this.#texts.set(name, text);
    return text;
  }

  keep(name: string, text: string | null): void {
    this.forget(name);
    this.#texts.set(name, text);
    this.#length += size(name, text);
    for (const [oldest] of this.#texts) {
      if (this.#length <= this.#most) break;
      this.forget(oldest);
    }
  }

  /** Whether it was known. */
  forget(name: string): boolean {
    const text = this.#texts.get(name);
    if (text === undefined) return false;
    this.#texts.delete(name);
    this.#length -= size(name, text);
    return true;
  }
}

const size = (name: string, text: string | null): number => name.length + (text?.length ?? 0);

function textOnDisk(file: string): string | undefined {
  const reading = readText(file);
  return reading.status === 'read' ? reading.text : undefined;
}

function headOf(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    const bytes = Buffer.alloc(HEAD);
    const read = bytes.subarray(0, readSync(descriptor, bytes, 0, HEAD, 0));
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(read, { stream: true });
    } catch {
      return read.toString('latin1');
    }
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
