/**
 * What an image reference says, by the grammar of the distribution project
 * (https://github.com/distribution/reference, `reference.go`), after Docker's normalisation of short names.
 */
export interface ImageName {
  /** `docker.io` where none is written. Absent when unknown. */
  readonly host?: string;
  /** Without the host: `library/node`. Absent when unknown. */
  readonly path?: string;
  /** `host/path`, only when both are known. */
  readonly repository?: string;
  readonly tag: { readonly state: 'set' | 'unset' | 'unknown'; readonly value?: string };
  /** `sha256:…` with its 64, or `sha512:…` with its 128 lower-case hex digits. Any other text after `@` counts as none. */
  readonly digest?: string;
  /** The text after `@` holds something that cannot be known. */
  readonly digestUnknown: boolean;
}

/** Stands in a substituted text for whatever cannot be known. A non-character, so no file holds it by accident. */
export const UNKNOWN = '\uFFFE';

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/**
 * Reads a reference in which `UNKNOWN` stands for what could not be substituted.
 * Returns nothing when nothing of it can be known.
 */
export function parseImageName(text: string): ImageName | undefined {
  const plain = text.trim().replace(/^docker(?:-image)?:\/\//, '');
  if (plain === '' || plain === UNKNOWN) return undefined;
  const at = plain.indexOf('@');
  const named = at === -1 ? plain : plain.slice(0, at);
  const digest = at === -1 ? undefined : plain.slice(at + 1);

  const lastSlash = named.lastIndexOf('/');
  const last = named.slice(lastSlash + 1);
  const colon = last.indexOf(':');
  const tag = readTag(last, colon, lastSlash !== -1);
  const full = colon === -1 ? named : named.slice(0, lastSlash + 1 + colon);
  return {
    ...locate(full),
    tag,
    ...(digest !== undefined && DIGEST.test(digest) && { digest }),
    digestUnknown: digest?.includes(UNKNOWN) ?? false,
  };
}

/** An unknown last component may bring its own tag; an unknown piece before the last `/` may not. */
function readTag(last: string, colon: number, hasPath: boolean): ImageName['tag'] {
  if (colon !== -1) {
    const value = last.slice(colon + 1);
    return value.includes(UNKNOWN) ? { state: 'unknown' } : value === '' ? { state: 'unset' } : { state: 'set', value };
  }
  if (last.endsWith(UNKNOWN) || (!hasPath && last.includes(UNKNOWN))) return { state: 'unknown' };
  return { state: 'unset' };
}

function locate(full: string): { host?: string; path?: string; repository?: string } {
  const slash = full.indexOf('/');
  const first = slash === -1 ? '' : full.slice(0, slash);
  if (full.includes(UNKNOWN)) {
    // `${REGISTRY}/team/app`: the unknown may be a host or a namespace, so neither side is certain.
    if (first === '' || first.includes(UNKNOWN)) return {};
    return isHost(first) ? { host: first.toLowerCase() } : { host: 'docker.io' };
  }
  const explicit = isHost(first);
  let host = explicit ? first.toLowerCase() : 'docker.io';
  if (host === 'index.docker.io' || host === 'registry-1.docker.io' || host === 'registry.hub.docker.com') host = 'docker.io';
  const rest = explicit ? full.slice(slash + 1) : full;
  const path = host === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  return { host, path, repository: `${host}/${path}` };
}

/** Docker's test for "the first component is a registry": a dot, a port, `localhost`, or an upper-case letter. */
function isHost(component: string): boolean {
  return component !== '' && (/[.:]/.test(component) || component === 'localhost' || component !== component.toLowerCase());
}
