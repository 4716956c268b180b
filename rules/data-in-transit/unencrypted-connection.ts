import { strings } from '../engine/options.ts';
import { rule, type Context } from '../engine/rule.ts';
import { placeOf, remediesOf, sayingOf, switchesOf } from '../facts/switches.ts';
import { containerOf } from '../model/containers.ts';
import { placeOfHost } from '../model/hosts.ts';
import type { Command, CopiedFile, Node, Variable } from '../model/nodes.ts';
import { hostsOf, isLocal, keyOf } from '../model/settingsText.ts';

export default rule({
  id: 'unencrypted-connection',
  title: 'Connection to a database, cache, queue, mail or directory server has TLS switched off',
  why: `What goes over the connection, the password included, can be read and changed by anyone on the way. The network
    between containers and within a cluster is a way too.`,
  remedy: 'Ask for TLS, and for a certificate that is checked.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(e)(1)', '164.312(e)(2)(ii)', '164.312(d)'],

  options: { allow: strings('Hosts, or the ends of their names, that may be reached without TLS.') },

  check: { Variable: look, Command: look, CopiedFile: look },
});

function look(node: Variable | Command | CopiedFile, context: Context<{ readonly allow: readonly string[] }>): void {
  const { options, report } = context;
  const said = new Set<string>();
  for (const found of switchesOf('unencrypted-connection', node, context)) {
    const { row, setting } = found;
    const { within, value } = setting;
    const hosts = within === undefined ? hostsBeside(setting.key, node, context) : hostsOf(within);
    if (within === undefined ? hosts?.some((host) => placeOfHost(host) === 'loopback') : isLocal(within)) continue;
    if (within !== undefined) {
      // one finding a string
      if (said.has(within)) continue;
      said.add(within);
      if (hosts?.some((host) => options.allow.some((end) => host === end || host.endsWith(end)))) continue;
    }
    const effect = /^(?:allow|prefer|preferred|optional)$/i.test(value)
      ? 'the connection may go unencrypted'
      : row.lowered
        ? row.effect
        : 'the connection goes unencrypted';
    report({
      at: placeOf(found),
      message: `${sayingOf(found)}: ${effect}.`,
      ...((row.lowered || isTelemetry(setting.key) || isAmongServices(hosts, context)) && { severity: 'warning' }),
      fixes: remediesOf(found),
    });
  }
}

/** What is around a setting. */
type Around = Pick<Context<unknown>, 'nodes'>;

/** The host that belongs to a switch, where a variable of its kind says so: `DB_HOST` beside `DB_SSL`, `PGHOST` beside `PGSSLMODE`. */
function hostsBeside(key: string, node: Node, around: Around): readonly string[] | undefined {
  const leads = key.startsWith('PGSSL')
    ? ['PG']
    : [...key.matchAll(/_+/g)].map(({ index, 0: { length } }) => key.slice(0, index + length));
  const names = new Set(leads.flatMap((lead) => ['HOST', 'HOSTNAME', 'SERVER'].map((what) => keyOf(`${lead}${what}`))));
  const found = containerOf(node, around.nodes)?.variables.filter(
    ({ name, value }) => value.state === 'set' && names.has(keyOf(name)),
  );
  return found && found.length > 0 ? found.map(({ value }) => value.value!) : undefined;
}

/** Whether all that is spoken to are services of the same compose file, most likely on the same machine. */
function isAmongServices(hosts: readonly string[] | undefined, around: Around): boolean {
  if (!hosts || hosts.length === 0) return false;
  return hosts.every((host) =>
    around.nodes.some((node) => node.kind === 'Container' && node.role === 'service' && node.name === host.replace(/:\d+$/, '')),
  );
}

/** What goes to a collector, which is beside the program unless told otherwise. */
const isTelemetry = (key: string): boolean => key.startsWith('OTEL_');
