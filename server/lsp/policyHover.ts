import { MarkupKind, type Hover } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Rule } from '../../rules/engine/rule.ts';
import { describeSafeguard, safeguards, type Citation } from '../../rules/safeguards.ts';
import { code, link, prose } from './markdown.ts';
import { placeAt } from './policyPlace.ts';
import { schemasAt, type Schema } from './policySchema.ts';
import { toRange } from './translate.ts';

/** What a word of a policy means: a rule's page in short, or what a key is for. */
export function hoverInPolicy(
  text: TextDocument,
  offset: number,
  schema: Schema,
  rules: readonly Rule[],
  pageOf: (rule: string) => string | undefined,
): Hover | undefined {
  const place = placeAt(text.getText(), offset);
  const word = text.getText().slice(place.start, place.end);
  if (word === '') return undefined;
  const rule = rules.find(({ id }) => id === word);
  const value = rule ? explainRule(rule, pageOf) : explainKey(schemasAt(schema, placeAt(text.getText(), place.start).path), word);
  return value === undefined ? undefined : { range: toRange(text, place), contents: { kind: MarkupKind.Markdown, value } };
}

/** A rule, wherever its name stands. */
export function explainRule(rule: Rule, pageOf: (rule: string) => string | undefined): string {
  const { id, title, why, remedy, severity, profile } = rule;
  const page = pageOf(id);
  const name = page === undefined ? code(id) : link(code(id), page);
  return [
    `**${prose(title)}** · ${name} · ${severity} · ${profile}`,
    prose(why),
    prose(remedy),
    rule.safeguards
      .map((citation: Citation) => `- ${link(prose(describeSafeguard(citation)), safeguards[citation].url)}`)
      .join('\n'),
    options(rule),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

function options({ options = {} }: Rule): string {
  const listed = Object.entries(options as Record<string, { about: string }>).map(
    ([name, { about }]) => `- ${code(name)} ${prose(about)}`,
  );
  return listed.length > 0 ? `**Options**\n\n${listed.join('\n')}` : '';
}

function explainKey(schemas: readonly Schema[], word: string): string | undefined {
  for (const { properties = {} } of schemas) {
    const description = Object.hasOwn(properties, word) ? properties[word]!.description : undefined;
    if (description !== undefined) return prose(description);
  }
  return undefined;
}
