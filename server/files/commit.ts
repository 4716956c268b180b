import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The commit a repository has checked out, in full, read from its files; nothing when it cannot be told. Runs no process. */
export function commitOf(root: string): string | undefined {
  try {
    const folder = gitFolder(root);
    const head = readFileSync(join(folder, 'HEAD'), 'utf8').trim();
    const ref = /^ref: (.+)$/.exec(head)?.[1];
    return ref === undefined ? asCommit(head) : refIn(folder, ref);
  } catch {
    return undefined;
  }
}

/** `.git` is a folder, or in a worktree or submodule a file that says where that is. */
function gitFolder(root: string): string {
  const git = join(root, '.git');
  if (statSync(git).isDirectory()) return git;
  const target = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8'))?.[1];
  return resolve(root, target ?? '.git');
}

/** A branch's commit: in a file of its own, in the common folder of a worktree, or among the packed ones. */
function refIn(folder: string, ref: string): string | undefined {
  for (const where of [folder, commonFolder(folder)])
    for (const read of [
      () => readFileSync(join(where, ref), 'utf8'),
      () =>
        readFileSync(join(where, 'packed-refs'), 'utf8')
          .split('\n')
          .find((line) => line.endsWith(` ${ref}`))
          ?.split(' ')[0] ?? '',
    ])
      try {
        const commit = asCommit(read().trim());
        if (commit !== undefined) return commit;
      } catch {
        // it is kept elsewhere
      }
  return undefined;
}

function commonFolder(folder: string): string {
  try {
    return resolve(folder, readFileSync(join(folder, 'commondir'), 'utf8').trim());
  } catch {
    return folder;
  }
}

/** SHA-1 or SHA-256. */
const asCommit = (text: string): string | undefined => (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined);
