import { rule } from '../engine/rule.ts';

export default rule({
  id: 'unreachable-override',
  title: 'Override never decides anything',
  why: `Later overrides say something else of the same rules wherever this one applies, or it fits no file at all. What
    it was meant to make stricter or milder is not.`,
  remedy: 'Take it out, or put it after the ones that are more general.',
  severity: 'warning',
  profile: 'recommended',
  targets: [],
  safeguards: ['164.316(a)'],
  check: {},
});
