import { equal, match } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { growsTooFast } from './growth.ts';

const steps = (count: number) => () => {
  let sum = 0;
  for (let step = 0; step < count; step++) sum = Math.imul(sum, 31) + step;
  return sum;
};

suite('how time grows', () => {
  test('in proportion', () =>
    equal(
      growsTooFast((size) => steps(size * 20_000), 100),
      undefined,
    ));
  test('with the square', () => match(growsTooFast((size) => steps(size * size * 200), 100) ?? '', /^\d.* ms, and \d/));
});
