import { placeOfHost } from '../hosts.ts';

/** Whether a URL or DSN leads nowhere but to the same machine: its hosts are loopback, a socket, or none at all. */
export function isLocal(text: string): boolean {
  const hosts = hostsOf(text);
  return hosts?.every((host) => /^(?:\/|@|%2f)/i.test(host) || placeOfHost(host) === 'loopback') ?? false;
}

/** The hosts a URL or DSN names, without ports; nothing when there is no telling. */
export function hostsOf(text: string): readonly string[] | undefined {
  const url = /^(?:jdbc:)?[a-z][a-z\d+.:-]*?:\/\/([^/?#;]*)/i.exec(text);
  if (url) {
    const named = /[?&;](?:host|servername)=([^&;]*)/i.exec(text)?.[1];
    const address = url[1]!.slice(url[1]!.lastIndexOf('@') + 1);
    return [...(address === '' && named ? [] : address.split(',')), ...(named ? named.split(',') : [])]
      .map(withoutPort)
      .filter((host) => host !== '');
  }
  // PostgreSQL's driver takes `jdbc:postgresql:records` for a database on the same machine, H2's has it in the process
  if (/^jdbc:(?:postgresql:(?!\/\/)|h2:(?!tcp|ssl)|hsqldb:(?!hsql|http)|derby:(?!\/\/)|sqlite:)/i.test(text)) return [];
  const network = /(tcp|unix)\(([^()]*)\)/i.exec(text);
  if (network) return network[1]!.toLowerCase() === 'unix' ? [] : [withoutPort(network[2]!)];
  const pair = /(?:^|[;\s])(?:server|data source|host|hostaddr|hostname|address|addr)\s*=\s*([^;\s]*)/i.exec(text);
  return pair ? [withoutPort(pair[1]!.replace(/^(?:tcp|np|lpc):/i, '').replace(/[\\,].*/s, ''))] : undefined;
}

function withoutPort(host: string): string {
  return host
    .trim()
    .replace(/^\[([^\]]*)\](?::\d*)?$/, '$1')
    .replace(/^([^:]*):[^:]*$/, '$1');
}
