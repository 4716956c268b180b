import type { ImageName } from '../model/imageName.ts';
import { isPrivateRegistry, isTrustedByDefault, matchesImage } from './images.ts';

/** Stands in a list of sources for the built-in one. */
export const DEFAULT_SOURCES = 'default';

/** What a team says of where images may come from. */
export interface TrustedSources {
  /** Repositories or patterns; `default` stands for the built-in list. */
  readonly trusted: readonly string[];
  /** A registry that mirrors others; empty for none. */
  readonly mirror: string;
  /** The list is the team's own, so an organisation's private registry has to be on it too. */
  readonly ownList: boolean;
}

/** Why an image is trusted: what is built in, a registry that nobody else can push to, or an entry of the list. */
export type Trust =
  | { readonly by: 'default' | 'private' | 'mirror' }
  | {
      readonly by: 'list';
      readonly source: string;
    };

/** What makes an image trusted; nothing when it is not, or when its source cannot be known. */
export function trustOf(name: ImageName, { trusted, mirror, ownList }: TrustedSources): Trust | undefined {
  if (name.repository === undefined) return undefined;
  const source = trusted.find((source) => source !== DEFAULT_SOURCES && matchesImage(name, [source]));
  if (source !== undefined) return { by: 'list', source };
  if (trusted.includes(DEFAULT_SOURCES) && isTrustedByDefault(name)) return { by: 'default' };
  if (!ownList && isPrivateRegistry(name.host!)) return { by: 'private' };
  if (mirror !== '' && matchesImage(name, [`${bareRegistry(mirror)}/*`])) return { by: 'mirror' };
  return undefined;
}

/** A registry's name as images are written with it. */
export const bareRegistry = (mirror: string): string =>
  mirror
    .trim()
    .replace(/^https?:\/\//, '')
    .replace(/(?<!\/)\/+$/, '');
