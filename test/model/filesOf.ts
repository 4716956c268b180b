import type { Files } from '../../rules/model/files.ts';

/** Files that are there, by name, and nothing else. */
export function filesOf(texts: Readonly<Record<string, string>>): Files {
  const names = Object.keys(texts).sort();
  return {
    text: (name) => texts[name],
    head: (name) => texts[name],
    has: (name) => name in texts || names.some((other) => other.startsWith(`${name}/`)),
    below: (folder) => ({
      paths: names.filter((name) => name.startsWith(folder)).map((name) => name.slice(folder.length)),
      complete: true,
    }),
  };
}
