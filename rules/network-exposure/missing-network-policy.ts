import { oneOf } from '../engine/options.ts';
import { rule, type Context, type Fix } from '../engine/rule.ts';
import { beside } from '../model/files.ts';
import { type Direction, type Labels, readNetworkPolicy } from '../model/networkPolicy.ts';
import type { Manifest } from '../model/nodes.ts';
import { limitsOf, policiesAround, type WrittenPolicy } from '../model/policiesAround.ts';
import type { Span } from '../model/text.ts';
import { plainOrQuoted, toBoolean } from '../model/yaml.ts';

type Around = Context<{ directions: 'both' | 'ingress' }>;

/** Namespaces of the cluster itself. */
const SYSTEM = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease']);

export default rule({
  id: 'missing-network-policy',
  title: 'No network policy for the pods was found in this workspace',
  why: `Without a network policy any pod of the cluster can reach any other, so that one that was broken into can reach the
    databases of all, and send what it finds anywhere.`,
  remedy: 'Deny everything by default in each namespace, then allow what is needed.',
  severity: 'warning',
  profile: 'strict',
  targets: ['kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(e)(1)', '164.308(a)(4)(i)'],

  options: {
    directions: oneOf('Which traffic has to be limited.', ['both', 'ingress'], 'ingress', 'both'),
  },

  check: {
    'kubernetes.Manifest'(manifest, context) {
      if (manifest.type === 'Namespace' && manifest.apiVersion === 'v1') checkNamespace(manifest, context);
      else if (manifest.containers.some(({ role }) => role === 'main') && !manifest.partial) checkWorkload(manifest, context);
      else if (readNetworkPolicy(manifest)) checkPolicy(manifest, context);
    },
  },
});

function checkWorkload(workload: Manifest, context: Around): void {
  const { project, report, options } = context;
  if (isOutOfReach(workload) || !project?.complete || project.isPatch(context.file)) return;
  const limited = limitsOf(workload, policiesAround(project.manifests()).policies);
  if (!limited || (limited.by && limited.directions.size > 0)) return; // half of it is told at the policy
  report({
    at: workload.field.at('kind'),
    message: `A network policy for the ${options.directions === 'both' ? '' : 'ingress of the '}pods of \`${workload.name}\` was not found in this workspace; it may exist elsewhere.`,
    fixes: denying(workload.namespace, context),
  });
}

/** A policy for one direction is told once, and not at each workload it is for. */
function checkPolicy(policy: Manifest, { project, options, report }: Around): void {
  if (!project?.complete || policy.partial) return;
  const manifests = project.manifests();
  const { policies } = policiesAround(manifests);
  const halves = new Map<Direction, string[]>();
  for (const { manifest, file } of manifests) {
    if (
      !manifest.containers.some(({ role }) => role === 'main') ||
      manifest.partial ||
      isOutOfReach(manifest) ||
      project.isPatch(file)
    )
      continue;
    const { directions, by } = limitsOf(manifest, policies) ?? {};
    if (!directions || !by || !isSame(by.manifest, policy)) continue;
    for (const direction of wantedIn(options.directions).filter((direction) => !directions.has(direction)))
      halves.set(direction, [...(halves.get(direction) ?? []), manifest.name]);
  }
  for (const [direction, names] of halves)
    report({
      at: policyTypesOf(policy),
      message: `\`${policy.name}\` leaves the ${direction} of ${listed(names)} open. A policy for it was not found in this workspace; it may exist elsewhere.`,
    });
}

const wantedIn = (directions: 'both' | 'ingress'): readonly Direction[] =>
  directions === 'both' ? ['ingress', 'egress'] : ['ingress'];

/** A pod on the host's network is out of reach of policies. */
const isOutOfReach = ({ containers }: Manifest): boolean =>
  containers.some(({ pod }) => toBoolean(pod?.at('hostNetwork').value ?? null) === true);

/** The workspace may have read an object anew. */
const isSame = (a: Manifest, b: Manifest): boolean =>
  a.type === b.type && a.name === b.name && a.namespace === b.namespace && a.apiVersion === b.apiVersion;

function policyTypesOf({ field }: Manifest): { readonly span: Span } {
  const types = [field.at('spec', 'policyTypes'), field.at('spec', 'types')].find((types) => types.written);
  return { span: types?.keySpan ?? field.at('kind').span };
}

function listed(names: readonly string[]): string {
  const [first, ...others] = [...new Set(names)].map((name) => `\`${name}\``);
  return others.length === 0
    ? first!
    : others.length === 1
      ? `${first} and ${others[0]}`
      : `${first} and ${others.length} others`;
}

const UNLABELLED: Labels = new Map();

function checkNamespace({ name, field, partial }: Manifest, context: Around): void {
  const { project, report } = context;
  if (partial || SYSTEM.has(name) || !project?.complete) return;
  const { policies, inhabited } = policiesAround(project.manifests());
  // one of the whole cluster counts where it is for every pod, whatever its labels; some labels are those of namespaces
  const isFor = ({ namespace, selects }: WrittenPolicy): boolean =>
    namespace === undefined ? selects(name, UNLABELLED) !== 'no' : namespace === '' || namespace === name;
  if (inhabited.has(name) || policies.some(isFor)) return;
  report({
    at: field.at('kind'),
    message: `A network policy for the namespace \`${name}\` was not found in this workspace; it may exist elsewhere.`,
    fixes: denying(name, context),
  });
}

/** https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-and-all-egress-traffic */
function denying(namespace: string | undefined, { file, project, options }: Around): readonly Fix[] {
  const path = beside(file, namespace === undefined ? 'default-deny.yaml' : `default-deny-${namespace}.yaml`);
  if (path === undefined || project?.files.has(path) !== false) return [];
  const text = [
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata:',
    '  name: default-deny',
    ...(namespace === undefined ? [] : [`  namespace: ${plainOrQuoted(namespace)}`]),
    'spec:',
    '  podSelector: {}',
    `  policyTypes: [Ingress${options.directions === 'both' ? ', Egress' : ''}]`,
    '',
  ].join('\n');
  const edit = { file: path, span: { start: 0, end: 0 }, text };
  return [{ title: `Deny everything by default, in a new file \`${path.replace(/^.*\//, '')}\``, edits: [edit], safe: false }];
}
