import { rule } from '../engine/rule.ts';

export default rule({
  id: 'malformed-exception',
  title: 'Comment is meant as an exception and is none',
  why: `A comment that is not written as an exception, or stands where none counts, excepts nothing. Whoever wrote it
    may believe that the finding was decided on.`,
  remedy: 'Write `# breakwater allow RULE: REASON` above what it is for, or `allow-file` before the first line that counts.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.316(b)(1)'],
  check: {},
});
