import type { Node, NodeKind, NodeOf, Setting } from '../../rules/model/nodes.ts';
import type { Span } from '../../rules/model/text.ts';

/** The text at a span. */
export const cut = (text: string, { start, end }: Span): string => text.slice(start, end);

/** What a setting says: `unset`, `unknown`, or its value. */
export const said = <T>({ state, value }: Setting<T>): string => (state === 'set' ? String(value) : state);

/** One line for each node of a kind: what it points at, and what it means. */
export function outline<K extends NodeKind>(text: string, nodes: readonly Node[], kind: K): string[] {
  return nodes
    .filter((node): node is NodeOf<K> => node.kind === kind)
    .map((node) => `${cut(text, node.span)} → ${meaning(node)}`);
}

function meaning(node: Node): string {
  switch (node.kind) {
    case 'Container':
      return `${node.role} user=${said(node.user)} privileged=${said(node.privileged)} readOnly=${said(node.readOnlyRoot)}${node.built ? ' built' : ''}${node.partial ? ' partial' : ''}`;
    case 'ImageReference':
      return `${node.role} ${node.name?.repository ?? '?'} tag=${node.name?.tag.value ?? node.name?.tag.state ?? '?'}${node.output ? ' output' : ''}`;
    case 'Variable':
      return `${node.place} of ${node.owner}: ${node.name}=${said(node.value)}${node.from ? ` from ${node.from}` : ''}`;
    case 'Port':
      return `${node.place} ${node.hostFrom === undefined ? '' : `${range(node.hostFrom, node.hostTo)}→`}${range(node.from, node.to)}/${node.transport} ${node.level}${node.name ? ` ${node.name}` : ''}`;
    case 'Mount':
      return `${node.type} ${node.source ?? '?'}→${node.destination ?? '?'} readOnly=${said(node.readOnly)}`;
    case 'CopiedFile':
      return `${node.by} ${node.source}${node.destination ? `→${node.destination}` : ''}${node.content ? ` ${JSON.stringify(node.content.text)}` : ''}`;
    case 'Command':
      return `${node.by} ${node.form} ${node.words ? JSON.stringify(node.words.map(({ text }) => text)) : JSON.stringify(node.text)}`;
    case 'Label':
      return `${node.annotation ? 'annotation' : 'label'} of ${node.owner}: ${node.key}=${said(node.value)}`;
    case 'compose.File':
      return `${node.services.map(({ name }) => name).join(' ')}${node.partial ? ' partial' : ''}`;
    case 'kubernetes.Manifest':
      return `${node.apiVersion} ${node.type} ${node.namespace ?? ''}/${node.name}${node.partial ? ' partial' : ''} [${node.containers.map(({ name }) => name).join(' ')}]`;
    default:
      return node.kind;
  }
}

function range(from: number | undefined, to: number | undefined): string {
  return from === undefined ? '?' : from === to ? String(from) : `${from}-${to}`;
}
