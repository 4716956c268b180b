import { placeOfHost } from '../model/hosts.ts';
import type { Manifest } from '../model/nodes.ts';
import { type Field, toBoolean, toInteger } from '../model/yaml.ts';
import { table } from '../model/table.ts';

/** A place where a service mesh is told to accept or send traffic without TLS. */
export interface MeshGap {
  readonly at: Field;
  /** What it does, after the name of the object. */
  readonly effect: string;
  /** Whether only some of the traffic, or only the check of who is there, is affected. */
  readonly weak?: true;
  /** The value that closes it. */
  readonly closed?: string;
}

/** Whatever an object of a service mesh leaves without TLS. The documentation of each mesh is linked where it is read. */
export function meshGaps(manifest: Manifest): readonly MeshGap[] {
  const { type, apiVersion, field, name } = manifest;
  const group = apiVersion.replace(/\/.*/s, '');
  const spec = field.at('spec');
  switch (group) {
    case 'security.istio.io':
      return type === 'PeerAuthentication' ? ofPeerAuthentication(spec) : [];
    case 'networking.istio.io':
      return type === 'DestinationRule' ? ofDestinationRule(spec) : [];
    case 'install.istio.io':
      return ofSwitch(spec.at('meshConfig', 'enableAutoMtls'), false, 'turns off mutual TLS between services');
    case 'policy.linkerd.io':
      return ofLinkerd(type, spec);
    case 'consul.hashicorp.com':
      return ofConsul(type, spec);
    case 'kuma.io':
      return ofKuma(manifest);
    case 'config.openservicemesh.io':
      return ofSwitch(
        spec.at('traffic', 'enablePermissiveTrafficPolicyMode'),
        true,
        'lets every service of the mesh speak to every other',
        'false',
      );
    default:
      return type === 'ConfigMap' && apiVersion === 'v1' ? ofConfigMap(name, field.at('data')) : [];
  }
}

const MODES: Readonly<Record<string, string>> = table({
  DISABLE: 'turns mutual TLS off',
  PERMISSIVE: 'accepts unencrypted traffic beside mutual TLS',
});

/** https://istio.io/latest/docs/reference/config/security/peer_authentication/; a port's mode without a selector has no effect. */
function ofPeerAuthentication(spec: Field): readonly MeshGap[] {
  const modes = [spec.at('mtls', 'mode')];
  if (spec.at('selector', 'matchLabels').entries().length > 0)
    modes.push(
      ...spec
        .at('portLevelMtls')
        .entries()
        .map(([, port]) => port.at('mode')),
    );
  return modes.flatMap((at) => {
    const effect = MODES[at.text ?? ''];
    const isPort = at.parent?.name !== 'mtls';
    if (!effect) return [];
    if (!isPort) return [{ at, effect, closed: 'STRICT' }];
    // what scrapes metrics is often outside the mesh
    const weak = at.text === 'PERMISSIVE' && { weak: true as const };
    return [{ at, effect: `${effect} on port ${at.parent!.name}`, ...weak, closed: 'STRICT' }];
  });
}

/** https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings */
function ofDestinationRule(spec: Field): readonly MeshGap[] {
  const host = spec.at('host').text ?? '';
  const isExternal = host.includes('.') && !host.includes('*') && placeOfHost(host) === 'remote';
  const policies = [
    spec.at('trafficPolicy'),
    ...spec
      .at('subsets')
      .items()
      .map((subset) => subset.at('trafficPolicy')),
  ];
  const settings = policies.flatMap((policy) => [
    policy.at('tls'),
    ...policy
      .at('portLevelSettings')
      .items()
      .map((port) => port.at('tls')),
  ]);
  return settings.flatMap((tls): MeshGap[] => {
    const at = tls.at('mode');
    if (at.text === 'DISABLE')
      return [{ at, effect: `sends traffic to \`${host}\` without TLS`, ...(!isExternal && { closed: 'ISTIO_MUTUAL' }) }];
    // that the check is switched off is told where it is: one cause, one finding
    const checks = ['caCertificates', 'credentialName', 'insecureSkipVerify'].some((key) => tls.at(key).written);
    return at.text === 'SIMPLE' && isExternal && !checks
      ? [{ at, effect: `encrypts traffic to \`${host}\`, but names no authority to check its certificate by`, weak: true }]
      : [];
  });
}

/** https://linkerd.io/2/reference/authorization-policy/ */
function ofLinkerd(type: string, spec: Field): readonly MeshGap[] {
  if (type === 'Server') return unauthenticated(spec.at('accessPolicy'));
  const identities = type === 'MeshTLSAuthentication' ? spec.at('identities').items() : [];
  return identities
    .filter(({ text }) => text === '*')
    .map((at) => ({ at, effect: 'accepts every identity of the mesh', weak: true as const }));
}

