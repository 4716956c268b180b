import type { Edit, Span } from '../text.ts';

/** One name with a known value, and where both stand. */
export interface WrittenSetting {
  /** The name in the form in which names are compared: `SPRING_DATASOURCE_PASSWORD`. */
  readonly key: string;
  /** As written, without leading dashes; of YAML, JSON and XML the path to it, joined by dots. */
  readonly name: string;
  /** Of YAML, JSON and XML the names that lead to it, of an INI file its section and its name. */
  readonly path?: readonly string[];
  /** Never with anything unknown in it; empty for a flag that stands alone. May be a credential: for judging, never for showing. */
  readonly value: string;
  /** The value; of an empty one its name; what holds it where its own place cannot be told. */
  readonly span: Span;
  readonly nameSpan?: Span;
  readonly via: 'variable' | 'config' | 'flag' | 'property' | 'parameter';
  /** Of a flag or property: what it begins with, `--`, `-`, `-D`. */
  readonly lead?: string;
  /** Of a flag: the value is the next word, which may be an argument of its own, or there is none. */
  readonly apart?: true;
  /** Name of the container, service, stage, object or file it belongs to. */
  readonly owner: string;
  /** Name of the file whose text it is in: a ConfigMap's key, a path. */
  readonly file?: string;
  /** Of a flag or an assignment: the program that is run. */
  readonly program?: string;
  /** Of a parameter: the whole URL or DSN. Never to be shown. */
  readonly within?: string;
  /** The edit that writes another value. Absent where the text does not stand as it reads. */
  readonly set?: (value: string) => Edit;
  /** The edit that takes name and value out; of a flag with its value apart, the flag alone. */
  readonly remove?: () => Edit;
}

const keys = new Map<string, string>();

/**
 * The form in which names of settings are compared: `spring.datasource.password`, `SPRING_DATASOURCE_PASSWORD` and
 * `--spring.datasourcePassword` are one.
 */
export function keyOf(name: string): string {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = name
    .replace(/([a-z]|\d(?=[A-Z][a-z]))([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .replace(/^_|_$/g, '')
    .toUpperCase();
  if (keys.size > 10_000) keys.clear();
  keys.set(name, key);
  return key;
}
