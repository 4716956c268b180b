import { nearest } from '../../rules/engine/policyText.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import { rules } from '../../rules/index.ts';
import { UsageError } from './world.ts';

/** The rule with an id, or an error that says which one was probably meant. */
export function ruleNamed(id: string): Rule {
  const rule = rules.find((rule) => rule.id === id);
  if (rule) return rule;
  const meant = nearest(
    id,
    rules.map((rule) => rule.id),
  );
  const hint = meant ? `Did you mean \`${meant}\`?` : 'See `breakwater rules` for all of them.';
  throw new UsageError(`There is no rule \`${id}\`. ${hint}`);
}
