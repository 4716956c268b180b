/** How long a run may take before someone who waits is told how far it is, and how often after that; milliseconds. */
const QUIET_FOR = 400;
const EVERY = 80;

/** Where progress is written: standard error. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  readonly write: (text: string) => unknown;
}

/** One line that says how many files are done, on a terminal only. It leaves no trace. */
export class Progress {
  readonly #screen: Screen;
  readonly #shown: boolean;
  #next = Date.now() + QUIET_FOR;
  #written = false;

  constructor(screen: Screen, shown: boolean) {
    this.#screen = screen;
    this.#shown = shown && screen.isTTY === true;
  }

  tell(done: number, all: number): void {
    const now = Date.now();
    if (!this.#shown || now < this.#next) return;
    this.#next = now + EVERY;
    this.#written = true;
    this.#screen.write(`\r\x1b[KChecking ${done} of ${all} files`);
  }

  end(): void {
    if (this.#written) this.#screen.write('\r\x1b[K');
  }
}
