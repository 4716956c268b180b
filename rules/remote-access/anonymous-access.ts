import { rule } from '../engine/rule.ts';
import { bindingOf } from '../model/kubernetes/roles.ts';
import { table } from '../model/table.ts';

export default rule({
  id: 'anonymous-access',
  title: 'Role is bound to anonymous users',
  why: `Whoever reaches the API server, without any credential, has the rights of this role, and no log can say who it
    was.`,
  remedy: 'Bind the role to a service account or a group whose members log in.',
  severity: 'error',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.312(d)', '164.312(a)(2)(i)', '164.312(a)(1)'],

  check: {
    'kubernetes.Manifest'(manifest, { report }) {
      const binding = bindingOf(manifest);
      if (!binding || PUBLIC_ROLES.has(binding.role ?? '')) return;
      for (const subject of binding.subjects) {
        const name = subject.at('name');
        const kind = subject.at('kind').text?.toLowerCase();
        const who = kind === 'serviceaccount' ? undefined : ANONYMOUS[name.text ?? ''];
        if (who === undefined) continue;
        const remove = subject.remove();
        const role = binding.role === undefined ? 'the role' : `\`${binding.role}\``;
        report({
          at: name,
          message: `\`${manifest.name}\` gives ${role} to ${who}.`,
          fixes: remove ? [{ title: `Remove \`${name.text}\``, edits: [remove], safe: false }] : [],
        });
      }
    },
  },
});

const ANONYMOUS: Readonly<Record<string, string>> = table({
  'system:anonymous': 'everyone who does not log in',
  'system:unauthenticated': 'everyone who does not log in',
});

/**
 * Roles that are meant for everyone: the version and health of the API server, how to join the cluster, and the keys that
 * tokens are checked with (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles).
 */
const PUBLIC_ROLES: ReadonlySet<string> = new Set([
  'system:public-info-viewer',
  'system:service-account-issuer-discovery',
  'kubeadm:bootstrap-signer-clusterinfo',
]);
