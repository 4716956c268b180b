import { boolean, numbers } from '../engine/options.ts';
import { rule, type Context, type Fix, type Report } from '../engine/rule.ts';
import { type DataStorePort, dataStoreOf, dataStorePortIn } from '../facts/dataStorePorts.ts';
import { environmentAround, FOR_TESTS } from '../model/environment.ts';
import { reachOf } from '../model/kubernetes/reach.ts';
import type { Container, Node, Port } from '../model/nodes.ts';
import { outerPorts } from '../model/outerPorts.ts';
import { rangeOf, wordsAround } from '../model/portEntry.ts';
import { toBoolean } from '../model/yaml.ts';

type Around = Context<{ internal: boolean; allow: readonly number[] }>;

export default rule({
  id: 'published-database-port',
  title: 'Port of a data store is reachable from outside',
  why: `A database, cache or queue holds the records themselves. Reachable from outside, one weak password or one unpatched
    flaw is enough to read them all, past the application and its audit log.`,
  remedy:
    'Let only the containers of the project or cluster reach it: no published port, or one on 127.0.0.1; a ClusterIP Service; a tunnel for administrators.',
  severity: 'error',
  profile: 'recommended',
  targets: ['compose', 'kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(e)(1)'],

  options: {
    internal: boolean('Whether to report load balancers too that stay inside the network or let in a few addresses only.', false),
    allow: numbers('Ports that may be reachable all the same.'),
  },

  check: {
    Port(port, context) {
      if (port.place !== 'service-port' && port.level === 'published') checkPort(port, context, true);
    },

    Container(container, context) {
      const { image, ports } = container;
      if (!image?.name || !isOnHost(container) || ports.some((port) => find(port, context))) return;
      const product = dataStoreOf(image.name);
      if (!product) return;
      const what = `${product} in \`${container.name}\` is on the host's own network`;
      context.report({ at: image, ...said(what, true, container, context) });
    },

    'kubernetes.Manifest'(manifest, context) {
      const { type, name, field, ports } = manifest;
      if (type === 'Service') {
        const reach = reachOf(field);
        if (reach === 'cluster' || (reach !== 'outside' && !context.options.internal)) return;
        for (const port of ports) checkPort(port, context, reach === 'outside');
        return;
      }
      for (const { number, at, words, http } of outerPorts(type, name, field)) {
        const found = dataStorePortIn(number, number, 'tcp', undefined, words, context.options.allow);
        if (found) context.report({ at, ...said(messageOf(found), !http, manifest, context) });
      }
    },
  },
});

function checkPort(port: Port, context: Around, outside: boolean): void {
  const found = find(port, context);
  if (found) context.report({ at: port, ...said(messageOf(found), outside, port, context), fixes: fixes(port) });
}

function find(port: Port, { options }: Around): DataStorePort | undefined {
  const range = rangeOf(port);
  return range && dataStorePortIn(range.from, range.to, port.transport, port.image?.name, wordsAround(port), options.allow);
}

const messageOf = ({ port, product }: DataStorePort): string => `Port ${port} (${product}) is reachable from outside`;

/** What is for development or tests should hold no patient data. */
function said(what: string, outside: boolean, node: Node, { nodes, file }: Around): Pick<Report, 'message' | 'severity'> {
  const test = environmentAround(node, nodes, file) === 'test';
  return { message: `${what}${test ? FOR_TESTS : ''}.`, severity: outside && !test ? 'error' : 'warning' };
}

function isOnHost({ role, field, pod }: Container): boolean {
  return pod
    ? toBoolean(pod.at('hostNetwork').value ?? null) === true
    : role === 'service' && field?.at('network_mode').text === 'host';
}

function fixes({ place, bind, remove, siblings }: Port): readonly Fix[] {
  const closing: Fix[] =
    remove && (place !== 'service-port' || siblings.length > 1)
      ? [{ title: 'Remove the port', edits: [remove()], safe: false }]
      : [];
  return bind && place === 'ports'
    ? [{ title: 'Listen on 127.0.0.1 only', edits: [bind('127.0.0.1')], safe: false }, ...closing]
    : closing;
}
