import type { Container, Manifest, Setting } from '../nodes.ts';
import { type Field, quoted, toBoolean, toText } from '../yaml.ts';
import { table } from '../table.ts';

/** A program of the control plane, or of a node, as a file starts or configures it. */
export interface Component {
  readonly program: Program;
  /** `command`: with every flag it is started with; `settings`: with some of them, laid over what an installer writes. */
  readonly form: 'command' | 'settings';
  /** A flag by its name, without dashes. Where it is not written, its span is that of the program. */
  flag(name: string): Setting<string>;
}

export type Program = 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kubelet' | 'etcd' | 'kube-proxy';

const PROGRAMS: ReadonlySet<string> = new Set<Program>([
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'etcd',
  'kube-proxy',
]);

const known = new WeakMap<Manifest, readonly Component[]>();
const NONE: readonly Component[] = [];

/** The components an object starts or configures: static pods, kubeadm, k3s and RKE2, k0s, kops, and Cluster API for these. */
export function componentsOf(manifest: Manifest): readonly Component[] {
  const { containers, type } = manifest;
  if (containers.length === 0 && !CONFIGURATIONS.has(type) && type !== '') return NONE;
  let found = known.get(manifest);
  if (!found) known.set(manifest, (found = [...containers.flatMap(ofContainer), ...configured(manifest)]));
  return found;
}

function ofContainer({ field, role }: Container): Component[] {
  if (!field || role === 'init') return [];
  const command = field.at('command').items();
  const args = field.at('args').items();
  // without a command the image decides, and the images of these programs are called like them
  const last = command.length === 0 ? /(?:^|\/)([^/:@]+)(?:[:@][^/]*)?$/.exec(field.at('image').text ?? '')?.[1] : undefined;
  const words = [...command, ...args];
  const first = words[0]?.text;
  const named = last ?? first?.slice(first.lastIndexOf('/') + 1) ?? '';
  const skipped = named === 'hyperkube' || named === 'k3s' ? 2 : command.length === 0 ? 0 : 1;
  const program = named === 'hyperkube' ? HYPERKUBE[words[1]?.text ?? ''] : named;
  if (program === undefined || !PROGRAMS.has(program)) return [];
  const list = args.length > 0 ? field.at('args') : field.at('command');
  const at = command.length > 0 ? words[skipped - 1]! : field.at('image');
  const flags = words.slice(skipped);
  return [{ program: program as Program, form: 'command', flag: (name) => flagAmong(flags, name, list, at) }];
}

const HYPERKUBE: Readonly<Record<string, Program>> = table({
  apiserver: 'kube-apiserver',
  'kube-apiserver': 'kube-apiserver',
  'controller-manager': 'kube-controller-manager',
  'kube-controller-manager': 'kube-controller-manager',
  scheduler: 'kube-scheduler',
  'kube-scheduler': 'kube-scheduler',
  kubelet: 'kubelet',
});

/** `--name=value`, `--name value`, or `--name` alone, which means true; of several the last counts, as pflag has it. */
function flagAmong(words: readonly Field[], name: string, list: Field, at: Field): Setting<string> {
  for (let index = words.length - 1; index >= 0; index--) {
    const word = words[index]!;
    const written = /^--?([\w.-]+)(?:=(.*))?$/s.exec(word.text ?? '');
    if (!written || spelling(written[1]!) !== spelling(name)) continue;
    const next = words[index + 1];
    const apart = written[2] === undefined && next?.text !== undefined && !next.text.startsWith('-');
    const value = written[2] ?? (apart ? next.text! : 'true');
    const isKnown = word.known && (!apart || next.known);
    const inOne = !apart && word.write('x') !== undefined;
    return {
      state: isKnown ? 'set' : 'unknown',
      ...(isKnown && { value }),
      span: apart ? next.textSpan : word.textSpan,
      ...(inOne && { set: (value: string) => word.write(quoted(`--${name}=${value}`))! }),
    };
  }
  const open = list.open || words.some((word) => !word.known);
  const insertable = list.isList && list.insert('x') !== undefined;
  return {
    state: open ? 'unknown' : 'unset',
    span: at.textSpan,
    ...(insertable && { set: (value: string) => list.insert(quoted(`--${name}=${value}`))! }),
  };
}

/** Kinds that configure components. */
const CONFIGURATIONS = new Set([
  'ClusterConfiguration',
  'MasterConfiguration',
  'InitConfiguration',
  'JoinConfiguration',
  'KubeadmControlPlane',
  'KubeadmControlPlaneTemplate',
  'KubeadmConfig',
  'KubeadmConfigTemplate',
  'RKE2ControlPlane',
  'Cluster',
  'ClusterConfig',
  'InstanceGroup',
]);

