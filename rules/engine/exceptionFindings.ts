import { lineStart, type Edit, type Span } from '../model/text.ts';
import { daysLeft, hasLapsed, type ExceptionComment } from './exceptions.ts';
import type { Finding } from './finding.ts';
import type { Policy } from './policy.ts';
import { nearest, type PolicyRuleId } from './policy/problem.ts';
import type { Fix } from './rule.ts';

/**
 * What is to be said of the exceptions in a document's comments: that one is none, ends, or excepts nothing.
 * `findings` are those of the document, the excepted ones included. Where the document could not be read or checked
 * as a whole, nobody can say that an exception is unused.
 */
export function aboutExceptions(
  comments: readonly ExceptionComment[],
  text: string,
  findings: readonly Finding[],
  policy: Policy,
  today: string,
  whole: boolean,
): Finding[] {
  const known = new Map(policy.rules.map((rule) => [rule.id, rule]));
  const found: Finding[] = [];
  const say = (id: PolicyRuleId, span: Span, message: string, fixes: readonly Fix[] = []): void => {
    const active = policy.rule(id);
    if (active) found.push({ rule: active.rule, severity: active.severity, message, span, related: [], fixes, resource: '' });
  };
  for (const comment of comments) {
    const { fault, exception, span, rules } = comment;
    for (const { id, span } of rules) {
      if (known.has(id)) continue;
      const meant = nearest(id, [...known.keys()]);
      const fix = meant === undefined ? [] : [change(`Write \`${meant}\``, [{ span, text: meant }])];
      say('unknown-rule', span, `There is no rule \`${id}\`.${meant ? ` Did you mean \`${meant}\`?` : ''}`, fix);
    }
    if (fault) {
      const fixes = [...(fault.fix ? [change(fault.fix.title, [fault.fix.edit])] : []), change(REMOVE, [removalOf(span, text)])];
      say(fault.unreasoned ? 'unreasoned-exception' : 'malformed-exception', span, fault.message, fixes);
    }
    if (!exception) continue;
    const { until } = exception;
    const left = daysLeft(until, today);
    if (hasLapsed(until, today))
      say('lapsed-exception', span, `This exception lapsed on ${until}, so it excepts nothing any more.`, [
        change(REMOVE, [removalOf(span, text)]),
      ]);
    else if (left !== undefined) say('lapsing-exception', span, `This exception ends ${inDays(left)}, with ${until}.`);
    for (const rule of rules) {
      if (policy.locked.has(rule.id))
        say('locked-rule', rule.span, `\`${rule.id}\` is locked by the policy: a comment cannot except it.`);
      else if (whole && !hasLapsed(until, today) && policy.rule(rule.id) && !isUsed(comment, rule.id, findings))
        say('unused-exception', rules.length === 1 ? span : rule.span, `\`${rule.id}\` finds nothing here to except.`, [
          {
            ...change(rules.length === 1 ? REMOVE : `Remove \`${rule.id}\` from it`, removal(comment, rule.id, text)),
            safe: true,
          },
        ]);
    }
  }
  return found;
}

const REMOVE = 'Remove this exception';

const change = (title: string, edits: readonly Edit[]): Fix => ({ title, edits, safe: false });

export const inDays = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`);

const isUsed = ({ exception }: ExceptionComment, rule: string, findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.rule.id === rule && finding.exception === exception);

/** Takes the comment out, or one of its rules with the comma before or after it. */
function removal({ span, rules }: ExceptionComment, id: string, text: string): Edit[] {
  const at = rules.findIndex((rule) => rule.id === id);
  if (rules.length === 1) return [removalOf(span, text)];
  const start = at === 0 ? rules[0]!.span.start : rules[at - 1]!.span.end;
  const end = at === 0 ? rules[1]!.span.start : rules[at]!.span.end;
  return [{ span: { start, end }, text: '' }];
}

/** Takes a comment out: with its line when nothing else is on it, else with the blanks before it. */
function removalOf({ start, end }: Span, text: string): Edit {
  const line = lineStart(text, start);
  const lineEnd = text.indexOf('\n', end);
  const before = text.slice(line, start);
  if (before.replace('\uFEFF', '').trim() !== '') return { span: { start: line + before.trimEnd().length, end }, text: '' };
  const from = before.startsWith('\uFEFF') ? line + 1 : line;
  return { span: { start: from, end: lineEnd === -1 ? text.length : lineEnd + 1 }, text: '' };
}
