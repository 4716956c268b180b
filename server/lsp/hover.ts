import { MarkupKind, type Hover } from 'vscode-languageserver';
import { exceptionComments } from '../../rules/engine/exceptions.ts';
import type { Finding } from '../../rules/engine/lint.ts';
import type { PolicyLayer } from '../../rules/engine/policy/layer.ts';
import type { Node, Variable } from '../../rules/model/nodes.ts';
import { moved, type Span } from '../../rules/model/text.ts';
import { citationsInComments } from './citations.ts';
import type { Checked } from './codeActions.ts';
import { displayOf } from './editorSettings.ts';
import { exceptionComment } from './exceptHere.ts';
import { explainImage } from './explainImage.ts';
import { explainPort } from './explainPort.ts';
import { explainCitation, explainFinding, explainRule, explainSafeguards, type PageOf } from './explainRule.ts';
import { explainVariable } from './explainVariable.ts';
import { code } from './markdown.ts';
import { toRange } from './translate.ts';

/** What explaining needs besides the file. */
export interface Explaining {
  readonly pageOf: PageOf;
  /** The files that make the policy in force, the base first. */
  readonly layers: readonly PolicyLayer[];
}

/**
 * What a reviewer wants to know at an offset: of the findings there, of the image, port or credential written there, of
 * the rule or safeguard a comment names. Nothing where there is none of these.
 */
export function hoverAt(
  checked: Checked,
  findings: readonly Finding[],
  offset: number,
  { pageOf, layers }: Explaining,
): Hover | undefined {
  const { text, document, policy, settings } = checked;
  const here = findings.filter(
    (finding) => holds(finding.span, offset) && (finding.exception || displayOf(finding, policy, settings)),
  );
  const fact = factAt(checked, offset, layers);
  const narrowest = [...here.map(({ span }) => span), ...(fact ? [fact.span] : [])].sort((a, b) => length(a) - length(b))[0];
  if (!narrowest) return hoverOnComment(checked, offset, pageOf);
  const place = document.target === 'dockerfile' ? 'instruction' : 'key or item';
  const explained = here.map((finding) => {
    const how = `**To except it**, write ${code(exceptionComment(finding.rule.id))} with your reason on its own line above the ${place}.`;
    return explainFinding(
      finding,
      displayOf(finding, policy, settings),
      pageOf,
      policy.locked.has(finding.rule.id) ? LOCKED : how,
    );
  });
  const parts = [...explained, fact?.value ?? '', explainSafeguards(here.map(({ rule }) => rule))].filter((part) => part !== '');
  return hoverOf(toRange(text, narrowest), parts.join('\n\n---\n\n'));
}

/** A hover of Markdown. */
export const hoverOf = (range: Hover['range'], value: string): Hover => ({
  ...(range && { range }),
  contents: { kind: MarkupKind.Markdown, value },
});

const LOCKED = '**The policy locks this rule**, so comments cannot except it.';

const holds = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;
const length = ({ start, end }: Span): number => end - start;

/** What is known of the thing that is written at an offset, with or without a finding. */
function factAt(
  { document, policy, today, project }: Checked,
  offset: number,
  layers: readonly PolicyLayer[],
): { readonly span: Span; readonly value: string } | undefined {
  for (const { start, part } of document.parts) {
    if (offset < start || offset > start + part.text.length) continue;
    const within = offset - start;
    const { nodes } = part;
    const explain = (node: Node): string | undefined => {
      switch (node.kind) {
        case 'ImageReference':
          return explainImage(node, { policy: policy.for(document.uri), layers, today });
        case 'Port':
          return explainPort(node);
        case 'Variable':
          return explainVariable(node, { document, policy: policy.for(document.uri), project, nodes });
        default:
          return undefined;
      }
    };
    for (const node of nodes) {
      const spans = node.kind === 'Variable' ? [nameOf(node, part.text), node.span, node.value.span] : [node.span];
      const span = spans.find((span) => holds(span, within));
      const value = span && explain(node);
      if (value) return { span: moved(span, start), value };
    }
  }
  return undefined;
}

/** Where the name of a variable is written: some stand at their value, with the name before it. */
function nameOf({ name, span }: Variable, text: string): Span {
  const start = text.lastIndexOf(name, span.start);
  const end = start + name.length;
  return start !== -1 && /^(?:[ \t]*[=:])?[ \t]*["']?$/.test(text.slice(end, span.start)) ? { start, end } : span;
}

/** The rule whose name stands in a comment that excepts it, or a safeguard that any comment cites. */
function hoverOnComment({ text, document, policy }: Checked, offset: number, pageOf: PageOf): Hover | undefined {
  for (const { rules } of exceptionComments(document))
    for (const { id, span } of rules) {
      const rule = holds(span, offset) ? policy.rules.find((rule) => rule.id === id) : undefined;
      if (rule) return hoverOf(toRange(text, span), explainRule(rule, pageOf));
    }
  for (const { citation, span } of citationsInComments(document.text))
    if (holds(span, offset)) return hoverOf(toRange(text, span), explainCitation(citation));
  return undefined;
}
