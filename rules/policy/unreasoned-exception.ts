import { rule } from '../engine/rule.ts';

export default rule({
  id: 'unreasoned-exception',
  title: 'Exception gives no reason',
  why: `An exception is a decision about a risk, and the reason is what a reviewer or an auditor needs to follow it.
    Without one it excepts nothing.`,
  remedy: 'Write the reason after the colon of the comment, or as `reason` in the policy, or take the exception out.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.316(b)(1)', '164.308(a)(1)(ii)(B)'],
  check: {},
});
