import { portTable } from './portTable.ts';
import type { PortRow } from './rows.ts';

const byRule = new Map<string, PortRow[]>();
for (const row of portTable) {
  if (row.rule === undefined) continue;
  const rows = byRule.get(row.rule);
  if (rows) rows.push(row);
  else byRule.set(row.rule, [row]);
}

/** What the table knows of a rule's ports between `from` and `to`, both included, the strongest signal first. */
export function portsOf(rule: string, from: number, to: number, transport: string): readonly PortRow[] {
  const rows = byRule.get(rule)?.filter((row) => row.from <= to && from <= row.to && row.transport === transport) ?? [];
  return rows.length < 2 ? rows : rows.sort((a, b) => STRENGTHS.indexOf(a.strength) - STRENGTHS.indexOf(b.strength));
}

const STRENGTHS = ['strong', 'medium', 'context'];

/** What is served with encryption at a TCP port that is registered or customary for that alone. */
export function encryptedAt(port: number): string | undefined {
  const row = portTable.find(({ from, rule, strength }) => from === port && rule === undefined && strength === 'satisfies');
  return row && (ENCRYPTED[port] ?? row.service.replace(/(?<!\s)\s*\(.*/, ''));
}

/** What people call an encrypted protocol whose registered name they may not know. */
const ENCRYPTED: Readonly<Record<number, string>> = {
  443: 'HTTPS',
  465: 'SMTP submission over TLS',
  636: 'LDAPS',
  989: 'FTPS data',
  990: 'FTPS',
  992: 'Telnet over TLS',
  993: 'IMAPS',
  995: 'POP3S',
  2762: 'DICOM over TLS',
  3269: 'LDAPS (global catalog)',
  5061: 'SIP over TLS',
  5671: 'AMQPS',
  6514: 'syslog over TLS',
  8443: 'HTTPS',
  8883: 'MQTT over TLS',
  9443: 'HTTPS',
  12575: 'HL7 MLLP over TLS',
};

/** Whether what listens at a port can be told to encrypt there: STARTTLS, SMB 3, SNMPv3, NFS with `krb5p` or `xprtsec`. */
export const encryptsInPlace = (port: number): boolean => SAME_PORT.has(port);

const SAME_PORT: ReadonlySet<number> = new Set([25, 110, 143, 161, 389, 445, 587, 1389, 2049, 3268]);

/** The encrypted twin of a port, when the table names a service of its own for it; TCP where it names no transport. */
export function twinOf(
  { from, to, twin = '' }: PortRow,
  port: number,
): { readonly port: number; readonly transport: string } | undefined {
  const [, first, second, transport = 'tcp', words = ''] = /^(\d+)(?:\/(\d+))?(?:\/(tcp|udp))?\s*([^,;]*)/.exec(twin) ?? [];
  // SSH takes the place of many protocols, but is no twin of any
  if (first === undefined || /\b(?:ssh|sftp|or)\b/.test(words)) return undefined;
  return { port: Number(second !== undefined && to > from && port === to ? second : first), transport };
}

/** A row's service as people call it: of `ftp-data, ftp` for 20 and 21 the one that `port` is. */
export function serviceAt({ from, to, service }: PortRow, port: number): string {
  const plain = service.replace(/(?<!\s)\s*\(.*/, '');
  const names = plain.split(',').map((name) => name.trim());
  return names.length === to - from + 1 ? names[port - from]! : names[0]!;
}

/** Words that make a port which is common elsewhere the one of its row, by the row's first port. */
const HINTS: Readonly<Record<number, readonly string[]>> = {
  25: ['smtp', 'postfix', 'exim', 'sendmail', 'opensmtpd', 'mailserver', 'mailu', 'mta', 'haraka'],
  110: ['pop3', 'dovecot', 'mailserver', 'mailu', 'courier'],
  143: ['imap', 'dovecot', 'mailserver', 'mailu', 'courier'],
  1389: ['ldap', 'openldap', 'slapd'],
  1812: ['radius', 'freeradius'],
  3128: ['squid'],
  9100: ['jetdirect', 'cups', 'printer'],
};

/** TensorBoard, Storybook, Soketi and others are served where X displays beyond the first would be. */
const X11 = ['x', 'x11', 'xorg', 'xserver', 'xvfb', 'xpra', 'vnc', 'novnc', 'x11vnc', 'tigervnc', 'desktop', 'xfce', 'display'];
/** Over TCP, 514 is the remote shell, unless it is plainly a log server's. */
const LOG_SERVERS = ['syslog', 'rsyslog', 'logs', 'log', 'fluentd', 'graylog', 'logstash'];

/**
 * How strong a signal a port is among the words of its image, its container and its own name; nothing when it means
 * nothing there. `context` is a port that means something because of those words alone.
 */
export function strengthAmong(
  { from, strength, hint, rule }: PortRow,
  port: number,
  words: readonly string[],
): 'strong' | 'medium' | 'context' | undefined {
  const has = (hints: readonly string[] = []): boolean => hints.some((word) => words.includes(word));
  if (rule === 'plaintext-port' && 6001 <= port && port <= 6007 && !has(X11)) return undefined;
  if (strength === 'strong') return rule === 'plaintext-port' && port === 514 && has(LOG_SERVERS) ? 'medium' : 'strong';
  if ((strength === 'context' || hint !== undefined) && !has(HINTS[from])) return undefined;
  return strength === 'context' ? 'context' : 'medium';
}
