import { UNKNOWN } from '../imageName.ts';
import type { Manifest } from '../nodes.ts';
import type { Field } from '../yaml.ts';

/** One entry of a list of a rule: a verb, a resource, an API group. */
export interface Granted {
  readonly text: string;
  readonly field: Field;
}

/** One rule of a Role or ClusterRole (https://kubernetes.io/docs/reference/access-authn-authz/rbac/). What is unknown is left out. */
export interface PolicyRule {
  readonly field: Field;
  readonly apiGroups: readonly Granted[];
  readonly resources: readonly Granted[];
  readonly verbs: readonly Granted[];
  readonly nonResourceURLs: readonly Granted[];
  /** The names it is limited to: none means every object; `open` when they cannot all be known. */
  readonly resourceNames: readonly Granted[] | 'open';
}

/** A RoleBinding or ClusterRoleBinding. */
export interface Binding {
  readonly roleRef: Field;
  /** The role's name; absent when unknown. */
  readonly role?: string;
  readonly subjects: readonly Field[];
}

const rules = new WeakMap<Manifest, readonly PolicyRule[]>();

/**
 * The rules of a role, those of roles that come with Kubernetes or OpenShift left out: they cannot be narrowed. Also those
 * an operator brings for its own service accounts in a ClusterServiceVersion.
 */
export function rulesOf(manifest: Manifest): readonly PolicyRule[] {
  if (!ROLES.has(manifest.type)) return [];
  let found = rules.get(manifest);
  if (!found) rules.set(manifest, (found = read(manifest)));
  return found;
}

const ROLES = new Set(['Role', 'ClusterRole', 'ClusterServiceVersion']);

/** Role API groups; OpenShift had its own before it took over that of Kubernetes. */
const isRoleGroup = ({ apiVersion }: Manifest): boolean =>
  apiVersion.startsWith('rbac.authorization.k8s.io/') || apiVersion.startsWith('authorization.openshift.io/');

function read(manifest: Manifest): readonly PolicyRule[] {
  const { type, field } = manifest;
  if (type === 'ClusterServiceVersion')
    return ['clusterPermissions', 'permissions']
      .flatMap((key) => field.at('spec', 'install', 'spec', key).items())
      .flatMap((permission) => permission.at('rules').items())
      .filter(({ isMap }) => isMap)
      .map(ruleOf);
  if (!isRoleGroup(manifest) || isBuiltIn(manifest)) return [];
  const found = field
    .at('rules')
    .items()
    .filter(({ isMap }) => isMap)
    .map(ruleOf);
  // a role of one's own may bear these names too, and then it may be anything
  return type === 'ClusterRole' && DEFAULT_NAME.test(manifest.name) && !found.some(grantsEverything) ? [] : found;
}

function ruleOf(field: Field): PolicyRule {
  const names = field.at('resourceNames');
  const resourceNames = granted(names);
  return {
    field,
    apiGroups: granted(field.at('apiGroups')),
    resources: granted(field.at('resources')),
    verbs: granted(field.at('verbs')),
    nonResourceURLs: granted(field.at('nonResourceURLs')),
    resourceNames: names.open || resourceNames.length < names.items().length ? 'open' : resourceNames,
  };
}

function granted(list: Field): readonly Granted[] {
  return list.items().flatMap((field) => {
    const { text } = field;
    return text === undefined || text.includes(UNKNOWN) ? [] : [{ text, field }];
  });
}

/** Roles every cluster starts with (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings). */
function isBuiltIn({ type, name, field }: Manifest): boolean {
  return (
    field.at('metadata', 'labels', 'kubernetes.io/bootstrapping').text === 'rbac-defaults' ||
    (type === 'ClusterRole' && name === 'cluster-admin')
  );
}

/** Names of roles that come with Kubernetes, OpenShift and their add-ons. */
const DEFAULT_NAME = /^(?:admin|edit|view|system:.*)$/;

/** Whether a rule is about an API group: by name, or because it is about all of them. */
export const coversGroup = ({ apiGroups }: PolicyRule, group: string): boolean =>
  apiGroups.some(({ text }) => text === group || text === '*');

/** The first verb among some that a rule grants; the wildcard grants all of them. */
export const grantedVerb = ({ verbs }: PolicyRule, wanted: ReadonlySet<string>): string | undefined =>
  verbs.find(({ text }) => text === '*' || wanted.has(text))?.text;

/** Whether a rule is about single objects, each named. */
export const isNarrowed = ({ resourceNames }: PolicyRule): boolean => resourceNames === 'open' || resourceNames.length > 0;

/** A rule that grants every verb on every resource of every API group. */
export const grantsEverything = ({ apiGroups, resources, verbs }: PolicyRule): boolean =>
  [apiGroups, resources, verbs].every((list) => list.some(({ text }) => text === '*'));

/** Reads a binding; nothing for another object. */
export function bindingOf(manifest: Manifest): Binding | undefined {
  const { type, field } = manifest;
  if (!/^(?:Cluster)?RoleBinding$/i.test(type) || !isRoleGroup(manifest)) return undefined;
  const roleRef = field.at('roleRef');
  const name = roleRef.at('name');
  return {
    roleRef,
    ...(name.text !== undefined && name.known && { role: name.text }),
    subjects: field.at('subjects').items(),
  };
}

/** The texts of some entries in backquotes, the first few of them. */
export function listed(entries: readonly Granted[], most = 3): string {
  const shown = entries.slice(0, most).map(({ text }) => `\`${text}\``);
  const rest = entries.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
