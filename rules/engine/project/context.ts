import { readDockerignore, type Dockerignore } from '../../model/dockerignore.ts';
import { beside, type Files, nameOf } from '../../model/files.ts';
import { UNKNOWN } from '../../model/imageName.ts';
import type { BuildContext } from '../project.ts';

/** A build context. What its ignore file says is read once it is asked for. */
export class Context implements BuildContext {
  readonly folder: string;
  readonly ignoreFile: string;
  readonly #files: Files;
  #ignore: Dockerignore | undefined;
  #sent: ReturnType<BuildContext['sent']> | undefined;

  /** BuildKit looks for an ignore file beside the Dockerfile first (https://docs.docker.com/build/concepts/context/#filename-and-location); Podman's own come last. */
  constructor(folder: string, dockerfile: string, files: Files) {
    [this.folder, this.#files] = [folder, files];
    const own = (name: string): string => folder + name;
    const beside = [`${dockerfile}.dockerignore`, own('.dockerignore'), `${dockerfile}.containerignore`, own('.containerignore')];
    this.ignoreFile = beside.find((name) => files.has(name)) ?? own('.dockerignore');
  }

  get hasIgnores(): boolean {
    return this.#rules.any;
  }

  ignores(path: string): boolean {
    return this.#rules.ignores(path);
  }

  sent(): ReturnType<BuildContext['sent']> {
    if (this.#sent) return this.#sent;
    const { paths, complete } = this.#files.below(this.folder);
    // the list is the same one until a file comes or goes
    let known = lists.get(paths);
    if (!known) lists.set(paths, (known = new Map()));
    const text = this.#files.text(this.ignoreFile) ?? '';
    let sent = known.get(text);
    if (!sent) known.set(text, (sent = this.hasIgnores ? paths.filter((path) => !this.ignores(path)) : paths));
    return (this.#sent = { paths: sent, complete });
  }

  get #rules(): Dockerignore {
    return (this.#ignore ??= readDockerignore(this.#files.text(this.ignoreFile) ?? ''));
  }
}

/** What is sent of a list of files, by the text of the ignore file. */
const lists = new WeakMap<readonly string[], Map<string, readonly string[]>>();

/** How far above a Dockerfile its context is looked for. */
const HIGHEST = 4;

/**
 * The folders a Dockerfile that nothing says how to build may be built from: its own, unless what it copies by name is not
 * there but all of it is in a folder above, from which `docker build -f` then takes it. Where its own has no ignore file
 * and one above has, it may be either.
 */
export function likelyFolders(
  folder: string,
  sources: readonly string[],
  folders: readonly string[],
  files: Files,
): readonly string[] {
  const named = sources
    .map((source) => source.replace(/^(?:\.?\/)+/, '').replace(/(?<!\/)\/+$/, ''))
    .filter((source) => source !== '' && source !== '.' && !source.includes(UNKNOWN) && !/[*?[\\]|:\/\//.test(source));
  const has = (at: string): boolean => named.every((source) => files.has(beside(at, source) ?? at + source));
  const above = foldersAbove(folder, folders).filter(has);
  if (!has(folder)) return [above[0] ?? folder];
  const ignoring = files.has(`${folder}.dockerignore`) ? undefined : above.find((at) => files.has(`${at}.dockerignore`));
  return ignoring === undefined ? [folder] : [folder, ignoring];
}

/** Those up to the workspace folder, the nearest first. */
function foldersAbove(folder: string, folders: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = folder; found.length < HIGHEST && !folders.includes(at); ) {
    const above = beside(at, '../x');
    if (above === undefined || nameOf(at.slice(0, -1)) === '') break;
    found.push((at = above.slice(0, -1)));
  }
  return found;
}
