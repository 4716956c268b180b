import type { Port } from './nodes.ts';
import { wordsOf } from './words.ts';

/** The numbers of an entry, both ends included: the container's side, or the host's when that alone is known. */
export function rangeOf({ from, to, hostFrom, hostTo }: Port): { readonly from: number; readonly to: number } | undefined {
  if (from !== undefined) return { from, to: to ?? from };
  return hostFrom === undefined ? undefined : { from: hostFrom, to: hostTo ?? hostFrom };
}

/** The words of an entry's image, container or Service, and its own name. */
export function wordsAround({ image, owner, name = '' }: Port): readonly string[] {
  return [image?.name?.path ?? '', owner, name].flatMap(wordsOf);
}

/** Whether an entry of a compose service is reachable on every address of the host. */
export function isOnEveryAddress({ address = '' }: Port): boolean {
  return /^(?:|0\.0\.0\.0|\*|\[?::\]?)$/.test(address);
}
