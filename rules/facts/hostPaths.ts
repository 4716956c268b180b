import { UNKNOWN } from '../model/imageName.ts';
import { table } from '../model/table.ts';

/** The files through which container runtimes take orders, by the last part of their path. */
const SOCKETS = new Set([
  'docker.sock',
  'docker.sock.raw',
  'dockershim.sock',
  'containerd.sock',
  'crio.sock',
  'cri-dockerd.sock',
  'podman.sock',
  'buildkitd.sock',
  'frakti.sock',
]);
/** Folders that hold one, as they are and with what is below; `/var/run` is `/run` here. */
const SOCKET_FOLDERS = /^\/run\/(?:docker|containerd|crio|podman|buildkit|k3s\/containerd)(?:\/|$)/;
/** https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option: on Windows it is a pipe. */
const PIPES = /^\\\\\.\\pipe\\(?:docker_engine|dockerDesktop\w*|containerd-containerd)$/i;

/** Whether a place of the host is a container runtime's socket, or a folder that holds one: `folder`. */
export function runtimeSocketAt(path: string): 'socket' | 'folder' | undefined {
  if (SOCKETS.has(path.slice(path.lastIndexOf('/') + 1)) || PIPES.test(path)) return 'socket';
  if (path.startsWith(UNKNOWN)) return undefined;
  return path === '/run' || SOCKET_FOLDERS.test(path) ? 'folder' : undefined;
}

/** How bad it is that a container gets a place of the host. */
export interface Sensitivity {
  /** What is there, as the end of a sentence. */
  readonly holds: string;
  /** Reading it is harmless, or nearly so. */
  readonly whenReadOnly: 'same' | 'weaker' | 'harmless';
}

const SYSTEM = 'the programs it runs';
const DEVICES = 'the devices, disks included';
const CREDENTIALS = 'credentials of its user';
const KEYS = 'its private keys';
const PASSWORDS = 'the passwords of its users';
const OTHERS = 'the files of other containers';

/** Places that are sensitive as they are, not by what is below them. */
const EXACT: Readonly<Record<string, Sensitivity>> = table({
  '/': { holds: 'everything on it', whenReadOnly: 'same' },
  '/bin': { holds: SYSTEM, whenReadOnly: 'weaker' },
  '/dev': { holds: DEVICES, whenReadOnly: 'same' },
  '/etc': { holds: 'its settings and credentials', whenReadOnly: 'same' },
  '/home': { holds: 'the files of its users', whenReadOnly: 'same' },
  '/lib': { holds: SYSTEM, whenReadOnly: 'weaker' },
  '/lib/modules': { holds: 'the modules of its kernel', whenReadOnly: 'harmless' },
  '/lib64': { holds: SYSTEM, whenReadOnly: 'weaker' },
  '/root': { holds: 'the files of root', whenReadOnly: 'same' },
  '/sbin': { holds: SYSTEM, whenReadOnly: 'weaker' },
  '/usr': { holds: SYSTEM, whenReadOnly: 'weaker' },
  '/usr/bin': { holds: SYSTEM, whenReadOnly: 'weaker' },
  '/usr/lib': { holds: SYSTEM, whenReadOnly: 'weaker' },
  '/usr/local/bin': { holds: SYSTEM, whenReadOnly: 'weaker' },
  '/usr/sbin': { holds: SYSTEM, whenReadOnly: 'weaker' },
  '/var': { holds: 'the data of everything on it', whenReadOnly: 'same' },
  '/var/lib': { holds: 'the data of everything on it', whenReadOnly: 'same' },
  '/var/lib/kubelet': { holds: 'the secrets of every pod on the node', whenReadOnly: 'same' },
  '/var/log': { holds: 'the logs of everything on it', whenReadOnly: 'weaker' },
  '~': { holds: 'the files of its user', whenReadOnly: 'same' },
  'C:\\': { holds: 'everything on it', whenReadOnly: 'same' },
  'C:\\Users': { holds: 'the files of its users', whenReadOnly: 'same' },
});

