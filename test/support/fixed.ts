import { ok } from 'node:assert/strict';
import type { Finding } from '../../rules/engine/lint.ts';
import type { readDocument } from '../../rules/model/document.ts';
import type { Command, Container, Node, Port, Variable } from '../../rules/model/nodes.ts';
import type { Span } from '../../rules/model/text.ts';

type Parts = ReturnType<typeof readDocument>['parts'];

/** What was fixed: a text, and the findings whose first fix was applied. */
interface Fixed {
  readonly text: string;
  readonly findings: readonly Pick<Finding, 'span' | 'fixes'>[];
}

/** Every node that is gone was in a finding or in an edit; every new one stands for one that is gone, or is what was added. */
export function onlyTouched({ findings, text }: Fixed, before: Parts, after: Parts): void {
  const fixed = findings.filter(({ fixes }) => fixes.length > 0);
  const touched = fixed.flatMap(({ span, fixes }) => [span, ...fixes[0]!.edits.map((edit) => edit.span)]);
  const [old, now] = [before, after].map((parts) =>
    parts.flatMap(({ start, part }) => part.nodes.map((node) => ({ start, node }))),
  ) as [{ start: number; node: Node }[], { start: number; node: Node }[]];
  const kept = now.map(({ node }) => said(node));
  for (const { start, node } of old) {
    const at = kept.indexOf(said(node));
    if (at !== -1) {
      kept.splice(at, 1);
      continue;
    }
    const extent = extentOf(node, old);
    const inEdit = touched.some((span) => span.start <= extent.end + start && extent.start + start <= span.end);
    const namesake = now.find((other) => other.node.kind === 'Container' && other.node.name === (node as Container).name);
    ok(
      inEdit || (node.kind === 'Container' && namesake && differences(node, namesake.node as Container) === 1),
      `gone: ${said(node)}, ${text.slice(extent.start + start, extent.end + start)}`,
    );
  }
  ok(kept.length <= fixed.length * 3, `new: ${kept.join('; ')}`);
  const unknown = (nodes: readonly { node: Node }[]): number =>
    nodes.flatMap(({ node }) => (node.kind === 'Container' ? settings(node) : [])).filter(({ state }) => state === 'unknown')
      .length;
  ok(unknown(now) <= unknown(old), 'a value of a type that the format does not take');
}

const settings = ({ user, privileged, readOnlyRoot }: Container) => [user, privileged, readOnlyRoot] as const;

const differences = (a: Container, b: Container): number =>
  settings(a).filter(({ state, value }, index) => settings(b)[index]!.state !== state || settings(b)[index]!.value !== value)
    .length;

function extentOf(node: Node, all: readonly { readonly node: Node }[]): Span {
  if (node.kind === 'dockerfile.Instruction') return node.extent;
  // a command's span is its first line only
  if (node.kind === 'Command')
    for (const { node: other } of all)
      if (other.kind === 'dockerfile.Instruction' && other.extent.start <= node.span.start && node.span.end <= other.extent.end)
        return other.extent;
  const hasValue = node.kind === 'Variable' || node.kind === 'Label';
  return hasValue ? { start: node.span.start, end: Math.max(node.span.end, node.value.span.end) } : node.span;
}

/** A stage without a name is called after its image, which a fix may change. */
const ownerOf = ({ owner, stage }: Port | Command | Variable): string => (stage ? `stage ${stage.index}` : owner);

/** What a node says, not where. */
function said(node: Node): string {
  switch (node.kind) {
    case 'Container':
      return [node.kind, node.name, ...settings(node).map(({ state, value }) => `${state} ${value}`)].join(' ');
    case 'ImageReference':
      return `${node.kind} ${node.text}`;
    case 'Port':
    case 'Command':
      return `${node.kind} ${ownerOf(node)} ${node.text}`;
    case 'Variable':
      return `${node.kind} ${ownerOf(node)} ${node.name}=${node.written}`;
    case 'CopiedFile':
    case 'Mount':
      return `${node.kind} ${node.source} ${node.destination}`;
    case 'Label':
      return `${node.kind} ${node.key}=${node.value.value}`;
    case 'dockerfile.Instruction':
      return `${node.kind} ${node.keyword} ${node.words.map(({ text }) => text).join(' ')}`;
    case 'dockerfile.Stage':
      return `${node.kind} ${node.index}`;
    case 'kubernetes.Manifest':
      return `${node.kind} ${node.type} ${node.name}`;
    case 'compose.File':
    case 'Text':
      return node.kind;
  }
}
