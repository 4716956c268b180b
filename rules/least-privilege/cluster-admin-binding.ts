import { strings } from '../engine/options.ts';
import { rule, type Related } from '../engine/rule.ts';
import type { Project } from '../engine/project.ts';
import { bindingOf, grantsEverything, rulesOf } from '../model/kubernetes/roles.ts';
import { table } from '../model/table.ts';
import { moved } from '../model/text.ts';

export default rule({
  id: 'cluster-admin-binding',
  title: 'Binding grants full control of the cluster',
  why: `Whoever holds this binding may read every Secret, open a shell in every pod and change every right, in all
    namespaces. One stolen token is enough for all patient data of the cluster.`,
  remedy: 'Bind a role with the rights that are needed, in the namespace where they are needed.',
  severity: 'error',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.308(a)(4)(ii)(B)', '164.312(a)(1)', '164.308(a)(4)(ii)(C)'],

  options: {
    allow: strings('Names of bindings that are accepted.'),
  },

  check: {
    'kubernetes.Manifest'(manifest, { options, report, project }) {
      const binding = bindingOf(manifest);
      if (binding?.role === undefined || options.allow.includes(manifest.name)) return;
      const { role, roleRef, subjects } = binding;
      const everywhere = manifest.type === 'ClusterRoleBinding';
      const known = role === 'cluster-admin' || (everywhere && (role === 'admin' || role === 'edit'));
      const related = known || !everywhere ? undefined : allPowerfulRole(role, project);
      if (!known && !related) return;
      // the binding every cluster starts with
      const group = subjects.length === 1 && subjects[0]!.at('name').text === 'system:masters';
      if (manifest.name === 'cluster-admin' && group) return;
      report({
        at: roleRef.at('name'),
        message: `\`${manifest.name}\` grants \`${role}\`${everywhere ? (GRANTED[role] ?? EVERYTHING) : IN_NAMESPACE}.`,
        ...(related && { related: [related] }),
      });
    },
  },
});

const EVERYTHING = ': full control of the cluster';
const IN_NAMESPACE = ' in its namespace: full control of it, its quotas and rights included';
const GRANTED: Readonly<Record<string, string>> = table({
  admin: ' in every namespace: full control of them',
  edit: ' in every namespace: nearly everything in them can be changed',
});

/** A ClusterRole of the workspace that grants everything, by name. */
function allPowerfulRole(name: string, project: Project | undefined): Related | undefined {
  for (const { file, start, manifest } of project?.manifests() ?? []) {
    if (manifest.type !== 'ClusterRole' || manifest.name !== name) continue;
    const all = rulesOf(manifest).find(grantsEverything);
    if (!all) continue;
    const { span } = all.verbs.find(({ text }) => text === '*')!.field;
    return { file, span: moved(span, start), message: 'This rule grants everything.' };
  }
  return undefined;
}