/** The values of Linkerd's default policies, in a Server or in the annotation `config.linkerd.io/default-inbound-policy`. */
export function unauthenticated(at: Field): readonly MeshGap[] {
  if (at.text === 'all-unauthenticated')
    return [{ at, effect: 'accepts unencrypted traffic from anywhere', closed: 'all-authenticated' }];
  if (at.text === 'cluster-unauthenticated')
    return [{ at, effect: 'accepts unencrypted traffic from the cluster', weak: true, closed: 'cluster-authenticated' }];
  return [];
}

/** https://developer.hashicorp.com/consul/docs/reference/config-entry/service-defaults#mutualtlsmode */
function ofConsul(type: string, spec: Field): readonly MeshGap[] {
  if (type === 'Mesh')
    return ofSwitch(spec.at('allowEnablingPermissiveMutualTLS'), true, 'lets services accept unencrypted traffic', 'false');
  const at = spec.at('mutualTLSMode');
  const isPermissive = (type === 'ProxyDefaults' || type === 'ServiceDefaults') && at.text === 'permissive';
  return isPermissive ? [{ at, effect: MODES.PERMISSIVE!, closed: 'strict' }] : [];
}

/** https://kuma.io/docs/latest/policies/mutual-tls/ */
function ofKuma({ type, field, partial }: Manifest): readonly MeshGap[] {
  const spec = field.at('spec');
  if (type === 'Mesh') {
    const mtls = spec.at('mtls');
    if (!partial && !mtls.open && !mtls.at('enabledBackend').written && !mtls.at('enabledBackend').open)
      return [{ at: field.at('metadata', 'name'), effect: 'has no `mtls.enabledBackend`, so its traffic is not encrypted' }];
    return mtls
      .at('backends')
      .items()
      .map((backend) => backend.at('mode'))
      .filter(({ text }) => text === 'PERMISSIVE')
      .map((at) => ({ at, effect: MODES.PERMISSIVE!, closed: 'STRICT' }));
  }
  if (type !== 'MeshTLS') return [];
  const blocks = [spec, ...spec.at('from').items(), ...spec.at('rules').items()];
  return blocks
    .map((block) => block.at('default', 'mode'))
    .filter(({ text }) => text === 'Permissive')
    .map((at) => ({ at, effect: MODES.PERMISSIVE!, closed: 'Strict' }));
}

/** Istio's own configuration, and Cilium's (https://docs.cilium.io/en/stable/security/network/encryption/). */
function ofConfigMap(name: string, data: Field): readonly MeshGap[] {
  if (/^istio(?:-[\w-]+)?$/.test(name)) {
    const mesh = data.at('mesh');
    return /^[ \t]*enableAutoMtls:\s*["']?false\b/m.test(mesh.text ?? '')
      ? [{ at: mesh, effect: 'turns off mutual TLS between services (`enableAutoMtls`)' }]
      : [];
  }
  if (name !== 'cilium-config') return [];
  const switches = ['enable-wireguard', 'enable-ipsec'].map((key) => data.at(key));
  const isOff = switches.every((at) => !at.written || toBoolean(at.value ?? null) === false);
  const at = switches.find(({ written }) => written);
  return isOff && at ? [{ at, effect: 'leaves traffic between nodes unencrypted', weak: true }] : [];
}

function ofSwitch(at: Field, bad: boolean, effect: string, closed = String(!bad)): readonly MeshGap[] {
  return toBoolean(at.value ?? null) === bad ? [{ at, effect, closed }] : [];
}

/** The ports of an Istio ServiceEntry by which data leaves the mesh as it is; TLS may be put on by a DestinationRule. */
export function plainExits({
  type,
  apiVersion,
  field,
}: Manifest): readonly { readonly at: Field; readonly hosts: readonly string[] }[] {
  if (type !== 'ServiceEntry' || !apiVersion.startsWith('networking.istio.io/')) return [];
  const spec = field.at('spec');
  if ((spec.at('location').text ?? 'MESH_EXTERNAL') !== 'MESH_EXTERNAL') return [];
  const hosts = spec
    .at('hosts')
    .items()
    .flatMap(({ text }) => text ?? []);
  return spec
    .at('ports')
    .items()
    .filter((port) => toInteger(port.at('number').value ?? null) !== 443)
    .map((port) => port.at('protocol'))
    .filter(({ text }) => text === 'HTTP' || text === 'TCP')
    .map((at) => ({ at, hosts }));
}

/** Whether a DestinationRule puts TLS on what goes to one of these hosts. */
export function encryptsTo({ type, apiVersion, field }: Manifest, hosts: readonly string[]): boolean {
  if (type !== 'DestinationRule' || !apiVersion.startsWith('networking.istio.io/')) return false;
  const host = field.at('spec', 'host').text ?? '';
  if (!hosts.some((to) => to === host || (host.startsWith('*.') && to.endsWith(host.slice(1))))) return false;
  const policy = field.at('spec', 'trafficPolicy');
  const modes = [policy, ...policy.at('portLevelSettings').items()].map((settings) => settings.at('tls', 'mode'));
  return modes.some(({ text, known }) => !known || text === 'SIMPLE' || text === 'MUTUAL');
}
