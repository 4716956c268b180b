import { rule } from '../engine/rule.ts';

export default rule({
  id: 'unmatched-glob',
  title: 'Pattern of a policy fits no file',
  why: `A pattern that fits no file here may be misspelt, or left over from files that are gone, so the setting it stands
    with is not in force anywhere.`,
  remedy: 'Check the pattern against the paths, which are relative to the folder of the policy.',
  severity: 'info',
  profile: 'recommended',
  targets: [],
  safeguards: ['164.316(b)(2)(iii)'],
  check: {},
});
