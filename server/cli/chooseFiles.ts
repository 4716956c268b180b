import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import ignore from 'ignore';
import { discover, type Found, type Unreadable } from '../files/discover.ts';
import { isWithin, shownFrom, withSlashes, type Repositories } from '../files/places.ts';
import { UsageError, type World } from './world.ts';

/** Which files to check, besides the paths given. */
export interface Choice {
  /** A file with a path a line, or separated by NUL; `-` is standard input. */
  readonly filesFrom?: string;
  /** Files that are staged for the next commit. */
  readonly staged?: boolean;
  /** Files that differ from a revision. */
  readonly since?: string;
  /** Patterns as ignore files have them, relative to the current folder. */
  readonly exclude: readonly string[];
  /** `i/n`: the i-th of n parts. */
  readonly shard?: string;
}

/** The files chosen, sorted as given and as walked, and what could not be read on the way. */
export interface Chosen {
  readonly found: readonly Found[];
  readonly unreadable: readonly Unreadable[];
  /** Whether this is all that the paths lead to, so that what nothing fits can be told. */
  readonly whole: boolean;
}

/** Chooses the files to check. `listed` is what `--files-from` read. Throws a `UsageError` when what was asked cannot be. */
export function chooseFiles(
  paths: readonly string[],
  choice: Choice,
  listed: readonly string[] | undefined,
  { cwd, env }: World,
  repositories: Repositories,
): Chosen {
  const changed = choice.staged || choice.since !== undefined ? changedFiles(choice, cwd, env) : undefined;
  const given = listed ? [...paths, ...listed] : paths;
  const all = discover(given.length > 0 || listed ? given : ['.'], cwd, repositories);
  const excluded = choice.exclude.length > 0 ? ignore({ ignorecase: false }).add([...choice.exclude]) : undefined;
  const part = choice.shard === undefined ? undefined : shardOf(choice.shard);
  const found = all.found.filter(
    ({ file }) =>
      (!changed || changed.has(file)) &&
      !(excluded && isWithin(cwd, file) && file !== cwd && excluded.ignores(withSlashes(relative(cwd, file)))) &&
      (!part || part(shownFrom(cwd, file))),
  );
  return { found, unreadable: all.unreadable, whole: !changed && !excluded && !part };
}

/** The paths in a list: a line each, or separated by NUL when there is one. */
export const pathsIn = (text: string): string[] =>
  text.split(text.includes('\0') ? '\0' : /\r?\n/).filter((path) => path.trim() !== '');

/** Says whether a file is in a part. Which part that is depends on its path alone, so that parts stay the same from run to run. */
function shardOf(shard: string): (path: string) => boolean {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
  const [i, n] = [Number(index), Number(count)];
  if (!(i >= 1 && i <= n)) throw new UsageError(`\`--shard ${shard}\` is none: the first of four parts is \`1/4\`.`);
  return (path) => createHash('sha256').update(path).digest().readUInt32BE() % n === i - 1;
}

/** What git says has changed, as absolute paths. Deleted files are none. */
function changedFiles({ staged, since }: Choice, cwd: string, env: World['env']): ReadonlySet<string> {
  if (staged && since !== undefined) throw new UsageError('Choose one of `--staged` and `--since`.');
  const root = git(['rev-parse', '--show-toplevel'], cwd, env).trim();
  const args = ['diff', '--name-only', '-z', '--diff-filter=d', '--no-ext-diff', '--no-textconv'];
  const changed = staged
    ? git([...args, '--cached'], root, env)
    : git([...args, revision(since!)], root, env) + git(['ls-files', '--others', '--exclude-standard', '-z'], root, env);
  return new Set(changed.split('\0').flatMap((path) => (path === '' ? [] : resolve(root, path))));
}

function revision(since: string): string {
  if (since === '' || since.startsWith('-')) throw new UsageError(`\`${since}\` is not the name of a revision.`);
  return since;
}

function git(args: readonly string[], cwd: string, env: World['env']): string {
  try {
    return execFileSync('git', ['-c', 'core.fsmonitor=false', ...args], {
      cwd,
      env: { ...env, GIT_OPTIONAL_LOCKS: '0' },
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    if (code === 'ENOENT') throw new UsageError('`--staged` and `--since` ask git, and there is none on the PATH.');
    throw new UsageError(`git says: ${(stderr ?? '').trim().split('\n')[0] ?? ''}`);
  }
}
