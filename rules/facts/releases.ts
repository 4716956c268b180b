import { type ImageName, parseImageName } from '../model/imageName.ts';
import { releaseTable } from './releaseTable.ts';
import type { ReleaseRow } from './rows.ts';
import { table } from '../model/table.ts';

export { releaseTableDate } from './releaseTable.ts';

/** A release that gets no security fixes any more. */
export interface EndedRelease {
  /** As people call it: Node.js 14. */
  readonly release: string;
  /** The ISO date its support ended; absent when that is only known to be past. */
  readonly end?: string;
  /** Why no release of the image is maintained. */
  readonly retired?: string;
  /** Whether it is the distribution inside, named at the end of the tag. */
  readonly inside: boolean;
  /** A tag of the next release that is supported, where the table knows one. */
  readonly next?: string;
}

/**
 * The release an image reference names, when its support ended `grace` days before `today` or earlier. First the
 * product, then the distribution it is built on. Nothing when the tag names no release, or one the table does not have.
 */
export function endedRelease(name: ImageName, today: string, grace: number): EndedRelease | undefined {
  const { repository, tag } = name;
  if (repository === undefined || tag.state === 'unknown') return undefined;
  const value = (tag.value ?? '').toLowerCase();
  const day = daysBefore(today, grace);
  for (const product of productsByImage().get(repository) ?? redHat(repository)) {
    const found =
      product.retired === undefined ? ofProduct(product, value, name, day, today) : retiredImage(product, repository, day);
    if (found) return found;
  }
  return tag.state === 'set' ? ofDistribution(value, name, day) : undefined;
}

/** A release an image reference names: of the product, or of the distribution it is built on. */
export interface NamedRelease {
  /** As people call it: Node.js 20. */
  readonly release: string;
  /** The ISO date its support ends or ended; `ended` when that is only known to be past; absent when no end is announced. */
  readonly end?: string;
  readonly inside: boolean;
}

/** The releases an image reference names, the product's before that of the distribution inside, whether or not their support has ended. */
export function namedReleases(name: ImageName): readonly NamedRelease[] {
  const { repository, tag } = name;
  if (repository === undefined || tag.state === 'unknown') return [];
  const value = (tag.value ?? '').toLowerCase();
  const found: NamedRelease[] = [];
  for (const product of productsByImage().get(repository) ?? redHat(repository)) {
    // of a rolling product a date is that of the next release, not of the end
    const named = product.retired === undefined && !product.rolling ? releaseNamed(product, value, name) : undefined;
    if (named) found.push(asNamed(product, named, false));
  }
  for (const part of partsOf(value)) {
    const inside = distributionIn(part);
    if (inside) found.push(asNamed(inside.product, inside.release, true));
  }
  const seen = new Set<string>();
  return found.filter(({ release }) => !seen.has(release) && seen.add(release) !== undefined);
}

const asNamed = ({ name }: Product, release: Release, inside: boolean): NamedRelease => ({
  release: `${name} ${labelOf(release)}`,
  ...(release.end !== undefined && { end: release.end }),
  inside,
});

interface Release {
  /** `20`, `3.11`. */
  readonly cycle: string;
  readonly codename?: string;
  /** An ISO date; `ended`; absent when no end is announced. */
  readonly end?: string;
}

interface Product {
  readonly name: string;
  readonly slug: string;
  readonly rolling: boolean;
  readonly retired?: string;
  /** The newest first. */
  readonly releases: readonly Release[];
}

function ofProduct(product: Product, tag: string, name: ImageName, day: string, today: string): EndedRelease | undefined {
  const named = releaseNamed(product, tag, name);
  if (!named || !isOver(named, product, day)) return undefined;
  const newer = nextAfter(named, product, today);
  const next = newer && tagOf(newer, tag, name);
  return {
    release: `${product.name} ${labelOf(named)}`,
    ...(named.end !== 'ended' && named.end !== undefined && { end: named.end }),
    inside: false,
    ...(next !== undefined && { next }),
  };
}

function retiredImage({ releases: [any], retired }: Product, repository: string, day: string): EndedRelease | undefined {
  if (!any?.end || (any.end !== 'ended' && any.end >= day)) return undefined;
  const release = repository.replace(/^docker\.io\/(?:library\/)?/, '');
  return { release, inside: false, retired: retired!, ...(any.end !== 'ended' && { end: any.end }) };
}

