import { UNKNOWN } from '../imageName.ts';
import type { Field } from '../yaml.ts';
import { table } from '../table.ts';

/**
 * From where a Service can be reached: only from within the cluster; from a load balancer that stays inside the network;
 * from a few source addresses; from anywhere its node or load balancer can be.
 */
export type Reach = 'cluster' | 'internal' | 'limited' | 'outside';

/** From where a Service can be reached. What a template leaves open counts as the narrower. */
export function reachOf(service: Field): Reach {
  const spec = service.at('spec');
  if (spec.at('externalIPs').items().length > 0) return 'outside';
  const type = spec.at('type').text;
  if (type === 'NodePort') return 'outside';
  if (type !== 'LoadBalancer') return 'cluster';
  if (isKeptInside(service)) return 'internal';
  return isLimited(service) ? 'limited' : 'outside';
}

/**
 * Annotations that keep a cloud's load balancer inside the network, with the value that does.
 * From the vendors' documentation of their load balancer controllers.
 */
const INTERNAL: Readonly<Record<string, RegExp>> = table({
  'service.beta.kubernetes.io/aws-load-balancer-internal': /^(?:true|0\.0\.0\.0\/0)$/i,
  'service.beta.kubernetes.io/aws-load-balancer-scheme': /^internal$/i,
  'service.beta.kubernetes.io/azure-load-balancer-internal': /^true$/i,
  'networking.gke.io/load-balancer-type': /^internal$/i,
  'cloud.google.com/load-balancer-type': /^internal$/i,
  'service.beta.kubernetes.io/openstack-internal-load-balancer': /^true$/i,
  'service.beta.kubernetes.io/oci-load-balancer-internal': /^true$/i,
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type': /^intranet$/i,
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': /^private$/i,
  'service.beta.kubernetes.io/do-loadbalancer-network': /^internal$/i,
  'service.beta.kubernetes.io/cce-load-balancer-internal-vpc': /^true$/i,
  'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid': /./,
});

function isKeptInside(service: Field): boolean {
  return service
    .at('metadata', 'annotations')
    .entries()
    .some(([key, { text }]) => text !== undefined && (text.includes(UNKNOWN) ? key in INTERNAL : INTERNAL[key]?.test(text)));
}

/** Annotations that say the same as `loadBalancerSourceRanges`, as a list with commas. */
const RANGES = [
  'service.beta.kubernetes.io/load-balancer-source-ranges',
  'service.beta.kubernetes.io/azure-allowed-ip-ranges',
  'networking.gke.io/load-balancer-source-ranges',
];

function isLimited(service: Field): boolean {
  const listed = service.at('spec', 'loadBalancerSourceRanges');
  const written = [
    ...listed.items().map(({ text = '' }) => text),
    ...RANGES.flatMap((key) => service.at('metadata', 'annotations', key).text?.split(',') ?? []),
  ].map((range) => range.trim());
  if (written.length === 0) return listed.open || (listed.isScalar && !listed.known);
  return !written.some(isEveryAddress);
}

/** Whether an address range in CIDR notation is all of IPv4 or IPv6. */
export function isEveryAddress(range: string): boolean {
  return /^(?:0\.0\.0\.0|::|\[::\]|0)\/0$/.test(range.trim());
}
