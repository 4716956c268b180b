import type { Manifest } from './nodes.ts';
import type { Field } from './yaml.ts';

/** What a label selector says of labels; `unknown` when either is not wholly known. */
export type Match = 'yes' | 'no' | 'unknown';

/** The labels of a pod; a value that is not known is absent. */
export type Labels = ReadonlyMap<string, string | undefined>;

/** The directions a policy is for. */
export type Direction = 'ingress' | 'egress';

/** A policy that selects pods: of Kubernetes, Cilium, Calico, or the AdminNetworkPolicy API. */
export interface NetworkPolicy {
  readonly directions: readonly Direction[];
  /** Absent for one of the cluster. */
  readonly namespace?: string;
  /** Whether it is for pods of this namespace with these labels. */
  selects(namespace: string, labels: Labels): Match;
}

/** Reads a manifest as a network policy; nothing when it is none. */
export function readNetworkPolicy({ type, apiVersion, field, namespace }: Manifest): NetworkPolicy | undefined {
  const spec = field.at('spec');
  const own = namespace ?? '';
  if (type === 'NetworkPolicy' && apiVersion.startsWith('networking.k8s.io/'))
    return {
      directions: directionsOf(spec, spec.at('policyTypes'), true),
      namespace: own,
      selects: (of, labels) => (of === own ? matchSelector(spec.at('podSelector'), labels) : 'no'),
    };
  if (/^(?:Cilium(?:Clusterwide)?NetworkPolicy)$/.test(type))
    return readCilium(field, type === 'CiliumNetworkPolicy' ? own : undefined);
  if (/^(?:Global)?NetworkPolicy$/.test(type) && /(?:^|\.)projectcalico\.org\//.test(apiVersion))
    return {
      directions: directionsOf(spec, spec.at('types'), true),
      ...(type === 'NetworkPolicy' && { namespace: own }),
      selects: (of, labels) => {
        if (type === 'NetworkPolicy') return of === own ? matchCalico(spec.at('selector').text ?? 'all()', labels) : 'no';
        const all = new Map([...labels, [CALICO_NAMESPACE, of === '' ? undefined : of] as const]);
        const match = matchCalico(spec.at('selector').text ?? 'all()', all);
        // which labels a namespace has is seldom written where its name is
        return spec.at('namespaceSelector').written && match === 'yes' ? 'unknown' : match;
      },
    };
  if (/^(?:Baseline)?AdminNetworkPolicy$/.test(type)) {
    const pods = spec.at('subject', 'pods');
    return {
      directions: directionsOf(spec, spec.at('policyTypes'), false),
      // which labels a namespace has is seldom written where its name is
      selects: (_of, labels) => {
        const namespaces = pods.written ? pods.at('namespaceSelector') : spec.at('subject', 'namespaces');
        const match = pods.written ? matchSelector(pods.at('podSelector'), labels) : 'yes';
        return isEmpty(namespaces) || match === 'no' ? match : 'unknown';
      },
    };
  }
  return undefined;
}

function readCilium(field: Field, namespace: string | undefined): NetworkPolicy {
  const specs = field.at('specs').isList ? field.at('specs').items() : [field.at('spec')];
  const directions = [...new Set(specs.flatMap((spec) => directionsOf(spec, spec.at('none'), false)))];
  return {
    directions,
    ...(namespace !== undefined && { namespace }),
    selects: (of, labels) => {
      if (namespace !== undefined && of !== namespace) return 'no';
      const matches = specs.map((spec) => {
        const selector = spec.at('endpointSelector');
        const named = [
          ...selector
            .at('matchLabels')
            .entries()
            .map(([key]) => key),
          ...expressionKeys(selector),
        ];
        const ofNamespace = named.map((key) => key.replace(CILIUM_SOURCE, '')).filter((key) => CILIUM_NAMESPACE.test(key));
        const values = ofNamespace.map((key) => [key, key.endsWith('.pod.namespace') && of !== '' ? of : undefined] as const);
        return matchSelector(selector, ofNamespace.length > 0 ? new Map([...labels, ...values]) : labels, CILIUM_SOURCE);
      });
      return matches.includes('yes') ? 'yes' : matches.includes('unknown') ? 'unknown' : 'no';
    },
  };
}

/** https://docs.cilium.io/en/stable/security/policy/kubernetes/#namespaces: labels that pods get from their namespace. */
const CILIUM_NAMESPACE = /^io\.(?:kubernetes\.pod\.namespace$|cilium\.k8s\.namespace\.labels\.)/;
const CILIUM_SOURCE = /^(?:k8s|any):/;
/** https://docs.tigera.io/calico/latest/reference/resources/globalnetworkpolicy: the same, of Calico. */
const CALICO_NAMESPACE = 'projectcalico.org/namespace';

const expressionKeys = (selector: Field): string[] =>
  selector
    .at('matchExpressions')
    .items()
    .map((expression) => expression.at('key').text ?? '');

/** As written; else those with a section, and for some APIs ingress in any case. */
function directionsOf(spec: Field, types: Field, always: boolean): readonly Direction[] {
  if (types.isList) {
    const written = types.items().map(({ text }) => text?.toLowerCase());
    return (['ingress', 'egress'] as const).filter((direction) => written.includes(direction));
  }
  const egress = spec.at('egress').written || spec.at('egressDeny').written;
  const ingress = spec.at('ingress').written || spec.at('ingressDeny').written || always;
  return [...(ingress ? (['ingress'] as const) : []), ...(egress ? (['egress'] as const) : [])];
}

/** An empty selector is for everything. */
const isEmpty = (selector: Field): boolean => selector.entries().length === 0 && !selector.open;

/** Evaluates a label selector: `matchLabels` and `matchExpressions`. `prefix` is what a key may have before it. */
export function matchSelector(selector: Field, labels: Labels, prefix?: RegExp): Match {
  if (selector.open || selector.at('matchLabels').open) return 'unknown';
  const nameOf = (key: string): string => (prefix ? key.replace(prefix, '') : key);
  const matches: Match[] = selector
    .at('matchLabels')
    .entries()
    .map(([key, wanted]) => {
      const name = nameOf(key);
      if (!labels.has(name)) return 'no';
      const value = labels.get(name);
      return value === undefined || !wanted.known ? 'unknown' : value === (wanted.text ?? '') ? 'yes' : 'no';
    });
  for (const expression of selector.at('matchExpressions').items()) {
    const key = nameOf(expression.at('key').text ?? '');
    const values = expression.at('values').items();
    const value = labels.get(key);
    const operator = expression.at('operator').text;
    if (operator === 'Exists') matches.push(labels.has(key) ? 'yes' : 'no');
    else if (operator === 'DoesNotExist') matches.push(labels.has(key) ? 'no' : 'yes');
    else if (operator !== 'In' && operator !== 'NotIn') matches.push('unknown');
    else if (!labels.has(key)) matches.push(operator === 'In' ? 'no' : 'yes');
    else if (value === undefined || values.some(({ known }) => !known)) matches.push('unknown');
    else matches.push(values.some(({ text }) => text === value) === (operator === 'In') ? 'yes' : 'no');
  }
  return matches.includes('no') ? 'no' : matches.includes('unknown') ? 'unknown' : 'yes';
}

/** Calico's selector language, as far as most policies use it: `all()`, `app == 'records' && has(tier)`. */
function matchCalico(selector: string, labels: Labels): Match {
  const matches = selector.split('&&').map((term): Match => {
    const text = term.trim();
    if (text === '' || text === 'all()') return 'yes';
    const [, has] = /^has\(\s*([^)\s]+)\s*\)$/.exec(text) ?? [];
    if (has !== undefined) return labels.has(has) ? 'yes' : 'no';
    const [, key, operator, wanted] = /^([\w./-]+)\s*(==|!=)\s*["']([^"']*)["']$/.exec(text) ?? [];
    if (key === undefined) return 'unknown';
    if (!labels.has(key)) return operator === '==' ? 'no' : 'yes';
    const value = labels.get(key);
    return value === undefined ? 'unknown' : (value === wanted) === (operator === '==') ? 'yes' : 'no';
  });
  return matches.includes('no') ? 'no' : matches.includes('unknown') ? 'unknown' : 'yes';
}