/** Which release a tag means: the longest beginning of its version that is one, or the newest of what it leaves open. */
function releaseNamed({ slug, releases }: Product, tag: string, { repository = '', digest }: ImageName): Release | undefined {
  if (slug === 'rhel') {
    const major = /\/ubi(\d+)(?:[-/]|$)/.exec(repository)?.[1];
    return releases.find(({ cycle }) => cycle === major);
  }
  if (slug.startsWith('centos') && /^stream/.test(tag) !== (slug === 'centos-stream')) return undefined;
  const [first = ''] = tag.replace(/^lts-/, '').split('-');
  const coded = releases.find(({ codename }) => codename === first);
  if (coded) return coded;
  const plain = ALIASES[slug]?.[first] ?? (slug === 'postgresql' ? /pg(\d+)/.exec(tag)?.[1] : undefined) ?? tag;
  const version = /^(?:v|ltsc|stream|centos|open-|ps-|release-|enterprise-|community-)?(\d+h\d|\d+(?:[._]\d+)*)/.exec(plain)?.[1];
  if (version === undefined) return undefined;
  const parts = version.split(/[._]/);
  for (let length = parts.length; length > 0; length--) {
    const cycle = parts.slice(0, length).join('.');
    const release = releases.find((one) => one.cycle === cycle);
    if (release) return release;
  }
  // `python:2` is the newest 2.x there is, or was when the digest was written down
  return parts.length === 1 && digest === undefined ? releases.find(({ cycle }) => cycle.startsWith(`${parts[0]}.`)) : undefined;
}

/** Tags that say a release in a way of their own, by product. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = table({
  'amazon-linux': { '1': '2018.03' },
  // https://github.com/nodejs/Release/blob/main/CODENAMES.md
  nodejs: {
    krypton: '24',
    jod: '22',
    iron: '20',
    hydrogen: '18',
    gallium: '16',
    fermium: '14',
    erbium: '12',
    dubnium: '10',
    carbon: '8',
    boron: '6',
    argon: '4',
  },
  // https://hub.docker.com/_/tomcat: 9 is 9.0
  tomcat: { '11': '11.0', '10': '10.1', '9': '9.0', '8': '8.5' },
  mssqlserver: { '2025': '17.0', '2022': '16.0', '2019': '15.0', '2017': '14.0' },
  // https://learn.microsoft.com/windows-server/get-started/windows-server-release-info: the image 1809 is that of 2019
  'windows-server-core': { '1809': '2019' },
  'windows-nano-server': { '1809': '2019' },
});

/** How long a release of a rolling product is given after the next one: it may be patched still. */
const ROLLING_GRACE = 365;

function isOver({ end }: Release, { rolling }: Product, day: string): boolean {
  if (end === undefined) return false;
  return end === 'ended' || end < (rolling ? daysBefore(day, ROLLING_GRACE) : day);
}

/** The oldest of the newer releases whose end is not near, so that one step is enough. */
function nextAfter(named: Release, { releases }: Product, today: string): Release | undefined {
  const newer = releases.filter(({ cycle }) => compare(cycle, named.cycle) > 0);
  return newer
    .filter(({ end }) => end === undefined || (end !== 'ended' && end > today))
    .sort((a, b) => compare(a.cycle, b.cycle))[0];
}

