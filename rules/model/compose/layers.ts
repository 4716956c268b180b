import type { Setting } from '../nodes.ts';
import { beside } from '../files.ts';
import { UNKNOWN } from '../imageName.ts';
import type { Field, Scalar } from '../yaml.ts';
import type { ComposeProject } from './project.ts';

/** A service as one place says it. */
export interface Layer {
  readonly field: Field;
  /** The file it stands in, against whose folder its paths count; empty when nobody said. */
  readonly file: string;
}

/** A service with the services it extends. */
export interface Layers {
  /** What it says for itself. */
  readonly own: Field;
  /** The services it extends, nearest first. */
  readonly bases: readonly Field[];
  /** The service laid over those it extends. */
  readonly field: Field;
  /** Itself, then those it extends. */
  readonly all: readonly Layer[];
  /** It extends one that is not in view. */
  readonly elsewhere: boolean;
}

/** Where services are looked up by name. */
interface Services {
  get(name: string): Field | undefined;
}

const DEEPEST = 20;

/** Follows `extends` within the file, and with a project into other files; a circle ends where it closes. */
export function layersOf(own: Field, services: Services, project?: ComposeProject): Layers {
  const all: Layer[] = [{ field: own, file: project?.file ?? '' }];
  const below: { readonly field: Field; readonly use: Field['span'] }[] = [];
  const seen = new Set([`${all[0]!.file} ${own.name}`]);
  let inFile = services;
  let elsewhere = false;
  for (let at = all[0]!; all.length <= DEEPEST; ) {
    const extended = at.field.at('extends');
    const name = extended.isMap ? extended.at('service').text : extended.text;
    if (name === undefined) break;
    const path = extended.isMap ? extended.at('file').text : undefined;
    const file = path === undefined ? at.file : path.includes(UNKNOWN) ? undefined : beside(at.file, path);
    if (file !== undefined && file !== at.file) inFile = servicesOf(project?.open(file, extended.keySpan));
    const base = file === undefined ? undefined : inFile.get(name);
    if (!base?.written) {
      elsewhere = true;
      break;
    }
    if (seen.has(`${file} ${name}`)) break;
    seen.add(`${file} ${name}`);
    at = { field: base, file: file! };
    all.push(at);
    below.push({ field: base, use: extended.keySpan });
  }
  const bases = below.map(({ field }) => field);
  return { own, bases, field: bases.length === 0 ? own : own.over(below), all, elsewhere };
}

function servicesOf(root: Field | undefined): Services {
  return { get: (name) => root?.at('services', name) };
}

/** The field of the nearest layer that has it; of the service itself when none has. */
export function nearest({ own, bases }: Layers, ...path: readonly string[]): Field {
  const field = own.at(...path);
  if (field.written) return field;
  for (const base of bases) if (base.at(...path).written) return base.at(...path);
  return field;
}

/** The layers whose part under a key is in force: down to the first that takes out or overrides what is below. */
export function layersFor({ all }: Layers, key: string): readonly Layer[] {
  if (all.length === 1) return all;
  const last = all.findIndex(({ field }) => field.at(key).reset || field.at(key).tag === '!override');
  return last === -1 ? all : all.slice(0, last + 1);
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
  const { state, value, span } = field.setting(accept, write);
  return { state, ...(value !== undefined && { value }), span, ...(own.set && { set: own.set }) };
}
