import { equal, match } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { growsTooFast } from './growth.ts';

/** Work that takes so many milliseconds of the processor on any machine. */
const spin = (milliseconds: number) => () => {
  const start = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(start);
    if (user + system >= milliseconds * 1000) return;
  }
};

suite('how time grows', () => {
  test('in proportion', () =>
    equal(
      growsTooFast((size) => spin(size * 2), 4),
      undefined,
    ));
  test('with the square', () =>
    match(growsTooFast((size) => spin(size * size * 0.1), 4) ?? '', /^\d+\.\d ms, and \d+\.\d ms for four times as much$/));
  test('steeply for one step alone', () =>
    equal(
      growsTooFast((size) => spin(size < 10 ? 1 : size * 2), 4),
      undefined,
    ));
});
