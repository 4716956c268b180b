import { fail } from 'node:assert/strict';

/** Between 1, which is in proportion, and 2, which is with the square. */
const LIMIT = 1.6;
/** In milliseconds: what takes less at the larger size cannot be told from noise, and troubles nobody. */
const NOTHING = 20;
const ROUNDS = 8;
/** The next step takes long, and is only to confirm what was seen. */
const ROUNDS_TO_CONFIRM = 3;

/**
 * What is wrong with how the time of `work` grows up to four times `size`; undefined when it grows about in
 * proportion. The measure is the ratio of the times for one size and for four times that: it says the same on a slow
 * machine, and a busy one only makes it measure again, since noise is only ever added to a time. It begins with less
 * than `size`, so that what is too slow is told before it takes forever. One step may be steep, where an engine takes
 * its memory otherwise from some size on; time that grows with the square is as steep in the next.
 *
 * @param make makes the input of a size, which is not timed
 */
export function growsTooFast<Input>(
  size: number,
  make: (size: number) => Input,
  work: (input: Input) => unknown,
): string | undefined {
  for (const part of size < 1000 ? [1] : [1 / 16, 1 / 4, 1]) {
    const from = Math.ceil(size * part);
    const wrong = steepness(from, make, work, ROUNDS);
    if (wrong && steepness(4 * from, make, work, ROUNDS_TO_CONFIRM)) return wrong;
  }
  return undefined;
}

/** Fails when the time of `work` grows faster than in proportion; `about` says what it was done with. */
export function assertInProportion<Input>(
  size: number,
  make: (size: number) => Input,
  work: (input: Input) => unknown,
  about = '',
): void {
  const wrong = growsTooFast(size, make, work);
  if (wrong) fail(about === '' ? wrong : `${wrong}: ${about}`);
}

function steepness<Input>(
  size: number,
  make: (size: number) => Input,
  work: (input: Input) => unknown,
  rounds: number,
): string | undefined {
  const [small, large] = [make(size), make(4 * size)];
  let [less, more] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round++) {
    less = Math.min(
      less,
      timeOf(() => work(small)),
    );
    more = Math.min(
      more,
      timeOf(() => work(large)),
    );
    if (more < NOTHING || Math.log(more / less) / Math.log(4) < LIMIT) return undefined;
  }
  return `${less.toFixed(1)} ms, and ${more.toFixed(1)} ms for four times as much`;
}

/** The processor's time that work takes, in milliseconds: unlike a clock's it says nothing of what else the machine does. */
export function timeOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
