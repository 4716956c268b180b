import { MarkupKind, type Hover } from 'vscode-languageserver';
import { exceptionComments } from '../../rules/engine/exceptions.ts';
import type { Finding } from '../../rules/engine/lint.ts';
import type { Target } from '../../rules/model/nodes.ts';
import {
  describeProposal,
  describeRelated,
  describeRequirement,
  describeSafeguard,
  safeguards,
  type Citation,
} from '../../rules/safeguards.ts';
import type { Checked } from './codeActions.ts';
import { displayOf, type Display } from './editorSettings.ts';
import { exceptionComment } from './exceptHere.ts';
import { code, link, prose } from './markdown.ts';
import { explainRule } from './policyHover.ts';
import { toRange } from './translate.ts';

/** What a reviewer wants to know of the findings at an offset; nothing where there are none. */
export function hoverAt(
  checked: Checked,
  findings: readonly Finding[],
  offset: number,
  pageOf: (rule: string) => string | undefined,
): Hover | undefined {
  const { text, document, policy, settings } = checked;
  const here = findings.filter(
    (finding) =>
      finding.span.start <= offset && offset <= finding.span.end && (finding.exception || displayOf(finding, policy, settings)),
  );
  const narrowest = [...here].sort((a, b) => length(a) - length(b))[0];
  if (!narrowest) return hoverOnException(checked, offset, pageOf);
  const citations = new Set(here.flatMap(({ rule }) => rule.safeguards));
  const explained = here.map((finding) => explain(finding, document.target, displayOf(finding, policy, settings), pageOf));
  const value = [...explained, [...citations].map(about).join('\n\n')].filter((part) => part !== '').join('\n\n---\n\n');
  return { range: toRange(text, narrowest.span), contents: { kind: MarkupKind.Markdown, value } };
}

/** The rule whose name stands in a comment that excepts it. */
function hoverOnException(
  { text, document, policy }: Checked,
  offset: number,
  pageOf: (rule: string) => string | undefined,
): Hover | undefined {
  for (const { rules } of exceptionComments(document))
    for (const { id, span } of rules) {
      const rule = span.start <= offset && offset <= span.end ? policy.rules.find((rule) => rule.id === id) : undefined;
      if (rule) return { range: toRange(text, span), contents: { kind: MarkupKind.Markdown, value: explainRule(rule, pageOf) } };
    }
  return undefined;
}

const length = ({ span }: Finding): number => span.end - span.start;

/** One finding: what it is, why it matters, what it relates to, and what to do. */
function explain(
  { rule, severity, message, exception, baseline }: Finding,
  target: Target,
  display: Display | undefined,
  pageOf: (rule: string) => string | undefined,
): string {
  const page = pageOf(rule.id);
  const place = target === 'dockerfile' ? 'instruction' : 'key or item';
  return [
    `**${prose(rule.title)}** · ${page === undefined ? code(rule.id) : link(code(rule.id), page)} · ${severity}`,
    prose(message),
    exception && excepted(exception),
    baseline && '**In the baseline.** It was there before, and is not counted.',
    display?.bySetting && `**Shown otherwise here** by the setting ${code('breakwater.rules')}. CI counts it as ${severity}.`,
    `**Why it matters for ePHI.** ${prose(rule.why)}`,
    rule.safeguards.length > 0 && `**Safeguards it relates to**\n\n${rule.safeguards.map(cite).join('\n')}`,
    `**To fix it.** ${prose(rule.remedy)}`,
    !exception &&
      `**To except it**, write ${code(exceptionComment(rule.id))} with your reason on its own line above the ${place}.`,
  ]
    .filter((paragraph) => paragraph)
    .join('\n\n');
}

function excepted({ reason, owner, until, file }: NonNullable<Finding['exception']>): string {
  const terms = [owner && `owner ${prose(owner)}`, until && `until ${until}`].filter(Boolean).join(', ');
  return `**Excepted ${file === undefined ? 'here' : 'in the policy'}**${terms && ` (${terms})`}: ${prose(reason)}`;
}

/** A safeguard as an item of a list, with whether it is required or addressable. */
const cite = (citation: Citation): string =>
  `- ${link(prose(describeSafeguard(citation)), safeguards[citation].url)}. ${prose(describeRequirement(citation))}.`;

/** A safeguard in plain words, with the guidance related to it and, marked as such, what has been proposed. */
const about = (citation: Citation): string =>
  [
    `**${citation}** ${prose(safeguards[citation].summary)}`,
    prose(describeRelated(citation)),
    prose(describeProposal(citation) ?? ''),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
