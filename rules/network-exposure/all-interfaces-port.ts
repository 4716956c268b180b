import { strings } from '../engine/options.ts';
import { rule, type Fix } from '../engine/rule.ts';
import { UNKNOWN } from '../model/imageName.ts';
import type { Port } from '../model/nodes.ts';
import { isOnEveryAddress, rangeOf } from '../model/portEntry.ts';

/** Names as they end an image's repository: proxies are there to be reached. */
const PROXIES = ['nginx', 'traefik', 'caddy', 'haproxy', 'envoyproxy/envoy', 'httpd'];

export default rule({
  id: 'all-interfaces-port',
  title: 'Published port listens on every network interface',
  why: `Docker opens the port on every address of the host, and past the host's own firewall rules. What only the host was
    to reach can be reached from the whole network.`,
  remedy: 'Write the address before the port: `127.0.0.1:` for the host alone, or that of the network it is for.',
  severity: 'info',
  profile: 'strict',
  targets: ['compose'],
  safeguards: ['164.312(a)(1)', '164.312(e)(1)'],

  options: {
    proxies: strings('Images of reverse proxies, whose ports 80 and 443 may be open.', PROXIES),
  },

  check: {
    Port(port, { options, report }) {
      const { place, level, text, owner, hostFrom } = port;
      if (place !== 'ports' || level !== 'published' || !isOnEveryAddress(port) || isFromOutside(port)) return;
      if (isProxy(port, options.proxies)) return;
      const random = hostFrom === undefined && !text.includes(':') ? ', with a number the host chooses' : '';
      const fixes: Fix[] = port.bind ? [{ title: 'Listen on 127.0.0.1 only', edits: [port.bind('127.0.0.1')], safe: false }] : [];
      report({ at: port, message: `\`${owner}\` listens on every address of the host${random}.`, fixes });
    },
  },
});

/** A host part that is a variable may bring an address: `${BIND}:80`. */
function isFromOutside({ text, hostFrom, address }: Port): boolean {
  return (
    hostFrom === undefined &&
    address === undefined &&
    (text.includes('$') || text.includes(UNKNOWN)) &&
    /^\$|^[^$]*\$.*:/.test(text)
  );
}

function isProxy(port: Port, proxies: readonly string[]): boolean {
  const path = port.image?.name?.path ?? '';
  const range = rangeOf(port);
  const isWeb = (number: number | undefined): boolean => number === 80 || number === 443;
  if (!range || range.from !== range.to || !(isWeb(range.from) || isWeb(port.hostFrom))) return false;
  return proxies.some((proxy) => path === proxy || path === `library/${proxy}` || path.endsWith(`/${proxy}`));
}
