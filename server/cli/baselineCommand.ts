import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { BASELINE_FILE, baselineEntries, prunedEntries, readBaseline, writeBaseline } from '../../rules/engine/baseline.ts';
import { isWithin, Repositories, shownFrom, withSlashes } from '../files/places.ts';
import { readText } from '../files/readFile.ts';
import { writeOrSay } from './outputs.ts';
import { counted, printable } from './printable.ts';
import { localDate } from '../files/today.ts';
import { walk } from './walk.ts';
import { UsageError, type World } from './world.ts';

export interface BaselineOptions {
  /** Take out what was fixed, and add nothing. */
  readonly update?: boolean;
  /** Write over a baseline that is there. */
  readonly force?: boolean;
  readonly policy?: string;
}

/**
 * Records today's findings in the baseline of the repository, or takes those out of it that were fixed. Whoever adds to
 * a baseline says so with `force`: it would hide what is new.
 */
export async function makeBaseline({ update, force, policy }: BaselineOptions, world: World): Promise<number> {
  const { cwd } = world;
  const file = baselineFile(cwd);
  const shown = printable(shownFrom(cwd, file));
  const before = existsSync(file) ? readText(file) : undefined;
  if (update && !before) throw new UsageError(`There is no baseline to update: \`breakwater baseline\` makes ${shown}.`);
  if (!update && before && !force)
    throw new UsageError(
      `There is ${shown} already. \`--update\` takes out what was fixed; \`--force\` records all of today's findings.`,
    );
  const folder = dirname(file);
  const { documents, failed } = await walk([shownFrom(cwd, folder)], world, localDate(), {
    baseline: false,
    ...(policy !== undefined && { policy }),
  });
  if (failed) {
    world.stderr.write('breakwater: Not everything could be checked, so the baseline is as it was.\n');
    return 2;
  }
  const now = baselineEntries(
    documents.flatMap(({ file, result }) =>
      result.findings
        .filter(({ exception }) => !exception)
        .map((finding) => ({ ...finding, path: withSlashes(relative(folder, file)) })),
    ),
  );
  const read =
    update && before
      ? before.status === 'read'
        ? readBaseline(before.text)
        : { entries: [], problem: before.problem }
      : undefined;
  if (read?.problem !== undefined) throw new UsageError(`${shown}: ${read.problem}`);
  const entries = read ? prunedEntries(read.entries, now) : now;
  writeOrSay(file, shown, writeBaseline(entries));
  const held = sum(entries);
  const gone = read ? sum(read.entries) - held : 0;
  world.stdout.write(
    read
      ? `${shown}: ${counted(gone, 'finding')} taken out, ${counted(held, 'finding')} left.\n`
      : `${shown}: ${counted(held, 'finding')} recorded. \`breakwater check\` now counts new ones alone.\n`,
  );
  return 0;
}

const sum = (entries: readonly { readonly count: number }[]): number => entries.reduce((total, { count }) => total + count, 0);

/** The baseline that counts for a folder: the nearest one upward, else one at the root of the repository, else one here. */
function baselineFile(cwd: string): string {
  const top = new Repositories().rootOf(cwd) ?? cwd;
  for (let folder = resolve(cwd); isWithin(top, folder); folder = dirname(folder)) {
    const file = join(folder, BASELINE_FILE);
    if (existsSync(file)) return file;
    if (folder === dirname(folder)) break;
  }
  return join(top, BASELINE_FILE);
}
