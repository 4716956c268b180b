import { lstatSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Folders that hold what programs put there, often in tens of thousands of files. Whoever asks for one of them by name still finds it. */
const NEVER_ENTERED = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  'bower_components',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.gradle',
  '.terraform',
  '.yarn',
  '.next',
  '.nuxt',
  '.cache',
]);

/** More files than this are not kept. */
export const MOST_FILES = 50_000;

/** The names of the files below a folder. Links are not followed and not kept, so circles are no trouble. */
export class Listing {
  readonly #folder: string;
  readonly #most: number;
  readonly #files = new Set<string>();
  /** The folders looked through, ending in `/`. */
  readonly #folders = new Set<string>();
  /** What is neither a file nor a folder, such as links, and folders that may not be read. */
  readonly #others = new Set<string>();
  /** Folders still to be looked through, the nearest first; relative, ending in `/`. */
  readonly #waiting: string[] = [''];
  /** The lists that were asked for; the same until a file comes or goes. */
  readonly #below = new Map<string, readonly string[]>();
  #sorted: readonly string[] | undefined;
  #cut = false;

  /** `folder` is absolute. */
  constructor(folder: string, most = MOST_FILES) {
    [this.#folder, this.#most] = [folder, most];
  }

  get size(): number {
    return this.#files.size;
  }

  /** Whether all that is there is kept. What may not be read, and what no one wrote, is not missed. */
  get complete(): boolean {
    return !this.#cut && this.#waiting.length === 0;
  }

  /** What stands at a path, as far as that is known. Of what a link leads to, and what is left out, only the disk can tell. */
  at(path: string): 'file' | 'folder' | 'nothing' | undefined {
    if (this.#files.has(path)) return 'file';
    if (this.#folders.has(path === '' ? '' : `${path}/`)) return 'folder';
    if (!this.complete || !isKept(path) || /(?:^|\/)\.{0,2}(?:\/|$)/.test(path)) return undefined;
    for (let end = path.length; end > 0 && this.#others.size > 0; end = path.lastIndexOf('/', end - 1))
      if (this.#others.has(path.slice(0, end))) return undefined;
    return 'nothing';
  }

  /** The paths relative to the folder, with `/`, sorted. */
  get paths(): readonly string[] {
    if (!this.#sorted) {
      this.#sorted = [...this.#files].sort();
      this.#below.clear();
    }
    return this.#sorted;
  }

  /** Those below a folder, which ends in `/` or is empty, relative to it. */
  below(folder: string): readonly string[] {
    const { paths } = this;
    if (folder === '') return paths;
    let known = this.#below.get(folder);
    if (!known) {
      const start = firstAt(paths, folder);
      const end = firstAt(paths, `${folder.slice(0, -1)}0`); // the sign after `/`
      this.#below.set(folder, (known = paths.slice(start, end).map((path) => path.slice(folder.length))));
    }
    return known;
  }

  /** Looks through what is still to be looked through, in steps of one folder. */
  *look(): Generator<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#enter(next);
      yield;
    }
  }

  /** Something has appeared. A folder is looked through when `look` comes to it. */
  add(path: string): void {
    if (!isKept(path)) return;
    const stats = lstatSync(join(this.#folder, path), { throwIfNoEntry: false });
    if (stats?.isDirectory()) this.#waiting.push(`${path}/`);
    else if (stats?.isFile()) this.#keep(path);
    else if (stats) this.#others.add(path);
  }

  /** Something is gone: a file, or a folder with all in it. Gives the files that are. */
  remove(path: string): readonly string[] {
    const folder = `${path}/`;
    const isFolder = this.#folders.delete(folder);
    for (const names of isFolder ? [this.#folders, this.#others] : [])
      for (const name of names) if (name.startsWith(folder)) names.delete(name);
    this.#others.delete(path);
    const gone = this.#files.has(path) ? [path] : isFolder ? [...this.#files].filter((file) => file.startsWith(folder)) : [];
    for (const file of gone) this.#files.delete(file);
    if (gone.length > 0) this.#sorted = undefined;
    return gone;
  }

  #enter(folder: string): void {
    let entries: ReturnType<typeof readEntries>;
    try {
      entries = readEntries(join(this.#folder, folder));
    } catch {
      this.#others.add(folder.slice(0, -1));
      return; // gone meanwhile, or not for us: nothing in it can be known
    }
    this.#folders.add(folder);
    for (const entry of entries)
      if (entry.isDirectory()) {
        if (!NEVER_ENTERED.has(entry.name)) this.#waiting.push(`${folder}${entry.name}/`);
      } else if (entry.isFile()) this.#keep(folder + entry.name);
      else this.#others.add(folder + entry.name);
  }

  #keep(path: string): void {
    if (this.#files.size >= this.#most) {
      this.#cut ||= !this.#files.has(path);
      this.#waiting.length = 0;
      return;
    }
    this.#files.add(path);
    this.#sorted = undefined;
  }
}

/** Whether a path, relative and with `/`, is in no folder that is left out. */
export const isKept = (path: string): boolean => !path.split('/').some((part) => NEVER_ENTERED.has(part));

const readEntries = (folder: string) => readdirSync(folder, { withFileTypes: true });

/** The index of the first that is not before a text. */
function firstAt(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A path of the system, relative to a folder, with `/`. Nothing for what is not below it. */
export function pathBelow(folder: string, file: string): string | undefined {
  const start = folder.endsWith(sep) ? folder : folder + sep;
  if (!file.startsWith(start)) return undefined;
  return sep === '/' ? file.slice(start.length) : file.slice(start.length).replaceAll(sep, '/');
}
