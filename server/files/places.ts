import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Whether there is such a file or folder, as far as one may look. */
export function isThere(path: string): boolean {
  try {
    return existsSync(path);
  } catch {
    return false; // under Node's permission model
  }
}

/** Whether `path` is `folder` or lies below it; both absolute. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The folder with `.git` that a folder belongs to, if any. Remembers what it found for as long as the object lives. */
export class Repositories {
  readonly #known = new Map<string, string | undefined>();

  rootOf(folder: string): string | undefined {
    if (this.#known.has(folder)) return this.#known.get(folder);
    const above = dirname(folder);
    const root = isThere(join(folder, '.git')) ? folder : above === folder ? undefined : this.rootOf(above);
    this.#known.set(folder, root);
    return root;
  }

  /**
   * The topmost folder whose policy and ignore files count for a folder: its repository's root, else the current
   * folder if that is above it, else `given`, the folder the command line named.
   */
  topOf(folder: string, cwd: string, given: string): string {
    return this.rootOf(folder) ?? (isWithin(cwd, folder) ? cwd : given);
  }
}

/** A path as reports show it: with `/`, whatever the system's separator. */
export function withSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

/** The `file:` URI of an absolute path. */
export const uriOfPath = (file: string): string => pathToFileURL(file).href;

/** The path of a URI on the disk; nothing for any other. A slash at the end does not count. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const path = fileURLToPath(uri);
    return path.length > 1 ? path.replace(/[\\/]$/, '') : path;
  } catch {
    return undefined;
  }
}

/** A path relative to the current folder, with `/`. */
export function shownFrom(cwd: string, file: string): string {
  return withSlashes(relative(cwd, resolve(cwd, file))) || '.';
}
