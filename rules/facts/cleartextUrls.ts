import { isExampleHost, placeOfHost } from '../model/hosts.ts';
import type { Url } from '../model/urls.ts';
import { wordsOf } from '../model/words.ts';
import { table } from '../model/table.ts';

/** Schemes that encrypt nothing, each with the one that does; an empty one where there is none that all programs know. */
const ENCRYPTED: Readonly<Record<string, string>> = table({
  http: 'https',
  ws: 'wss',
  ftp: 'ftps',
  ldap: 'ldaps',
  redis: 'rediss',
  amqp: 'amqps',
  mqtt: 'mqtts',
  nats: '',
  stomp: '',
  telnet: '',
  mllp: '',
  smtp: '',
  nfs: '',
  memcached: '',
  tcp: '',
});

/** Where data goes in clear text. */
export interface Cleartext {
  /** As written, in lower case. */
  readonly scheme: string;
  /** The scheme that does the same over TLS. */
  readonly encrypted?: string;
  readonly host: string;
  readonly place: 'internal' | 'remote';
  /** A word of its name or path says that health records go there. */
  readonly health: boolean;
}

/** Whether a URL is of a scheme without TLS: most are not, and nothing else of them is to be looked at. */
export function isCleartext({ scheme }: Url): boolean {
  return ENCRYPTED[scheme.text] !== undefined;
}

/**
 * Judges a URL that a setting called `key` holds. Nothing when it is encrypted, stays on the machine, names a thing and is
 * never opened, or is not known.
 */
export function cleartextIn(url: Url, key: string): Cleartext | undefined {
  const scheme = url.scheme.text;
  const encrypted = ENCRYPTED[scheme];
  if (encrypted === undefined || url.comment) return undefined;
  const host = url.hosts.find(({ text }) => placeOfHost(text) === 'remote') ?? url.hosts[0];
  const place = host && placeOfHost(host.text);
  if (place !== 'remote' && place !== 'internal') return undefined;
  const { text: name } = host!;
  const path = url.path.text;
  if (isName(name, path) || isExampleHost(name) || NEVER_REMOTE.test(name) || PLACEHOLDER.test(name)) return undefined;
  const words = [...wordsOf(key), ...wordsOf(keyBefore(url.lead) ?? '')];
  if (words.some((word) => NOT_OPENED.has(word)) || /(?:^|_)(?:https?|all|no|ftp)_?proxy$/i.test(key)) return undefined;
  if (NOT_SENT.test(url.lead) || path.startsWith('/.well-known/acme-challenge') || ARCHIVE.test(path)) return undefined;
  if (scheme === 'tcp' && ![...words, ...wordsOf(name)].some((word) => TCP_USERS.has(word))) return undefined;
  // a directory knows who works there
  const health = scheme !== 'ldap' && [...words, ...wordsOf(path)].some((word) => HEALTH.has(word));
  return { scheme, ...(encrypted !== '' && { encrypted }), host: name, place, health };
}

/** The name of the setting whose value begins there: of `fhir.server.url = `, `"url": "`, `url="`. */
export function keyBefore(lead: string): string | undefined {
  // `${NAME:` is where a default begins
  const text = lead.replace(/\$\{[\w.-]+:-?$/, '');
  return (
    /(?<![\w.$@-])([\w.$@-]+)["']?\]?\s*(?:=>|[:=])\s*["'`([{]*$/.exec(text)?.[1] ??
    /(?:^|[{;])\s*(?:-\s*)?([\w-]+)\s+["']?$/.exec(text)?.[1]
  );
}

/** The address at which clouds tell machines of themselves, which speaks HTTP only, and Docker's address of the host. */
const NEVER_REMOTE = /^169\.254\.|^fd00:ec2::254$|^172\.17\.0\.1$|^metadata\.google\.internal$|^metadata$/;

const PLACEHOLDER =
  /^(?:x+\.|your|my-?(?:domain|server|host|company)|change-?me|some-?(?:host|server)|(?:host|domain|server)(?:name)?(?:\.(?:com|org|net|tld))?$)/;

/** Hosts whose URLs are names of things: namespaces, schemas, licences, code systems, which nothing opens. */
const NAMING_HOSTS =
  /(?:^|\.)(?:w3\.org|hl7\.org|hl7\.eu|fhir\.org|loinc\.org|snomed\.info|unitsofmeasure\.org|ihe\.net|nucc\.org|nlm\.nih\.gov|ama-assn\.org|who\.int|cdc\.gov|dicom\.nema\.org|nema\.org|orpha\.net|regenstrief\.org|openehr\.org|ohdsi\.org|varnomen\.hgvs\.org|xmlsoap\.org|xmlns\.jcp\.org|xmlns\.oracle\.com|java\.sun\.com|jakarta\.ee|springframework\.org|maven\.apache\.org|logging\.apache\.org|openoffice\.org|oasis-open\.org|docbook\.org|purl\.org|dublincore\.org|schema\.org|json-schema\.org|schemas\.microsoft\.com|schemas\.openxmlformats\.org|schemas\.dmtf\.org|ns\.adobe\.com|xml\.org|opensource\.org|creativecommons\.org|gnu\.org|opengis\.net|freedesktop\.org|hibernate\.org|jboss\.org|ehcache\.org|mybatis\.org|ccl\.org|omg\.org|tempuri\.org|opencontainers\.org|label-schema\.org|xmpp\.org|jabber\.org|id\.who\.int|data\.europa\.eu|openid\.net|schemas\.[\w.-]+)$/;

const isName = (host: string, path: string): boolean =>
  NAMING_HOSTS.test(host) ||
  /\/licen[cs]es?\b|\.(?:xsd|dtd)$|^\/(?:fhir\/)?(?:StructureDefinition|CodeSystem|ValueSet|NamingSystem)\//i.test(path);

/** Words of settings whose URLs are compared, shown or written down, or name a source of software. */
const NOT_OPENED = new Set(
  `cors origin origins allowed allow referer referrer redirect redirects callback callbacks docs doc documentation description
  homepage website help readme license licence author vendor maintainer comment example examples
  xmlns schema schemalocation context namespace ns profile canonical codesystem urn issuer iss audience aud realm
  mirror mirrors registry registries repository repositories repo repos download downloads index goproxy baseurl
  mirrorlist listen bind`.split(/\s+/),
);

/** What stands before a URL on a line that downloads, declares a source of packages, or matches text. */
const NOT_SENT =
  /\b(?:curl|wget|deb|deb-src|URIs:|baseurl|mirrorlist|metalink|git\s+clone|pip|npm|sed|grep|awk)\b|xmlns|xsi:|<\/?a\s|href\s*=|location\s*~|return\s+30\d|rewrite\s|server_name|Access-Control|\bif\s*\(/i;

const ARCHIVE =
  /\.(?:tar|tgz|gz|bz2|xz|zip|7z|deb|rpm|apk|jar|war|whl|sh|asc|gpg|key|sig|pem|crt|cer|crl|iso|exe|msi|pkg|dmg|repo|list)$/i;

/** Programs whose bare TCP carries what their own scheme would. */
const TCP_USERS = new Set(['syslog', 'rsyslog', 'mqtt', 'nats', 'mosquitto', 'hl7', 'mllp', 'gelf', 'logstash']);

/** Words that speak of health records in the name of a setting or in a path. */
const HEALTH = new Set(
  'fhir hl7 dicom dicomweb wado pacs openmrs openemr orthanc patient patients ehr emr elis ccd ccda x12 mllp'.split(' '),
);
