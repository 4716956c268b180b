import { Workspace } from '../../rules/engine/project/workspace.ts';
import type { Files } from '../../rules/model/files.ts';

/** Files that are nowhere but here, by name. */
export function memory(texts: ReadonlyMap<string, string> | Readonly<Record<string, string>>): Files {
  const all = texts instanceof Map ? (texts as ReadonlyMap<string, string>) : new Map(Object.entries(texts));
  const names = [...all.keys()].sort();
  return {
    text: (name) => all.get(name),
    head: (name) => all.get(name)?.slice(0, 65_536),
    has: (name) => {
      const folder = name === '' || name.endsWith('/') ? name : `${name}/`;
      return all.has(name) || names.some((other) => other.startsWith(folder));
    },
    below: (folder) => ({
      paths: names.filter((name) => name.startsWith(folder)).map((name) => decodeURIComponent(name.slice(folder.length))),
      complete: true,
    }),
  };
}

/** The project that some files make. */
export const workspaceOf = (
  texts: ReadonlyMap<string, string> | Readonly<Record<string, string>>,
  ...folders: readonly string[]
): Workspace => Workspace.of(memory(texts), folders.length > 0 ? folders : ['']);
