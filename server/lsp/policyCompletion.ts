import { CompletionItemKind, InsertTextFormat, type CompletionItem } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Rule } from '../../rules/engine/rule.ts';
import { describeSafeguard, type Citation } from '../../rules/safeguards.ts';
import { dateItems } from './commentCompletion.ts';
import { placeAt, type PolicyPlace } from './policyPlace.ts';
import { schemasAt, type Schema } from './policySchema.ts';
import { toRange } from './translate.ts';

/** What can be written at a place of a policy: keys, rules with their titles, options, severities. */
export function completeInPolicy(
  text: TextDocument,
  offset: number,
  schema: Schema,
  rules: readonly Rule[],
  today?: string,
): CompletionItem[] {
  const place = placeAt(text.getText(), offset);
  const { path, kind } = place;
  const schemas = schemasAt(schema, path);
  const items = [
    ...(kind === 'value' ? [] : keysOf(schemas, path, rules)),
    ...(kind === 'key' && path.length > 0 ? [] : valuesOf(schemas, path, rules)),
  ];
  const range = toRange(text, place);
  if (today !== undefined && path.at(-1) === 'until' && kind === 'value')
    return dateItems(today, { range, asked: { trigger: undefined, snippets: false } });
  const seen = new Set<string>();
  return items
    .filter(({ label }) => !seen.has(label) && seen.add(label) !== undefined)
    .map(({ newText, ...item }) => ({ ...item, textEdit: { range, newText: newText ?? item.label } }));
}

type Item = CompletionItem & { readonly newText?: string };

function keysOf(schemas: readonly Schema[], path: PolicyPlace['path'], rules: readonly Rule[]): Item[] {
  const ofRules = path.at(-1) === 'rules' && (path.length === 1 || path[0] === 'overrides');
  return schemas.flatMap(({ properties = {} }) =>
    Object.entries(properties).map(([key, { description = '' }]): Item => {
      const rule = ofRules ? rules.find(({ id }) => id === key) : undefined;
      return {
        label: key,
        kind: rule ? CompletionItemKind.Reference : CompletionItemKind.Property,
        detail: rule ? `${rule.severity} · ${rule.profile}` : '',
        documentation: rule ? `${rule.title}.` : description,
        newText: `${key}: `,
        insertTextFormat: InsertTextFormat.PlainText,
      };
    }),
  );
}

function valuesOf(schemas: readonly Schema[], path: PolicyPlace['path'], rules: readonly Rule[]): Item[] {
  const choices = schemas.flatMap((schema) =>
    (schema.enum ?? (isBoolean(schema) ? [true, false] : [])).map((value): Item => {
      const cited = path.includes('safeguards') ? describeSafeguard(value as Citation) : undefined;
      return {
        label: String(value),
        kind: CompletionItemKind.EnumMember,
        ...(schema.default === value && { detail: 'default' }),
        ...((cited ?? schema.description) !== undefined && { documentation: cited ?? schema.description! }),
        ...(cited !== undefined && { newText: JSON.stringify(value) }),
      };
    }),
  );
  if (namesRules(path)) choices.push(...rules.map(ruleItem));
  if (path[0] === 'extends') choices.push(...BASES);
  if (path[0] === 'trustedImages' && path.length === 2) choices.push(DEFAULT);
  return choices;
}

const isBoolean = ({ type }: Schema): boolean => type === 'boolean';

/** Whether a place takes the ids of rules. */
export function namesRules(path: PolicyPlace['path']): boolean {
  const [first, , key] = path;
  return first === 'locked' || (first === 'exceptions' && (key === 'rule' || key === 'rules'));
}

const ruleItem = ({ id, title, severity, profile }: Rule): Item => ({
  label: id,
  kind: CompletionItemKind.Reference,
  detail: `${severity} · ${profile}`,
  documentation: `${title}.`,
});

const BASES: readonly Item[] = [
  {
    label: 'recommended',
    kind: CompletionItemKind.EnumMember,
    documentation: 'Findings that are worth a look nearly everywhere.',
  },
  { label: 'strict', kind: CompletionItemKind.EnumMember, documentation: 'Good practice as well.' },
  { label: 'npm:', kind: CompletionItemKind.Module, documentation: 'A package in `node_modules` that brings a policy.' },
];

const DEFAULT: Item = {
  label: 'default',
  kind: CompletionItemKind.EnumMember,
  documentation: 'What is trusted without this list: that of the policy this one extends, or the built-in one.',
};
