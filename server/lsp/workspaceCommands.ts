import {
  LSPErrorCodes,
  ResponseError,
  WorkDoneProgressReporter,
  type CancellationToken,
  type Connection,
  type Diagnostic,
} from 'vscode-languageserver';
import type { Rule } from '../../rules/engine/rule.ts';
import { sameName } from '../../rules/model/files.ts';
import { isWithin, pathOfUri } from '../files/places.ts';
import type { Abilities } from './abilities.ts';
import { elapsed } from './clock.ts';
import { COMMANDS } from './commands.ts';
import type { EditorSettings } from './editorSettings.ts';
import { listFindings } from './findings.ts';
import type { Policies } from './policies.ts';
import type { Projects } from './projects.ts';
import type { Work } from './slices.ts';
import type { Surroundings } from './translate.ts';
import { WorkspaceDiagnostics } from './workspaceDiagnostics.ts';
import { WorkspaceLint } from './workspaceLint.ts';
import { REPORT_FORMATS, starterFor, workspaceExceptions, workspaceReport } from './workspaceReport.ts';
import { workspaceRules } from './workspaceRules.ts';

/** What the commands need of the server. */
export interface CommandWorld {
  readonly connection: Connection;
  readonly rules: readonly Rule[];
  readonly categories: Readonly<Record<string, string>>;
  /** The URIs of the workspace folders. */
  readonly folders: () => readonly string[];
  readonly trusted: () => boolean;
  readonly open: () => readonly { readonly uri: string; readonly getText: () => string }[];
  /** Whether an open file is one that is checked. */
  readonly isOurs: (uri: string) => boolean;
  /** What the editor shows of an open file. */
  readonly diagnose: (uri: string) => readonly Diagnostic[];
  readonly policies: Policies;
  readonly projects: Pick<Projects, 'for' | 'settled'>;
  readonly settingsOf: (uri: string) => EditorSettings;
  /** The day, as an ISO date. */
  readonly today: () => string;
  readonly surroundings: () => Surroundings;
  readonly abilities: () => Abilities;
  /** Whether an editor that asks for open files wants to be told of others unasked. */
  readonly pushes: () => boolean;
  readonly log: (message: string) => void;
}

/** The workspace beyond the open files: what is asked of it, and what the editor is told of it. */
export class WorkspaceCommands {
  readonly lint: WorkspaceLint;
  readonly diagnostics: WorkspaceDiagnostics;
  readonly #world: CommandWorld;

  constructor(world: CommandWorld) {
    this.#world = world;
    const openAs = (name: string): string | undefined =>
      world.open().find(({ uri }) => uri === name || sameName(uri) === name)?.uri;
    this.lint = new WorkspaceLint({ ...world, openAs, changed: () => this.diagnostics.changed() });
    this.diagnostics = new WorkspaceDiagnostics(
      () => this.lint.kept,
      (name) => openAs(name) !== undefined,
    );
  }

  /** Tells the editor unasked what is found in closed files, if it does not ask. */
  start(): void {
    const { abilities, connection, pushes } = this.#world;
    if (!abilities().pull || pushes())
      this.diagnostics.push(
        ({ uri, diagnostics }) => void connection.sendDiagnostics({ uri, diagnostics }).catch(ignore),
        abilities().pull,
      );
  }

  /** A file was closed. */
  closed(uri: string): void {
    this.lint.closed(uri);
    this.diagnostics.closed(uri);
  }

  stop(): void {
    this.lint.stop();
    this.diagnostics.stop();
  }

