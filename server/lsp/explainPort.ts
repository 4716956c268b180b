import { portUse, type PortUse } from '../../rules/facts/portUse.ts';
import type { Port } from '../../rules/model/nodes.ts';
import { isPortOpen } from '../../rules/model/openPorts.ts';
import { rangeOf, wordsAround } from '../../rules/model/portEntry.ts';
import { paragraphs } from './explainRule.ts';
import { code, prose } from './markdown.ts';

/** What a port is for, whether it is encrypted, and who reaches it; nothing when its number is not known. */
export function explainPort(port: Port): string | undefined {
  const range = rangeOf(port);
  if (!range) return undefined;
  const { from, to } = range;
  const use = from === to ? portUse(from, port.transport, port.image?.name, wordsAround(port)) : undefined;
  const title = `**Port ${from === to ? from : `${from}–${to}`}/${port.transport}**`;
  return paragraphs([
    use ? `${title} · ${prose(use.service)} · ${ENCRYPTED[use.encrypted]}` : title,
    [use?.twin && twinLine(port, use.twin), reached(port)].flatMap((line) => (line === undefined ? [] : `- ${line}`)).join('\n'),
  ]);
}

const ENCRYPTED: Readonly<Record<PortUse['encrypted'], string>> = {
  yes: 'encrypted',
  no: '**in clear text**',
  depends: 'encrypted only if the server is set up so',
};

function twinLine(port: Port, { port: number, transport }: NonNullable<PortUse['twin']>): string {
  const open = isPortOpen(port, number, transport) ? ', which is open here too' : '';
  return `Its encrypted twin is ${number}/${transport}${open}.`;
}

function reached({ level, place, address, hostFrom, hostTo, stage }: Port): string {
  const host =
    hostFrom === undefined ? '' : hostTo === undefined || hostTo === hostFrom ? `${hostFrom}` : `${hostFrom}–${hostTo}`;
  const at = host === '' ? '' : ` at ${host}`;
  if (level === 'published') {
    if (place === 'service-port') return '**Published**: reachable from outside the cluster.';
    if (place === 'container-port') return `**Published** on each node the pod runs on${at}.`;
    const everywhere = address === undefined || /^(?:0\.0\.0\.0|\[?::\]?|\*)?$/.test(address);
    return `**Published** on ${everywhere ? 'every address of the host' : code(address)}${at}.`;
  }
  if (stage) return `**Declared**: ${code('EXPOSE')} tells which port is meant and publishes nothing.`;
  switch (place) {
    case 'service-port':
      return '**Declared**: reachable within the cluster.';
    case 'container-port':
      return '**Declared**: whatever reaches the pod reaches it.';
    case 'ports':
      return address === undefined
        ? '**Declared**: reachable on the networks of the service.'
        : `**Declared**: open on ${code(address)}${at}, for the host alone.`;
    default:
      return '**Declared**: reachable on the networks of the service, and not from outside.';
  }
}
