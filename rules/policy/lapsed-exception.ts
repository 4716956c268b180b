import { rule } from '../engine/rule.ts';

export default rule({
  id: 'lapsed-exception',
  title: 'Exception has lapsed',
  why: `The day until which the risk was accepted has passed, so what it allowed is a finding again. The decision is
    due for review.`,
  remedy: 'Fix what it allowed, or review the risk and write a new reason and a new day.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.316(b)(2)(iii)', '164.308(a)(8)'],
  check: {},
});
