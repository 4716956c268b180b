import {
  l10n,
  languages,
  LanguageStatusSeverity,
  window,
  workspace,
  type Command,
  type Disposable,
  type LanguageStatusItem,
  type TextDocument,
  type Uri,
} from 'vscode';
import { SELECTOR, switchedOn } from './documents.ts';

/** The method of the server's only message that is not of the protocol. */
export const STATUS = 'breakwater/status';

/** What the server says became of a document. */
export interface Status {
  readonly uri: string;
  readonly state: 'checked' | 'partial' | 'skipped' | 'failed';
  readonly text: string;
  readonly detail?: string;
}

/** How the server itself is. */
export type ServerState = 'waiting' | 'starting' | 'running' | 'stopped';

/** Shows, beside the language's name, what was checked in the file at hand, or why it was not. */
export class LanguageStatus implements Disposable {
  readonly #item: LanguageStatusItem;
  /** What there is to say besides, a row each: the editor does not break lines. */
  readonly #rows: LanguageStatusItem[] = [];
  readonly #statuses = new Map<string, Status>();
  /** When a file was checked last, by its URI. */
  readonly #times = new Map<string, Date>();
  /** How many checks of a file are on their way, by its URI. */
  readonly #checking = new Map<string, number>();
  readonly #listeners: Disposable[];
  #server: ServerState = 'waiting';
  /** Runs while what goes on may still be over before anyone could see it. */
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#item = languages.createLanguageStatusItem('breakwater.status', SELECTOR);
    this.#item.name = 'Breakwater';
    this.#listeners = [
      this.#item,
      window.onDidChangeActiveTextEditor(() => this.show()),
      workspace.onDidCloseTextDocument(({ uri }) => {
        for (const known of [this.#statuses, this.#times, this.#checking]) known.delete(uri.toString());
      }),
    ];
    this.show();
  }

  /** Takes what the server says of a document; the last word on each counts. */
  tell(status: Status): void {
    this.#statuses.set(status.uri, status);
    this.show();
  }

  /** A check of a file begins. What is given back is to be told when it ended, and whether it came to an end. */
  checking(uri: Uri): (whole: boolean) => void {
    const key = uri.toString();
    const count = (by: number): void => void this.#checking.set(key, Math.max(0, (this.#checking.get(key) ?? 0) + by));
    count(1);
    this.#begin();
    return (whole) => {
      count(-1);
      if (whole) this.#times.set(key, new Date());
      this.show();
    };
  }

  /** What a server said is forgotten with it. */
  turn(server: ServerState): void {
    this.#server = server;
    if (server === 'starting') this.#begin();
    if (server !== 'running') for (const known of [this.#statuses, this.#times, this.#checking]) known.clear();
    this.show();
  }

  /** Writes the item anew for the file at hand. */
  show(): void {
    const document = window.activeTextEditor?.document;
    const { text, detail, more = [], severity, busy } = this.#wordsFor(document);
    this.#item.text = `Breakwater: ${text}`;
    this.#item.detail = detail ?? '';
    this.#item.severity = severity ?? LanguageStatusSeverity.Information;
    this.#item.busy = busy ?? false;
    this.#item.command = this.#server === 'stopped' ? restart() : showPolicy();
    this.#item.accessibilityInformation = { label: [this.#item.text, detail].filter(Boolean).join('. ') };
    for (const row of this.#rows.splice(more.length)) row.dispose();
    for (const [index, sentence] of more.entries()) {
      const row = (this.#rows[index] ??= languages.createLanguageStatusItem(`breakwater.status.${index + 1}`, SELECTOR));
      row.name = l10n.t('Breakwater, more');
      row.text = sentence;
    }
  }

  dispose(): void {
    clearTimeout(this.#soon);
    for (const listener of [...this.#listeners, ...this.#rows]) listener.dispose();
  }

  /** Something begins: should it take its time, it is shown to be going on. */
  #begin(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.show();
    }, PATIENCE);
  }

  #wordsFor(document: TextDocument | undefined): Words {
    if (document && !switchedOn(document.uri))
      return { text: l10n.t('Off'), detail: l10n.t('The settings `breakwater.enable` or `breakwater.run` switch it off here.') };
    if (this.#server === 'stopped')
      return {
        text: l10n.t('Stopped'),
        detail: l10n.t('Nothing is checked. Run Breakwater: Restart Server to try again.'),
        severity: LanguageStatusSeverity.Error,
      };
    const isSoon = this.#soon !== undefined;
    if (this.#server !== 'running') return { text: l10n.t('Starting'), busy: this.#server === 'starting' && !isSoon };
    const status = document && this.#statusOf(document.uri);
    if (!status) return { text: l10n.t('Checking'), busy: document !== undefined && !isSoon };
    const key = document.uri.toString();
    const time = this.#times.get(key);
    return {
      text: status.text,
      detail: time && l10n.t('Checked at {0}', time.toLocaleTimeString()),
      more: sentencesOf(status.detail ?? ''),
      severity: SEVERITY[status.state],
      busy: !isSoon && (this.#checking.get(key) ?? 0) > 0,
    };
  }

  #statusOf(uri: Uri): Status | undefined {
    return this.#statuses.get(uri.toString());
  }
}

/** In milliseconds: a start or a check that takes no longer is not shown to be going on. What turns on the screen takes time of its own. */
const PATIENCE = 800;

const showPolicy = (): Command => ({ title: l10n.t('Show Effective Policy'), command: 'breakwater.showEffectivePolicy' });
const restart = (): Command => ({ title: l10n.t('Restart Server'), command: 'breakwater.restartServer' });

interface Words {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly more?: readonly string[];
  readonly severity?: LanguageStatusSeverity;
  readonly busy?: boolean;
}

const SEVERITY: Readonly<Record<Status['state'], LanguageStatusSeverity>> = {
  checked: LanguageStatusSeverity.Information,
  skipped: LanguageStatusSeverity.Information,
  partial: LanguageStatusSeverity.Warning,
  failed: LanguageStatusSeverity.Error,
};

/** What the server says of a file, sentence by sentence. */
const sentencesOf = (text: string): string[] => text.split(/(?<=[.…]) (?=[A-Z\d])/).filter((sentence) => sentence !== '');
