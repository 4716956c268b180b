import { namedValues } from '../compose/variables.ts';
import type { Setting, Variable } from '../nodes.ts';
import type { WrittenNodes } from '../written.ts';
import { type Field, quoted, toText } from '../yaml.ts';
import { fromBase64, toBase64 } from './base64.ts';

const REFERENCES = [
  ['secretKeyRef', 'secret'],
  ['configMapKeyRef', 'config-map'],
  ['fieldRef', 'field'],
  ['resourceFieldRef', 'resource'],
] as const;

/** Reads `env` of a container. */
export function readEnvironment(container: Field, owner: string, nodes: WrittenNodes): Variable[] {
  return container
    .at('env')
    .items()
    .filter((entry) => entry.isMap && entry.at('name').isScalar && entry.at('name').known)
    .map((entry) => {
      const name = entry.at('name');
      return nodes.once('Variable', name.textSpan, () => ({
        kind: 'Variable',
        span: name.textSpan,
        name: name.text!,
        ...readValue(entry),
        place: 'environment',
        owner,
        field: entry,
      }));
    });
}

function readValue(entry: Field): Pick<Variable, 'value' | 'written' | 'from' | 'scalar'> {
  const from = entry.at('valueFrom');
  const value = entry.at('value');
  if (from.written && !value.written) {
    const [, kind] = REFERENCES.find(([key]) => from.at(key).written) ?? [];
    return { value: { state: 'unknown', span: from.keySpan }, written: '', ...(kind && { from: kind }) };
  }
  return {
    value: value.setting(toText, (text) => (value.written ? value.spell(text) : quoted(text))),
    written: value.literal ?? '',
    scalar: value,
  };
}

/** Reads the data of a ConfigMap. */
export function readConfigMap(root: Field, owner: string, nodes: WrittenNodes): void {
  for (const [name, field] of root.at('data').entries()) addDatum(name, field, plain(field), 'config-map', owner, nodes);
  for (const [name, field] of root.at('binaryData').entries()) addDatum(name, field, encoded(field), 'config-map', owner, nodes);
}

/** Reads the data of a Secret; `data` is decoded, so that rules judge what a process would see. */
export function readSecret(root: Field, owner: string, nodes: WrittenNodes): void {
  for (const [name, field] of root.at('data').entries()) addDatum(name, field, encoded(field), 'secret', owner, nodes);
  for (const [name, field] of root.at('stringData').entries()) addDatum(name, field, plain(field), 'secret', owner, nodes);
}

/** Reads the literals of kustomize's generators. */
export function readLiterals(generator: Field, owner: string, nodes: WrittenNodes): void {
  for (const { name, span, value, written, form, scalar } of namedValues(generator.at('literals')))
    nodes.once('Variable', span, () => ({
      kind: 'Variable',
      span,
      name,
      value,
      written,
      place: 'literal',
      owner,
      form,
      scalar,
    }));
}

function addDatum(
  name: string,
  field: Field,
  value: Setting<string>,
  place: Variable['place'],
  owner: string,
  nodes: WrittenNodes,
): void {
  const span = field.keySpan;
  nodes.once('Variable', span, () => ({
    kind: 'Variable',
    span,
    name,
    value,
    written: field.literal ?? '',
    place,
    owner,
    field,
    scalar: field,
  }));
}

/** A text of several lines is a file: what a placeholder in it leaves open does not hide the rest. */
function plain(field: Field): Setting<string> {
  const setting = field.setting(toText, (text) => field.spell(text));
  const { literal } = field;
  if (setting.state !== 'unknown' || !literal?.includes('\n') || !field.isScalar) return setting;
  const { span, set, remove } = setting;
  return { state: 'set', value: field.text!, span, ...(set && { set }), ...(remove && { remove }) };
}

function encoded(field: Field): Setting<string> {
  return field.setting(
    (value, text) => (value === null ? undefined : fromBase64(text)),
    (text: string) => toBase64(text),
  );
}
