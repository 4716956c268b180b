import { numbers } from '../engine/options.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { type AdminPort, adminPortIn } from '../facts/adminPorts.ts';
import type { Port } from '../model/nodes.ts';
import { outerPorts } from '../model/outerPorts.ts';
import { rangeOf, wordsAround } from '../model/portEntry.ts';

export default rule({
  id: 'remote-admin-port',
  title: 'Port of a remote administration protocol is open',
  why: `Whoever reaches the port may log in and then sees all that the container or node sees, health information included.
    Such logins go past the application, its access control and its audit log.`,
  remedy:
    'Close the port. Administer through the container engine or the cluster (`docker exec`, `kubectl exec`), which know who asks.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.312(e)(1)', '164.308(a)(4)(i)'],

  options: {
    allow: numbers('Ports that may be open all the same.'),
  },

  check: {
    Port(port, { options, report }) {
      const range = rangeOf(port);
      if (!range) return;
      const published = port.level === 'published';
      const around = {
        transport: port.transport,
        published,
        offered: published || port.place === 'service-port',
        words: wordsAround(port),
      };
      const found = adminPortIn(range.from, range.to, around, options.allow);
      if (!found) return;
      report({
        at: port,
        message: messageOf(found),
        severity: found.strength === 'strong' ? 'error' : 'warning',
        fixes: fixes(port),
      });
    },

    // gateways let the outside in
    'kubernetes.Manifest'({ type, name, field }, { options, report }) {
      for (const { number, at, words } of type === 'Ingress' ? [] : outerPorts(type, name, field)) {
        const found = adminPortIn(number, number, { transport: 'tcp', published: true, words }, options.allow);
        if (found) report({ at, message: messageOf(found), severity: found.strength === 'strong' ? 'error' : 'warning' });
      }
    },
  },
});

const messageOf = ({ port, service, strength }: AdminPort): string =>
  strength === 'strong'
    ? `Port ${port} (${service}) is open for remote administration.`
    : `Port ${port} (often ${service}) may be open for remote administration.`;

function fixes({ stage, remove, place, siblings }: Port): readonly Fix[] {
  // EXPOSE is documentation: it publishes nothing, so nothing that runs changes
  if (stage) return remove ? [{ title: 'Remove the port', edits: [remove()], safe: true }] : [];
  // a Service must have a port
  if (!remove || (place === 'service-port' && siblings.length < 2)) return [];
  return [{ title: 'Close the port', edits: [remove()], safe: false }];
}
