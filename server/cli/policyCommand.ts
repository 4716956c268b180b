import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { effectivePolicy } from '../../rules/engine/policy/effective.ts';
import { breaksPolicy } from '../../rules/engine/policy/problem.ts';
import { rules } from '../../rules/index.ts';
import { Repositories, shownFrom, uriOfPath } from '../files/places.ts';
import { describePolicyProblems, PolicyFiles } from '../files/policyFile.ts';
import { ownLayers, problemsOf } from './policyReport.ts';
import { printable } from './printable.ts';
import { localDate } from '../files/today.ts';
import { UsageError, type World } from './world.ts';

/** Prints the policy in force for a file, or for the current folder, each line with its origin. */
export async function showPolicy(
  path: string | undefined,
  { policy: named }: { readonly policy?: string },
  world: World,
): Promise<number> {
  const { cwd } = world;
  const asked = path === undefined ? cwd : resolve(cwd, path);
  if (path !== undefined && !existsSync(asked)) throw new UsageError(`${printable(path)}: There is no such file or folder.`);
  const isFolder = path === undefined || statSync(asked).isDirectory();
  const file = isFolder ? join(asked, 'x') : asked;
  const folder = dirname(file);
  const top = new Repositories().topOf(folder, cwd, folder);
  const policies = new PolicyFiles(rules, named === undefined ? {} : { file: resolve(cwd, named) });
  await policies.ready(file, top);
  const inForce = policies.policyFor(file, top);
  const shown = shownFrom(cwd, asked);
  world.stdout.write(
    effectivePolicy({
      policy: inForce.policy,
      origins: inForce.origins,
      ...(!isFolder && { uri: uriOfPath(file) }),
      nameOf: (uri) => shownFrom(cwd, fileURLToPath(uri)),
      title: `The policy in force for ${isFolder ? `files in ${shown}` : shown}`,
      ...(inForce.baseline && { baseline: shownFrom(cwd, inForce.baseline.file) }),
    }),
  );
  const say = (where: string, problem: string): void =>
    void world.stderr.write(`breakwater: ${printable(where)}: ${printable(problem)}\n`);
  if (inForce.layers.length === 0 && inForce.file !== undefined)
    for (const problem of inForce.problems) say(shownFrom(cwd, inForce.file), problem.message);
  for (const own of ownLayers(inForce)) {
    const problems = problemsOf(own, inForce.policy, localDate());
    for (const problem of describePolicyProblems({ text: own.layer.source.text, problems }))
      say(shownFrom(cwd, own.file), problem);
  }
  return inForce.problems.some(breaksPolicy) ? 2 : 0;
}
