import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { type Granted, isNarrowed, listed, type PolicyRule, rulesOf } from '../model/kubernetes/roles.ts';

export default rule({
  id: 'wildcard-permission',
  title: 'Role grants everything by a wildcard',
  why: `A wildcard grants what exists today and what will be added tomorrow: reading every Secret, opening a shell in every
    pod, changing every record’s program. Whoever takes over one holder of the role has it all.`,
  remedy: 'List the verbs, resources and API groups that are needed.',
  severity: 'error',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.312(a)(1)', '164.308(a)(4)(ii)(B)', '164.308(a)(4)(ii)(C)'],

  options: {
    groups: strings('API groups in which a wildcard is accepted.'),
  },

  check: {
    'kubernetes.Manifest'(manifest, { options, report }) {
      for (const policyRule of rulesOf(manifest)) {
        const { apiGroups, resourceNames } = policyRule;
        if (apiGroups.length > 0 && apiGroups.every(({ text }) => options.groups.includes(text))) continue;
        const widest = widestOf(policyRule);
        if (!widest) continue;
        const named = widest.key === 'verbs' && resourceNames !== 'open' && resourceNames.length > 0;
        const own = apiGroups.length > 0 && apiGroups.every(({ text }) => isCustomGroup(text));
        report({
          at: widest.entry.field,
          message: `\`${manifest.name}\` grants ${sentence(policyRule)}.`,
          ...((own || named || widest.key === 'apiGroups') && { severity: 'warning' }),
        });
      }
    },
  },
});

const isWildcard = ({ text }: Granted): boolean => text === '*' || text.startsWith('*/');
const isAnyUrl = ({ text }: Granted): boolean => text === '*' || text === '/*';

/** The wildcard that grants most: of verbs, else of resources, API groups, URLs. */
function widestOf({ verbs, resources, apiGroups, nonResourceURLs }: PolicyRule) {
  for (const [key, list, test] of [
    ['verbs', verbs, isWildcard],
    ['resources', resources, isWildcard],
    ['apiGroups', apiGroups, isWildcard],
    ['nonResourceURLs', nonResourceURLs, isAnyUrl],
  ] as const) {
    const entry = list.find(test);
    // a verb on some paths of the API server that are no resources is no wide right
    if (entry && !(key === 'verbs' && resources.length === 0 && !nonResourceURLs.some(isAnyUrl))) return { key, entry };
  }
  return undefined;
}

function sentence(policyRule: PolicyRule): string {
  const { verbs, resources, apiGroups, nonResourceURLs } = policyRule;
  const which = verbs.some(isWildcard) ? 'every verb' : verbs.length === 0 ? 'rights' : listed(verbs);
  if (resources.length === 0) return `${which} on ${nonResourceURLs.some(isAnyUrl) ? 'every URL' : listed(nonResourceURLs)}`;
  const all = resources.find(isWildcard);
  const what = all?.text === '*' ? 'every resource' : listed(all ? [all] : resources);
  const where = apiGroups.some(isWildcard)
    ? 'every API group'
    : apiGroups.every(({ text }) => text === '')
      ? 'the core API group'
      : listed(apiGroups.map((group) => (group.text === '' ? { ...group, text: 'core' } : group)));
  const single = isNarrowed(policyRule) ? ', for the objects it names' : '';
  return `${which} on ${what} of ${where}${single}`;
}

/** Groups of Kubernetes itself have no dot, or end in `.k8s.io`. */
const isCustomGroup = (group: string): boolean => group.includes('.') && !group.endsWith('.k8s.io');
