import { rule } from '../engine/rule.ts';

export default rule({
  id: 'unused-exception',
  title: 'Exception excepts nothing',
  why: `What the exception was for is gone, or it never stood in the right place. Left where it is, it would allow the
    same problem again without anybody deciding on it.`,
  remedy: 'Take the exception out, or put it above what it is for.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.316(b)(2)(iii)', '164.308(a)(8)'],
  check: {},
});
