import { join, relative } from 'node:path';
import pc from 'picocolors';
import { lint } from '../../rules/engine/lint.ts';
import { identify, readDocument } from '../../rules/model/document.ts';
import { Run } from '../cli/checkRun.ts';
import { exceptionsIn, type ListedException } from '../cli/exceptionsCommand.ts';
import { formatted } from '../cli/formats.ts';
import { languagesIn, Sources } from '../cli/initCommand.ts';
import { nameOfFile } from '../cli/projects.ts';
import { starterPolicy } from '../cli/starterPolicy.ts';
import type { Walked } from '../cli/walk.ts';
import type { Found } from '../files/discover.ts';
import { pathOfUri, shownFrom, uriOfPath, withSlashes } from '../files/places.ts';
import { readText, type Reading } from '../files/readFile.ts';
import type { Policies } from './policies.ts';
import type { Projects } from './projects.ts';
import { Slices, type Work } from './slices.ts';
import { commonFolder, filesBelow } from './workspaceFiles.ts';

/** What looking at the whole workspace needs of the editor. */
export interface ReportWorld {
  /** The URIs of the workspace folders. */
  readonly folders: () => readonly string[];
  readonly policies: Policies;
  readonly projects: Pick<Projects, 'for' | 'settled'>;
  /** The text of a file as it is open, by its name as `sameName` has it. */
  readonly openText: (name: string) => string | undefined;
  /** The day, as an ISO date. */
  readonly today: () => string;
}

/** The forms in which the editor offers a report. */
export const REPORT_FORMATS = ['html', 'markdown', 'json', 'sarif'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/**
 * What `breakwater check` reports of the workspace folders, by the same code, for files as they are in the editor. Nothing
 * when it was cancelled.
 */
export async function workspaceReport(format: ReportFormat, world: ReportWorld, work: Work): Promise<string | undefined> {
  const folders = rootsOf(world);
  const cwd = commonFolder(folders);
  const { policies, projects } = world;
  const run = new Run({ rule: [] }, cwd, undefined, {
    policies: policies.files,
    projects: { of: (top) => projects.for(`${uriOfPath(top)}/`), give: () => undefined, written: () => undefined },
  });
  const slices = new Slices();
  await projects.settled();
  const discovery = await filesBelow(folders, folders, slices, work);
  if (!discovery) return undefined;
  const { found, unreadable } = discovery;
  const shown = (file: string): string => shownFrom(cwd, file);
  for (const { path, problem } of unreadable) run.files.push({ path: shown(path), status: 'failed', problem });
  for (const [done, file] of found.entries()) {
    work.tell(done, found.length);
    await slices.pause();
    if (work.cancelled()) return undefined;
    await run.examine({ ...file, path: shown(file.file) }, () => read(file, world));
  }
  run.concludePolicies(folders);
  return formatted(run.report(), format, { colors: pc.createColors(false), quiet: false });
}

/** Every exception in the workspace folders with what it hides, as `breakwater exceptions` lists them. Nothing when it was cancelled. */
export async function workspaceExceptions(world: ReportWorld, work: Work): Promise<ExceptionPlace[] | undefined> {
  const folders = rootsOf(world);
  const cwd = commonFolder(folders);
  const documents = await walk(folders, cwd, world, work);
  return (
    documents && exceptionsIn(documents, cwd, world.today()).map((found) => ({ ...found, uri: uriOfPath(join(cwd, found.path)) }))
  );
}

/** An exception with the file it stands in. */
export interface ExceptionPlace extends ListedException {
  readonly uri: string;
}

/** The policy that `breakwater init` would write into a workspace folder; nothing when it was cancelled. */
export async function starterFor(folder: string, world: ReportWorld, work: Work): Promise<string | undefined> {
  const path = pathOfUri(folder);
  if (path === undefined) return starterPolicy({ sources: [], languages: [], today: world.today() });
  const slices = new Slices();
  const discovery = await filesBelow([path], [path], slices, work);
  if (!discovery) return undefined;
  const sources = new Sources();
  for (const [done, file] of discovery.found.entries()) {
    work.tell(done, discovery.found.length);
    await slices.pause();
    if (work.cancelled()) return undefined;
    const document = documentOf(file, world);
    if (document) sources.add(document);
  }
  return starterPolicy({ sources: sources.all, languages: languagesIn(path), today: world.today() });
}

async function walk(folders: readonly string[], cwd: string, world: ReportWorld, work: Work): Promise<Walked[] | undefined> {
  const { policies, projects, today } = world;
  const slices = new Slices();
  await projects.settled();
  const discovery = await filesBelow(folders, folders, slices, work);
  if (!discovery) return undefined;
  const documents: Walked[] = [];
  for (const [done, found] of discovery.found.entries()) {
    work.tell(done, discovery.found.length);
    await slices.pause();
    if (work.cancelled()) return undefined;
    const document = documentOf(found, world);
    if (!document) continue;
    const { file, top } = found;
    await policies.files.ready(file, top);
    const inForce = policies.files.policyFor(file, top);
    const result = lint(document, inForce.policy, today(), projects.for(document.uri));
    documents.push({ path: withSlashes(relative(cwd, file)), file, document, inForce, result });
  }
  return documents;
}

function documentOf(found: Found, world: ReportWorld) {
  const reading = read(found, world);
  if (reading.status !== 'read') return undefined;
  const name = nameOfFile(found.file);
  const { target } = identify(name, reading.text);
  if (target === undefined) return undefined;
  return world.projects.for(name)?.read(name, target, reading.text) ?? readDocument(name, target, reading.text);
}

function read({ file }: Found, { openText }: ReportWorld): Reading {
  const text = openText(nameOfFile(file));
  return text === undefined ? readText(file) : { status: 'read', text, encoding: 'utf-8' };
}

const rootsOf = ({ folders }: ReportWorld): string[] => folders().flatMap((uri) => pathOfUri(uri) ?? []);
