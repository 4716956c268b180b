import { rule } from '../engine/rule.ts';

export default rule({
  id: 'lapsing-exception',
  title: 'Exception ends soon',
  why: `Within two weeks what it allows becomes a finding again, and may stop a build. There is time to fix it or to
    review the risk before that.`,
  remedy: 'Fix what it allows, or review the risk and write a new reason and a new day.',
  severity: 'info',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.316(b)(2)(iii)', '164.308(a)(8)'],
  check: {},
});