function configured({ type, apiVersion, field }: Manifest): Component[] {
  if (type === '') return ofNode(field);
  if (!CONFIGURATIONS.has(type)) return [];
  if (type === 'ClusterConfiguration' || type === 'MasterConfiguration') return ofKubeadm(field);
  if (type === 'InitConfiguration' || type === 'JoinConfiguration') return ofRegistration(field);
  if (type === 'ClusterConfig' && apiVersion.startsWith('k0s')) return ofK0s(field);
  if (apiVersion.startsWith('kops.k8s.io/')) return ofKops(field);
  if (type === 'Cluster')
    return [
      ...ofNode(field.at('spec', 'rkeConfig', 'machineGlobalConfig')),
      ...field
        .at('spec', 'rkeConfig', 'machineSelectorConfig')
        .items()
        .flatMap((item) => ofNode(item.at('config'))),
    ];
  if (type === 'RKE2ControlPlane')
    return settings('kube-apiserver', field.at('spec', 'serverConfig', 'kubeAPIServer', 'extraArgs'));
  return [
    ['spec'],
    ['spec', 'kubeadmConfigSpec'],
    ['spec', 'template', 'spec'],
    ['spec', 'template', 'spec', 'kubeadmConfigSpec'],
  ].flatMap((path) => {
    const spec = field.at(...path);
    if (!spec.isMap) return [];
    return [
      ...ofKubeadm(spec.at('clusterConfiguration')),
      ...ofRegistration(spec.at('initConfiguration')),
      ...ofRegistration(spec.at('joinConfiguration')),
    ];
  });
}

/** https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/; the first versions had other names. */
const ofKubeadm = (field: Field): Component[] => [
  ...settings('kube-apiserver', field.at('apiServer', 'extraArgs')),
  ...settings('kube-apiserver', field.at('apiServerExtraArgs')),
  ...settings('kube-controller-manager', field.at('controllerManager', 'extraArgs')),
  ...settings('kube-scheduler', field.at('scheduler', 'extraArgs')),
  ...settings('etcd', field.at('etcd', 'local', 'extraArgs')),
];

const ofRegistration = (field: Field): Component[] => settings('kubelet', field.at('nodeRegistration', 'kubeletExtraArgs'));

const ofK0s = (field: Field): Component[] => [
  ...settings('kube-apiserver', field.at('spec', 'api', 'extraArgs')),
  ...settings('kube-controller-manager', field.at('spec', 'controllerManager', 'extraArgs')),
  ...settings('kube-scheduler', field.at('spec', 'scheduler', 'extraArgs')),
];

const ofKops = (field: Field): Component[] => [
  ...settings('kube-apiserver', field.at('spec', 'kubeAPIServer'), String),
  ...settings('kube-controller-manager', field.at('spec', 'kubeControllerManager'), String),
  ...settings('kube-scheduler', field.at('spec', 'kubeScheduler'), String),
  ...['kubelet', 'masterKubelet', 'controlPlaneKubelet'].flatMap((key) => settings('kubelet', field.at('spec', key), String)),
];

/** The configuration file of a k3s or RKE2 node: https://docs.k3s.io/installation/configuration. */
const ofNode = (field: Field): Component[] => [
  ...settings('kube-apiserver', field.at('kube-apiserver-arg')),
  ...settings('kube-controller-manager', field.at('kube-controller-manager-arg')),
  ...settings('kube-scheduler', field.at('kube-scheduler-arg')),
  ...settings('kubelet', field.at('kubelet-arg')),
  ...settings('etcd', field.at('etcd-arg')),
];

/** Flags as a map, as a list of `name` and `value`, or as a list of `name=value`. */
function settings(program: Program, field: Field, spell: (value: string) => string = quoted): Component[] {
  if (!field.isMap && !field.isList) return [];
  return [{ program, form: 'settings', flag: (name) => flagIn(field, name, spell) }];
}

function flagIn(field: Field, name: string, spell: (value: string) => string): Setting<string> {
  const wanted = spelling(name);
  if (field.isMap) {
    const [, entry] = field.entries().find(([key]) => spelling(key) === wanted) ?? [];
    return entry ? entry.setting(toText, spell) : { state: field.open ? 'unknown' : 'unset', span: field.keySpan };
  }
  for (const item of field.items().reverse()) {
    if (item.isMap) {
      if (spelling(item.at('name').text ?? '') === wanted) return item.at('value').setting(toText, spell);
      continue;
    }
    const [, key = '', value = 'true'] = /^(?:--)?([\w.-]+)(?:=(.*))?$/s.exec(item.text ?? '') ?? [];
    if (spelling(key) !== wanted) continue;
    const writable = item.write('x') !== undefined;
    return {
      state: item.known ? 'set' : 'unknown',
      ...(item.known && { value }),
      span: item.textSpan,
      ...(writable && { set: (value: string) => item.write(quoted(`${name}=${value}`))! }),
    };
  }
  return { state: field.items().every((item) => item.known) ? 'unset' : 'unknown', span: field.keySpan };
}

/** `anonymous-auth`, `anonymous_auth` and kops' `anonymousAuth` are one flag. */
const spelling = (name: string): string => name.replace(/[-_]/g, '').toLowerCase();

/** Kubelet settings in the form of its own configuration file, wherever an object holds them. */
export function kubeletConfigurationsOf({ type, apiVersion, field }: Manifest): readonly Field[] {
  if (type === 'KubeletConfiguration') return [field];
  if (type === 'KubeletConfig') return [field.at('spec', 'kubeletConfig')];
  if (type === 'ClusterConfig' && apiVersion.startsWith('eksctl.io/'))
    return ['nodeGroups', 'managedNodeGroups'].flatMap((key) =>
      field
        .at(key)
        .items()
        .map((group) => group.at('kubeletExtraConfig')),
    );
  return [];
}

/** A field that is a switch. */
export const switchOf = (field: Field): Setting<boolean> => field.setting(toBoolean, String);
