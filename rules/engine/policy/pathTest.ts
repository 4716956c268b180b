import type { Node } from '../../model/nodes.ts';
import type { Span } from '../../model/text.ts';
import type { Field } from '../../model/yaml.ts';
import type { Pattern } from './patterns.ts';
import { fitsAny } from './wildcard.ts';

/** A place in YAML, and what is a finding there. */
export interface PathTest {
  readonly in: 'kubernetes' | 'compose' | 'container';
  /** As written: `spec.template.metadata.labels.owner`. */
  readonly text: string;
  readonly steps: readonly Step[];
  readonly kinds?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly services?: readonly string[];
  readonly when: Conditions;
  /** A finding where the conditions do not hold, absent values included, in place of where they do. */
  readonly unless: boolean;
}

/** A key; or all keys of a map and all items of a list. */
export type Step = { readonly key: string } | 'every';

export interface Conditions {
  /** `true`: nothing is written there, or only an empty value. `false`: something is. */
  readonly missing?: boolean;
  readonly equals?: string;
  readonly oneOf?: readonly string[];
  readonly noneOf?: readonly string[];
  readonly matches?: Pattern;
  readonly notMatches?: Pattern;
  readonly above?: number;
  readonly below?: number;
}

/** Reads a path: keys with `.` between, `*` for all, `["key.with.dots"]` for what cannot be written so. Nothing when it is none. */
export function parsePath(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  const token = /\.?(?:([^.[\]"'\s]+)|\[\s*(?:"([^"]*)"|'([^']*)'|(\*))\s*\])/y;
  while (token.lastIndex < text.length) {
    const start = token.lastIndex;
    const found = token.exec(text);
    if (!found || text.startsWith('.')) return undefined;
    const [whole, plain, double, single, all] = found;
    if (plain !== undefined && start > 0 && !whole.startsWith('.')) return undefined;
    steps.push(all || plain === '*' ? 'every' : { key: plain ?? double ?? single ?? '' });
  }
  return steps.length > 0 && steps.length <= 30 ? steps : undefined;
}

/** The places of a node at which the conditions hold. `spend` is told how many fields are looked at, and may throw. */
export function holdsAt(
  test: PathTest,
  node: Node,
  spend: (count: number) => void,
): { readonly at: { readonly span: Span }; readonly name: string; readonly message: string }[] {
  const start = startOf(test, node);
  if (!start) return [];
  return reached(start.field, test.steps, spend)
    .filter(({ field }) => isFound(test, field, start.partial))
    .map(({ field, name }) => ({
      at: field,
      name: start.name === '' ? name : `${start.name}: ${name}`,
      message: !field.written
        ? 'The policy asks for {name}, which is not set.'
        : 'The policy does not allow this value of {name}.',
    }));
}

function startOf(test: PathTest, node: Node): { field: Field; partial: boolean; name: string } | undefined {
  const { kinds, namespaces, services } = test;
  if (node.kind === 'kubernetes.Manifest') {
    if (kinds && !fitsAny(node.type, kinds)) return undefined;
    if (namespaces && !fitsAny(node.namespace ?? 'default', namespaces)) return undefined;
    return { field: node.field, partial: node.partial, name: '' };
  }
  if (node.kind === 'compose.File') return { field: node.field, partial: node.partial, name: '' };
  if (node.kind !== 'Container' || !node.field) return undefined;
  if (services && (node.role !== 'service' || !fitsAny(node.name, services))) return undefined;
  return { field: node.field, partial: node.partial, name: node.name };
}

function reached(start: Field, steps: readonly Step[], spend: (count: number) => void): { field: Field; name: string }[] {
  let fields = [{ field: start, name: '' }];
  for (const step of steps) {
    spend(fields.length);
    fields = fields.flatMap(({ field, name }) => {
      if (step !== 'every') return [{ field: field.at(step.key), name: join(name, step.key) }];
      const children: [string | number, Field][] = field.isList ? [...field.items().entries()] : field.entries();
      return children.map(([key, child]) => ({ field: child, name: join(name, String(key)) }));
    });
  }
  return fields;
}

/** As a path is written: what has a dot in it stands in brackets. */
function join(name: string, key: string): string {
  if (/[.\s[\]"']/.test(key)) return `${name}["${key}"]`;
  return name === '' ? key : `${name}.${key}`;
}

/** Whether a place is a finding. What cannot be known never is; nor is what is absent where a file need not be whole. */
function isFound({ when, unless }: PathTest, field: Field, partial: boolean): boolean {
  if (field.open || !field.known) return false;
  const written = field.written && (field.value !== null || field.isMap || field.isList);
  if (!written) return !partial && (unless ? when.missing !== true : when.missing === true);
  const held = holds(when, field);
  return held !== undefined && held !== unless;
}

/** Whether all conditions hold of a value that is written; nothing when they are not about such a value. */
function holds(
  { missing, equals, oneOf, noneOf, matches, notMatches, above, below }: Conditions,
  field: Field,
): boolean | undefined {
  if (missing) return false;
  const { value } = field;
  if ([equals, oneOf, noneOf, matches, notMatches, above, below].every((condition) => condition === undefined)) return true;
  if (value === undefined || value === null) return undefined;
  const text = String(value);
  if (equals !== undefined && text !== equals) return false;
  if (oneOf && !oneOf.includes(text)) return false;
  if (noneOf?.includes(text)) return false;
  if (matches && !matches.found(text)) return false;
  if (notMatches?.found(text)) return false;
  if ((above !== undefined || below !== undefined) && typeof value !== 'number') return undefined;
  return (above === undefined || (value as number) > above) && (below === undefined || (value as number) < below);
}
