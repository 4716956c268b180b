import type { Rule } from '../../rules/engine/rule.ts';
import { categoryInWords } from './findings.ts';

/** A built-in rule as an editor offers it to be explained. */
export interface RuleChoice {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  /** Where its page is below the product's folder. */
  readonly page: string;
}

/** The built-in rules that have a page, by category and id. */
export const workspaceRules = (rules: readonly Rule[], categories: Readonly<Record<string, string>>): RuleChoice[] =>
  rules
    .flatMap(({ id, title }) => {
      const category = Object.hasOwn(categories, id) ? categories[id] : undefined;
      return category === undefined
        ? []
        : [{ id, title, category: categoryInWords(category), page: `rules/${category}/${id}.md` }];
    })
    .sort((a, b) => compare(a.category, b.category) || compare(a.id, b.id));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
