import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { coversGroup, isNarrowed, type PolicyRule, rulesOf } from '../model/kubernetes/roles.ts';
import { table } from '../model/table.ts';

export default rule({
  id: 'secret-reading-role',
  title: 'Role can read Secrets',
  why: `Secrets hold the passwords of databases and the tokens of other accounts. Whoever may read them can go on to the
    records behind, under a name that is not his.`,
  remedy: 'Limit the rule with `resourceNames` to the Secrets that are needed, or mount those into the pod instead.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.312(a)(1)', '164.308(a)(4)(ii)(B)', '164.312(a)(2)(iv)'],

  options: {
    allow: strings('Names of roles that may read Secrets.'),
  },

  check: {
    'kubernetes.Manifest'(manifest, { options, report }) {
      if (options.allow.includes(manifest.name)) return;
      for (const policyRule of rulesOf(manifest)) {
        const secrets = policyRule.resources.find(({ text }) => text === 'secrets' || text === 'secrets/*');
        // a rule on every resource is reported for that
        if (!secrets || !coversGroup(policyRule, '') || policyRule.resources.some(({ text }) => text === '*')) continue;
        const verb = readingVerb(policyRule);
        if (verb === undefined) continue;
        const how = HOW[verb] ?? 'read';
        const reach = isNarrowed(policyRule) ? ', whatever names are given: `list` and `watch` ignore them' : '';
        const where = manifest.type === 'ClusterRole' ? 'Secrets wherever it is bound' : 'every Secret of its namespace';
        report({ at: secrets.field, message: `\`${manifest.name}\` can ${how} ${where}${reach}.` });
      }
    },
  },
});

const HOW: Readonly<Record<string, string>> = table({
  update: 'update, and so read,',
  patch: 'patch, and so read,',
});

/** Verbs that return the object, or all of them: the worst one first. */
const ALL = ['*', 'list', 'watch'];
const SINGLE = ['get', 'update', 'patch'];

/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources: names do not limit a list. */
function readingVerb(policyRule: PolicyRule): string | undefined {
  const { verbs } = policyRule;
  const wanted = isNarrowed(policyRule) ? ALL.slice(1) : [...ALL, ...SINGLE];
  return wanted.find((verb) => verbs.some(({ text }) => text === verb));
}
