import { strings } from '../engine/options.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { portsOf } from '../facts/ports.ts';
import { reachOf } from '../model/kubernetes/reach.ts';
import type { Port } from '../model/nodes.ts';
import { rangeOf } from '../model/portEntry.ts';

/** Rules that say of a port itself that it should not be reachable. */
const PORT_RULES = ['plaintext-health-protocol', 'plaintext-port', 'remote-admin-port', 'published-database-port', 'debug-port'];

export default rule({
  id: 'public-service',
  title: 'Service is reachable from outside the cluster',
  why: `What is reachable is found and tried, by anyone. Each way in should be one that somebody decided on, with
    authentication and encryption before the records behind it.`,
  remedy: 'Use a ClusterIP Service behind the ingress, an internal load balancer, or name the addresses that may come in.',
  severity: 'warning',
  profile: 'strict',
  targets: ['kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(e)(1)'],

  options: {
    allow: strings('Names of Services that may be reachable.'),
  },

  check: {
    'kubernetes.Manifest'({ type, apiVersion, name, field, ports }, { options, report }) {
      if (type !== 'Service' || apiVersion !== 'v1' || options.allow.includes(name)) return;
      const spec = field.at('spec');
      const reach = reachOf(field);
      const nodePort = spec
        .at('ports')
        .items()
        .map((port) => port.at('nodePort'))
        .find((port) => typeof port.value === 'number' && port.value > 0);
      const isBalanced = spec.at('type').text === 'LoadBalancer';
      if (reach !== 'outside' && (isBalanced || !nodePort)) return;
      if (ports.length > 0 && ports.every(isSpokenFor)) return;
      const outside = spec.at('externalIPs').items().length > 0 && !isBalanced && spec.at('type').text !== 'NodePort';
      const at =
        spec.at('type').isScalar && reach === 'outside' && !outside ? spec.at('type') : (nodePort ?? spec.at('externalIPs'));
      const how = isBalanced ? 'its load balancer' : outside ? 'its external addresses' : 'a port of every node';
      const onlyType = !nodePort && !spec.at('externalIPs').written;
      const close = spec.at('type').isScalar && onlyType ? spec.at('type').write('ClusterIP') : undefined;
      const fixes: Fix[] = close ? [{ title: 'Let only the cluster reach it', edits: [close], safe: false }] : [];
      report({ at, message: `\`${name}\` is reachable from outside the cluster by ${how}.`, fixes });
    },
  },
});

/** Whether another rule says of the port that it should be closed. */
function isSpokenFor(port: Port): boolean {
  const range = rangeOf(port);
  return (
    range !== undefined &&
    PORT_RULES.some((id) => portsOf(id, range.from, range.to, port.transport).some(({ strength }) => strength === 'strong'))
  );
}
