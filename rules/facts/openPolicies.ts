import { isEveryAddress } from '../model/kubernetes/reach.ts';
import type { Direction } from '../model/networkPolicy.ts';
import type { Manifest } from '../model/nodes.ts';
import { type Field, toBoolean } from '../model/yaml.ts';

/** A place where a network policy permits everything. */
export interface Opening {
  readonly at: Field;
  readonly direction: Direction;
  /** What it does, after the name of the policy. */
  readonly effect: string;
}

type Add = (direction: Direction, at: Field, effect: string) => void;

/** Where a policy of Kubernetes, Cilium, Calico or Istio lets in everyone, or lets its pods reach everyone. */
export function openingsOf({ type, apiVersion, field }: Manifest): readonly Opening[] {
  const openings: Opening[] = [];
  const add: Add = (direction, at, effect) => void openings.push({ at, direction, effect });
  const spec = field.at('spec');
  if (type === 'NetworkPolicy' && apiVersion.startsWith('networking.k8s.io/')) readKubernetes(spec, add);
  else if (/^Cilium(?:Clusterwide)?NetworkPolicy$/.test(type))
    for (const one of field.at('specs').isList ? field.at('specs').items() : [spec]) readCilium(one, add);
  else if (/^(?:Global)?NetworkPolicy$/.test(type) && /(?:^|\.)projectcalico\.org\//.test(apiVersion)) readCalico(spec, add);
  else if (type === 'AuthorizationPolicy' && apiVersion.startsWith('security.istio.io/')) readIstio(spec, add);
  return openings;
}

const DIRECTIONS = ['ingress', 'egress'] as const;
const WAYS: Readonly<Record<Direction, string>> = { ingress: 'lets in', egress: 'lets its pods reach' };

function each(spec: Field, check: (direction: Direction, entry: Field) => void): void {
  for (const direction of DIRECTIONS) for (const entry of spec.at(direction).items()) check(direction, entry);
}

function readKubernetes(spec: Field, add: Add): void {
  each(spec, (direction, entry) => {
    if (isLeftOut(direction, spec)) return;
    const peers = entry.at(direction === 'ingress' ? 'from' : 'to');
    const ports = entry.at('ports').items();
    if (peers.open || entry.at('ports').open || !entry.known) return;
    const anywhere = peers.items().find((peer) => isAnywhere(peer, direction, ports.length > 0));
    if (anywhere)
      return add(
        direction,
        anywhere.at('ipBlock').written ? anywhere.at('ipBlock', 'cidr') : anywhere,
        `${WAYS[direction]} ${whoOf(anywhere)}`,
      );
    if (peers.items().length > 0 || ports.length > 0) return;
    add(direction, entry, `${WAYS[direction]} everyone, on every port`);
  });
}

/** With `policyTypes` that leave a direction out, its rules mean nothing. */
function isLeftOut(direction: Direction, spec: Field): boolean {
  const types = spec.at('policyTypes').items();
  return types.length > 0 && types.every(({ text, known }) => known && text?.toLowerCase() !== direction);
}

function isAnywhere(peer: Field, direction: Direction, limited: boolean): boolean {
  if (peer.open || !peer.isMap) return false;
  const entries = peer.entries();
  if (entries.length === 0) return true;
  const block = peer.at('ipBlock');
  if (block.written) {
    const every = isEveryAddress(block.at('cidr').text ?? '') && block.at('except').items().length === 0;
    return every && (direction === 'ingress' || !limited);
  }
  const namespaces = peer.at('namespaceSelector');
  const pods = peer.at('podSelector');
  // DNS and the like: everywhere in the cluster, but on a few ports
  if (direction === 'egress' && limited) return false;
  return namespaces.written && isEmpty(namespaces) && (!pods.written || isEmpty(pods));
}

const isEmpty = (selector: Field): boolean => {
  const parts = ['matchLabels', 'matchExpressions'].map((key) => selector.at(key));
  return !selector.open && parts.every((part) => !part.open && part.entries().length === 0 && part.items().length === 0);
};

function whoOf(peer: Field): string {
  const cidr = peer.at('ipBlock', 'cidr');
  if (cidr.written) return `every address (\`${cidr.text}\`)`;
  return peer.at('namespaceSelector').written ? 'every pod of every namespace' : 'everyone';
}

/** https://docs.cilium.io/en/stable/security/policy/language/ */
function readCilium(spec: Field, add: Add): void {
  each(spec, (direction, entry) => {
    const side = direction === 'ingress' ? 'from' : 'to';
    const limited = entry.at('toPorts').items().length > 0;
    const entities = entry.at(`${side}Entities`).items();
    const open = entities.find(({ text }) => text === 'all' || (direction === 'ingress' && text === 'world'));
    if (open && !(direction === 'egress' && limited))
      return add(
        direction,
        open,
        `${WAYS[direction]} ${open.text === 'world' ? 'every address outside the cluster' : 'everyone'}`,
      );
    const everywhere = [
      ...entry.at(`${side}CIDR`).items(),
      ...entry
        .at(`${side}CIDRSet`)
        .items()
        .map((set) => set.at('cidr')),
    ].find((cidr) => isEveryAddress(cidr.text ?? '') && (cidr.parent?.at('except').items().length ?? 0) === 0);
    if (everywhere && !(direction === 'egress' && limited))
      return add(direction, everywhere, `${WAYS[direction]} every address (\`${everywhere.text}\`)`);
    if (!entry.open && entry.isMap && entry.entries().length === 0)
      add(direction, entry, `${WAYS[direction]} every endpoint of the cluster`);
  });
  for (const direction of DIRECTIONS) {
    const denying = spec.at('enableDefaultDeny', direction);
    if (toBoolean(denying.value ?? null) === false) add(direction, denying, `denies nothing by default for ${direction}`);
  }
}

/** https://docs.tigera.io/calico/latest/reference/resources/networkpolicy */
function readCalico(spec: Field, add: Add): void {
  each(spec, (direction, entry) => {
    const action = entry.at('action');
    if (action.text !== 'Allow') return;
    const peer = entry.at(direction === 'ingress' ? 'source' : 'destination');
    const nets = peer.at('nets').items();
    const every = nets.find(({ text }) => isEveryAddress(text ?? ''));
    const narrowing = ['selector', 'namespaceSelector', 'serviceAccounts', 'services', 'domains', 'notNets', 'notSelector'];
    if (peer.open || narrowing.some((key) => peer.at(key).written && peer.at(key).text !== 'all()')) return;
    const limited = ['protocol', 'http', 'icmp'].some((key) => entry.at(key).written) || entry.at('destination', 'ports').written;
    if ((nets.length > 0 && !every) || (limited && !(direction === 'ingress' && every))) return;
    add(direction, every ?? action, `${WAYS[direction]} ${every ? `every address (\`${every.text}\`)` : 'everyone'}`);
  });
}

/** https://istio.io/latest/docs/reference/config/security/authorization-policy/: one that is empty denies everything. */
function readIstio(spec: Field, add: Add): void {
  const action = spec.at('action');
  if (action.written && action.text !== 'ALLOW') return;
  for (const entry of spec.at('rules').items()) {
    if (entry.open) continue;
    if (entry.isMap && entry.entries().length === 0) {
      add('ingress', entry, `${WAYS.ingress} everyone, on every port`);
      continue;
    }
    if (entry.at('when').written || entry.at('to').written) continue;
    const every = entry
      .at('from')
      .items()
      .map((from) => from.at('source'))
      .find(
        (source) =>
          source.entries().length === 1 &&
          source
            .at('principals')
            .items()
            .some(({ text }) => text === '*'),
      );
    if (every) add('ingress', every.at('principals', 0), `${WAYS.ingress} every service of the mesh`);
  }
}
