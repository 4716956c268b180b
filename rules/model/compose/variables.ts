import { UNKNOWN } from '../imageName.ts';
import type { Label, Setting, Variable } from '../nodes.ts';
import type { Span } from '../text.ts';
import { type Field, toText } from '../yaml.ts';
import { isSettingWord } from '../settingWord.ts';
import type { WrittenNodes } from '../written.ts';
import type { Layer } from './layers.ts';
import type { ComposeProject } from './project.ts';

/** A name with a value, from a map (`NAME: value`) or a list (`- NAME=value`). */
export interface NamedValue {
  readonly name: string;
  readonly span: Span;
  readonly value: Setting<string>;
  readonly written: string;
  readonly form: 'map' | 'list';
  readonly scalar: Field;
}

/** Reads the map or list that `environment`, `args` and `labels` may be. */
export function namedValues(field: Field): NamedValue[] {
  if (field.isMap) return field.entries().flatMap(([name, value]) => ofPair(name, value));
  return field
    .items()
    .flatMap((item) => (item.isMap ? item.entries().flatMap(([name, value]) => ofPair(name, value)) : ofItem(item)));
}

export function readVariables(field: Field, place: Variable['place'], owner: string, nodes: WrittenNodes): Variable[] {
  return namedValues(field).map(({ name, span, value, written, form, scalar }) =>
    nodes.once('Variable', span, () => ({ kind: 'Variable', span, name, value, written, place, owner, form, scalar })),
  );
}

/**
 * The variables of the env files a service names, the last file first. They stand at the entry that names the file, are
 * in no list of nodes, and are known where they are plain settings: what is secret in such a file is not written here.
 */
export function readEnvFiles({ field, file }: Layer, owner: string, project: ComposeProject): Variable[] {
  const written = field.at('env_file');
  const entries = written.isScalar ? [written] : written.items();
  return entries.reverse().flatMap((entry) => {
    const path = entry.isMap ? entry.at('path') : entry;
    if (path.text === undefined || !path.known) return [];
    const format = entry.isMap && entry.at('format').text === 'raw' ? 'raw' : undefined;
    const span = path.textSpan;
    return project
      .envFile(file, path.text, format)
      .map(({ name, value }): Variable => {
        const setting = value !== undefined && isSettingWord(name, value);
        return {
          kind: 'Variable',
          span,
          name,
          value: setting ? { state: 'set', value, span } : { state: 'unknown', span },
          written: '',
          place: 'env-file',
          owner,
        };
      })
      .reverse();
  });
}

export function readLabels(field: Field, owner: string, nodes: WrittenNodes): Label[] {
  return namedValues(field).map(({ name, span, value }) =>
    nodes.once('Label', span, () => ({ kind: 'Label', span, key: name, value, annotation: false, owner })),
  );
}

function ofPair(name: string, field: Field): NamedValue[] {
  if (name === '' || name.includes(UNKNOWN)) return [];
  const value = field.setting(toText, (text) => field.spell(text));
  return [{ name, span: field.keySpan, value, written: field.literal ?? '', form: 'map', scalar: field }];
}

function ofItem(field: Field): NamedValue[] {
  const { text, literal } = field;
  if (text === undefined || literal === undefined) return [];
  const equals = text.indexOf('=');
  const name = equals === -1 ? text : text.slice(0, equals);
  if (name === '' || name.includes(UNKNOWN)) return [];
  const { start, end } = field.textSpan;
  const writtenEquals = literal.indexOf('=');
  const cut = field.verbatim && literal.startsWith(name) ? start + name.length : -1;
  const span = cut === -1 ? field.textSpan : { start, end: cut };
  const whole = field.setting(toText, (value) => field.spell(`${name}=${value}`));
  const { set, remove } = whole;
  const rest = { ...(set && { set }), ...(remove && { remove }) };
  if (equals === -1) return [{ name, span, value: { ...rest, state: 'unset', span }, written: '', form: 'list', scalar: field }];
  const value = text.slice(equals + 1);
  const at = { span: cut === -1 ? field.textSpan : { start: cut + 1, end } };
  const setting: Setting<string> = value.includes(UNKNOWN)
    ? { ...rest, ...at, state: 'unknown' }
    : { ...rest, ...at, state: 'set', value };
  return [{ name, span, value: setting, written: literal.slice(writtenEquals + 1), form: 'list', scalar: field }];
}
