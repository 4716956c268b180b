import { resolve } from 'node:path';
import { lint, type Result } from '../../rules/engine/lint.ts';
import { rules } from '../../rules/index.ts';
import { identify, readDocument, type Document } from '../../rules/model/document.ts';
import { discover } from '../files/discover.ts';
import { Repositories } from '../files/places.ts';
import { PolicyFiles, type PolicyFileOptions, type PolicyInForce } from '../files/policyFile.ts';
import { readText } from '../files/readFile.ts';
import { printable } from './printable.ts';
import { Progress } from './progress.ts';
import { nameOfFile, ProjectsOfRun } from './projects.ts';
import type { World } from './world.ts';

/** A file of ours, checked as `check` does it. */
export interface Walked {
  /** As reports show it. */
  readonly path: string;
  readonly file: string;
  readonly document: Document;
  readonly inForce: PolicyInForce;
  readonly result: Result;
}

/** What a walk came to. */
export interface Walk {
  readonly documents: readonly Walked[];
  /** Something could not be read or checked, which was said on standard error. */
  readonly failed: boolean;
}

/** Checks all files of ours that paths lead to, for the commands that look at what `check` would say. */
export async function walk(
  paths: readonly string[],
  world: World,
  today: string,
  options: PolicyFileOptions & { readonly policy?: string } = {},
): Promise<Walk> {
  const { policy, ...rest } = options;
  const repositories = new Repositories();
  const policies = new PolicyFiles(rules, { ...rest, ...(policy !== undefined && { file: resolve(world.cwd, policy) }) });
  const { found, unreadable } = discover(paths, world.cwd, repositories);
  const projects = new ProjectsOfRun();
  const documents: Walked[] = [];
  let failed = false;
  const say = (path: string, problem: string): void => {
    failed = true;
    world.stderr.write(`breakwater: ${printable(path)}: ${printable(problem)}\n`);
  };
  for (const { path, problem } of unreadable) say(path, problem);
  const progress = new Progress(world.stderr, true);
  for (const [done, { path, file, top, named }] of found.entries()) {
    progress.tell(done, found.length);
    const reading = readText(file);
    if (reading.status !== 'read') {
      if (reading.status === 'failed' || named) say(path, reading.problem);
      continue;
    }
    const uri = nameOfFile(file);
    const { target } = identify(uri, reading.text);
    if (!target) continue;
    await policies.ready(file, top);
    const inForce = policies.policyFor(file, top);
    const project = projects.of(top);
    const document = project?.read(uri, target, reading.text) ?? readDocument(uri, target, reading.text);
    const result = lint(document, inForce.policy, today, project);
    for (const { rule } of new Set(result.failures)) say(path, `Rule \`${rule}\` failed.`);
    documents.push({ path, file, document, inForce, result });
  }
  progress.end();
  return { documents, failed };
}
