import type { Hover } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Policy } from '../../rules/engine/policy.ts';
import type { PolicyProblem } from '../../rules/engine/policy/problem.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import { lineStart } from '../../rules/model/text.ts';
import { citationsIn } from './citations.ts';
import { explainCitation, explainFinding, explainRule, explainSafeguards, paragraphs, type PageOf } from './explainRule.ts';
import { hoverOf } from './hover.ts';
import { prose } from './markdown.ts';
import { placeAt } from './policyPlace.ts';
import { schemasAt, type Schema } from './policySchema.ts';
import { toRange } from './translate.ts';

/** What a word of a policy means: what is wrong with it, a rule's page in short, a safeguard, or what a key is for. */
export function hoverInPolicy(
  text: TextDocument,
  offset: number,
  schema: Schema,
  policy: Pick<Policy, 'rules' | 'rule'>,
  pageOf: PageOf,
  problems: readonly PolicyProblem[] = [],
): Hover | undefined {
  const whole = text.getText();
  const wrong = problems.filter(({ span }) => span.start <= offset && offset <= span.end);
  const said = new Set(wrong.map(({ rule }) => rule));
  const explained = [...said].flatMap((id) => {
    const active = policy.rule(id);
    return active ? paragraphs([explainFinding(active, undefined, pageOf, undefined), explainSafeguards([active.rule])]) : [];
  });
  const word = wordAt(whole, offset, schema, policy.rules, pageOf);
  const span = word ?? wrong[0]?.span;
  const value = paragraphs([[word?.value ?? '', ...explained].filter((part) => part !== '').join('\n\n---\n\n')]);
  return value === '' || !span ? undefined : hoverOf(toRange(text, span), value);
}

function wordAt(
  text: string,
  offset: number,
  schema: Schema,
  rules: readonly Rule[],
  pageOf: PageOf,
): { readonly value: string; readonly start: number; readonly end: number } | undefined {
  const line = {
    start: lineStart(text, offset),
    end: text.indexOf('\n', offset) === -1 ? text.length : text.indexOf('\n', offset),
  };
  for (const { citation, span } of citationsIn(text, line))
    if (span.start <= offset && offset <= span.end) return { value: explainCitation(citation), ...span };
  const { start, end } = placeAt(text, offset);
  const word = text.slice(start, end);
  if (word === '') return undefined;
  const rule = rules.find(({ id }) => id === word);
  const value = rule ? explainRule(rule, pageOf) : explainKey(schemasAt(schema, placeAt(text, start).path), word);
  return value === undefined ? undefined : { value, start, end };
}

function explainKey(schemas: readonly Schema[], word: string): string | undefined {
  for (const { properties = {} } of schemas) {
    const description = Object.hasOwn(properties, word) ? properties[word]!.description : undefined;
    if (description !== undefined) return prose(description);
  }
  return undefined;
}
