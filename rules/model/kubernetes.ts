import type { Asking } from './asking.ts';
import { asTemplate, isTemplatePath, mayBeTemplate } from './helm.ts';
import { readImage } from './compose/images.ts';
import { sameName } from './files.ts';
import { withoutPlaceholders } from './interpolate.ts';
import { Chart } from './kubernetes/chart.ts';
import { readContainer } from './kubernetes/containers.ts';
import { type Kustomized, kustomizedBy } from './kubernetes/kustomization.ts';
import { readGenerators, readImages } from './kubernetes/kustomize.ts';
import { isOwn, podsOf } from './kubernetes/pods.ts';
import { readServicePorts } from './kubernetes/ports.ts';
import { readConfigMap, readSecret } from './kubernetes/variables.ts';
import type { Container, Model, Port } from './nodes.ts';
import { WrittenNodes } from './written.ts';
import { type Field, parseYaml, toText, type Yaml } from './yaml.ts';

/** Reads one YAML document of a Kubernetes file. A list of objects is read as its objects. */
export function readKubernetes(text: string, uri: string, asking?: Asking): Model {
  const nodes = new WrittenNodes();
  const { yaml, template } = parse(text, uri, asking);
  const kustomized = asking && !template ? kustomizedBy(sameName(uri), asking) : undefined;
  readObject(yaml.root, { template, kustomized, nodes, seen: new Set() });
  return { nodes: nodes.nodes, problems: template ? [] : yaml.problems, comments: yaml.comments };
}

/**
 * A template is read with its actions masked, and what is left of it is not complained of. A file that only looks like
 * one (an alert rule with `{{ $labels }}` in a text) is well-formed as it stands, and read so.
 */
function parse(text: string, uri: string, asking: Asking | undefined): { readonly yaml: Yaml; readonly template: boolean } {
  const reading = { substitute: withoutPlaceholders };
  if (!mayBeTemplate(text)) return { yaml: parseYaml(text, reading), template: false };
  const plain = isTemplatePath(uri) ? undefined : parseYaml(text, reading);
  if (plain && plain.problems.length === 0) return { yaml: plain, template: false };
  const { masked, holes, actions } = asTemplate(text);
  const chart = asking && Chart.around(uri, asking);
  const fill = chart && { fill: chart.filling(actions) };
  return { yaml: parseYaml(masked, { ...reading, original: text, holes, ...fill }), template: true };
}

/** How the objects of a text are read. */
interface ReadingObjects {
  readonly template: boolean;
  readonly kustomized: Kustomized | undefined;
  readonly nodes: WrittenNodes;
  readonly seen: Set<unknown>;
}

function readObject(root: Field, reading: ReadingObjects): void {
  const { seen } = reading;
  if (!root.isMap || seen.has(root.node)) return;
  seen.add(root.node);
  const type = root.at('kind').text ?? '';
  const apiVersion = root.at('apiVersion').text ?? '';
  const members = type.endsWith('List')
    ? root.at('items')
    : type === 'Template' && apiVersion.includes('template')
      ? root.at('objects')
      : undefined;
  if (members?.isList) {
    for (const member of members.items()) readObject(member, reading);
    return;
  }
  readManifest(root, apiVersion, type, reading);
}

function readManifest(root: Field, apiVersion: string, type: string, { template, kustomized, nodes }: ReadingObjects): void {
  const metadata = root.at('metadata');
  const name = metadata.at('name').literal ?? metadata.at('generateName').literal ?? '';
  const written = metadata.at('namespace');
  const own = written.known ? written.text : undefined;
  const namespace = kustomized && !CLUSTER_WIDE.has(type) ? kustomized.namespace(own) : { name: own, known: true };
  const filledIn = kustomized && (kustomized.isPatch || kustomized.isPatched(type, name) || !namespace.known);
  const partial = template || filledIn === true || isPatch(root, apiVersion, type);
  const containers: Container[] = [];

  readLabels(metadata, name, nodes);
  for (const pod of podsOf(root, apiVersion, type)) {
    if (pod.metadata) readLabels(pod.metadata, name, nodes);
    for (const { field, role } of pod.containers)
      containers.push(readContainer(field, role, pod, root, partial, nodes, kustomized));
    for (const volume of pod.spec.at('volumes').items()) readImage(volume.at('image', 'reference'), 'volume', false, nodes);
  }
  const isCore = isOwn(apiVersion);
  const ports: readonly Port[] =
    isCore && type === 'Service' ? readServicePorts(root, name, nodes) : containers.flatMap((container) => container.ports);
  if (isCore && type === 'ConfigMap') readConfigMap(root, name, nodes);
  if (isCore && type === 'Secret') readSecret(root, name, nodes);
  readGenerators(root, type, nodes);
  readImages(root, type, nodes);

  const at = metadata.at('name').isScalar
    ? metadata.at('name').textSpan
    : root.at('kind').written
      ? root.at('kind').textSpan
      : root.keySpan;
  nodes.add({
    kind: 'kubernetes.Manifest',
    span: at,
    apiVersion,
    type,
    name,
    ...(namespace.name !== undefined && { namespace: namespace.name }),
    field: root,
    containers,
    ports,
    partial,
  });
}

function readLabels(metadata: Field, owner: string, nodes: WrittenNodes): void {
  for (const [part, annotation] of [
    ['labels', false],
    ['annotations', true],
  ] as const)
    for (const [key, field] of metadata.at(part).entries())
      nodes.once('Label', field.keySpan, () => ({
        kind: 'Label',
        span: field.keySpan,
        key,
        value: field.setting(toText, (text) => field.spell(text)),
        annotation,
        owner,
      }));
}

/** Kinds that are in no namespace, and that `namespace` of a kustomization leaves alone. */
const CLUSTER_WIDE = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'PersistentVolume',
  'StorageClass',
  'PriorityClass',
  'IngressClass',
  'GatewayClass',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'APIService',
  'Node',
  'Kustomization',
  'Component',
]);

/** Kinds that the API refuses without a selector; its first versions took the labels of the template, and a patch seldom has those. */
const SELECTING = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);
const OLD = /^(?:extensions\/|apps\/v1beta1$)/;

/** A kustomize patch: an object that lacks what the API server would refuse it without. */
function isPatch(root: Field, apiVersion: string, type: string): boolean {
  if (root.at('$patch').written) return true;
  if (SELECTING.has(type))
    return (
      !root.at('spec', 'template').written ||
      (!root.at('spec', 'selector').written &&
        !OLD.test(apiVersion) &&
        !root.at('spec', 'template', 'metadata', 'labels').written)
    );
  if (type === 'Pod') return !root.at('spec', 'containers').written;
  if (type === 'Job') return !root.at('spec', 'template').written;
  if (type === 'CronJob') {
    const template = root.at('spec', 'jobTemplate', 'spec', 'template');
    return (
      !root.at('spec', 'jobTemplate').written ||
      (!root.at('spec', 'schedule').written && !template.at('metadata', 'labels').written)
    );
  }
  return (
    type === 'Service' &&
    isOwn(apiVersion) &&
    !root.at('spec', 'ports').written &&
    root.at('spec', 'type').text !== 'ExternalName'
  );
}
