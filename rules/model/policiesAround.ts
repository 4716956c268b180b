import { podsOf } from './kubernetes/pods.ts';
import { type Direction, type Labels, type NetworkPolicy, readNetworkPolicy } from './networkPolicy.ts';
import type { Manifest } from './nodes.ts';

type Manifests = readonly { readonly manifest: Manifest }[];

/** The network policies of a workspace, and the namespaces it has workloads in. */
interface Around {
  readonly policies: readonly WrittenPolicy[];
  readonly inhabited: ReadonlySet<string>;
}

/** A policy, and the object it is written as. */
export interface WrittenPolicy extends NetworkPolicy {
  readonly manifest: Manifest;
}

const read = new WeakMap<Manifests, Around>();

/** Reads the manifests of a workspace once, as long as they are the same. */
export function policiesAround(manifests: Manifests): Around {
  let around = read.get(manifests);
  if (!around) {
    const policies = manifests.flatMap(({ manifest }) => {
      const policy = readNetworkPolicy(manifest);
      return policy ? [{ ...policy, manifest }] : [];
    });
    const inhabited = new Set(manifests.filter(({ manifest }) => manifest.containers.length > 0).map(namespaceOf));
    read.set(manifests, (around = { policies, inhabited }));
  }
  return around;
}

const namespaceOf = ({ manifest }: Manifests[number]): string => manifest.namespace ?? '';

/** The directions in which the pods of a workload are limited, and the first policy that does so. */
export interface Limited {
  readonly directions: ReadonlySet<Direction>;
  readonly by?: WrittenPolicy;
}

/**
 * How policies limit the pods of a workload; nothing when that cannot be told. One of two names of namespaces may be
 * missing where both are applied to the same one: then the labels decide.
 */
export function limitsOf(workload: Manifest, policies: readonly WrittenPolicy[]): Limited | undefined {
  const { field, apiVersion, type, namespace = '' } = workload;
  const directions = new Set<Direction>();
  let by: WrittenPolicy | undefined;
  for (const pod of podsOf(field, apiVersion, type)) {
    const labels = labelsOf(type === 'Pod' ? field.at('metadata', 'labels') : pod.metadata?.at('labels'));
    for (const policy of policies) {
      const elsewhere = policy.namespace !== undefined && policy.namespace !== namespace;
      if (elsewhere && policy.namespace !== '' && namespace !== '') continue;
      const match = policy.selects(elsewhere ? policy.namespace! : namespace, labels ?? NONE);
      if (match === 'no') continue;
      if (match === 'unknown' || labels === undefined) return undefined;
      for (const direction of policy.directions) directions.add(direction);
      by ??= policy;
    }
  }
  return { directions, ...(by && { by }) };
}

const NONE: Labels = new Map();

/** Nothing where a template or a helper of one adds labels. */
function labelsOf(field: ReturnType<Manifest['field']['at']> | undefined): Labels | undefined {
  if (!field) return NONE;
  const entries = field.entries();
  if (field.open || entries.some(([, value]) => value.open)) return undefined;
  return new Map(entries.map(([key, value]) => [key, value.known ? (value.text ?? '') : undefined]));
}
