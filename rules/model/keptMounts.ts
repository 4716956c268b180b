import type { Container, Mount } from './nodes.ts';
import type { Field } from './yaml.ts';

/** How long what is written to a mount stays: `kept` outlives the container, `lost` does not; `unknown` is decided elsewhere. */
export function keepingOf({ type, source, volume, field }: Mount): 'kept' | 'lost' | 'unknown' {
  if (volume?.at('emptyDir').written || volume?.at('ephemeral').written) return 'lost';
  if (type === 'tmpfs') return 'lost';
  if (type === 'bind' || type === 'claim') return 'kept';
  if (volume) return type === 'other' ? 'kept' : 'unknown';
  if (type !== 'volume') return 'unknown';
  if (source === undefined) return isNamed(field) ? 'unknown' : 'lost';
  const driver = field && rootOf(field).at('volumes', source, 'driver_opts', 'type').text;
  return driver === 'tmpfs' ? 'lost' : 'kept';
}

/** A short form that names a volume through a variable has a colon all the same. */
const isNamed = (field: Field | undefined): boolean =>
  field !== undefined && (field.isMap ? field.at('source').written || field.at('src').written : (field.text ?? '').includes(':'));

/** The whole file or object. */
export function rootOf(field: Field): Field {
  let root = field;
  while (root.parent) root = root.parent;
  return root;
}

/** Whether a mount at one path keeps another, or a folder in it. */
export function covers(mounted: string, path: string): boolean {
  const [above, below] = [tidy(mounted), tidy(path)];
  return below === above || below.startsWith(`${above}/`) || above.startsWith(`${below}/`);
}

export const tidy = (path: string): string => path.replace(/(?<!\/)\/+$/, '');

/** What mounts a container has for a path, as far as they are known: the closest first. */
export const mountsFor = ({ mounts }: Container, path: string): readonly Mount[] =>
  mounts
    .filter(({ destination }) => destination !== undefined && covers(destination, path))
    .sort((a, b) => b.destination!.length - a.destination!.length);
