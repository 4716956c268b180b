import { rule } from '../engine/rule.ts';

export default rule({
  id: 'locked-rule',
  title: 'Rule that the policy locks is lowered or excepted',
  why: `An organisation locks the rules that nobody below may lower or except. An attempt changes nothing, and whoever
    made it may believe that it did.`,
  remedy: 'Take the setting or exception out, or agree an exception with whoever owns the policy that locks the rule.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.316(a)', '164.308(a)(1)(ii)(B)'],
  check: {},
});
