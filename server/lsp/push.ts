import type { Diagnostic } from 'vscode-languageserver';

/** A burst of edits is answered once, after so many milliseconds. */
const PAUSE = 20;

/** What is sent: as the protocol has it, the version always known. */
export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: Diagnostic[];
}

/** Sends diagnostics unasked, for editors that do not ask for them. */
export class Push {
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #check: (uri: string) => Published | undefined;
  readonly #send: (published: Published) => void;

  /** `check` gives nothing for a file that is not open. */
  constructor(check: (uri: string) => Published | undefined, send: (published: Published) => void) {
    [this.#check, this.#send] = [check, send];
  }

  /** The file was opened, was edited, or is to be judged by another policy. */
  changed(uri: string): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.set(
      uri,
      setTimeout(() => {
        this.#waiting.delete(uri);
        const published = this.#check(uri);
        if (published) this.#send(published);
      }, PAUSE),
    );
  }

  /** A closed file shows nothing. */
  closed(uri: string): void {
    clearTimeout(this.#waiting.get(uri));
    this.#waiting.delete(uri);
    this.#send({ uri, diagnostics: [] });
  }

  /** Nothing is sent any more. */
  stop(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }
}
