import { MarkupKind, type Hover } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
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
import { exceptionComment } from './exceptHere.ts';
import { code, link, prose } from './markdown.ts';
import { toRange } from './translate.ts';

/** What a reviewer wants to know of the findings at an offset; nothing where there are none. */
export function hoverAt(
  text: TextDocument,
  target: Target,
  findings: readonly Finding[],
  offset: number,
  pageOf: (rule: string) => string | undefined,
): Hover | undefined {
  const here = findings.filter(({ span }) => span.start <= offset && offset <= span.end);
  const narrowest = [...here].sort((a, b) => length(a) - length(b))[0];
  if (!narrowest) return undefined;
  const citations = new Set(here.flatMap(({ rule }) => rule.safeguards));
  const value = [...here.map((finding) => explain(finding, target, pageOf)), [...citations].map(about).join('\n\n')].join(
    '\n\n---\n\n',
  );
  return { range: toRange(text, narrowest.span), contents: { kind: MarkupKind.Markdown, value } };
}

const length = ({ span }: Finding): number => span.end - span.start;

/** One finding: what it is, why it matters, what it relates to, and what to do. */
function explain(
  { rule, severity, message, exception, baseline }: Finding,
  target: Target,
  pageOf: (rule: string) => string | undefined,
): string {
  const page = pageOf(rule.id);
  const place = target === 'dockerfile' ? 'instruction' : 'key or item';
  return [
    `**${prose(rule.title)}** · ${page === undefined ? code(rule.id) : link(code(rule.id), page)} · ${severity}`,
    prose(message),
    exception && excepted(exception),
    baseline && '**In the baseline.** It was there before, and is not counted.',
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
