import type { Edit } from '../text.ts';
import { insertion, isExplicit, linesBelow, restIsBlank } from './lines.ts';
import type { Place } from './place.ts';
import type { Source } from './source.ts';
import { colonAfter, dashes, endOf, LIST, MAP, pairEnd, SCALAR, type YamlMap } from './tree.ts';
import { plainOrQuoted, quoted } from './values.ts';

/** Whether a literal can be written at a field without touching anything else: not through an alias, nor over a template. */
export function canWrite(field: Place): boolean {
  if (field.aliased) return false;
  if (field.node?.type === SCALAR) return field.literal === field.text;
  if (field.node) return false;
  const { host, names } = hostOf(field);
  if (names.some((name) => name === undefined) || host.aliased) return false;
  if (host.node?.type === MAP) return canExtend(host, host.node);
  return host.node === undefined && canFill(host);
}

/** The edit for a field of which `canWrite` is true. */
export function writing(field: Place, literal: string): Edit | undefined {
  const { node, source } = field;
  if (node?.type === SCALAR) {
    // An empty value with a tag or an anchor starts right behind it.
    const { start, end } = field.span;
    return { span: { start, end }, text: start === end ? ` ${literal}` : literal };
  }
  const { host, names } = hostOf(field);
  const keys = names as readonly string[];
  if (host.node?.type === MAP) return extension(source, host.node, keys, literal);
  return filling(host, keys, literal);
}

/** Adds an entry to a list, or the list with its first entry. */
export function insertItem(field: Place, item: string): Edit | undefined {
  const { node, source } = field;
  if (node?.type !== LIST) return canWrite(field) ? writing(field, `[${item}]`) : undefined;
  if (field.aliased) return undefined;
  const end = endOf(source.text, node);
  if (source.touchesHole(node.start, end)) return undefined;
  if (node.flow) {
    if (source.text[end - 1] !== ']') return undefined;
    const last = node.items.at(-1);
    if (node.items.length === 0) return { span: { start: node.start + 1, end: end - 1 }, text: item };
    return last && insertion(endOf(source.text, last), `, ${item}`);
  }
  const column = source.columnOf(node.start);
  return column === -1 ? undefined : linesBelow(source, end, `${' '.repeat(column)}- ${item}`);
}

/** The nearest field that is written, and the keys still missing below it. */
function hostOf(field: Place): { readonly host: Place; readonly names: readonly (string | undefined)[] } {
  const names: (string | undefined)[] = [];
  let host = field;
  while (host.slot.kind === 'missing' && host.parent) {
    names.unshift(/^\d+$/.test(host.slot.name) ? undefined : host.slot.name);
    host = host.parent;
  }
  return { host, names };
}

function canExtend(host: Place, map: YamlMap): boolean {
  const { source } = host;
  if (map.flow) {
    const end = endOf(source.text, map);
    return source.text[map.start] === '{' && source.text[end - 1] === '}' && !source.touchesHole(map.start, end);
  }
  const first = map.pairs[0];
  if (!first?.key || isExplicit(source, map) || source.columnOf(first.key.outer) === -1) return false;
  const end = pairEnd(source.text, first);
  if (!restIsBlank(source, end)) return false;
  const from = host.slot.kind === 'pair' ? (host.slot.map.pairs[host.slot.index]!.key?.start ?? map.start) : map.start;
  return !source.touchesHole(from, end);
}

/** After the first pair, so that comments above any key stay with it. */
function extension(source: Source, map: YamlMap, names: readonly string[], literal: string): Edit {
  const { text } = source;
  if (map.flow) {
    const end = endOf(text, map);
    const json = map.pairs.length > 0 && text[map.pairs[0]!.key?.start ?? -1] === '"';
    const pair = inFlow(names, literal, json);
    if (map.pairs.length === 0) return { span: { start: map.start + 1, end: end - 1 }, text: ` ${pair} ` };
    return insertion(pairEnd(text, map.pairs.at(-1)!), `, ${pair}`);
  }
  const first = map.pairs[0]!;
  const lines = inBlock(source, names, literal, source.columnOf(first.key!.outer));
  return linesBelow(source, pairEnd(text, first), lines);
}

function canFill({ slot, source }: Place): boolean {
  if (slot.kind === 'item') return !slot.list.flow && slot.list.items[slot.index] === undefined;
  const { key, value } = (slot.kind === 'pair' && slot.map.pairs[slot.index]) || {};
  if (slot.kind !== 'pair' || value || !key || isExplicit(source, slot.map)) return false;
  const colon = colonAfter(source.text, endOf(source.text, key));
  if (colon === -1 || !source.intact(colon, source.lineEnd(colon))) return false;
  return slot.map.flow || (source.columnOf(key.outer) !== -1 && restIsBlank(source, colon + 1));
}

/** Gives a key or dash that has no value one. */
function filling({ slot, source }: Place, names: readonly string[], literal: string): Edit | undefined {
  const { text } = source;
  if (slot.kind === 'item') {
    const dash = dashes(text, slot.list)[slot.index]!;
    return insertion(dash + 1, ` ${names.length > 0 ? inFlowMap(names, literal) : literal}`);
  }
  if (slot.kind !== 'pair') return undefined;
  const key = slot.map.pairs[slot.index]!.key!;
  const colon = colonAfter(text, endOf(text, key));
  if (names.length === 0) return insertion(colon + 1, ` ${literal}`);
  if (slot.map.flow) return insertion(colon + 1, ` ${inFlowMap(names, literal)}`);
  return linesBelow(source, colon + 1, inBlock(source, names, literal, source.columnOf(key.outer) + source.step));
}

function inBlock({ lineBreak, step }: Source, names: readonly string[], literal: string, column: number): string {
  const lines = names.map((name, depth) => `${' '.repeat(column + depth * step)}${plainOrQuoted(name)}:`);
  return `${lines.join(lineBreak)} ${literal}`;
}

function inFlow(names: readonly string[], literal: string, json: boolean): string {
  const name = json ? quoted(names[0]!) : plainOrQuoted(names[0]!);
  return `${name}: ${names.length > 1 ? inFlowMap(names.slice(1), literal, json) : literal}`;
}

function inFlowMap(names: readonly string[], literal: string, json = false): string {
  return `{ ${inFlow(names, literal, json)} }`;
}
