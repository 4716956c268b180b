import { matchesGlob } from '../../model/glob.ts';
import type { PolicyLayer } from './layer.ts';
import type { PolicyProblem } from './problem.ts';
import { shown } from './reader.ts';

/** How many comparisons are worth the hint; beyond that nothing is said. */
const MOST_COMPARISONS = 2_000_000;

/** The globs of a policy that fit none of the files there are. `paths` are relative as the policy's globs are. */
export function unmatchedGlobs({ globs }: PolicyLayer, paths: readonly string[]): PolicyProblem[] {
  if (globs.length * paths.length > MOST_COMPARISONS) return [];
  return globs
    .filter(({ value }) => !value.startsWith('!') && !paths.some((path) => matchesGlob(path, [value])))
    .map(({ value, span }) => ({
      rule: 'unmatched-glob',
      span,
      message: `\`${shown(value)}\` fits no file that is checked here.`,
    }));
}
