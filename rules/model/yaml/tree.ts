import { getScalarValue, type ScalarEvent } from 'js-yaml';

/** Stands, one for each character, for what a template action leaves open. A noncharacter that YAML allows in a text. */
export const MASK = '\uFDD0';

export const SCALAR = 0;
export const MAP = 1;
export const LIST = 2;
export const ALIAS = 3;

/** The numbers `js-yaml` gives to the ways of writing a scalar. */
export const PLAIN = 1;
export const LITERAL = 4;

interface Base {
  /** Offset of the first character, quotes, brackets and `|` included; of a block collection, that of its first key or dash. */
  readonly start: number;
  /** Offset of the anchor or tag before it, or `start` again. */
  readonly outer: number;
  readonly anchor: string | undefined;
  /** As written: `!!str`, `!reset`. */
  readonly tag: string | undefined;
}

/** A scalar; its text is decoded only when asked for. */
export interface YamlScalar extends Base {
  readonly type: typeof SCALAR;
  readonly end: number;
  readonly style: ScalarEvent['style'];
  /** Offsets inside the quotes, or past the line of the `|`. */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** What `js-yaml` decodes it by; absent where it reads as it stands. */
  readonly event: ScalarEvent | undefined;
  /** The decoded text, where the parser has it already. */
  readonly cooked: string | undefined;
}

export interface YamlPair {
  readonly key: YamlNode | undefined;
  /** Nothing when the value is empty. */
  value: YamlNode | undefined;
}

export interface YamlMap extends Base {
  readonly type: typeof MAP;
  readonly flow: boolean;
  pairs: YamlPair[];
  /** Offset after the closing bracket; -1 until it is asked for, and always in block style. */
  end: number;
}

export interface YamlList extends Base {
  readonly type: typeof LIST;
  readonly flow: boolean;
  items: (YamlNode | undefined)[];
  end: number;
  /** Offsets of the dashes, once they have been asked for. */
  dashes: readonly number[] | undefined;
}

export interface YamlAlias extends Base {
  readonly type: typeof ALIAS;
  readonly end: number;
  /** Nothing when no such anchor stands before it. */
  readonly target: YamlNode | undefined;
}

/** A node of a YAML document. Light on purpose, and the same whichever parser read the text. */
export type YamlNode = YamlScalar | YamlMap | YamlList | YamlAlias;

/** What an alias stands for, in the end. */
export function resolve(node: YamlNode | undefined): YamlNode | undefined {
  let found = node;
  for (let steps = 0; found?.type === ALIAS; steps++) found = steps < 100 ? found.target : undefined;
  return found;
}

/** The text of a scalar as the process will see it. `text` is what the tree was read from, or one that is as long. */
export function decode(text: string, node: YamlScalar): string {
  if (node.cooked !== undefined) return node.cooked;
  return node.event ? getScalarValue(text, node.event) : text.slice(node.valueStart, node.valueEnd);
}

/** Whether a key or scalar says `name`, without decoding it where that can be spared. */
export function says(text: string, node: YamlNode | undefined, name: string): boolean {
  const scalar = node?.type === ALIAS ? resolve(node) : node;
  if (scalar?.type !== SCALAR) return false;
  if (scalar.cooked !== undefined) return scalar.cooked === name;
  const { event, valueStart, valueEnd } = scalar;
  if (!event) return valueEnd - valueStart === name.length && text.startsWith(name, valueStart);
  return decode(text, scalar) === name;
}

/** Offset after the last character of a node; of a block scalar, after its last line break. */
export function endOf(text: string, node: YamlNode): number {
  if (node.type === SCALAR || node.type === ALIAS) return node.end;
  if (node.end !== -1) return node.end;
  // `[a: 1]` holds a map without braces of its own, which ends with its pair.
  if (node.flow && (node.type === LIST || text[node.start] === '{')) return (node.end = flowEnd(text, node));
  if (node.type === LIST) {
    const last = node.items.at(-1);
    return last ? endOf(text, last) : lastDash(text, node);
  }
  const last = node.pairs.at(-1);
  return Math.max(node.start + 1, last ? pairEnd(text, last) : 0);
}

/** Where the text of a block scalar ends: after the line break of its last line that is not blank, unless it keeps those too. */
export function blockEnd(text: string, from: number, to: number, keep: boolean): number {
  if (keep) return to;
  let last = to;
  while (last > from && /[ \t\r\n]/.test(text[last - 1]!)) last--;
  if (last === from) return from;
  const end = text.indexOf('\n', last);
  return end === -1 || end >= to ? to : end + 1;
}

/** Offset after a pair: after its value, or after the colon when there is none. */
export function pairEnd(text: string, { key, value }: YamlPair): number {
  if (value) return endOf(text, value);
  if (!key) return 0;
  const end = endOf(text, key);
  const colon = colonAfter(text, end);
  return colon === -1 ? end : colon + 1;
}

/** Offset of the colon that ends a key, or -1 when none follows on its line. */
export function colonAfter(text: string, end: number): number {
  let at = end;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return text[at] === ':' ? at : -1;
}

/** Offsets of the dashes of a block list. */
export function dashes(text: string, list: YamlList): readonly number[] {
  return (list.dashes ??= findDashes(text, list));
}

function findDashes(text: string, list: YamlList): number[] {
  const found: number[] = [];
  let at = list.start;
  for (const item of list.items) {
    at = skipBlank(text, at);
    found.push(at);
    at = item ? endOf(text, item) : at + 1;
  }
  return found;
}

function lastDash(text: string, list: YamlList): number {
  return (dashes(text, list).at(-1) ?? list.start) + 1;
}

function flowEnd(text: string, node: YamlMap | YamlList): number {
  const last = node.type === LIST ? node.items.at(-1) : node.pairs.at(-1);
  let at = node.start + 1;
  if (node.type === LIST && last) at = endOf(text, last as YamlNode);
  else if (last) at = Math.max(at, pairEnd(text, last as YamlPair));
  const close = node.type === LIST ? ']' : '}';
  for (;;) {
    at = skipBlank(text, at);
    const character = text[at];
    if (character === undefined) return at;
    at++;
    if (character === close) return at;
  }
}

/** The first offset from `at` that is neither white space nor in a comment. */
export function skipBlank(text: string, at: number): number {
  for (;;) {
    const character = text.charCodeAt(at);
    if (character === 32 || character === 9 || character === 10 || character === 13 || character === 0xfeff) at++;
    else if (character === 35 && isBlankBefore(text, at)) {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
    } else return at;
  }
}

function isBlankBefore(text: string, at: number): boolean {
  return at === 0 || /[\s\uFEFF]/.test(text[at - 1]!);
}
