/** In milliseconds. */
const SHORT_TIME = 3 * 60_000;

/** How often a server is started again within that time. */
const RESTARTS = 4;

/** Counts how often the server died lately. */
export class Crashes {
  #times: readonly number[] = [];

  /** Takes note of one, and says whether to start the server again. */
  count(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < SHORT_TIME), now];
    return this.#times.length <= RESTARTS;
  }

  /** Lets a start that the user asked for begin with a clean sheet. */
  forget(): void {
    this.#times = [];
  }
}
