import { inDays } from '../exceptionFindings.ts';
import { daysLeft, hasLapsed } from '../exceptions.ts';
import type { PolicyProblem } from './problem.ts';
import type { PolicySettings } from './settings.ts';

/** What is to be said today of the exceptions in one policy file: which have lapsed, and which soon will. */
export function dueExceptions(
  { exceptions = [] }: Pick<PolicySettings, 'exceptions'>,
  file: string,
  today: string,
): PolicyProblem[] {
  return exceptions.flatMap(({ file: own, span, until, untilSpan, remove }): PolicyProblem[] => {
    if (own !== file || until === undefined) return [];
    const at = untilSpan ?? span;
    if (hasLapsed(until, today)) {
      const fixes = remove ? [{ title: 'Remove this exception', edits: [remove], safe: false }] : [];
      const message = `This exception lapsed on ${until}, so it excepts nothing any more.`;
      return [{ rule: 'lapsed-exception', span: at, message, fixes }];
    }
    const left = daysLeft(until, today);
    if (left === undefined) return [];
    return [{ rule: 'lapsing-exception', span: at, message: `This exception ends ${inDays(left)}, with ${until}.` }];
  });
}
