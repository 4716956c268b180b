import { elapsed } from './clock.ts';

/** In milliseconds: how long at a time work goes on that nobody types for, so that whoever types does not notice. */
const SLICE = 8;

/** Work that takes a while, as somebody who waits for it sees it. */
export interface Work {
  /** Whether nobody wants it any more. */
  readonly cancelled: () => boolean;
  /** How far it is: `done` of `all`; `all` is 0 as long as it is not known. */
  readonly tell: (done: number, all: number) => void;
}

/** Cuts long work into slices: awaited between its steps, a pause lets the server answer what came in meanwhile. */
export class Slices {
  #end = elapsed() + SLICE;

  /** Nothing while the slice lasts. */
  pause(): Promise<void> | undefined {
    if (elapsed() < this.#end) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        this.#end = elapsed() + SLICE;
        resolve();
      }),
    );
  }
}
