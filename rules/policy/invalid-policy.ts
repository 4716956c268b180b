import { rule } from '../engine/rule.ts';

export default rule({
  id: 'invalid-policy',
  title: 'Policy says something that is not understood',
  why: `What a policy says in a way that is not understood is not in force: a rule stays off, a source stays untrusted,
    an exception excepts nothing. A team that relies on it may believe that a safeguard is checked when it is not.`,
  remedy: 'Write it as the message says. The rest of the policy applies meanwhile.',
  severity: 'error',
  profile: 'recommended',
  targets: [],
  safeguards: ['164.316(a)', '164.308(a)(8)'],
  check: {},
});
