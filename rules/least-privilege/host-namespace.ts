import { strings } from '../engine/options.ts';
import { rule, type Report } from '../engine/rule.ts';
import { isHostAgent } from '../facts/hostAgents.ts';
import { isControlPlanePod, podSpecsOf } from '../model/kubernetes/podSpecs.ts';
import { type Field, toBoolean } from '../model/yaml.ts';

export default rule({
  id: 'host-namespace',
  title: 'Container shares a namespace of the host',
  why: `What runs in a namespace of the host sees what is in it: the processes of other workloads and their environment,
    their shared memory, their traffic. Network policies do not apply to it, and patient data of others is within reach.`,
  remedy: 'Take the key out, and reach what is needed by a port, a volume or an API.',
  severity: 'error',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(e)(1)'],

  options: {
    allow: strings('Namespaces that may be shared: `pid`, `ipc`, `network`, `uts`, `cgroup`, `userns`.'),
  },

  check: {
    Container({ role, name, image, field: service }, { options, report }) {
      if (role !== 'service' || !service) return;
      for (const [key, namespace] of SERVICE_KEYS) {
        const field = service.at(key);
        if (field.text === 'host' && !options.allow.includes(namespace))
          report(finding(field, name, namespace, isHostAgent(image?.name)));
      }
    },

    'compose.File'({ field, services }, { options, report }) {
      if (options.allow.includes('network')) return;
      const networks = new Set(
        field
          .at('networks')
          .entries()
          .filter(([, network]) => isHostNetwork(network))
          .map(([name]) => name),
      );
      if (networks.size === 0) return;
      for (const service of services)
        for (const network of networksOf(service.field?.at('networks')))
          if (networks.has(network.text ?? network.name))
            report({ ...finding(network, service.name, 'network', isHostAgent(service.image?.name)), fixes: [] });
    },

    'kubernetes.Manifest'(manifest, { options, report }) {
      for (const spec of podSpecsOf(manifest)) {
        const watches = manifest.containers.some(({ pod, image }) => pod === spec && isHostAgent(image?.name));
        for (const [key, namespace] of POD_KEYS) {
          const field = spec.at(key);
          if (!field.written || options.allow.includes(namespace)) continue;
          const { state, value } = field.setting(toBoolean);
          if (state !== 'set' || !value || (namespace === 'network' && isControlPlanePod(manifest))) continue;
          // what runs on each node is often what connects the node: network plug-ins, proxies
          const isOfNode = watches || (manifest.type === 'DaemonSet' && namespace === 'network');
          report(finding(field, manifest.name, namespace, isOfNode));
        }
      }
    },
  },
});

const POD_KEYS = [
  ['hostPID', 'pid'],
  ['hostIPC', 'ipc'],
  ['hostNetwork', 'network'],
] as const;

const SERVICE_KEYS = [
  ['pid', 'pid'],
  ['ipc', 'ipc'],
  ['uts', 'uts'],
  ['cgroup', 'cgroup'],
  ['network_mode', 'network'],
  ['userns_mode', 'userns'],
] as const;

/** What sharing it means, as the end of a sentence. */
const NAMESPACES = {
  pid: 'sees the processes of its host, and may read their memory and environment',
  ipc: 'uses the shared memory of its host',
  network: 'is on the network of its host, past every network policy',
  uts: 'uses the host name of its host',
  cgroup: 'sees the control groups of its host',
  userns: 'has the user IDs of its host: root inside is root outside',
};

function finding(field: Field, name: string, namespace: keyof typeof NAMESPACES, isOfNode: boolean): Report {
  const remove = field.remove();
  return {
    at: field,
    message: `\`${name}\` ${NAMESPACES[namespace]}.`,
    ...((isOfNode ? namespace !== 'ipc' : namespace === 'uts' || namespace === 'cgroup') && { severity: 'warning' }),
    fixes: remove ? [{ title: `Remove \`${field.name}\``, edits: [remove], safe: false }] : [],
  };
}

/** `external: true` with the name `host`, the old `external: { name: host }`, or the key itself called so. */
function isHostNetwork(network: Field): boolean {
  const external = network.at('external');
  if (external.isMap) return external.at('name').text === 'host';
  return external.value === true && (network.at('name').text ?? network.name) === 'host';
}

/** A service lists its networks, or maps them to settings. */
function networksOf(field: Field | undefined): readonly Field[] {
  return field?.isMap ? field.entries().map(([, network]) => network) : (field?.items() ?? []);
}
