import {
  languages,
  LanguageStatusSeverity,
  window,
  workspace,
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
  readonly #statuses = new Map<string, Status>();
  readonly #listeners: Disposable[];
  #server: ServerState = 'waiting';

  constructor(command: { readonly title: string; readonly command: string }) {
    this.#item = languages.createLanguageStatusItem('breakwater.status', SELECTOR);
    this.#item.name = 'Breakwater';
    this.#item.command = command;
    this.#listeners = [
      this.#item,
      window.onDidChangeActiveTextEditor(() => this.show()),
      workspace.onDidCloseTextDocument(({ uri }) => void this.#statuses.delete(uri.toString())),
    ];
    this.show();
  }

  /** Takes what the server says of a document; the last word on each counts. */
  tell(status: Status): void {
    this.#statuses.set(status.uri, status);
    this.show();
  }

  /** What a server said is forgotten with it. */
  turn(server: ServerState): void {
    this.#server = server;
    if (server !== 'running') this.#statuses.clear();
    this.show();
  }

  /** Writes the item anew for the file at hand. */
  show(): void {
    const document = window.activeTextEditor?.document;
    const { text, detail, severity, busy } = this.#wordsFor(document);
    this.#item.text = `Breakwater: ${text}`;
    this.#item.detail = detail ?? '';
    this.#item.severity = severity ?? LanguageStatusSeverity.Information;
    this.#item.busy = busy ?? false;
    this.#item.accessibilityInformation = { label: [this.#item.text, detail].filter(Boolean).join('. ') };
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #wordsFor(document: TextDocument | undefined): Words {
    if (document && !switchedOn(document.uri))
      return { text: 'Off', detail: 'The settings `breakwater.enable` or `breakwater.run` switch it off here.' };
    if (this.#server === 'stopped')
      return {
        text: 'Stopped',
        detail: 'Nothing is checked. Run Breakwater: Restart Server to try again.',
        severity: LanguageStatusSeverity.Error,
      };
    if (this.#server !== 'running') return { text: 'Starting', busy: this.#server === 'starting' };
    const status = document && this.#statusOf(document.uri);
    if (!status) return { text: 'Checking', busy: document !== undefined };
    return { text: status.text, detail: status.detail, severity: SEVERITY[status.state] };
  }

  #statusOf(uri: Uri): Status | undefined {
    return this.#statuses.get(uri.toString());
  }
}

interface Words {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly severity?: LanguageStatusSeverity;
  readonly busy?: boolean;
}

const SEVERITY: Readonly<Record<Status['state'], LanguageStatusSeverity>> = {
  checked: LanguageStatusSeverity.Information,
  skipped: LanguageStatusSeverity.Information,
  partial: LanguageStatusSeverity.Warning,
  failed: LanguageStatusSeverity.Error,
};
