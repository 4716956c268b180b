import { dirname } from 'node:path';
import { discovering, type Discovery } from '../files/discover.ts';
import { isWithin, Repositories } from '../files/places.ts';
import type { Slices, Work } from './slices.ts';

/**
 * What may be ours below some folders, as `breakwater check` finds it, in slices; all paths absolute. Nothing when it was
 * cancelled. The folder whose policies count for a file is the innermost of `roots`, as for files that are open.
 */
export async function filesBelow(
  folders: readonly string[],
  roots: readonly string[],
  slices: Slices,
  work: Work,
): Promise<Discovery | undefined> {
  const steps = discovering(folders, commonFolder(folders), new Repositories());
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { ...value, found: value.found.map((found) => ({ ...found, top: rootOf(found.file, roots) ?? found.top })) };
    work.tell(value, 0);
    await slices.pause();
    if (work.cancelled()) return undefined;
  }
}

/** The innermost of some folders that a file is in. */
export const rootOf = (file: string, roots: readonly string[]): string | undefined =>
  roots.filter((root) => isWithin(root, file)).sort((a, b) => b.length - a.length)[0];

/** The folder that all of some folders are in; itself when there is but one. */
export function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? '/';
  while (!folders.every((folder) => isWithin(common, folder)) && dirname(common) !== common) common = dirname(common);
  return common;
}
