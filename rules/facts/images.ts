import { parseImageName, type ImageName } from '../model/imageName.ts';
import { isFrom } from '../model/imageSource.ts';
import { imageTable } from './imageTable.ts';
import { registryTable } from './registryTable.ts';
import type { ImageRow } from './rows.ts';

/** Whether an image comes from one of the given sources: repositories, or patterns. */
export function matchesImage(name: ImageName | undefined, sources: readonly string[]): boolean {
  return name !== undefined && sources.some((source) => isFrom(name, source));
}

/** The whole name of a repository, as Docker has it: `node` is `docker.io/library/node`. */
const normalised = (repository: string): string => parseImageName(repository)?.repository ?? repository;

const trustedPrefixes = registryTable.filter(({ state }) => state === 'trusted-default').map(({ prefix }) => prefix);

/** Whether an image is a Docker Official Image or from a vendor's own namespace, as the built-in list has it. */
export function isTrustedByDefault({ repository }: ImageName): boolean {
  return repository !== undefined && trustedPrefixes.some((prefix) => repository.startsWith(prefix));
}

/** Registries that only their owner's account can push to. */
const PRIVATE_CLOUD = /\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$|\.azurecr\.(?:io|cn|us)$|-docker\.pkg\.dev$/;
/** Names that no public registry can have: RFC 2606, RFC 6761, RFC 6762, RFC 8375, ICANN's reserved `.internal`, and customary ones. */
const NO_PUBLIC_SUFFIX =
  /\.(?:example|test|invalid|localhost|local|home\.arpa|internal|intranet|private|corp|home|lan|localdomain|registry|cluster|svc)$/;

/** Whether a registry is an organisation's own: a private cloud registry, an address, or a host without a public suffix. */
export function isPrivateRegistry(host: string): boolean {
  const name = host.replace(/:\d+$/, '');
  return PRIVATE_CLOUD.test(name) || !name.includes('.') || NO_PUBLIC_SUFFIX.test(name) || /^[\d.]+$|^\[/.test(name);
}

interface Known {
  readonly exact: ReadonlyMap<string, readonly ImageRow[]>;
  readonly patterns: readonly { readonly test: (repository: string) => boolean; readonly row: ImageRow }[];
}

let known: Known | undefined;

function index(): Known {
  const exact = new Map<string, ImageRow[]>();
  const patterns = [];
  for (const row of imageTable)
    for (const image of row.images) {
      if (/\s/.test(image)) continue; // "… (7 and older)": judged by nobody, so unknown
      if (image.includes('*')) patterns.push({ test: wildcard(image), row });
      else {
        const key = normalised(image);
        exact.set(key, [...(exact.get(key) ?? []), row]);
      }
    }
  return { exact, patterns };
}

/** `*` stands for anything; a pattern that does not begin with one starts at the registry. */
function wildcard(pattern: string): (repository: string) => boolean {
  const [head = '', ...rest] = pattern.split('*');
  const parts = [head === '' ? '' : normalised(`${head}x`).slice(0, -1), ...rest];
  return (repository) => {
    if (!repository.startsWith(parts[0]!)) return false;
    let at = parts[0]!.length;
    for (const part of parts.slice(1)) {
      const found = repository.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return parts.at(-1) === '' || repository.endsWith(parts.at(-1)!);
  };
}

/** What the table knows of an image, the most exact row first. */
export function imageRows({ repository }: ImageName): readonly ImageRow[] {
  if (repository === undefined) return [];
  const { exact, patterns } = (known ??= index());
  return [...(exact.get(repository) ?? []), ...patterns.filter(({ test }) => test(repository)).map(({ row }) => row)];
}

/** Red Hat's Universal Base Images without a program in them (https://catalog.redhat.com/software/base-images). */
const PLAIN_UBI = /^registry\.(?:access\.)?redhat\.(?:com|io)\/(?:ubi\d+|ubi\d+\/ubi)(?:-(?:minimal|micro|init))?$/;

/** Where the table is less exact than the image's own Dockerfile or manual. */
const LOOKED_UP = new Map<string, 'nonroot' | 'drops'>([
  // `USER haproxy` since 2.4 (https://github.com/docker-library/haproxy/blob/master/Dockerfile.template)
  ['docker.io/library/haproxy', 'nonroot'],
  // started as root, it becomes `mosquitto` by itself (https://mosquitto.org/man/mosquitto-conf-5.html, `user`)
  ['docker.io/library/eclipse-mosquitto', 'drops'],
]);

/**
 * The user an image starts as when nobody says otherwise: `root`, `nonroot`, or `drops` when its entrypoint gives up
 * root. Nothing when the table does not say. Only Docker Official Images and plain base images are ever `root` here.
 */
export function defaultUser(name: ImageName): 'root' | 'nonroot' | 'drops' | undefined {
  const { repository = '', tag } = name;
  const looked = LOOKED_UP.get(repository);
  if (looked) return looked;
  // https://github.com/GoogleContainerTools/distroless: the `nonroot` tags run as 65532, the others as root
  if (repository.startsWith('gcr.io/distroless/'))
    return tag.state === 'unknown' ? undefined : tag.value?.includes('nonroot') ? 'nonroot' : 'root';
  // below `ubi8/` and `ubi9/` are language images too, and those end with a user of their own
  if (/^registry\.(?:access\.)?redhat\.(?:com|io)\//.test(repository)) return PLAIN_UBI.test(repository) ? 'root' : undefined;
  const rows = imageRows(name).filter(({ user }) => user !== undefined);
  const users = new Set(rows.map(({ user }) => user));
  if (users.has('nonroot')) return 'nonroot';
  if (users.has('drops')) return 'drops';
  const root = rows.find(({ user }) => user === 'root');
  return root && (root.kind === 'base' || repository.startsWith('docker.io/library/')) ? 'root' : undefined;
}
