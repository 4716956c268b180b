import { UNKNOWN } from '../imageName.ts';
import type { Field } from '../yaml.ts';
import { table } from '../table.ts';

/** Where an object keeps what runs: a pod spec, or a custom resource's own form of a container. */
export interface Pod {
  /** What holds the containers and what they inherit. */
  readonly spec: Field;
  readonly containers: readonly { readonly field: Field; readonly role: 'main' | 'init' | 'ephemeral' }[];
  /** The metadata of the pod template, for its labels. */
  readonly metadata?: Field;
}

/** Where the workload kinds of Kubernetes keep their pod template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = table({
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  DeploymentConfig: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  PodTemplate: ['template'],
});

/** API groups whose objects hold patterns, schemas or patches that look like pods and run nothing. */
const PATTERNS =
  /^(?:.*\.)?(?:kyverno\.io|gatekeeper\.sh|apiextensions\.k8s\.io|admissionregistration\.k8s\.io|kustomize\.config\.k8s\.io|kind\.x-k8s\.io|kubewarden\.io)\//;
const NO_PODS = new Set([
  'ConfigMap',
  'Secret',
  'Service',
  'PodSecurityPolicy',
  'SecurityContextConstraints',
  'NetworkPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'Ingress',
]);

/** Every pod of an object: where its kind keeps it, or, in a custom resource, wherever something has the shape of one. */
export function podsOf(root: Field, apiVersion: string, type: string): Pod[] {
  if (type === 'Pod') return [podOf(root.at('spec'))];
  const path = TEMPLATES[type];
  if (path) {
    const template = root.at(...path);
    return [podOf(template.at('spec'), template.at('metadata'))];
  }
  if ((NO_PODS.has(type) && isOwn(apiVersion)) || PATTERNS.test(apiVersion)) return [];
  const found: Pod[] = [];
  search(root, undefined, 0, new Set(), found, apiVersion);
  return found;
}

/** Whether an API group is one of Kubernetes itself; others have kinds of the same names. */
export function isOwn(apiVersion: string): boolean {
  return !apiVersion.replace(/\/.*/, '').includes('.') || apiVersion.includes('.k8s.io/');
}

const LISTS = [
  ['initContainers', 'init'],
  ['containers', 'main'],
  ['ephemeralContainers', 'ephemeral'],
] as const;

function podOf(spec: Field, metadata?: Field): Pod {
  const containers = LISTS.flatMap(([key, role]) =>
    spec
      .at(key)
      .items()
      .filter(({ isMap }) => isMap)
      .map((field) => ({ field, role })),
  );
  return { spec, containers, ...(metadata && { metadata }) };
}

const DEEPEST = 40;

function search(
  field: Field,
  parent: Field | undefined,
  depth: number,
  seen: Set<unknown>,
  found: Pod[],
  apiVersion: string,
): void {
  const { node } = field;
  if (depth > DEEPEST || !node || seen.has(node)) return;
  seen.add(node);
  if (field.isMap) {
    const pod = podHere(field, parent, apiVersion);
    if (pod) found.push(pod);
    for (const [name, child] of field.entries()) {
      if (child.isScalar || name === 'containers' || name === 'initContainers' || name === 'status') continue;
      search(child, field, depth + 1, seen, found, apiVersion);
    }
  } else if (field.isList)
    for (const item of field.items()) if (!item.isScalar) search(item, field, depth + 1, seen, found, apiVersion);
}

function podHere(field: Field, parent: Field | undefined, apiVersion: string): Pod | undefined {
  if (hasContainers(field)) return podOf(field, field.name === 'spec' ? parent?.at('metadata') : undefined);
  // Argo Workflows: a template with `container`, or `script`, and sidecars.
  const single = ['container', 'script'].map((key) => field.at(key)).filter((part) => part.isMap && part.at('image').isScalar);
  if (single.length > 0 && apiVersion.startsWith('argoproj.io/'))
    return {
      spec: field,
      containers: [...single, ...field.at('sidecars').items()]
        .filter(({ isMap }) => isMap)
        .map((part) => ({ field: part, role: 'main' })),
    };
  // Tekton: the steps of a task, one container each.
  const steps = field.at('steps').items();
  if (apiVersion.startsWith('tekton.dev/') && steps.some((step) => step.at('image').isScalar))
    return {
      spec: field,
      containers: [...steps, ...field.at('sidecars').items()]
        .filter(({ isMap }) => isMap)
        .map((part) => ({ field: part, role: 'main' })),
    };
  return undefined;
}

const CONTAINER_KEYS = ['command', 'args', 'env', 'ports', 'resources', 'securityContext', 'volumeMounts'];

/** A list called `containers`, or of init containers alone, is one of containers when an entry has an image, or a name and something only a container has. */
function hasContainers(field: Field): boolean {
  return [field.at('containers'), field.at('initContainers')].some(
    (containers) =>
      containers.isList &&
      containers
        .items()
        .some(
          (item) =>
            item.isMap &&
            (isImage(item.at('image')) || (item.at('name').isScalar && CONTAINER_KEYS.some((key) => item.at(key).written))),
        ),
  );
}

function isImage({ text }: Field): boolean {
  return text !== undefined && (text.includes(UNKNOWN) || /^[\w./:@-]+$/.test(text));
}
