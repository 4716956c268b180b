import { closeSync, lstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { matters } from '../../rules/engine/project/ours.ts';
import { type Bounds, BOUNDS } from '../../rules/engine/project/documents.ts';
import { Recent } from '../../rules/engine/project/recent.ts';
import { Workspace } from '../../rules/engine/project/workspace.ts';
import { beside, sameName, type Files } from '../../rules/model/files.ts';
import { isKept, Listing, MOST_FILES, pathBelow } from './listing.ts';
import { isThere, isWithin, uriOfPath } from './places.ts';
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
  readonly bounds?: Bounds;
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
  /** `null` is that there is none. */
  readonly #texts = new Recent<string | null>(KEPT, (text, name) => name.length + (text?.length ?? 0));
  readonly #changed = new Set<string>();
  /** What files hold in editors, by their paths. */
  readonly #edited = new Map<string, string>();
  #project: Workspace | undefined;
  #real: string | undefined;
  /** Whether folders are in this one, wherever links lead, by their paths. */
  readonly #inside = new Map<string, boolean>();

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
    return (this.#project ??= this.#workspace());
  }

  /** The text of a file, by its name, as far as it was read for somebody already. */
  known(name: string): string | undefined {
    return this.#options.unsaved?.(name) ?? this.#texts.at(name) ?? undefined;
  }

  /** Looks through what is new, and reads what rules may ask for, in small steps. Afterwards there is a new project if anything has changed. */
  *look(): Generator<void> {
    yield* this.#listing.look();
    if (this.#project && this.#changed.size === 0) return;
    const changed = [...this.#changed];
    this.#changed.clear();
    const next = this.#project?.after(this.#files(), [this.#name], changed) ?? this.#workspace();
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
    this.#inside.clear();
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
    const listed = this.#listing.at(this.#relative(name)!);
    if (listed !== undefined) return listed === 'file' ? path : undefined;
    try {
      const stats = lstatSync(path, { throwIfNoEntry: false });
      if (stats?.isFile()) return this.#isInside(dirname(path)) ? path : undefined;
      return stats?.isSymbolicLink() && statSync(path).isFile() && this.#leadsInside(path) ? path : undefined;
    } catch {
      return undefined;
    }
  }

  #isInside(folder: string): boolean {
    let inside = this.#inside.get(folder);
    if (inside === undefined) this.#inside.set(folder, (inside = this.#leadsInside(folder)));
    return inside;
  }

  #leadsInside(path: string): boolean {
    this.#real ??= realpathSync(this.#folder);
    return isWithin(this.#real, realpathSync(path));
  }

  #workspace(): Workspace {
    return Workspace.of(this.#files(), [this.#name], this.#options.bounds ?? BOUNDS);
  }

  #files(): Files {
    return {
      text: (name) => this.#text(sameName(name)),
      head: (name) => this.#options.unsaved?.(sameName(name))?.slice(0, HEAD) ?? headOf(this.#fileOf(sameName(name))),
      has: (name) => {
        const path = this.#pathOf(sameName(name));
        if (this.#options.unsaved?.(sameName(name)) !== undefined) return true;
        const listed = path === undefined ? 'nothing' : this.#listing.at(this.#relative(sameName(name))!);
        return listed === undefined ? isThere(path!) : listed !== 'nothing';
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
