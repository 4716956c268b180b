import { rule } from '../engine/rule.ts';
import { coversGroup, grantedVerb, type PolicyRule, rulesOf } from '../model/kubernetes/roles.ts';
import { table } from '../model/table.ts';

export default rule({
  id: 'exec-permission',
  title: 'Role permits a shell, a tunnel or a proxy into running containers',
  why: `Such a right leads past the program and its access control: to its memory, its files and the database connection it
    holds. What is done that way seldom shows in the program’s own audit trail.`,
  remedy: 'Take the right out of standing roles, and grant it for a while to whoever needs it.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.312(a)(1)', '164.308(a)(4)(ii)(B)', '164.312(b)'],

  check: {
    'kubernetes.Manifest'(manifest, { report }) {
      for (const policyRule of rulesOf(manifest)) {
        if (!coversGroup(policyRule, '') || policyRule.resources.some(({ text }) => text === '*')) continue;
        if (grantedVerb(policyRule, VERBS) === undefined) continue;
        const named = isNamed(policyRule);
        for (const { text, field } of policyRule.resources) {
          const what = RESOURCES[text];
          // through a node's kubelet every pod on it is reached, whichever node it is
          if (what && (!named || text.startsWith('nodes/'))) report({ at: field, message: `\`${manifest.name}\` can ${what}.` });
        }
      }
    },
  },
});

/** A connection is opened by `create`, or by `get` for a WebSocket; the wildcard counts anyway. */
const VERBS: ReadonlySet<string> = new Set(['create', 'get', 'update', 'patch']);

const RESOURCES: Readonly<Record<string, string>> = table({
  'pods/exec': 'start a shell in running containers',
  'pods/attach': 'attach to running containers',
  'pods/portforward': 'open a tunnel into running pods',
  'pods/ephemeralcontainers': 'add containers to running pods',
  'pods/proxy': 'send requests to running pods past network policies',
  'pods/*': 'start a shell in running containers, attach to them and open tunnels',
  'services/proxy': 'send requests to Services past network policies',
  'nodes/proxy': 'start a shell in every container of a node, through its kubelet',
  'nodes/*': 'start a shell in every container of a node, through its kubelet',
});

/** Limited to objects whose names are all known. */
const isNamed = ({ resourceNames }: PolicyRule): boolean => resourceNames !== 'open' && resourceNames.length > 0;
