import { parseImageName, type ImageName } from '../../model/imageName.ts';
import { fitsWildcard } from './wildcard.ts';

/**
 * Whether an image comes from a source: a repository (`redis` is `docker.io/library/redis`, as Docker has it), or a
 * pattern in which `*` stands for anything, so that `registry.example/*` is all of a registry. A pattern with a tag
 * or digest asks for that too. What cannot be known fits nothing.
 */
export function fitsImage({ repository, tag, digest }: ImageName, pattern: string): boolean {
  if (repository === undefined) return false;
  const wanted = parsed(pattern);
  if (!wanted || !fitsWildcard(repository, wanted.repository)) return false;
  if (wanted.digest !== undefined && digest !== wanted.digest) return false;
  return wanted.tag === undefined || (tag.state === 'set' && fitsWildcard(tag.value ?? '', wanted.tag));
}

interface Wanted {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const known = new Map<string, Wanted | undefined>();

function parsed(pattern: string): Wanted | undefined {
  if (!known.has(pattern)) {
    if (known.size > 4096) known.clear();
    known.set(pattern, parse(pattern));
  }
  return known.get(pattern);
}

/** A pattern that begins with `*` is left as it is: nothing says whether a host is meant. */
function parse(pattern: string): Wanted | undefined {
  const name = parseImageName(pattern);
  if (!name) return undefined;
  const { repository, tag, digest } = name;
  const written = pattern.trim().startsWith('*') ? pattern.trim().replace(/@.*$|:[^:/]*$/, '') : repository;
  if (written === undefined) return undefined;
  return { repository: written, ...(tag.value !== undefined && { tag: tag.value }), ...(digest && { digest }) };
}
