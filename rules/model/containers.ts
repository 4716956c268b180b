import type { Command, Container, Manifest, Node, Variable } from './nodes.ts';
import type { Field } from './yaml.ts';

/** Whose nodes those of a part are. */
interface Owners {
  readonly containers: readonly Container[];
  readonly manifests: readonly Manifest[];
  readonly byVariable: ReadonlyMap<Variable, Container>;
}

const known = new WeakMap<readonly Node[], Owners>();

function ownersAmong(nodes: readonly Node[]): Owners {
  let owners = known.get(nodes);
  if (!owners) {
    const containers = nodes.filter((node) => node.kind === 'Container');
    owners = {
      containers,
      manifests: nodes.filter((node) => node.kind === 'kubernetes.Manifest'),
      byVariable: new Map(
        containers.flatMap((container) => container.variables.map((variable) => [variable, container] as const)),
      ),
    };
    known.set(nodes, owners);
  }
  return owners;
}

/**
 * The container a node runs in or is a part of, given all nodes of the part (`context.nodes`). Of a Dockerfile only what
 * stands in a shipped stage is; of what services share through an anchor one of them is named.
 */
export function containerOf(node: Node, nodes: readonly Node[]): Container | undefined {
  if (node.kind === 'Container') return node;
  const { containers, byVariable } = ownersAmong(nodes);
  if ('stage' in node && node.stage)
    return typeof node.stage === 'object' && node.stage.role === 'shipped' ? containers[0] : undefined;
  if (node.kind === 'Variable') {
    const found = byVariable.get(node);
    if (found || (node.place !== 'build-arg' && node.place !== 'environment')) return found;
  }
  if (containers.length === 0 || !('owner' in node)) return undefined;
  const named = containers.filter(({ name, field }) => name === node.owner && field !== undefined);
  return named.length < 2 ? named[0] : (named.find(({ field }) => holds(field!, node)) ?? named[0]);
}

/** The Kubernetes object a node is written in, given all nodes of the part. */
export function manifestOf(node: Node, nodes: readonly Node[]): Manifest | undefined {
  const { manifests } = ownersAmong(nodes);
  return manifests.length < 2 ? manifests[0] : manifests.find(({ field }) => holds(field, node));
}

const holds = ({ extent }: Field, { span }: Node): boolean => extent.start <= span.start && span.end <= extent.end;

/** Whether a command runs when the container does, rather than when the image is built or its health is asked. */
export function isStart({ by }: Command): boolean {
  return by !== 'RUN' && by !== 'HEALTHCHECK' && by !== 'healthcheck' && by !== 'probe';
}
