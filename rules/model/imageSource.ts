import { type ImageName, parseImageName } from './imageName.ts';
import { fitsWildcard } from './wildcard.ts';

/**
 * Whether an image comes from a source: a repository (`redis` is `docker.io/library/redis`, as Docker has it), or a pattern.
 * In a pattern `*` stands for any characters within a part of the name, so that `*.example/app` is no one else's;
 * as the last part it stands for everything below. One that begins with `*` and has no `/` is for the last part of a name
 * of any registry. A tag or digest in a source is asked for too. What cannot be known comes from none.
 */
export function isFrom(name: ImageName, source: string): boolean {
  return name.repository !== undefined && sourceOf(source)(name);
}

type Source = (name: ImageName) => boolean;
const sources = new Map<string, Source>();

function sourceOf(text: string): Source {
  let source = sources.get(text);
  if (!source) {
    if (sources.size > 4096) sources.clear();
    sources.set(text, (source = parseSource(text.trim())));
  }
  return source;
}

function parseSource(text: string): Source {
  if (/^\*+$/.test(text)) return () => true;
  const below = /^(.*[^/])\/\*+$/s.exec(text)?.[1];
  if (below !== undefined) {
    const parts = (below.startsWith('*') ? below : withRegistry(below)).split('/');
    return ({ repository }) => isBelow(repository!.split('/'), parts);
  }
  const { repository = '', tag, digest } = parseImageName(text) ?? {};
  const parts = (text.startsWith('*') ? withoutVersion(text) : repository).split('/');
  const anywhere = text.startsWith('*') && parts.length === 1;
  return (name) => {
    const own = name.repository!.split('/');
    if (!(anywhere ? fits(own.slice(-1), parts) : fits(own, parts))) return false;
    if (digest !== undefined && digest !== name.digest) return false;
    return tag?.value === undefined || (name.tag.value !== undefined && fitsWildcard(name.tag.value, tag.value));
  };
}

const fits = (own: readonly string[], parts: readonly string[]): boolean =>
  own.length === parts.length && parts.every((part, index) => fitsWildcard(own[index]!, part));

const isBelow = (own: readonly string[], parts: readonly string[]): boolean =>
  own.length > parts.length && fits(own.slice(0, parts.length), parts);

/** Two parts more make a name of any path, `docker.io` alone included. */
const withRegistry = (path: string): string =>
  (parseImageName(`${path}/x/y`)?.repository ?? `${path}/x/y`).slice(0, -'/x/y'.length);

const withoutVersion = (text: string): string => text.replace(/@.*|:[^:/]*$/s, '');
