import { basename, resolve } from 'node:path';
import { POLICY_FILE } from '../../rules/engine/policyText.ts';
import { rules } from '../../rules/index.ts';
import { identify } from '../../rules/model/identify.ts';
import type { Target } from '../../rules/model/nodes.ts';
import { commitOf } from '../files/commit.ts';
import { discover, isNamedAsOurs } from '../files/discover.ts';
import { Repositories, shownFrom, uriOfPath } from '../files/places.ts';
import { describePolicyProblems, PolicyFiles } from '../files/policyFile.ts';
import { productVersion } from '../files/product.ts';
import { readText } from '../files/readFile.ts';
import { noneOfOurs } from './examine.ts';
import { counted, printable, printableLine } from './printable.ts';
import type { World } from './world.ts';

export interface DoctorOptions {
  readonly format: 'text' | 'json';
  readonly policy?: string;
}

/** What the command line sees of its surroundings: what somebody who helps would ask for first. */
interface Diagnosis {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly folder: string;
  readonly repository?: string;
  readonly commit?: string;
  readonly rules: { readonly known: number; readonly on: number };
  readonly policy?: { readonly path: string; readonly layers: readonly string[]; readonly problems: readonly string[] };
  readonly baseline?: { readonly path: string; readonly problem?: string };
  readonly checked: readonly { readonly path: string; readonly target: Target }[];
  readonly notChecked: readonly { readonly path: string; readonly why: string }[];
}

/** Prints version, policy and files, and returns 2 when something is wrong with any of them. Checks nothing. */
export async function diagnose(paths: readonly string[], options: DoctorOptions, world: World): Promise<number> {
  const found = await examine(paths, options, world);
  world.stdout.write(options.format === 'json' ? `${JSON.stringify(found, undefined, 2)}\n` : inWords(found));
  const wrong = (found.policy?.problems.length ?? 0) > 0 || found.baseline?.problem !== undefined;
  return wrong || found.notChecked.some(({ why }) => why.startsWith('Cannot be read')) ? 2 : 0;
}

async function examine(paths: readonly string[], { policy }: DoctorOptions, { cwd }: World): Promise<Diagnosis> {
  const repositories = new Repositories();
  const policies = new PolicyFiles(rules, policy === undefined ? {} : { file: resolve(cwd, policy) });
  const { found, unreadable } = discover(paths, cwd, repositories);
  const checked: { path: string; target: Target }[] = [];
  const notChecked = unreadable.map(({ path, problem }) => ({ path, why: `Cannot be read. ${problem}` }));
  for (const { path, file, named } of found) {
    const reading = readText(file);
    if (reading.status === 'failed') notChecked.push({ path, why: `Cannot be read. ${reading.problem}` });
    else if (reading.status !== 'read') {
      if (named || isNamedAsOurs(file)) notChecked.push({ path, why: reading.problem });
    } else {
      const identity = identify(uriOfPath(file), reading.text);
      if (identity.target) checked.push({ path, target: identity.target });
      else if (named || basename(file) !== POLICY_FILE) notChecked.push({ path, why: noneOfOurs(identity) });
    }
  }
  const here = resolve(cwd, 'x');
  const top = repositories.topOf(cwd, cwd, cwd);
  await policies.ready(here, top);
  const inForce = policies.policyFor(here, top);
  const root = repositories.rootOf(cwd);
  const commit = root === undefined ? undefined : commitOf(root);
  return {
    version: productVersion(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    folder: cwd,
    ...(root !== undefined && { repository: root }),
    ...(commit !== undefined && { commit }),
    rules: { known: rules.length, on: inForce.policy.active.length },
    ...(inForce.file !== undefined && {
      policy: {
        path: shownFrom(cwd, inForce.file),
        layers: inForce.layers.map(({ file }) => shownFrom(cwd, file)),
        problems: inForce.problems.length > 0 ? describePolicyProblems(inForce) : [],
      },
    }),
    ...(inForce.baseline && {
      baseline: {
        path: shownFrom(cwd, inForce.baseline.file),
        ...(inForce.baseline.problem !== undefined && { problem: inForce.baseline.problem }),
      },
    }),
    checked,
    notChecked,
  };
}

/** How many files a list names before it counts the rest; JSON has all. */
const LISTED = 30;

function inWords(found: Diagnosis): string {
  const { version, node, platform, folder, repository, commit, rules, policy, baseline, checked, notChecked } = found;
  const facts: [string, string][] = [
    ['Breakwater', version],
    ['Node', `${node}, ${platform}`],
    ['Folder', folder],
    ['Repository', repository === undefined ? 'none' : `${repository}${commit === undefined ? '' : `, commit ${commit}`}`],
    ['Rules', `${rules.on} of ${rules.known} on`],
    ['Policy', policy?.path ?? 'none found; the built-in one is in force'],
    ...(policy && policy.layers.length > 1 ? [['Layers', policy.layers.join(', ')] as [string, string]] : []),
    ...(policy?.problems.map((problem): [string, string] => ['', `Problem: ${problem}`]) ?? []),
    ...(baseline
      ? [['Baseline', `${baseline.path}${baseline.problem === undefined ? '' : `: ${baseline.problem}`}`] as [string, string]]
      : []),
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return [
    ...facts.map(([name, value]) => `${name.padEnd(width)}  ${printable(value)}\n`),
    `\nWould be checked: ${counted(checked.length, 'file')}\n`,
    ...listed(checked.map(({ path, target }) => `${path}  ${target}`)),
    notChecked.length > 0 ? `\nWould not be checked: ${counted(notChecked.length, 'file')}\n` : '',
    ...listed(notChecked.map(({ path, why }) => `${path}: ${why}`)),
  ].join('');
}

function listed(lines: readonly string[]): string[] {
  const shown = lines.slice(0, LISTED).map((line) => `${printableLine(`  ${line}`)}\n`);
  return lines.length > LISTED ? [...shown, `  and ${counted(lines.length - LISTED, 'other')}\n`] : shown;
}
