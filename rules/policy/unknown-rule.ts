import { rule } from '../engine/rule.ts';

export default rule({
  id: 'unknown-rule',
  title: 'Rule of this name does not exist',
  why: `A policy or an exception that names a rule which does not exist changes nothing. Most often the name is
    misspelt, and a rule that was meant to be stricter, or a finding that was meant to be allowed, is as it was.`,
  remedy: 'Write the id of an existing rule; `breakwater rules` lists them.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.316(a)', '164.308(a)(8)'],
  check: {},
});
