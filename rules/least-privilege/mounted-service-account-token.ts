import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import type { Project } from '../engine/project.ts';
import { matchesImage } from '../facts/images.ts';
import { isControlPlanePod, podSpecsOf } from '../model/kubernetes/podSpecs.ts';
import { bindingOf } from '../model/kubernetes/roles.ts';
import type { Container, Manifest } from '../model/nodes.ts';
import { type Field, toBoolean } from '../model/yaml.ts';

export default rule({
  id: 'mounted-service-account-token',
  title: 'API token is mounted into the pod',
  why: `Whoever takes over a container finds a token in it, and speaks to the API server with the rights of its service
    account. Most programs never use it.`,
  remedy: 'Set `automountServiceAccountToken: false`, in the pod or in its service account.',
  severity: 'warning',
  profile: 'strict',
  targets: ['kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.308(a)(4)(ii)(B)'],

  options: {
    controllers: strings('Image sources of programs that call the API.'),
  },

  check: {
    'kubernetes.Manifest'(manifest, { options, report, project }) {
      if (manifest.type === 'ServiceAccount') {
        const setting = manifest.field.at('automountServiceAccountToken').setting(toBoolean, String);
        const written = setting.state === 'set' && setting.value === true;
        if (!written && (setting.state !== 'unset' || manifest.name !== 'default' || manifest.partial)) return;
        if (isBound(manifest.name, manifest, project)) return;
        const every = written ? '' : ', unless they say otherwise';
        report({
          at: setting.state === 'set' ? setting : manifest,
          message: `Pods with the service account \`${manifest.name}\` get its token${every}.`,
          fixes: setting.set ? [{ title: 'Mount no token', edits: [setting.set(false)], safe: false }] : [],
        });
        return;
      }
      // pods that the kubelet starts from a file have no service account
      if (isControlPlanePod(manifest)) return;
      for (const spec of podSpecsOf(manifest)) {
        const containers = manifest.containers.filter(({ pod }) => pod === spec);
        if (containers.some(({ image }) => matchesImage(image?.name, options.controllers))) continue;
        const setting = spec.at('automountServiceAccountToken').setting(toBoolean, String);
        if (setting.state === 'unknown' || setting.value === false) continue;
        const account = spec.at('serviceAccountName').written ? spec.at('serviceAccountName') : spec.at('serviceAccount');
        if (setting.state === 'unset' && (manifest.partial || !containers.some(({ role }) => role === 'main') || !account.known))
          continue;
        if (setting.state === 'unset' && accountDecides(account.text, manifest, project)) continue;
        if (isBound(account.text ?? 'default', manifest, project) || containers.every(hasOwnToken)) continue;
        report({
          at: setting.state === 'set' ? setting : account.written ? account : setting,
          message: `\`${manifest.name}\` gets the token of its service account.`,
          fixes: setting.set ? [{ title: 'Mount no token', edits: [setting.set(false)], safe: false }] : [],
        });
      }
    },
  },
});

/** Whether a service account says that its token is not mounted, or may say so out of sight. */
function accountDecides(name: string | undefined, pod: Manifest, project: Project | undefined): boolean {
  if (!project) return name !== undefined && name !== 'default';
  return project.manifests().some(({ manifest }) => {
    if (manifest.type !== 'ServiceAccount' || manifest.name !== (name ?? 'default') || !isNear(manifest, pod)) return false;
    const { state, value } = manifest.field.at('automountServiceAccountToken').setting(toBoolean);
    return state === 'unknown' || value === false;
  });
}

/** Whether the workspace gives a service account rights: then its pods call the API, and need the token. */
function isBound(name: string, object: Manifest, project: Project | undefined): boolean {
  if (name === 'default' || !project) return false;
  let accounts = bound.get(project);
  if (!accounts) bound.set(project, (accounts = boundAccounts(project)));
  return accounts.get(name)?.some((namespace) => isNear({ namespace }, object)) === true;
}

const bound = new WeakMap<Project, ReadonlyMap<string, readonly (string | undefined)[]>>();

/** The namespaces of the service accounts that some binding names, by their name. */
function boundAccounts(project: Project): ReadonlyMap<string, readonly (string | undefined)[]> {
  const found = new Map<string, (string | undefined)[]>();
  for (const { manifest } of project.manifests())
    for (const subject of bindingOf(manifest)?.subjects ?? []) {
      const { text } = subject.at('name');
      if (text === undefined || subject.at('kind').text !== 'ServiceAccount') continue;
      const namespace = subject.at('namespace').text ?? manifest.namespace;
      const known = found.get(text);
      if (known) known.push(namespace);
      else found.set(text, [namespace]);
    }
  return found;
}

/** An object without a namespace is put into one from outside. */
const isNear = (a: { readonly namespace?: string | undefined }, b: Manifest): boolean =>
  a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;

const TOKEN_FOLDER = /^\/(?:var\/)?run\/secrets\/kubernetes\.io\/serviceaccount\/?$/;

/** A token that is mounted by hand in the place of the other, and expires. */
function hasOwnToken({ mounts }: Container): boolean {
  return mounts.some(
    ({ destination, volume }) =>
      TOKEN_FOLDER.test(destination ?? '') && (volume?.at('projected', 'sources').items() ?? []).some(expires),
  );
}

const expires = (source: Field): boolean => source.at('serviceAccountToken', 'expirationSeconds').written;
