import { basename, dirname, relative } from 'node:path';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import { lint } from '../../rules/engine/lint.ts';
import { dueExceptions } from '../../rules/engine/policy/dueExceptions.ts';
import { unmatchedGlobs } from '../../rules/engine/policy/unmatched.ts';
import { POLICY_FILE } from '../../rules/engine/policyText.ts';
import { identify, readDocument } from '../../rules/model/document.ts';
import { sameName } from '../../rules/model/files.ts';
import { isNamedAsOurs, type Found } from '../files/discover.ts';
import { isWithin, pathOfUri, uriOfPath, withSlashes } from '../files/places.ts';
import { readText } from '../files/readFile.ts';
import { nameOf } from './checks.ts';
import { displayOf, filesAround, type EditorSettings } from './editorSettings.ts';
import type { Policies } from './policies.ts';
import { policyDiagnostic } from './policyProblems.ts';
import type { Projects } from './projects.ts';
import { Slices, type Work } from './slices.ts';
import { asDocument, toDiagnostic, type Surroundings } from './translate.ts';
import { filesBelow, rootOf } from './workspaceFiles.ts';

/** What checking the files of the workspace needs of the world. */
export interface WorkspaceWorld {
  /** The URIs of the workspace folders. */
  readonly folders: () => readonly string[];
  /** Without trust nothing is looked at but what is open. */
  readonly trusted: () => boolean;
  /** The URI under which a file is open, by its name as `sameName` has it; nothing when it is not. */
  readonly openAs: (name: string) => string | undefined;
  /** Whether an open file is one that is checked. */
  readonly isOurs: (uri: string) => boolean;
  /** What is found in an open file. */
  readonly diagnose: (uri: string) => readonly Diagnostic[];
  readonly policies: Policies;
  readonly settingsOf: (uri: string) => EditorSettings;
  readonly projects: Pick<Projects, 'for' | 'settled'>;
  /** The day, as an ISO date. */
  readonly today: () => string;
  readonly surroundings: () => Surroundings;
  /** Is told, by their names, of closed files whose findings are others now. */
  readonly changed: (names: readonly string[]) => void;
  readonly log: (message: string) => void;
}

/** What a file was found to have, until it changes. */
export interface Kept {
  readonly uri: string;
  readonly file: string;
  /** Another one whenever the file was checked anew. */
  readonly id: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** What came of looking at the workspace. */
export interface Summary {
  /** Files that were checked. */
  readonly files: number;
  /** Findings in them. */
  readonly findings: number;
  /** Files of ours that could not be read or checked, or are too large to. */
  readonly missed: number;
  /** It was cancelled before all was checked. */
  readonly cancelled: boolean;
  /** When it ended, in milliseconds since 1970. */
  readonly at: number;
}

/** How many files are checked before somebody is told of them. */
const BATCH = 50;

/** While somebody types, milliseconds. */
const TYPING = 300;

/** After a policy or a setting has changed, milliseconds: it may be somebody who types in it. */
const PAUSE = 1000;

/** Checks the files of the workspace when somebody asks for it, and again when they change. What is open is checked as it is typed. */
export class WorkspaceLint {
  readonly #world: WorkspaceWorld;
  /** By name. Files without findings are kept too: they may get some. */
  readonly #kept = new Map<string, Kept>();
  readonly #waiting = new Set<string>();
  #checks = 0;
  #turn = 0;
  #working = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #editing: ReturnType<typeof setTimeout> | undefined;
  readonly #edited = new Set<string>();
  #last: Summary | undefined;

  constructor(world: WorkspaceWorld) {
    this.#world = world;
  }

  /** What the last look at the workspace came to; nothing before the first. */
  get last(): Summary | undefined {
    return this.#last;
  }

  get kept(): ReadonlyMap<string, Kept> {
    return this.#kept;
  }

