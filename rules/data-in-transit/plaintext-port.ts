import { numbers } from '../engine/options.ts';
import { rule, type Context, type Fix, type Severity } from '../engine/rule.ts';
import { encryptsInPlace, portsOf, serviceAt, strengthAmong, twinOf } from '../facts/ports.ts';
import type { PortRow } from '../facts/rows.ts';
import { environmentAround, FOR_TESTS } from '../model/environment.ts';
import type { Port } from '../model/nodes.ts';
import { isPortOpen } from '../model/openPorts.ts';
import { wordsOf } from '../model/words.ts';

export default rule({
  id: 'plaintext-port',
  title: 'Port of a cleartext protocol is open',
  why: `What this protocol carries, credentials included, can be read and changed by anyone on the way. In-cluster hops
    and the links between containers are a network too.`,
  remedy: 'Close the port, or move to the protocol’s encrypted twin: SFTP or FTPS for FTP, SSH for Telnet, LDAPS for LDAP.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(e)(1)', '164.312(e)(2)(ii)', '164.312(a)(1)'],

  options: {
    ports: numbers('More TCP ports that carry data in clear text.'),
    allow: numbers('Ports that may be open all the same.'),
  },

  check: {
    Port(port, context) {
      const { options, report } = context;
      const from = port.from ?? port.hostFrom;
      const to = port.from === undefined ? (port.hostTo ?? from) : (port.to ?? from);
      if (from === undefined || to === undefined) return;
      for (const row of candidates(port, from, to, options.ports)) {
        const number = firstOf(Math.max(row.from, from), Math.min(row.to, to), options.allow);
        if (number === undefined) continue;
        const severity = judge(port, row, number);
        if (severity === undefined) continue;
        const test = isForTests(port, context);
        const service = serviceAt(row, number);
        const twin = twinOf(row, number);
        const both = twin && isOpen(port, twin) ? ` Its encrypted twin ${twin.port} is open too: can ${number} be closed?` : '';
        report({
          at: port,
          message: `Port ${number} (${service}) ${encryptsInPlace(number) ? 'may carry' : 'carries'} data in clear text${test ? FOR_TESTS : ''}.${both}`,
          severity: test ? 'warning' : severity,
          fixes: fixes(port, twin, from === to),
        });
        return; // one finding for an entry
      }
    },
  },
});

/** The first port that may not be open all the same. */
function firstOf(from: number, to: number, allowed: readonly number[]): number | undefined {
  for (let port = from; port <= to; port++) if (!allowed.includes(port)) return port;
  return undefined;
}

/** A team's own ports come first; they are TCP and as strong as Telnet. */
function candidates({ transport }: Port, from: number, to: number, own: readonly number[]): readonly PortRow[] {
  const row = { transport, service: 'listed in the policy', strength: 'strong', source: 'policy', verified: true };
  const listed = own
    .filter((port) => transport === 'tcp' && from <= port && port <= to)
    .map((port) => ({ ...row, from: port, to: port }));
  return [...listed, ...portsOf('plaintext-port', from, to, transport)];
}

const isForTests = (port: Port, { nodes, file }: Context<unknown>): boolean => environmentAround(port, nodes, file) === 'test';

/** What cannot be told to encrypt where it is weighs more; Telnet and its kin do so wherever they are declared. */
function judge(port: Port, row: PortRow, number: number): Severity | undefined {
  const { image, owner, name = '', level } = port;
  const twin = twinOf(row, number);
  const twinOpen = twin !== undefined && isOpen(port, twin);
  const strength = strengthAmong(row, number, [image?.name?.path ?? '', owner, name].flatMap(wordsOf));
  if (strength === 'strong') return twinOpen ? 'warning' : 'error';
  if (strength === undefined || level !== 'published' || twinOpen) return undefined;
  return strength === 'context' || encryptsInPlace(number) ? 'warning' : 'error';
}

type Twin = NonNullable<ReturnType<typeof twinOf>>;

const isOpen = (port: Port, twin: Twin): boolean => isPortOpen(port, twin.port, twin.transport);

function fixes(port: Port, twin: Twin | undefined, single: boolean): readonly Fix[] {
  const { stage, transport, remove, set } = port;
  // EXPOSE is documentation: it publishes nothing, so nothing that runs changes
  if (stage && remove) return [{ title: 'Remove the port', edits: [remove()], safe: true }];
  if (twin && isOpen(port, twin)) return remove ? [{ title: 'Close the port', edits: [remove()], safe: false }] : [];
  if (twin?.transport === transport && single && set)
    return [{ title: `Use the encrypted port ${twin.port} instead`, edits: [set(twin.port)], safe: false }];
  return [];
}
