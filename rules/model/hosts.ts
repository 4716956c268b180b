import { UNKNOWN } from './imageName.ts';

/**
 * Where a host is, as far as its name tells: on the same machine, within the cluster, compose project or site, or
 * anywhere else. A private address may be anybody's, so it is `remote`.
 */
export type HostPlace = 'loopback' | 'internal' | 'remote' | 'unknown';

/** Where a host name or address is; brackets of an IPv6 address may be there. */
export function placeOfHost(host: string): HostPlace {
  const name = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
  if (name === '' || /[\s*?/\\@<>{}$%]/.test(name)) return 'unknown';
  if (name.includes(UNKNOWN)) return placeOfPart(name);
  if (/^127\.|^0\.0\.0\.0$|^::1?$|^(?:.*\.)?localhost$/.test(name)) return 'loopback';
  if (name.includes(':') || /^[\d.]+$/.test(name)) return 'remote';
  if (!name.includes('.') || INTERNAL_SUFFIX.test(name) || isNamespaced(name)) return 'internal';
  return 'remote';
}

/** Of `${TENANT}.records.example.org` the end is enough; a host that ends in something unknown may be any. */
function placeOfPart(name: string): HostPlace {
  const known = name.slice(name.lastIndexOf(UNKNOWN) + 1);
  if (INTERNAL_SUFFIX.test(known)) return 'internal';
  return /^\.?[a-z\d-]+\.[a-z\d-]+/.test(known) && /[a-z]/.test(known) && !known.endsWith('.') ? 'remote' : 'unknown';
}

/** Names of clusters, of multicast DNS (RFC 6762), of sites (`.internal`, reserved by ICANN), and Docker's own. */
const INTERNAL_SUFFIX = /\.(?:svc|local|internal|localdomain|home\.arpa)$|\.svc\./;

/** `service.namespace`, which a cluster's DNS resolves: two labels, the second of which no registry sells. */
function isNamespaced(name: string): boolean {
  const [, last = '', ...more] = name.split('.');
  return more.length === 0 && last.length > 2 && !TOP_LEVEL.has(last) && !last.startsWith('xn--');
}

/** Top-level domains of more than two letters that organisations use (https://www.iana.org/domains/root/db), and RFC 2606's. */
const TOP_LEVEL = new Set(
  `com org net edu gov mil int info biz name pro aero coop museum mobi jobs travel cat asia arpa example test invalid
  dev app cloud tech online site website store shop blog xyz page web host hosting space digital network systems solutions
  services software technology computer consulting company group global world international agency email support center
  health healthcare care hospital clinic doctor dental medical pharmacy surgery vet physio fitness science academy
  education university school institute foundation charity insure insurance bank finance life live today news media
  ventures capital partners expert guru zone team works run tools build codes design studio ninja rocks top club
  link click wiki help google amazon aws microsoft azure apple goog london berlin paris tokyo nyc swiss scot wales eus gmbh
  llc ltd inc law legal`.split(/\s+/),
);

/**
 * Whether a host stands for any host in documentation (RFC 2606): `example.com` and what is below. The top-level domain
 * `.example` is left out, since people write whole systems with it.
 */
export function isExampleHost(host: string): boolean {
  return /(?:^|\.)example\.(?:com|org|net|edu)\.?$/i.test(host);
}
