import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { identify } from '../../rules/model/identify.ts';
import { IgnoreFiles } from './ignoreFiles.ts';
import { isWithin, withSlashes, type Repositories } from './places.ts';
import { describeError } from './readFile.ts';

/** A file to be looked at. */
export interface Found {
  /** As reports show it: built on what the command line gave, with `/`. */
  readonly path: string;
  /** Its absolute path. */
  readonly file: string;
  /** The command line named it, so something is said of it even when it is none of ours. */
  readonly named: boolean;
  /** The topmost folder whose policy counts for it. */
  readonly top: string;
}

/** A named path or a folder on the way that could not be read. */
export interface Unreadable {
  readonly path: string;
  readonly problem: string;
}

/** Folders no walk enters, whatever the ignore files say. */
const NEVER_ENTERED = new Set(['.git', 'node_modules']);

const YAML = /\.ya?ml(?:\.[a-z0-9]+)?$|\.(?:tpl|tmpl|gotmpl|j2)$/i;

/** Whether a file's name is one that `identify` may say yes to, so that it is worth opening. */
export function mayBeOurs(path: string): boolean {
  const name = basename(path);
  return YAML.test(name) || (/(?:docker|container)file/i.test(name) && isNamedAsOurs(name));
}

/** Whether a file's name alone says what it is, as `Dockerfile` and `compose.yaml` do. */
export const isNamedAsOurs = (path: string): boolean => identify(encodeURIComponent(basename(path)), '').target !== undefined;

/** What paths lead to. */
export interface Discovery {
  readonly found: readonly Found[];
  readonly unreadable: readonly Unreadable[];
}

/**
 * The files the given paths lead to, each once, in a fixed order. Folders are walked, leaving out what their ignore
 * files say. A symbolic link in a folder is read when it leads to a file inside that folder which the walk does not
 * find by its own name; links to folders are not followed, so circles are no trouble.
 */
export function discover(paths: readonly string[], cwd: string, repositories: Repositories): Discovery {
  const steps = discovering(paths, cwd, repositories);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same in steps of one folder, each giving how many files were found so far, for whoever has to do other things in between. */
export function* discovering(paths: readonly string[], cwd: string, repositories: Repositories): Generator<number, Discovery> {
  const found = new Map<string, Found>();
  const unreadable: Unreadable[] = [];
  const add = (file: Found): void => {
    const known = found.get(file.file);
    if (!known || (file.named && !known.named)) found.set(file.file, known ? { ...known, named: true } : file);
  };
  for (const given of paths) {
    const path = prefixOf(given);
    const absolute = resolve(cwd, given);
    try {
      const stats = statSync(absolute);
      if (stats.isDirectory()) {
        const top = repositories.topOf(absolute, cwd, absolute);
        for (const _ of walk({ folder: absolute, prefix: path === '.' ? '' : path, top, add, unreadable })) yield found.size;
      } else {
        const folder = dirname(absolute);
        add({ path, file: absolute, named: true, top: repositories.topOf(folder, cwd, folder) });
      }
    } catch (error) {
      unreadable.push({ path, problem: describeError(error) });
    }
  }
  return { found: [...found.values()], unreadable };
}

/** As given, with `/`, and without the slashes at the end. */
function prefixOf(given: string): string {
  const path = withSlashes(given);
  return path.replace(/(?<!\/)\/+$/, '') || path.slice(0, 1);
}

interface Walk {
  readonly folder: string;
  readonly prefix: string;
  readonly top: string;
  readonly add: (file: Found) => void;
  readonly unreadable: Unreadable[];
}

function* walk({ folder, prefix, top, add, unreadable }: Walk): Generator<void> {
  const seen = new Set<string>();
  const links: { readonly path: string; readonly file: string }[] = [];
  function* enter(at: string, path: string, above: IgnoreFiles): Generator<void> {
    yield;
    const entries = entriesOf(at, path || '.', unreadable);
    const rules = above.within(at, (name) => entries.some((entry) => entry.name === name));
    for (const entry of entries) {
      const file = join(at, entry.name);
      const shown = path === '' ? entry.name : path.endsWith('/') ? path + entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!NEVER_ENTERED.has(entry.name) && !rules.ignores(file, true)) yield* enter(file, shown, rules);
      } else if (mayBeOurs(entry.name) && !rules.ignores(file, false)) {
        if (entry.isSymbolicLink()) links.push({ path: shown, file });
        else if (entry.isFile()) {
          seen.add(file);
          add({ path: shown, file, named: false, top });
        }
      }
    }
  }
  yield* enter(folder, prefix, IgnoreFiles.above(folder, top));
  if (links.length === 0) return;
  const root = realpathSync(folder);
  const real = new Set([...seen].map((file) => root + file.slice(folder.length)));
  for (const { path, file } of links) {
    const target = targetOf(file);
    if (target === undefined || !isWithin(root, target) || real.has(target)) continue;
    real.add(target);
    add({ path, file, named: false, top });
  }
}

function entriesOf(folder: string, path: string, unreadable: Unreadable[]): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    unreadable.push({ path, problem: describeError(error) });
    return [];
  }
}

/** The regular file a link leads to; nothing when it leads nowhere, in a circle or to a folder. */
function targetOf(link: string): string | undefined {
  try {
    const target = realpathSync(link);
    return statSync(target).isFile() ? target : undefined;
  } catch {
    return undefined;
  }
}