/** Places that are sensitive with all that is below them. */
const BELOW: readonly (readonly [path: string, Sensitivity])[] = [
  ['/boot', { holds: 'its kernel', whenReadOnly: 'weaker' }],
  ['/proc', { holds: 'its processes and kernel settings', whenReadOnly: 'weaker' }],
  ['/sys', { holds: 'its kernel and device settings', whenReadOnly: 'weaker' }],
  ['/etc/shadow', { holds: PASSWORDS, whenReadOnly: 'same' }],
  ['/etc/gshadow', { holds: PASSWORDS, whenReadOnly: 'same' }],
  ['/etc/passwd', { holds: 'its users', whenReadOnly: 'harmless' }],
  ['/etc/group', { holds: 'its users', whenReadOnly: 'harmless' }],
  ['/etc/sudoers', { holds: 'who may become root', whenReadOnly: 'weaker' }],
  ['/etc/sudoers.d', { holds: 'who may become root', whenReadOnly: 'weaker' }],
  ['/etc/pam.d', { holds: 'who may log in', whenReadOnly: 'weaker' }],
  ['/etc/ssh', { holds: KEYS, whenReadOnly: 'same' }],
  ['/etc/ssl/private', { holds: KEYS, whenReadOnly: 'same' }],
  ['/etc/kubernetes', { holds: 'the credentials of the cluster', whenReadOnly: 'same' }],
  ['/etc/rancher', { holds: 'the credentials of the cluster', whenReadOnly: 'same' }],
  ['/etc/cni', { holds: 'the network of every pod', whenReadOnly: 'harmless' }],
  ['/etc/docker', { holds: 'the settings of its container runtime', whenReadOnly: 'harmless' }],
  ['/etc/containerd', { holds: 'the settings of its container runtime', whenReadOnly: 'harmless' }],
  ['/etc/systemd', { holds: 'what it starts', whenReadOnly: 'harmless' }],
  ['/etc/cron.d', { holds: 'what it starts', whenReadOnly: 'harmless' }],
  ['/etc/crontab', { holds: 'what it starts', whenReadOnly: 'harmless' }],
  ['/etc/ld.so.preload', { holds: 'what it starts', whenReadOnly: 'harmless' }],
  ['/lib/systemd', { holds: 'what it starts', whenReadOnly: 'harmless' }],
  ['/usr/lib/systemd', { holds: 'what it starts', whenReadOnly: 'harmless' }],
  ['/var/spool/cron', { holds: 'what it starts', whenReadOnly: 'harmless' }],
  ['/dev/mem', { holds: 'its memory', whenReadOnly: 'same' }],
  ['/dev/kmem', { holds: 'its memory', whenReadOnly: 'same' }],
  ['/dev/port', { holds: DEVICES, whenReadOnly: 'same' }],
  ['/dev/disk', { holds: 'its disks', whenReadOnly: 'same' }],
  ['/dev/mapper', { holds: 'its disks', whenReadOnly: 'same' }],
  ['/var/lib/docker', { holds: OTHERS, whenReadOnly: 'same' }],
  ['/var/lib/containerd', { holds: OTHERS, whenReadOnly: 'same' }],
  ['/var/lib/containers', { holds: OTHERS, whenReadOnly: 'same' }],
  ['/var/lib/kubelet/pods', { holds: 'the secrets of every pod on the node', whenReadOnly: 'same' }],
  ['/var/lib/kubelet/pki', { holds: 'the credentials of the node', whenReadOnly: 'same' }],
  ['/var/lib/etcd', { holds: 'every object of the cluster, Secrets included', whenReadOnly: 'same' }],
  ['/var/lib/rancher', { holds: 'every object of the cluster, Secrets included', whenReadOnly: 'same' }],
  ['/var/log/audit', { holds: 'its audit log', whenReadOnly: 'weaker' }],
  ['/var/log/pods', { holds: 'the logs of every pod on the node', whenReadOnly: 'harmless' }],
  ['/var/log/containers', { holds: 'the logs of every pod on the node', whenReadOnly: 'harmless' }],
  ['/var/lib/docker/containers', { holds: 'the logs of every container', whenReadOnly: 'harmless' }],
  ['/sys/fs/cgroup', { holds: 'the control groups of every container', whenReadOnly: 'harmless' }],
  ['C:\\Windows', { holds: SYSTEM, whenReadOnly: 'weaker' }],
];

const DISK = /^\/dev\/(?:sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme\d|mmcblk\d|dm-\d)/;
/** A home folder, and what below it opens other doors. */
const HOME = /^(?:~|\/root|\/home\/[^/]+|\/Users\/[^/]+)(?:\/(.*))?$/;
const HOME_CREDENTIALS = /^\.(?:ssh|aws|azure|kube|docker|gnupg|oci|config\/gcloud|netrc|pgpass|git-credentials)(?:\/|$)/;

/** What a place of the host holds that a container should not get; nothing when it is not known for any. */
export function sensitivityOf(path: string): Sensitivity | undefined {
  const onWindows = /^[a-z]:\\/i.test(path);
  const spelt = onWindows ? path[0]!.toUpperCase() + path.slice(1) : path;
  const exact = EXACT[spelt.replace(/^[A-Z]:\\?$/, 'C:\\')];
  if (exact) return exact;
  const [, rest] = HOME.exec(path) ?? [];
  if (rest !== undefined && HOME_CREDENTIALS.test(rest)) return { holds: CREDENTIALS, whenReadOnly: 'same' };
  if (rest === undefined && HOME.test(path)) return { holds: 'the files of its user', whenReadOnly: 'same' };
  if (DISK.test(path)) return { holds: 'its disks', whenReadOnly: 'same' };
  const separator = onWindows ? '\\' : '/';
  let nearest: (typeof BELOW)[number] | undefined;
  for (const row of BELOW)
    if (isBelow(spelt, row[0], separator) && (!nearest || row[0].length > nearest[0].length)) nearest = row;
  return nearest?.[1];
}

const isBelow = (path: string, folder: string, separator: string): boolean =>
  path === folder || (path.startsWith(folder) && path[folder.length] === separator);
