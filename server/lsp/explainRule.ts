import type { Exception } from '../../rules/engine/exceptions.ts';
import type { Finding } from '../../rules/engine/lint.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import {
  describeProposal,
  describeRelated,
  describeRequirement,
  describeSafeguard,
  safeguards,
  type Citation,
} from '../../rules/safeguards.ts';
import type { Display } from './editorSettings.ts';
import { code, link, prose } from './markdown.ts';

/** Where the page of a rule is read; nothing for a rule without one. */
export type PageOf = (rule: string) => string | undefined;

/** What a reviewer wants to know of a finding, beyond its message, which the editor shows already. `exception` is how to except it. */
export function explainFinding(
  { rule, severity, exception, baseline }: Pick<Finding, 'rule' | 'severity' | 'exception' | 'baseline'>,
  display: Pick<Display, 'bySetting'> | undefined,
  pageOf: PageOf,
  how: string | undefined,
): string {
  return paragraphs([
    [code(rule.id), severity, explainLink(rule, pageOf)].filter(Boolean).join(' · '),
    exception && excepted(exception),
    baseline && '**In the baseline.** It was there before, and is not counted.',
    display?.bySetting && `**Shown otherwise here** by the setting ${code('breakwater.rules')}. CI counts it as ${severity}.`,
    `**Why it matters for ePHI.** ${prose(rule.why)}`,
    rule.safeguards.length > 0 && `**Relates to** ${rule.safeguards.map(citeShortly).join(', ')}.`,
    `**To fix it.** ${prose(rule.remedy)}`,
    !exception && how,
  ]);
}

/** A rule, wherever its name stands. */
export function explainRule(rule: Rule, pageOf: PageOf): string {
  const { id, title, why, remedy, severity, profile } = rule;
  return paragraphs([
    `**${prose(title)}** · ${[code(id), severity, profile, explainLink(rule, pageOf)].filter(Boolean).join(' · ')}`,
    prose(why),
    remedy.trim() !== '' && `**To fix it.** ${prose(remedy)}`,
    rule.safeguards.length > 0 && `**Relates to**\n\n${rule.safeguards.map(cite).join('\n')}`,
    optionsOf(rule),
  ]);
}

/** A safeguard where it is cited. */
export function explainCitation(citation: Citation): string {
  const { title, url } = safeguards[citation];
  return paragraphs([
    `**${link(prose(`45 CFR ${citation}`), url)} ${prose(title)}** · ${prose(describeRequirement(citation))}`,
    prose(safeguards[citation].summary),
    prose(describeRelated(citation)),
    prose(describeProposal(citation) ?? ''),
  ]);
}

/** The safeguards that rules relate to, in plain words, with the guidance related to the one closest to each rule. */
export function explainSafeguards(rules: readonly Rule[]): string {
  const citations = [...new Set(rules.flatMap(({ safeguards }) => safeguards))];
  const closest = new Set(rules.flatMap(({ safeguards }) => safeguards.slice(0, 1)));
  return paragraphs([
    citations.length > 0 &&
      `**The safeguards**\n\n${citations.map((citation) => `${cite(citation)} ${prose(safeguards[citation].summary)}`).join('\n')}`,
    ...[...closest].map((citation) => {
      const related = prose(describeRelated(citation));
      return closest.size > 1 ? related.replace(/^Related guidance/, `Related guidance for ${citation}`) : related;
    }),
  ]);
}

/** Paragraphs of Markdown, those that say nothing left out. */
export const paragraphs = (parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join('\n\n');

function explainLink({ id }: Rule, pageOf: PageOf): string | undefined {
  const page = pageOf(id);
  return page && link('Explain rule', page);
}

function excepted({ reason, owner, until, file }: Exception): string {
  const terms = [owner && `owner ${prose(owner)}`, until && `until ${until}`].filter(Boolean).join(', ');
  const where = file === undefined ? 'here' : `in ${/^file:/.test(file) ? link('the policy', file) : 'the policy'}`;
  return `**Excepted ${where}**${terms && ` (${terms})`}: ${prose(reason)}`;
}

/** A safeguard as an item of a list, with whether it is required or addressable. */
const cite = (citation: Citation): string =>
  `- ${link(prose(describeSafeguard(citation)), safeguards[citation].url)}. ${prose(describeRequirement(citation))}.`;

/** As in a sentence, with what the rule asks in a word. */
const citeShortly = (citation: Citation): string => {
  const { title, url, required } = safeguards[citation];
  return `${link(prose(`45 CFR ${citation}`), url)} ${prose(title)} (${required === 'rule' ? 'general rule' : required})`;
};

function optionsOf({ options = {} }: Rule): string | undefined {
  const listed = Object.entries(options as Record<string, { about: string }>).map(
    ([name, { about }]) => `- ${code(name)} ${prose(about)}`,
  );
  return listed.length > 0 ? `**Options**\n\n${listed.join('\n')}` : undefined;
}
