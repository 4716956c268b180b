import type { Finding } from './finding.ts';
import { jointFixes } from './jointFixes.ts';
import type { Related, Severity } from './rule.ts';

/** How many others of one place a finding names. */
const MOST_NAMED = 5;

/**
 * The findings, what a rule says several times of one place said once: of services that share a list, say, or of containers that
 * share a setting of their pod. The most severe stands for the others and names them. Those with an exception stand apart, so
 * that an exception for one of them is none for the others. `findings` are sorted by place, then rule.
 */
export function oncePerSpan(findings: readonly Finding[]): readonly Finding[] {
  const found: Finding[] = [];
  for (let at = 0; at < findings.length; ) {
    let end = at + 1;
    while (end < findings.length && isOnePlace(findings[at]!, findings[end]!)) end++;
    if (end === at + 1) found.push(findings[at]!);
    else found.push(...joined(findings.slice(at, end)));
    at = end;
  }
  return found.length === findings.length ? findings : found;
}

const isOnePlace = (a: Finding, b: Finding): boolean =>
  a.rule === b.rule && a.span.start === b.span.start && a.span.end === b.span.end;

function joined(findings: readonly Finding[]): Finding[] {
  const exceptions = [...new Set(findings.map(({ exception }) => exception))];
  return exceptions.map((exception) => {
    const group = findings.filter((finding) => finding.exception === exception);
    const most = group.reduce((one, other) => (isWorse(other, one) ? other : one));
    const others = group.filter((finding) => finding !== most);
    return {
      ...most,
      related: [...most.related, ...named(most, others)],
      fixes: jointFixes(
        most.fixes,
        others.map(({ fixes }) => fixes),
      ),
    };
  });
}

const STEPS: readonly Severity[] = ['error', 'warning', 'info'];

const isWorse = ({ severity: one }: Finding, { severity: other }: Finding): boolean => STEPS.indexOf(one) < STEPS.indexOf(other);

/** What the others say, or of what they say the same. */
function named(most: Finding, others: readonly Finding[]): Related[] {
  const messages = new Set(
    others.flatMap(({ message, resource }) => {
      if (message !== most.message) return message;
      return resource === most.resource || resource === '' ? [] : `It is the same for \`${resource}\`.`;
    }),
  );
  const { span } = most;
  const shown = [...messages].slice(0, MOST_NAMED).map((message) => ({ span, message }));
  const more = messages.size - shown.length;
  return more > 0 ? [...shown, { span, message: `And ${more} more.` }] : shown;
}
