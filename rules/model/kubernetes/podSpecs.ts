import type { Manifest } from '../nodes.ts';
import type { Field } from '../yaml.ts';
import { podsOf } from './pods.ts';

const known = new WeakMap<Manifest, readonly Field[]>();

/** The pod specs of an object, those without a container in view (a patch's) included. */
export function podSpecsOf(manifest: Manifest): readonly Field[] {
  let specs = known.get(manifest);
  if (!specs) known.set(manifest, (specs = read(manifest)));
  return specs;
}

function read({ containers, field, apiVersion, type }: Manifest): readonly Field[] {
  const specs = new Set(containers.flatMap(({ pod }) => pod ?? []));
  // what its kind does not tell was searched for, so that what has no containers was not found
  if (specs.size > 0 || !WITH_TEMPLATE.has(type)) return [...specs];
  return podsOf(field, apiVersion, type)
    .map(({ spec }) => spec)
    .filter(({ isMap }) => isMap);
}

const WITH_TEMPLATE = new Set([
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
]);

const CONTROL_PLANE = /^(?:kube-apiserver|kube-controller-manager|kube-scheduler|etcd|cloud-controller-manager|kube-proxy)$/;

/** Whether an object is a part of the control plane that the kubelet starts from a file: a Pod of `kube-system` that says so. */
export function isControlPlanePod({ type, namespace, field }: Manifest): boolean {
  if (type !== 'Pod' || namespace !== 'kube-system') return false;
  const labels = field.at('metadata', 'labels');
  return (
    labels.at('tier').text === 'control-plane' ||
    CONTROL_PLANE.test(labels.at('component').text ?? labels.at('k8s-app').text ?? '')
  );
}
