import { portsOf } from './ports.ts';
import type { PortRow } from './rows.ts';

/** A port of a remote administration protocol, and how much it says: `weak` when only its number and openness do. */
export interface AdminPort {
  readonly port: number;
  /** As people call it: SSH, VNC. */
  readonly service: string;
  readonly strength: 'strong' | 'weak';
}

/** What is known of where a port is. */
export interface Surroundings {
  readonly transport: string;
  readonly published: boolean;
  /** It is a Service's: offered to others on purpose, if only inside the cluster. */
  readonly offered?: boolean;
  /** Lower-case words of the image, the container or Service, and the port's own name. */
  readonly words: readonly string[];
}

/** The first port between `from` and `to`, both included, over which whatever has it is administered from afar. */
export function adminPortIn(
  from: number,
  to: number,
  around: Surroundings,
  allowed: readonly number[] = [],
): AdminPort | undefined {
  for (const row of portsOf('remote-admin-port', from, to, around.transport)) {
    const strength = strengthOf(row, from, to, around);
    if (strength === undefined) continue;
    for (let port = Math.max(row.from, from); port <= Math.min(row.to, to); port++)
      if (!allowed.includes(port))
        return { port, service: SERVICES[row.from] ?? row.service.replace(/(?<!\s)\s*\(.*/, ''), strength };
  }
  return undefined;
}

function strengthOf(
  row: PortRow,
  from: number,
  to: number,
  { published, offered = published, words }: Surroundings,
): AdminPort['strength'] | undefined {
  const has = (hints: readonly string[]): boolean => words.some((word) => hints.some((hint) => word.includes(hint)));
  switch (row.from) {
    case 22:
      return has(NO_SHELL) ? undefined : 'strong';
    case 2222:
      // games and hosting panels use it too
      return has(NO_SHELL) ? undefined : has(['ssh', 'bastion', 'jumphost']) ? 'strong' : offered ? 'weak' : undefined;
    case 5985:
      // CouchDB's own ports are 5984 to 5986
      return has(['couch']) || (from <= 5984 && to >= 5985) ? undefined : 'strong';
    case 10250:
      // metrics-server and admission webhooks listen where the kubelet does
      return published && !has(['kubelet', 'metrics', 'webhook']) ? 'strong' : undefined;
  }
  if (row.strength === 'strong') return 'strong';
  const hints = HINTS[row.from];
  if (hints && !has(hints)) return undefined;
  if (row.strength === 'context') return hints ? 'weak' : undefined;
  return published ? 'strong' : undefined;
}

/** What speaks SSH and gives no shell: a file drop, and servers of Git repositories. */
const NO_SHELL: readonly string[] = ['sftp', 'gitlab', 'gitea', 'forgejo', 'gogs', 'gitolite'];

/** Words that make a port which is common elsewhere the one of its row, by the row's first port. */
const HINTS: Readonly<Record<number, readonly string[]>> = {
  4200: ['shellinabox'],
  5800: ['vnc'],
  5911: ['vnc'],
  5939: ['vnc'],
  5987: ['vnc'],
  6080: ['vnc', 'websockify'],
  7681: ['ttyd', 'gotty', 'wetty'],
  9090: ['cockpit'],
  10000: ['webmin'],
};

/** What people call a service whose registered name they may not know, by the row's first port. */
const SERVICES: Readonly<Record<number, string>> = {
  22: 'SSH',
  2222: 'SSH',
  3389: 'RDP',
  5900: 'VNC',
  5911: 'VNC',
  5939: 'VNC',
  5987: 'VNC',
  5985: 'WinRM',
  135: 'MS RPC',
  4899: 'Radmin',
  5800: 'VNC over HTTP',
  6080: 'noVNC',
  7681: 'ttyd',
  4200: 'Shell In A Box',
  9090: 'Cockpit',
  10000: 'Webmin',
};
