import { rule, type Fix } from '../engine/rule.ts';
import { isInComment } from '../facts/credentialPlaces.ts';
import { nameBefore } from '../facts/tokens.ts';
import { isLiteralSecret, isSecretName } from '../facts/secrets.ts';
import type { Node } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';

export default rule({
  id: 'default-secret-value',
  title: 'Secret has a default value that is used when nothing is set',
  why: `Where nobody sets the variable, the program runs with a credential that everyone who has the file knows, and
    nothing says so.`,
  remedy: 'Leave the default out and let it fail: `${NAME:?}` in compose and in shells, `required` in a Helm template.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(d)', '164.308(a)(5)(ii)(D)'],

  check: {
    Text({ text, nodes }, { report }) {
      for (const { span, name, value } of defaultsIn(text)) {
        const key = isSecretName(name) ? name : (variableAround(span, nodes) ?? nameBefore(text, span.start) ?? name);
        if (!isSecretName(key) || !isLiteralSecret(key, value) || isInComment(text, span.start)) continue;
        report({
          at: { span },
          message: `\`${isSecretName(name) ? name : key}\` has a literal credential as its default.`,
          fixes: fixes(text, span, name, nodes),
        });
      }
    },
  },
});

interface Default {
  readonly span: Span;
  /** The variable's; of a Helm template the last name of the path. */
  readonly name: string;
  readonly value: string;
}

/** `${NAME:-value}` and `${NAME-value}` of shells and compose, `${name:value}` of Spring. */
const SUBSTITUTION = /\$\{([A-Za-z_][\w.-]{0,100}?)(?::-|-|:)([^-?+:{}$\n][^{}$\n]{0,200})\}/g;
/** `default "value"` beside a value of a Helm chart, on either side of it. */
const TEMPLATE = /\{\{[^{}\n]{0,300}\bdefault\s{1,5}"([^"\n]{1,200})"[^{}\n]{0,300}\}\}/g;

function defaultsIn(text: string): readonly Default[] {
  const found: Default[] = [];
  if (text.includes('${'))
    for (const match of text.matchAll(SUBSTITUTION)) found.push({ span: spanOf(match), name: match[1]!, value: match[2]! });
  if (text.includes('{{') && text.includes('default'))
    for (const match of text.matchAll(TEMPLATE)) {
      const name = /\.([A-Za-z_]\w*)(?![\w.(])/.exec(match[0].replace(match[1]!, ''))?.[1] ?? '';
      found.push({ span: spanOf(match), name, value: match[1]! });
    }
  return found.sort((a, b) => a.span.start - b.span.start);
}

const spanOf = ({ index, 0: { length } }: RegExpExecArray): Span => ({ start: index, end: index + length });
const within = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

function variableAround(span: Span, nodes: readonly Node[]): string | undefined {
  const variable = nodes.find((node) => node.kind === 'Variable' && within(span, node.value.span));
  return variable?.kind === 'Variable' ? variable.name : undefined;
}

/** compose alone has a form that fails; `$${…}` is for the shell in the container. */
function fixes(text: string, span: Span, name: string, nodes: readonly Node[]): readonly Fix[] {
  if (text[span.start - 1] === '$' || !/^\w+$/.test(name) || !nodes.some(({ kind }) => kind === 'compose.File')) return [];
  return [{ title: `Fail when \`${name}\` is not set`, edits: [{ span, text: `\${${name}:?set ${name}}` }], safe: false }];
}