function compare(one: string, other: string): number {
  const [a, b] = [one, other].map((cycle) => cycle.split('.').map(Number)) as [number[], number[]];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const labelOf = ({ cycle, codename }: Release): string => (codename ? `${cycle} (${codename})` : cycle);

/** Whether each release is a tag by itself: so it is with most Docker Official Images (https://github.com/docker-library/official-images). */
function hasReleaseTags({ repository = '' }: ImageName): boolean {
  return /^docker\.io\/library\/(?!(?:elasticsearch|kibana|logstash|couchbase|spark|rocket\.chat)$)/.test(repository);
}

/** A tag with another release in it. What it says of the distribution inside may not exist there, so only its kind stays. */
function tagOf(next: Release, tag: string, name: ImageName): string | undefined {
  if (name.digest !== undefined || !hasReleaseTags(name)) return undefined;
  const [first = '', ...rest] = tag.split('-');
  const prefix = /^(?:v|ltsc|stream|centos)(?=\d)/.exec(first)?.[0] ?? '';
  const version = /^\D*(\d.*)$/.test(first) ? `${prefix}${next.cycle}` : next.codename;
  if (version === undefined || !/^(?:v|ltsc|stream|centos)?\d[\w.]*$|^[a-z]+$/.test(first)) return undefined;
  return [version, ...withoutDistribution(rest)].join('-');
}

/** The parts of a tag without its distribution: of `slim-buster` the `slim`, of `alpine3.15` the `alpine`. */
function withoutDistribution(parts: readonly string[]): string[] {
  return parts.flatMap((part) => (/^alpine\d/.test(part) ? ['alpine'] : distributionIn(part) ? [] : [part]));
}

/** The distribution at the end of a tag: `22-alpine3.15`, `3.12-slim-bullseye`, `14.5.0-debian-11-r3`. */
function ofDistribution(tag: string, name: ImageName, day: string): EndedRelease | undefined {
  const parts = partsOf(tag);
  for (const part of parts) {
    const found = distributionIn(part);
    if (!found || !isOver(found.release, found.product, day)) continue;
    const { release, product } = found;
    const plain = withoutDistribution(parts);
    const same =
      name.digest === undefined &&
      hasReleaseTags(name) &&
      parts.length > 1 &&
      plain.length > 0 &&
      /^v?\d/.test(plain[0]!) &&
      parts.join('-') === tag;
    return {
      release: `${product.name} ${labelOf(release)}`,
      ...(release.end !== 'ended' && release.end !== undefined && { end: release.end }),
      inside: true,
      ...(same && { next: plain.join('-') }),
    };
  }
  return undefined;
}

/** What stands between the dashes of a tag; a distribution keeps its version. */
const partsOf = (tag: string): string[] => tag.replace(/-(debian|ubuntu|ubi|alpine|centos)-(?=\d)/g, '-$1').split('-');

function distributionIn(part: string): { readonly product: Product; readonly release: Release } | undefined {
  const [, word, version] = /^(alpine|debian|ubuntu|ubi|centos|el)(\d+(?:\.\d+)?)/.exec(part) ?? [];
  const slug = word === undefined ? undefined : DISTRIBUTIONS[word];
  for (const product of slug ? [productBySlug(slug)] : [productBySlug('debian'), productBySlug('ubuntu')]) {
    const release = product?.releases.find(({ cycle, codename }) => (slug ? cycle === version : codename === part));
    if (product && release) return { product, release };
  }
  return undefined;
}

const DISTRIBUTIONS: Readonly<Record<string, string>> = table({
  alpine: 'alpine-linux',
  debian: 'debian',
  ubuntu: 'ubuntu',
  ubi: 'rhel',
  centos: 'centos',
  el: 'rhel',
});

let indexed: { readonly byImage: Map<string, Product[]>; readonly bySlug: Map<string, Product> } | undefined;

function index(): NonNullable<typeof indexed> {
  if (indexed) return indexed;
  const byImage = new Map<string, Product[]>();
  const bySlug = new Map<string, Product>();
  for (const row of releaseTable) {
    const product = read(row);
    bySlug.set(product.slug, product);
    for (const image of new Set(row.images.map((image) => parseImageName(image)?.repository ?? image)))
      byImage.set(image, [...(byImage.get(image) ?? []), product]);
  }
  return (indexed = { byImage, bySlug });
}

const productsByImage = (): ReadonlyMap<string, readonly Product[]> => index().byImage;
const productBySlug = (slug: string): Product | undefined => index().bySlug.get(slug);

/** Red Hat's images have their release in their name, and many names (https://catalog.redhat.com/software/base-images). */
function redHat(repository: string): readonly Product[] {
  const product = /^(?:registry\.(?:access\.)?redhat\.(?:com|io)|docker\.io\/redhat)\/ubi\d/.test(repository)
    ? productBySlug('rhel')
    : undefined;
  return product ? [product] : [];
}

function read({ product, rolling, retired, releases }: ReleaseRow): Product {
  let parsed: readonly Release[] | undefined;
  return {
    slug: product,
    name: NAMES[product] ?? product.replace(/(?:^|-)[a-z]/g, (start) => start.replace('-', ' ').toUpperCase()),
    rolling: rolling === true,
    ...(retired !== undefined && { retired }),
    // of few products is the release ever asked for
    get releases() {
      return (parsed ??= releases.split(' ').map(readRelease));
    },
  };
}

function readRelease(text: string): Release {
  const [, cycle = '', codename, end] = /^([^:=]*)(?::([^=]*))?(?:=(.*))?$/.exec(text)!;
  return { cycle, ...(codename !== undefined && { codename }), ...(end !== undefined && { end }) };
}

/** Names that are not their identifier in other letters. */
const NAMES: Readonly<Record<string, string>> = table({
  nodejs: 'Node.js',
  php: 'PHP',
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
  mariadb: 'MariaDB',
  mongodb: 'MongoDB',
  rabbitmq: 'RabbitMQ',
  nginx: 'nginx',
  haproxy: 'HAProxy',
  dotnet: '.NET',
  dotnetfx: '.NET Framework',
  centos: 'CentOS Linux',
  'centos-stream': 'CentOS Stream',
  almalinux: 'AlmaLinux',
  rhel: 'Red Hat Universal Base Image',
  opensuse: 'openSUSE Leap',
  sles: 'SUSE Linux Enterprise',
  'apache-http-server': 'Apache HTTP Server',
  'apache-couchdb': 'Apache CouchDB',
  'apache-activemq': 'Apache ActiveMQ',
  'apache-nifi': 'Apache NiFi',
  influxdb: 'InfluxDB',
  clickhouse: 'ClickHouse',
  cockroachdb: 'CockroachDB',
  arangodb: 'ArangoDB',
  zookeeper: 'ZooKeeper',
  opensearch: 'OpenSearch',
  etcd: 'etcd',
  gitlab: 'GitLab',
  'sonarqube-server': 'SonarQube Server',
  wordpress: 'WordPress',
  mediawiki: 'MediaWiki',
  phpmyadmin: 'phpMyAdmin',
  mssqlserver: 'SQL Server',
  'ibm-db2': 'IBM Db2',
  'ibm-semeru': 'IBM Semeru',
  graalvm: 'GraalVM',
  'graalvm-ce': 'GraalVM Community',
  sapmachine: 'SapMachine',
  'argo-cd': 'Argo CD',
  'cert-manager': 'cert-manager',
  'rocket-chat': 'Rocket.Chat',
  'red-hat-jboss-eap': 'JBoss EAP',
});

/** An ISO date so many days earlier. */
function daysBefore(date: string, days: number): string {
  if (days === 0) return date;
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
