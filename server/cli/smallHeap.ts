import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** How large the space for new objects may become, in bytes. Beyond this a run gets no faster. */
const NEW_SPACE = 16_000_000;

/** How often its size is asked for, in files. */
const EVERY = 16;

/** Keeps the heap of a run over many files to half the size it would grow to. */
export class SmallHeap {
  #settled = false;

  /** So many files are done. */
  tell(done: number): void {
    if (this.#settled || done === 0 || done % EVERY !== 0) return;
    if (done === EVERY) setFlagsFromString('--heap-growing-percent=60');
    const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    if (!space || space.space_size < NEW_SPACE) return;
    this.#settled = true;
    setFlagsFromString('--semi-space-growth-factor=1');
  }
}
