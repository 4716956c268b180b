import type { Label } from '../nodes.ts';
import { type Gathered, Gathering, NOTHING } from './gather.ts';
import { somewhere } from './placed.ts';

/** A label or annotation is a setting of whoever reads it. */
export function labelSettings({ key, value, owner }: Label): Gathered {
  if (value.state !== 'set') return NOTHING;
  const gathering = new Gathering(owner);
  gathering.add(key, somewhere(value.value!, value.span), 'config', { set: value.set, remove: value.remove });
  return gathering;
}
