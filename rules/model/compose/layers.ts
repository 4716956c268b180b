import type { Setting } from '../nodes.ts';
import type { Field, Scalar } from '../yaml.ts';

/** A service with the services it extends, nearest first. */
export interface Layers {
  readonly own: Field;
  readonly bases: readonly Field[];
  /** It extends one of another file, which is not in view. */
  readonly elsewhere: boolean;
}

const DEEPEST = 20;

/** Follows `extends` within the file; a circle ends where it closes. */
export function layersOf(own: Field, services: ReadonlyMap<string, Field>): Layers {
  const bases: Field[] = [];
  const seen = new Set([own.name]);
  let elsewhere = false;
  for (let at = own; bases.length < DEEPEST; ) {
    const written = at.at('extends');
    const name = written.isMap ? written.at('service').text : written.text;
    if (written.isMap && written.at('file').text !== undefined) {
      elsewhere = true;
      break;
    }
    const base = name === undefined ? undefined : services.get(name);
    if (name === undefined || seen.has(name)) break;
    if (!base) {
      elsewhere = true;
      break;
    }
    seen.add(name);
    bases.push(base);
    at = base;
  }
  return { own, bases, elsewhere };
}

/** The field of the nearest layer that has it; of the service itself when none has. */
export function nearest({ own, bases }: Layers, ...path: readonly string[]): Field {
  const field = own.at(...path);
  if (field.written) return field;
  for (const base of bases) if (base.at(...path).written) return base.at(...path);
  return field;
}

/** Reads a key as it is in force. What a base says is overruled by writing on the service itself. */
export function settingOf<T>(
  layers: Layers,
  key: string,
  accept: (value: Scalar, text: string) => T | undefined,
  write: (value: T) => string,
): Setting<T> {
  const field = nearest(layers, key);
  const own = layers.own.at(key).setting(accept, write);
  if (layers.own.at(key).written || !field.written) return own;
  const { set: _set, remove: _remove, ...inherited } = field.setting(accept, write);
  return { ...inherited, ...(own.set && { set: own.set }) };
}
