import { strings } from '../engine/options.ts';
import { rule, type Context } from '../engine/rule.ts';
import { placeOf, remediesOf, sayingOf, switchesOf } from '../facts/switches.ts';
import { containerOf } from '../model/containers.ts';
import { placeOfHost } from '../model/hosts.ts';
import type { Command, CopiedFile, Node, Variable } from '../model/nodes.ts';
import { hostsOf, isLocal } from '../model/settingsText.ts';

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

function look(
  node: Variable | Command | CopiedFile,
  { nodes, options, report }: Context<{ readonly allow: readonly string[] }>,
): void {
  const said = new Set<string>();
  for (const found of switchesOf('unencrypted-connection', node, { nodes })) {
    const { row, setting } = found;
    const { within, value } = setting;
    if (within === undefined ? isLocalBeside(setting.key, node, nodes) : isLocal(within)) continue;
    if (within !== undefined) {
      // one finding a string
      if (said.has(within)) continue;
      said.add(within);
      if (hostsOf(within)?.some((host) => options.allow.some((end) => host === end || host.endsWith(end)))) continue;
    }
    const effect = /^(?:allow|prefer|preferred|optional)$/i.test(value)
      ? 'the connection may go unencrypted'
      : row.lowered
        ? row.effect
        : 'the connection goes unencrypted';
    report({
      at: placeOf(found),
      message: `${sayingOf(found)}: ${effect}.`,
      ...(row.lowered && { severity: 'warning' }),
      fixes: remediesOf(found),
    });
  }
}

/** Whether the host that belongs to a switch is the same machine: `DB_HOST=localhost` beside `DB_SSL`. */
function isLocalBeside(key: string, node: Node, nodes: readonly Node[]): boolean {
  const lead = key.startsWith('PGSSL') ? 'PG' : key.slice(0, key.indexOf('_') + 1);
  if (lead === '') return false;
  const names = [`${lead}HOST`, `${lead}HOSTNAME`, `${lead}SERVER`];
  return (
    containerOf(node, nodes)?.variables.some(
      ({ name, value }) => names.includes(name.toUpperCase()) && placeOfHost(value.value ?? '') === 'loopback',
    ) ?? false
  );
}
