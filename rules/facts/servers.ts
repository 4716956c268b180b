import { parseImageName, type ImageName } from '../model/imageName.ts';
import type { Invocation } from '../model/invocations.ts';
import type { InstalledPackage } from '../model/packages.ts';
import type { ServerRow } from './rows.ts';
import { serverTable } from './serverTable.ts';

/** What a rule reports of the table's rows. */
export type ServerRule = 'remote-admin-server' | 'plaintext-server';

/** The server a package brings; nothing when it brings none, or only a client. */
export function serverInPackage(rule: ServerRule, { system, name }: InstalledPackage): ServerRow | undefined {
  return rowsOf(rule).find((row) => {
    if (system === 'apt' || system === 'apk' || system === 'rpm') return row[system].includes(name);
    return system === 'pacman' ? row.apt.includes(name) || row.rpm.includes(name) : row.programs.includes(name);
  });
}

/** The server a program is, when it is called so that it serves. */
export function serverStarted(rule: ServerRule, invocation: Invocation): ServerRow | undefined {
  const { program, words } = invocation;
  const rest = words.slice(1).map(({ text }) => text);
  // https://manpages.debian.org/sshd(8): test the configuration and leave
  if (rest.some((word) => /^(?:-t|-T|-G|-V|-v|--version|--help|--install-extension|-kill|-list)$/.test(word))) return undefined;
  const service = startedService(program, rest);
  for (const row of rowsOf(rule))
    for (const text of row.programs) {
      const [name = '', ...needed] = text.toLowerCase().split(' ');
      if (service !== undefined) {
        if (needed.length === 0 && (name === service || name === `${service}d`)) return row;
      } else if (name === program && needed.every((word, at) => rest[at] === word)) return row;
    }
  return undefined;
}

/** What an init system is told to run: `service ssh start`, `/etc/init.d/ssh start`, `systemctl enable sshd`. */
function startedService(program: string, rest: readonly string[]): string | undefined {
  const words = rest.filter((word) => !word.startsWith('-'));
  const [first = '', second = ''] = words;
  const plain = (name: string): string => name.replace(/\.service$/, '');
  if (program === 'service' || program === 'rc-service') return isStart(second) ? first : undefined;
  if (program === 'systemctl') return isStart(first) || first === 'enable' ? plain(second) : undefined;
  if (program === 'rc-update') return first === 'add' ? second : undefined;
  if (program === 'start-stop-daemon') return rest.includes('--start') || rest.includes('-S') ? daemonOf(rest) : undefined;
  return undefined;
}

const isStart = (word: string): boolean => word === 'start' || word === 'restart';

function daemonOf(rest: readonly string[]): string | undefined {
  const at = rest.findIndex((word) => word === '--exec' || word === '-x' || word === '--startas' || word === '-a');
  return rest[at + 1]?.replace(/^.*\//, '');
}

/** The server an image is made to run. */
export function serverInImage(rule: ServerRule, { repository }: ImageName): ServerRow | undefined {
  // the same images in their publisher's own registry
  const name = repository?.replace(/^(?:lscr|ghcr)\.io\/linuxserver\//, 'docker.io/linuxserver/');
  return name === undefined ? undefined : imagesOf(rule).find(({ pattern }) => pattern.test(name))?.row;
}

const rows = new Map<ServerRule, readonly ServerRow[]>();

function rowsOf(rule: ServerRule): readonly ServerRow[] {
  let found = rows.get(rule);
  if (!found) rows.set(rule, (found = serverTable.filter((row) => row.rule === rule)));
  return found;
}

const images = new Map<ServerRule, readonly { readonly pattern: RegExp; readonly row: ServerRow }[]>();

function imagesOf(rule: ServerRule): readonly { readonly pattern: RegExp; readonly row: ServerRow }[] {
  let found = images.get(rule);
  if (!found) {
    const all = rowsOf(rule).flatMap((row) => row.images.map((image) => ({ row, pattern: patternOf(image) })));
    images.set(rule, (found = all));
  }
  return found;
}

/** `*` stands for anything but a slash. */
function patternOf(image: string): RegExp {
  const repository = parseImageName(image.replaceAll('*', 'STAR'))?.repository ?? image;
  return new RegExp(`^${repository.replace(/[.+?^${}()|[\]\\/]/g, '\\$&').replaceAll('STAR', '[^/]*')}$`);
}
