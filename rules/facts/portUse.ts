import type { ImageName } from '../model/imageName.ts';
import { adminPortIn } from './adminPorts.ts';
import { dataStorePortIn } from './dataStorePorts.ts';
import { healthPortIn, TLS_PORTS } from './healthPorts.ts';
import { encryptedAt, encryptsInPlace, portsOf, serviceAt, strengthAmong, twinOf } from './ports.ts';

/** What a port is for, as far as its number and the words around it say. */
export interface PortUse {
  /** As people call the protocol or the product. */
  readonly service: string;
  /** Whether what it carries can be read on the way; `depends` where the server's own settings decide. */
  readonly encrypted: 'yes' | 'no' | 'depends';
  /** The port of its own that the same service has with encryption. */
  readonly twin?: { readonly port: number; readonly transport: string };
}

/** What one port is for among `words`, those of its image, its container or Service and its own name; nothing when that is not known. */
export function portUse(
  port: number,
  transport: string,
  image: ImageName | undefined,
  words: readonly string[],
): PortUse | undefined {
  if (transport === 'tcp') {
    const encrypted = encryptedAt(port);
    if (encrypted !== undefined) return { service: encrypted, encrypted: 'yes' };
    if (port === 2375) return { service: 'Docker Engine API', encrypted: 'no', twin: { port: 2376, transport } };
    if (port === 2376) return { service: 'Docker Engine API', encrypted: 'yes' };
    const health = healthPortIn(port, port, image, words);
    if (health) return { service: health.protocol, encrypted: 'no', twin: { port: TLS_PORTS[health.protocol][0]!, transport } };
  }
  for (const row of portsOf('plaintext-port', port, port, transport)) {
    // a number that means something only beside certain words
    if (strengthAmong(row, port, words) === undefined && !REGISTERED.has(port)) continue;
    const twin = twinOf(row, port);
    return {
      service: NAMES[port] ?? serviceAt(row, port),
      encrypted: encryptsInPlace(port) ? 'depends' : 'no',
      ...(twin && { twin }),
    };
  }
  const admin = adminPortIn(port, port, { transport, published: true, words });
  if (admin?.strength === 'strong') return { service: admin.service, encrypted: ENCRYPTED_ADMIN.has(port) ? 'yes' : 'depends' };
  const store = dataStorePortIn(port, port, transport, image, words);
  if (store) return { service: store.product, encrypted: 'depends' };
  const web = portsOf('plaintext-http-port', port, port, transport)[0];
  if (web) return { service: 'HTTP', encrypted: 'no', twin: twinOf(web, port) ?? { port: 443, transport } };
  return undefined;
}

/** Ports that IANA gives to one protocol, which hints are for because mail servers also upgrade connections there. */
const REGISTERED: ReadonlySet<number> = new Set([25, 110, 119, 143, 587]);

/** Remote administration that is never in clear text. */
const ENCRYPTED_ADMIN: ReadonlySet<number> = new Set([22, 2222, 5986, 10250]);

/** What people call a protocol whose registered name they may not know. */
const NAMES: Readonly<Record<number, string>> = {
  20: 'FTP data',
  21: 'FTP',
  23: 'Telnet',
  25: 'SMTP',
  69: 'TFTP',
  110: 'POP3',
  119: 'NNTP',
  137: 'NetBIOS',
  138: 'NetBIOS',
  139: 'NetBIOS',
  143: 'IMAP',
  161: 'SNMP',
  162: 'SNMP traps',
  389: 'LDAP',
  445: 'SMB',
  515: 'LPD',
  554: 'RTSP',
  587: 'SMTP submission',
  873: 'rsync',
  1389: 'LDAP',
  1812: 'RADIUS',
  1813: 'RADIUS',
  2049: 'NFS',
  3268: 'LDAP',
  3690: 'Subversion',
  5060: 'SIP',
  9418: 'Git',
};