  /** Does a command; nothing when it is none of these. */
  run(
    command: string,
    args: readonly unknown[],
    token: CancellationToken,
    progress: WorkDoneProgressReporter,
  ): Promise<unknown> | undefined {
    switch (command) {
      case COMMANDS.findings:
        return Promise.resolve(this.#findings());
      case COMMANDS.rules:
        return Promise.resolve(workspaceRules(this.#world.rules, this.#world.categories));
      case COMMANDS.lint:
        return this.#working('Breakwater: checking the workspace', token, progress, (work) =>
          this.lint.lint(this.#foldersOf(args), work),
        );
      case COMMANDS.report:
        return this.#working('Breakwater: making the report', token, progress, async (work) => {
          const format = REPORT_FORMATS.find((format) => format === args[0]) ?? 'html';
          return (await workspaceReport(format, this.#reportWorld(), work)) ?? null;
        });
      case COMMANDS.exceptions:
        return this.#working('Breakwater: looking for exceptions', token, progress, async (work) => {
          return (await workspaceExceptions(this.#reportWorld(), work)) ?? null;
        });
      case COMMANDS.starterPolicy:
        return this.#working('Breakwater: writing a policy', token, progress, async (work) => {
          return (await starterFor(this.#foldersOf(args)[0] ?? '', this.#reportWorld(), work)) ?? null;
        });
      default:
        return undefined;
    }
  }

  #findings() {
    const { open, diagnose, policies, categories, settingsOf } = this.#world;
    const opened = open()
      .filter(({ uri }) => settingsOf(uri).on)
      .map(({ uri }) => ({ uri, diagnostics: diagnose(uri) }));
    const names = new Set(opened.map(({ uri }) => sameName(uri)));
    const closed = [...this.lint.kept].flatMap(([name, kept]) => (names.has(name) ? [] : kept));
    return listFindings([...opened, ...closed], policies, categories, this.lint.last);
  }

  /** Only what lies in the workspace is looked at, whoever asks. */
  #foldersOf(args: readonly unknown[]): readonly string[] {
    const roots = this.#world.folders();
    const asked = [args[0]].flat().filter((uri): uri is string => typeof uri === 'string');
    if (asked.length === 0) return roots.filter((uri) => this.#world.settingsOf(uri).on);
    return asked.filter((uri) => roots.some((root) => isBelow(root, uri)));
  }

  /** Nothing is made of a workspace that is not trusted: it would look as if nothing were found. */
  #reportWorld() {
    const { folders, trusted, policies, projects, today, open } = this.#world;
    if (!trusted()) throw new ResponseError(LSPErrorCodes.RequestFailed, 'The workspace is not trusted.');
    const texts = new Map(open().map((text) => [sameName(text.uri), text]));
    return {
      folders,
      policies,
      projects,
      today,
      openText: (name: string) => texts.get(name)?.getText(),
    };
  }

  async #working<T>(
    title: string,
    token: CancellationToken,
    progress: WorkDoneProgressReporter,
    work: (work: Work) => Promise<T>,
  ): Promise<T> {
    const own = await this.#ownProgress(progress);
    const shown = own ?? progress;
    let told = 0;
    shown.begin(title, 0, undefined, true);
    try {
      return await work({
        cancelled: () => token.isCancellationRequested || own?.token.isCancellationRequested === true,
        tell: (done, all) => {
          const now = elapsed();
          if (now - told < PAUSE) return;
          told = now;
          if (all > 0) shown.report(Math.floor((100 * done) / all), `${done} of ${all} files`);
          else shown.report(`${done} files found`);
        },
      });
    } finally {
      shown.done();
    }
  }

  /** An editor that shows progress, and gave none to the command, is given one that can be cancelled. */
  async #ownProgress(given: WorkDoneProgressReporter) {
    const { abilities, connection } = this.#world;
    if (!abilities().progress || !WorkDoneProgressReporter.isNullInstance(given)) return undefined;
    return connection.window.createWorkDoneProgress().catch(ignore);
  }
}

/** In milliseconds: how often progress is told at most. */
const PAUSE = 100;

function isBelow(root: string, uri: string): boolean {
  const [folder, path] = [pathOfUri(root), pathOfUri(uri)];
  return folder !== undefined && path !== undefined && isWithin(folder, path);
}

/** An editor that went away, or refuses what it said it could, is no error of ours. */
const ignore = (): undefined => undefined;