  /** Checks all that is ours below some folders. A second call ends the first. */
  async lint(folders: readonly string[], work: Work): Promise<Summary> {
    const turn = ++this.#turn;
    const wanted: Work = { ...work, cancelled: () => work.cancelled() || turn !== this.#turn };
    if (!this.#world.trusted()) return { files: 0, findings: 0, missed: 0, cancelled: true, at: Date.now() };
    const summary = await this.#lint(
      folders.flatMap((uri) => pathOfUri(uri) ?? []),
      wanted,
    );
    if (turn === this.#turn) this.#last = summary;
    return summary;
  }

  /** Files have changed on the disk. Those that were checked are checked again. */
  changed(changes: readonly { readonly uri: string }[]): void {
    this.#again(changes.map(({ uri }) => sameName(uri)));
  }

  /** An open file was edited. Whoever types is answered first. */
  edited(uri: string): void {
    const name = sameName(uri);
    if (!this.#kept.has(name)) return;
    this.#edited.add(name);
    this.#editing ??= setTimeout(() => {
      this.#editing = undefined;
      const names = [...this.#edited];
      this.#edited.clear();
      this.#again(names);
    }, TYPING);
  }

  /** A file was closed: what the disk has of it counts. */
  closed(uri: string): void {
    this.#again([sameName(uri)]);
  }

  /** What the findings depend on has changed for all of them. */
  outdated(): void {
    clearTimeout(this.#timer);
    if (this.#kept.size > 0) this.#timer = setTimeout(() => this.#again([...this.#kept.keys()]), PAUSE);
  }

  stop(): void {
    this.#turn++;
    this.#waiting.clear();
    clearTimeout(this.#timer);
    clearTimeout(this.#editing);
  }

  async #lint(folders: readonly string[], work: Work): Promise<Summary> {
    const slices = new Slices();
    const roots = this.#roots();
    await this.#world.projects.settled();
    const discovery = await filesBelow(folders, roots, slices, work);
    const { found, unreadable } = discovery ?? { found: [], unreadable: [] };
    const seen = new Set<string>();
    let [missed, news] = [unreadable.length, [] as string[]];
    for (const [done, file] of found.entries()) {
      work.tell(done, found.length);
      await slices.pause();
      if (work.cancelled()) break;
      const name = nameOfFile(file.file);
      const became = await this.#check(name, file);
      if (became === 'missed') missed++;
      if (became !== 'not ours') seen.add(name);
      if (became === 'checked') news.push(name);
      if (news.length >= BATCH) this.#world.changed(news.splice(0));
    }
    const cancelled = discovery === undefined || work.cancelled();
    if (!cancelled) {
      for (const name of this.#checkPolicies(folders, found)) seen.add(name) && news.push(name);
      for (const [name, { file }] of this.#kept)
        if (!seen.has(name) && folders.some((folder) => isWithin(folder, file))) {
          this.#kept.delete(name);
          news.push(name);
        }
    }
    this.#world.changed(news);
    const findings = [...seen].reduce((sum, name) => sum + findingsOf(this.#kept.get(name)), 0);
    return { files: seen.size, findings, missed, cancelled, at: Date.now() };
  }

  async #check(name: string, { file, top }: Pick<Found, 'file' | 'top'>): Promise<'checked' | 'not ours' | 'missed'> {
    const { openAs, policies, log } = this.#world;
    const opened = openAs(name);
    if (opened !== undefined) return this.#checkOpen(name, file, opened);
    if (basename(file) === POLICY_FILE) return 'not ours';
    const reading = readText(file, this.#world.settingsOf(name).maxFileSizeKB * 1000);
    if (reading.status !== 'read') return reading.status !== 'binary' || isNamedAsOurs(file) ? 'missed' : 'not ours';
    try {
      const { target } = identify(name, reading.text);
      if (target === undefined) return 'not ours';
      await policies.files.ready(file, top);
      const project = this.#world.projects.for(name);
      const { policy } = policies.for(name);
      const files = filesAround(project, this.#world.settingsOf(name));
      const shared = files === project?.files ? project?.read(name, target, reading.text) : undefined;
      const document = shared ?? readDocument(name, target, reading.text, undefined, files);
      const { findings, failures } = lint(document, policy, this.#world.today(), project);
      const [around, settings] = [this.#world.surroundings(), this.#world.settingsOf(name)];
      const text = asDocument(name, reading.text, around.abilities);
      const diagnostics = findings.flatMap((finding) => {
        const display = displayOf(finding, policy, settings);
        return display ? [toDiagnostic(text, finding, around, display.severity)] : [];
      });
      this.#keep(name, file, diagnostics);
      if (failures.length === 0) return 'checked';
      for (const rule of new Set(failures.map(({ rule }) => rule))) log(`The rule ${rule} failed on ${name}.`);
    } catch (error) {
      log(`A file could not be checked: ${nameOf(error)}.`);
    }
    return 'missed';
  }

  #checkOpen(name: string, file: string, uri: string): 'checked' | 'not ours' {
    if (!this.#world.isOurs(uri)) return 'not ours';
    this.#keep(name, file, this.#world.diagnose(uri));
    return 'checked';
  }

  /** What is wrong in the policies in force that lie below some folders; their names. */
  #checkPolicies(folders: readonly string[], found: readonly Found[]): string[] {
    const { policies, today, openAs, surroundings } = this.#world;
    return policies.files.layers().flatMap(({ file, layer, problems }) => {
      const name = nameOfFile(file);
      if (!folders.some((folder) => isWithin(folder, file))) return [];
      const opened = openAs(name);
      if (opened !== undefined) return this.#checkOpen(name, file, opened) === 'checked' ? [name] : [];
      const below = found.map((one) => withSlashes(relative(dirname(file), one.file))).filter((path) => !path.startsWith('../'));
      const { uri, text } = layer.source;
      const unmatched = basename(file) === POLICY_FILE ? unmatchedGlobs(layer, below) : [];
      const { policy } = policies.for(name);
      const said = [...problems, ...dueExceptions(layer, uri, today()), ...unmatched];
      const { pageOf, abilities } = surroundings();
      const place = asDocument(name, text, abilities);
      this.#keep(
        name,
        file,
        said.map((problem) => policyDiagnostic(place, problem, policy, pageOf)),
      );
      return [name];
    });
  }

  #keep(name: string, file: string, diagnostics: readonly Diagnostic[]): void {
    this.#kept.set(name, { uri: uriOfPath(file), file, id: `w${++this.#checks}`, diagnostics });
  }

  #again(names: readonly string[]): void {
    for (const name of names) if (this.#kept.has(name)) this.#waiting.add(name);
    if (this.#waiting.size > 0 && !this.#working)
      this.#work().catch((error: unknown) => this.#world.log(`Files could not be checked again: ${nameOf(error)}.`));
  }

  async #work(): Promise<void> {
    this.#working = true;
    const slices = new Slices();
    const news: string[] = [];
    try {
      await this.#world.projects.settled();
      for (const name of this.#waiting) {
        this.#waiting.delete(name);
        const kept = this.#kept.get(name);
        if (!kept) continue;
        await slices.pause();
        const { on } = this.#world.settingsOf(name);
        const isPolicy = this.#world.openAs(name) === undefined && this.#world.policies.isPolicy(name);
        if (isPolicy && on) this.#checkPolicy(name, kept.file);
        else if (!on || (await this.#check(name, { file: kept.file, top: this.#topOf(kept.file) })) !== 'checked')
          this.#keep(name, kept.file, []);
        news.push(name);
      }
    } finally {
      this.#working = false;
      this.#world.changed(news);
    }
  }

  #checkPolicy(name: string, file: string): void {
    const { policies, today, surroundings } = this.#world;
    const { pageOf, abilities } = surroundings();
    const place = asDocument(name, policies.textOf(name) ?? '', abilities);
    const { policy } = policies.for(name);
    const said = policies.problemsIn(name, today()) ?? [];
    this.#keep(
      name,
      file,
      said.map((problem) => policyDiagnostic(place, problem, policy, pageOf)),
    );
  }

  #roots(): string[] {
    return this.#world.folders().flatMap((uri) => pathOfUri(uri) ?? []);
  }

  #topOf(file: string): string {
    return rootOf(file, this.#roots()) ?? dirname(file);
  }
}

const nameOfFile = (file: string): string => sameName(uriOfPath(file));

/** What an editor counts: hints are on nobody's list. */
const findingsOf = (kept: Kept | undefined): number =>
  kept?.diagnostics.filter(({ severity }) => severity !== DiagnosticSeverity.Hint).length ?? 0;
