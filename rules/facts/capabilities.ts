import { table } from '../model/table.ts';

/**
 * Linux capabilities from which the rest is within reach, or the host, its network or its kernel, with what each
 * allows (https://man7.org/linux/man-pages/man7/capabilities.7.html).
 */
export const dangerousCapabilities: Readonly<Record<string, string>> = table({
  ALL: 'everything root may do',
  AUDIT_CONTROL: 'switching kernel auditing off',
  BPF: 'loading programs into the kernel',
  CHECKPOINT_RESTORE: 'restoring processes with other identities',
  DAC_OVERRIDE: 'reading and writing any file',
  DAC_READ_SEARCH: 'reading any file, those of the host included',
  LINUX_IMMUTABLE: 'changing append-only files',
  MAC_ADMIN: 'changing the mandatory access policy',
  MAC_OVERRIDE: 'passing by the mandatory access policy',
  MKNOD: 'creating device files',
  NET_ADMIN: 'changing interfaces, routes and firewalls',
  NET_RAW: 'forging packets of neighbours',
  PERFMON: 'observing the kernel and other processes',
  SETFCAP: 'giving capabilities to files',
  SETPCAP: 'taking capabilities for other processes',
  SYSLOG: 'reading kernel addresses and messages',
  SYS_ADMIN: 'mounting file systems and most else root may do',
  SYS_BOOT: 'restarting the host',
  SYS_CHROOT: 'changing the root directory',
  SYS_MODULE: 'loading kernel modules',
  SYS_PTRACE: 'reading the memory of other processes',
  SYS_RAWIO: 'writing to devices and memory',
  SYS_TIME: 'changing the clock of the host',
});

/** What Docker and containerd give a container that says nothing (https://docs.docker.com/engine/security/#linux-kernel-capabilities). */
export const defaultCapabilities: readonly string[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/**
 * Members of the runtimes' default set that give nothing new when added, and less than the default after a drop.
 * `NET_RAW` and `SETPCAP` are no such: CRI-O has
 * the first no longer among its defaults, and both are what one drops the defaults for.
 */
export const ordinaryCapabilities: ReadonlySet<string> = new Set(['DAC_OVERRIDE', 'MKNOD', 'SETFCAP', 'SYS_CHROOT']);

/** Words of images that build tunnels or redirect the traffic of a pod: what `NET_ADMIN` and `NET_RAW` are for. */
export const networkImageWords: ReadonlySet<string> = new Set([
  'gluetun',
  'ipsec',
  'iptables',
  'istio',
  'linkerd',
  'netbird',
  'openconnect',
  'openvpn',
  'proxyv2',
  'strongswan',
  'tailscale',
  'vpn',
  'wg',
  'wireguard',
  'zerotier',
]);
