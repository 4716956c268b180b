import type { Options } from '../../rules/engine/options.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import { categories, rules } from '../../rules/index.ts';
import type { Target } from '../../rules/model/nodes.ts';
import { safeguards } from '../../rules/safeguards.ts';
import { pageOf } from '../files/product.ts';
import { ruleNamed } from './ruleNames.ts';
import { counted } from './printable.ts';
import { UsageError } from './world.ts';

/** What `breakwater rules` was asked. */
export interface RulesOptions {
  readonly format: 'text' | 'json' | 'markdown';
  readonly category?: string;
  readonly target?: Target;
  /** A citation or how one begins: `164.312` is all of that section. */
  readonly safeguard?: string;
}

interface Listed {
  readonly rule: Rule;
  readonly category: string;
}

/** The rules that suit the options, sorted by category and id, in the format asked for. */
export function listRules({ format, category, target, safeguard }: RulesOptions): string {
  const listed = rules
    .map((rule) => ({ rule, category: categories[rule.id] ?? '' }))
    .filter((listed) => category === undefined || listed.category === category)
    .filter(({ rule }) => target === undefined || rule.targets.includes(target))
    .filter(({ rule }) => safeguard === undefined || rule.safeguards.some((citation) => isUnder(citation, safeguard)))
    .sort((a, b) => compare(a.category, b.category) || compare(a.rule.id, b.rule.id));
  return format === 'json' ? asJson(listed) : format === 'markdown' ? asMarkdown(listed) : asText(listed);
}

/** The page of a rule, as Markdown. */
export function explain(id: string): string {
  const rule = ruleNamed(id);
  const category = categories[rule.id] ?? '';
  const page = pageOf(rule.id, category);
  if (page === undefined) throw new UsageError(`The page of \`${rule.id}\` is missing from this installation.`);
  return page;
}

/** `164.312` and `164.312(a)` hold `164.312(a)(1)`. */
function isUnder(citation: string, wanted: string): boolean {
  return citation === wanted || citation.startsWith(`${wanted}(`);
}

function asText(listed: readonly Listed[]): string {
  const width = Math.max(0, ...listed.map(({ rule }) => rule.id.length));
  const lines = listed.map(({ rule, category }, index) => {
    const heading = category === listed[index - 1]?.category ? '' : `${index === 0 ? '' : '\n'}${category}\n`;
    const strict = rule.profile === 'strict' ? ' (strict)' : '';
    return `${heading}  ${rule.id.padEnd(width)}  ${rule.severity.padEnd('warning'.length)}  ${rule.title}${strict}\n`;
  });
  return `${lines.join('')}${listed.length > 0 ? '\n' : ''}${counted(listed.length, 'rule')}.\n`;
}

function asJson(listed: readonly Listed[]): string {
  const value = listed.map(({ rule, category }) => ({
    id: rule.id,
    category,
    title: rule.title,
    why: rule.why.replace(/\s+/g, ' '),
    remedy: rule.remedy.replace(/\s+/g, ' '),
    severity: rule.severity,
    profile: rule.profile,
    targets: rule.targets,
    safeguards: rule.safeguards.map((citation) => ({ citation, title: safeguards[citation].title })),
    options: Object.entries((rule.options ?? {}) as Options).map(([name, { about, initial, schema }]) => ({
      name,
      about,
      initial,
      schema,
    })),
  }));
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function asMarkdown(listed: readonly Listed[]): string {
  const rows = listed.map(({ rule, category }) =>
    [`\`${rule.id}\``, rule.title, category, rule.severity, rule.profile, rule.targets.join(', '), rule.safeguards.join(', ')]
      .map((cell) => cell.replaceAll('|', '\\|'))
      .join(' | '),
  );
  const head = ['Rule', 'Finds', 'Category', 'Severity', 'Profile', 'Reads', 'Safeguards'];
  return [head.join(' | '), head.map(() => '-').join(' | '), ...rows].map((row) => `| ${row} |\n`).join('');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
