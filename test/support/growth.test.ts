import { equal, match, throws } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assertInProportion, growsTooFast } from './growth.ts';

/** Work that takes so many milliseconds of the processor on any machine. */
function spin(milliseconds: number): void {
  const start = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(start);
    if (user + system >= milliseconds * 1000) return;
  }
}

suite('how time grows', () => {
  const grows = (milliseconds: (size: number) => number) => growsTooFast(4, milliseconds, spin);

  test('in proportion', () =>
    equal(
      grows((size) => size * 2),
      undefined,
    ));
  test('with the square', () =>
    match(grows((size) => size * size * 0.1) ?? '', /^\d+\.\d ms, and \d+\.\d ms for four times as much$/));
  test('steeply for one step alone', () =>
    equal(
      grows((size) => (size < 10 ? 1 : size * 2)),
      undefined,
    ));
  test('is told with what the work was done', () =>
    throws(() => assertInProportion(4, (size) => size * size * 0.1, spin, 'squares'), /for four times as much: squares$/));
});
