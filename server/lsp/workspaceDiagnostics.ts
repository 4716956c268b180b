import {
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type Diagnostic,
  type PreviousResultId,
  type ResultProgressReporter,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
} from 'vscode-languageserver';
import { sameName } from '../../rules/model/files.ts';
import type { Kept } from './workspaceLint.ts';

/** A burst of news is told at once, after so many milliseconds. */
const PAUSE = 50;

/**
 * When a file is closed, in milliseconds, the editor is told again what is kept of it. It still asks for the file itself at
 * that time, and as long as it does it drops what it is told of the workspace. How long that takes nobody can know.
 */
const CLOSING = [250, 1500, 5000];

/** What the editor has, by the names of files. */
interface Known {
  /** It is told of open files as well, since it knows better than the server which of them somebody sees. */
  readonly open: boolean;
  readonly ids: Map<string, { readonly uri: string; readonly id: string }>;
  /** Names of files of which it is told even if nothing has changed. */
  readonly doubtful: Set<string>;
  /** It asks; what it is told unasked it always takes. */
  readonly asks: boolean;
}

/** What the editor is told of a closed file. */
export interface Told {
  readonly uri: string;
  readonly id: string;
  readonly diagnostics: Diagnostic[];
}

/**
 * Tells the editor what was found in files that are not open: in answer to `workspace/diagnostic`, which is kept open so that
 * there is something to answer, or unasked.
 */
export class WorkspaceDiagnostics {
  readonly #kept: () => ReadonlyMap<string, Kept>;
  readonly #isOpen: (name: string) => boolean;
  readonly #listeners = new Map<Known, () => void>();
  readonly #closing = new Set<ReturnType<typeof setTimeout>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #answered = false;
  #stopped = false;

  constructor(kept: () => ReadonlyMap<string, Kept>, isOpen: (name: string) => boolean) {
    [this.#kept, this.#isOpen] = [kept, isOpen];
  }

  /** Something may have changed. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const listener of [...this.#listeners.values()]) listener();
    }, PAUSE);
  }

  /** A file was closed. */
  closed(uri: string): void {
    const name = sameName(uri);
    for (const pause of CLOSING) {
      const timer = setTimeout(() => {
        this.#closing.delete(timer);
        if (this.#isOpen(name)) return;
        for (const { asks, doubtful } of this.#listeners.keys()) if (asks) doubtful.add(name);
        this.changed();
      }, pause);
      this.#closing.add(timer);
    }
  }

  /** Tells it unasked, to an editor that does not ask for the workspace; `open`: and keeps what it asks for apart. */
  push(send: (told: Told) => void, open: boolean): void {
    const known: Known = { open, ids: new Map(), doubtful: new Set(), asks: false };
    this.#listeners.set(known, () => {
      if (!this.#stopped) for (const told of this.#newsFor(known)) send(told);
    });
  }

  /**
   * Answers `workspace/diagnostic`. An editor that takes an answer in parts gets one whenever there are news, and no end. Any
   * other gets what there is at once when it asks for the first time, and later when there are news.
   */
  async pull(
    previous: readonly PreviousResultId[],
    token: CancellationToken,
    stream: ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined,
  ): Promise<WorkspaceDiagnosticReport> {
    const ids = new Map(previous.map(({ uri, value }) => [sameName(uri), { uri, id: value }]));
    const known: Known = { open: false, ids, doubtful: new Set(), asks: true };
    const news = reportOf(this.#newsFor(known));
    const first = !this.#answered;
    this.#answered = true;
    if (!stream && (first || news.items.length > 0)) return news;
    if (stream && news.items.length > 0) stream.report(news);
    return new Promise((resolve) => {
      const end = (report: WorkspaceDiagnosticReport): void => {
        this.#listeners.delete(known);
        resolve(report);
      };
      token.onCancellationRequested(() => end({ items: [] }));
      this.#listeners.set(known, () => {
        if (this.#stopped) return end({ items: [] });
        const news = reportOf(this.#newsFor(known));
        if (news.items.length === 0) return;
        if (stream) stream.report(news);
        else end(news);
      });
    });
  }

  /** Ends the answers that are kept open. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const timer of this.#closing) clearTimeout(timer);
    for (const listener of [...this.#listeners.values()]) listener();
  }

  /** What it does not know yet; afterwards it does. Of open files the workspace says nothing. */
  #newsFor({ open, ids, doubtful }: Known): Told[] {
    const news: Told[] = [];
    for (const [name, { uri, id, diagnostics }] of this.#kept()) {
      if (!open && this.#isOpen(name)) continue;
      const has = ids.get(name);
      const matters = diagnostics.length > 0 || has !== undefined || doubtful.has(name);
      if (matters && (has?.id !== id || doubtful.has(name))) news.push({ uri, id, diagnostics: [...diagnostics] });
    }
    for (const name of new Set([...ids.keys(), ...doubtful]))
      if (!this.#kept().has(name) && !this.#isOpen(name) && (doubtful.has(name) || ids.get(name)?.id !== NOTHING))
        news.push({ uri: ids.get(name)?.uri ?? name, id: NOTHING, diagnostics: [] });
    for (const { uri, id } of news) {
      doubtful.delete(sameName(uri));
      ids.set(sameName(uri), { uri, id });
    }
    return news;
  }
}

/** The id of the result for a file that nothing is kept of. */
const NOTHING = 'none';

const reportOf = (news: readonly Told[]): WorkspaceDiagnosticReport => ({
  items: news.map(({ uri, id, diagnostics }) => ({
    kind: DocumentDiagnosticReportKind.Full,
    uri,
    version: null,
    resultId: id,
    items: diagnostics,
  })),
});
