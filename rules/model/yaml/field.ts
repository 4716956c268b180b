import { UNKNOWN } from '../imageName.ts';
import type { Setting } from '../setting.ts';
import type { Edit, Span } from '../text.ts';
import { FieldSetting } from './fieldSetting.ts';
import { isHollow } from './hollow.ts';
import { isMerge, type Merged, mergedInto } from './merge.ts';
import type { Place, Slot } from './place.ts';
import { canRemove, removal, replacement } from './remove.ts';
import type { Source } from './source.ts';
import { spanOf, trimEnd } from './spans.ts';
import {
  ALIAS,
  dashes,
  decode,
  endOf,
  LIST,
  LITERAL,
  MAP,
  MASK,
  PLAIN,
  resolve,
  SCALAR,
  says,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from './tree.ts';
import { canWrite, insertItem, writing } from './write.ts';
import { coreValue, plainOrQuoted, quoted, type Scalar } from './values.ts';

const ROOT: Slot = { kind: 'root' };
const NOTHING: readonly Field[] = [];

/** Lists of compose that are not joined with those below: https://docs.docker.com/reference/compose-file/merge/ */
const REPLACED: ReadonlySet<string> = new Set(['command', 'entrypoint', 'test']);

/**
 * A place in a YAML document that may or may not be written. It can always be pointed at, and mostly be written to.
 * Aliases and merge keys are followed; what comes through them is `aliased`: its spans are where it is written, and it
 * offers no edits.
 */
export class Field implements Place {
  /** For the functions that make edits; nobody else looks at a node. */
  readonly source: Source;
  readonly node: YamlNode | undefined;
  readonly slot: Slot;
  readonly parent: Field | undefined;
  /** The outermost alias or merge on the way here: where the value is used, while `span` is where it is written. */
  readonly use: Span | undefined;
  /** Whether it is taken out again: `!reset`. */
  readonly reset: boolean;
  /** The same place of what this is laid over, the nearest first. */
  readonly #below: readonly Field[];
  /** Keys that another file decides. */
  readonly #decided: ReadonlySet<string> | undefined;
  /** The text of a block scalar, once it was asked for. */
  #block: string | undefined;
  /** The fields of its own pairs or items, by their indices, once they were asked for. */
  #children: (Field | undefined)[] | undefined;

  private constructor(
    source: Source,
    node: YamlNode | undefined,
    slot: Slot,
    parent: Field | undefined,
    use: Span | undefined,
    below: readonly Field[] = NOTHING,
    decided?: ReadonlySet<string>,
  ) {
    const found = node?.type === ALIAS ? resolve(node) : node;
    this.source = source;
    this.node = found?.tag === '!reset' ? undefined : found;
    this.slot = slot;
    this.parent = parent;
    this.use = use ?? (node?.type === ALIAS ? { start: node.start, end: node.end } : undefined);
    this.reset = found?.tag === '!reset';
    this.#below = below;
    this.#decided = decided;
  }

  /** The whole document; of another file, with the place in the file at hand that brings it. */
  static root(source: Source, use?: Span): Field {
    return new Field(source, source.root, ROOT, undefined, use);
  }

  /**
   * The same laid over other fields, the nearest first, as compose lays a service over those it extends: maps are joined,
   * lists follow one another, everything else is the uppermost. What comes from below is `aliased`, by `use` where it has
   * no such place yet.
   */
  over(below: readonly { readonly field: Field; readonly use: Span }[]): Field {
    const { source, node, slot, parent, use } = this;
    const fields = below.map(({ field, use }) => new Field(field.source, field.node, field.slot, field.parent, field.use ?? use));
    return new Field(source, node, slot, parent, use, fields, this.#decided);
  }

  /** The same where other keys are decided elsewhere: those are written, and unknown. */
  without(decided: ReadonlySet<string>): Field {
    const { source, node, slot, parent, use } = this;
    return decided.size === 0 ? this : new Field(source, node, slot, parent, use, this.#below, decided);
  }

  /** The field at a path of keys and list indices, written or not. */
  at(...path: readonly (string | number)[]): Field;
  // most paths are one key, for which no list is made
  at(first?: string | number, ...path: readonly (string | number)[]): Field {
    if (first === undefined) return this;
    let field = typeof first === 'string' ? this.#child(first) : this.#item(first);
    for (const name of path) field = typeof name === 'string' ? field.#child(name) : field.#item(name);
    return field;
  }

  /** The pairs of a map, each key once, those that come in by `<<` included. */
  entries(): [name: string, field: Field][] {
    const { node } = this;
    if (node?.type !== MAP) return [];
    const found = new Map<string, Field>();
    const add = (map: YamlMap, index: number, use: Span | undefined): void => {
      const pair = map.pairs[index]!;
      const name = this.#nameOf(pair.key);
      if (name === '<<' && isMerge(this.source.text, pair)) return;
      if (map === node) found.delete(name);
      else if (found.has(name)) return;
      const own = map === node ? this.#pair(map, index, name) : undefined;
      found.set(name, own ?? new Field(this.source, pair.value, { kind: 'pair', map, index, name }, this, use));
    };
    if (this.use && !this.source.spend(node.pairs.length)) return [];
    if (this.#below.length > 0 || this.#decided) return this.#layeredEntries();
    node.pairs.forEach((_, index) => {
      add(node, index, this.use);
    });
    for (const { map, use } of this.#merged(node)) {
      if (!this.source.spend(map.pairs.length)) break;
      map.pairs.forEach((_, index) => {
        add(map, index, use);
      });
    }
    return [...found];
  }

  /** The entries of a list. */
  items(): Field[] {
    const { node } = this;
    if (node?.type !== LIST || (this.use && !this.source.spend(node.items.length))) return [];
    const own = node.items.map((_, index) => this.#entry(node, index));
    return this.#below.length === 0 ? own : own.concat(this.#below.flatMap((field) => field.items()));
  }

  /** Whether the key is in the file, be it without a value. */
  get written(): boolean {
    return this.slot.kind === 'root' ? this.node !== undefined : this.slot.kind !== 'missing';
  }

  get isMap(): boolean {
    return this.node?.type === MAP;
  }

  get isList(): boolean {
    return this.node?.type === LIST;
  }

  get isScalar(): boolean {
    return this.node?.type === SCALAR;
  }

  /** Whether it comes through an alias or a merge key. */
  get aliased(): boolean {
    return this.use !== undefined;
  }

  /** The key's name; of a list entry, nothing. */
  get name(): string {
    return 'name' in this.slot ? this.slot.name : '';
  }

  /** The tag, as written: `!override`. */
  get tag(): string | undefined {
    return this.node?.tag;
  }

  /** The scalar as a text, substituted; `UNKNOWN` stands for what cannot be known. Nothing for an empty value, a map or a list. */
  get text(): string | undefined {
    const { unsubstituted, source } = this;
    return unsubstituted !== undefined && source.substitute ? source.substitute(unsubstituted, this) : unsubstituted;
  }

  /** Like `text`, but only what a template or a tag leaves open is unknown: for scripts, whose `$(…)` is their own. */
  get unsubstituted(): string | undefined {
    const { node, source } = this;
    if (node?.type !== SCALAR) return undefined;
    if (isOpaque(node.tag)) return UNKNOWN;
    const text = this.#decode(node);
    if (!text.includes(MASK)) return text;
    const filled = source.fill?.(text, node.start, node.end, this) ?? text;
    return filled.replace(/\uFDD0+/g, UNKNOWN);
  }

  /** The scalar as written, unquoted but not substituted. May hold a secret: for judging, never for showing. */
  get literal(): string | undefined {
    return this.node?.type === SCALAR ? decode(this.source.original, this.node) : undefined;
  }

  /** The scalar's value by its type. `undefined` for a map, a list, or nothing at all; `null` for an empty value. */
  get value(): Scalar | undefined {
    const { node } = this;
    if (node === undefined) return this.written ? null : undefined;
    if (node.type !== SCALAR) return undefined;
    const text = this.text!;
    const { tag } = node;
    if (tag === '!!str' || tag === '!' || tag === '!!binary') return text;
    return node.style === PLAIN || tag?.startsWith('!!') ? coreValue(text) : text;
  }

  /** Whether the value can be worked out; a map or list always can, a missing key when no template may add it. */
  get known(): boolean {
    if (this.node?.type === SCALAR) return !this.text!.includes(UNKNOWN);
    if (this.node) return true;
    return !this.open;
  }

  /** Whether the place is empty but a template or another file may fill it. */
  get open(): boolean {
    if (this.node) return false;
    if (this.slot.kind === 'decided') return true;
    if (this.written) return isHollow(this);
    const { parent } = this;
    if (!parent) return false;
    if (parent.node?.type === SCALAR) return !parent.known;
    return parent.written && parent.slot.kind !== 'decided' ? isHollow(parent) : parent.open;
  }

  /** Where the key is; of a list entry, what names it: its `name`, or its first key. */
  get keySpan(): Span {
    const { slot } = this;
    if (this.source.foreign) return this.use!;
    if (slot.kind === 'decided') return slot.span;
    if (slot.kind === 'missing') return this.parent!.#anchorSpan();
    if (slot.kind === 'pair') {
      const { key } = slot.map.pairs[slot.index]!;
      return key ? spanOf(this.source.text, key) : { start: slot.map.start, end: slot.map.start };
    }
    if (this.node) return this.#label();
    if (slot.kind === 'root') return { start: 0, end: 0 };
    const dash = slot.list.flow ? slot.list.start : (dashes(this.source.text, slot.list)[slot.index] ?? slot.list.start);
    return { start: dash, end: dash + 1 };
  }

  /** Where the value is; the key when the value is a map, a list or empty; when nothing is written, the nearest thing that is. */
  get span(): Span {
    if (this.source.foreign) return this.use!;
    return this.node?.type === SCALAR ? spanOf(this.source.text, this.node) : this.keySpan;
  }

  /** Like `span`, but inside the quotes, or past the `|`. */
  get textSpan(): Span {
    const { node } = this;
    if (node?.type !== SCALAR || this.source.foreign) return this.span;
    const { valueStart, valueEnd } = node;
    return valueEnd > valueStart ? trimEnd(this.source.text, valueStart, valueEnd) : this.span;
  }

  /** From the first to the last character of the value, whatever it is. */
  get extent(): Span {
    return this.node && !this.source.foreign ? { start: this.node.start, end: endOf(this.source.text, this.node) } : this.span;
  }

  /** Whether the text stands in the file as it reads, so that an offset in one is an offset in the other. */
  get verbatim(): boolean {
    const { node } = this;
    if (node?.type !== SCALAR || this.source.foreign || node.style >= LITERAL) return false;
    const { text } = this.source;
    return (!node.event && node.cooked === undefined) || decode(text, node) === text.slice(node.valueStart, node.valueEnd);
  }

  /** Reads the field as a setting: `accept` decides which values count, `write` how one is spelt in YAML. */
  setting<T>(accept: (value: Scalar, text: string) => T | undefined, write: (value: T) => string = JSON.stringify): Setting<T> {
    const { span } = this;
    if (this.open) return { state: 'unknown', span };
    const { value } = this;
    if (value === undefined && !this.written) return new FieldSetting<T>('unset', undefined, span, this, write, false);
    if (value === undefined) return new FieldSetting<T>('unknown', undefined, span, this, undefined, true);
    if (value === null) return new FieldSetting<T>('unset', undefined, span, this, write, true);
    if (!this.known) return new FieldSetting<T>('unknown', undefined, span, this, undefined, true);
    const accepted = accept(value, this.text!);
    return new FieldSetting(accepted === undefined ? 'unknown' : 'set', accepted, span, this, write, true);
  }

  /** The edit that writes a YAML literal here, adding the keys still missing. Nothing where that cannot be done in place. */
  write(literal: string): Edit | undefined {
    return canWrite(this) ? writing(this, literal) : undefined;
  }

  /** A text as a YAML scalar that can stand here, in the quotes the present one has. */
  spell(text: string): string {
    const style = this.node?.type === SCALAR ? this.node.style : PLAIN;
    if (style === 2 && !/[\r\n]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
    if (style !== PLAIN) return quoted(text);
    const inFlow = (this.slot.kind === 'pair' && this.slot.map.flow) || (this.slot.kind === 'item' && this.slot.list.flow);
    return inFlow && /[{}[\],]/.test(text) ? quoted(text) : plainOrQuoted(text);
  }

  /** The edit that takes the key or list entry out, with a parent that would be left empty. Nothing where that cannot be done in place. */
  remove(): Edit | undefined {
    return canRemove(this) ? removal(this) : undefined;
  }

  /** The edit that puts another pair, written on one line, in the place of this one: `valueFrom: { … }`. */
  replacePair(pair: string): Edit | undefined {
    return canRemove(this) ? replacement(this, pair) : undefined;
  }

  /**
   * The edit that adds an entry, written on one line, at the end of this list; the list itself when it is missing or empty.
   * Nothing where something else than a list is written, which would be lost.
   */
  insert(item: string): Edit | undefined {
    return this.isList || this.value === null || !this.written ? insertItem(this, item) : undefined;
  }

  /** A block scalar is put together line by line, which is done once. */
  #decode(node: YamlScalar): string {
    return node.style < LITERAL ? decode(this.source.text, node) : (this.#block ??= decode(this.source.text, node));
  }

  #child(name: string): Field {
    if (this.#decided?.has(name)) return this.#decidedChild(name);
    if (this.#below.length > 0) return this.#layeredChild(name);
    return this.#ownChild(name);
  }

  #ownChild(name: string): Field {
    const { node, source } = this;
    if (node?.type === MAP) {
      const index = last(source.text, node, name);
      if (index !== -1) return this.#pair(node, index, name);
      for (const { map, use } of this.#merged(node)) {
        const index = last(source.text, map, name);
        if (index !== -1) return new Field(source, map.pairs[index]!.value, { kind: 'pair', map, index, name }, this, use);
      }
    }
    return new Field(source, undefined, { kind: 'missing', name }, this, this.use);
  }

  #decidedChild(name: string): Field {
    const own = this.#ownChild(name);
    const slot: Slot = { kind: 'decided', name, span: own.keySpan };
    return new Field(this.source, undefined, slot, this, this.use);
  }

  /** The uppermost that is written; a map or list, unless it overrides, over those below it. */
  #layeredChild(name: string): Field {
    const own = this.#ownChild(name);
    const layers = [own, ...this.#below.map((field) => field.#child(name))].filter(({ written }) => written);
    const [top] = layers;
    if (!top) return own;
    const below: Field[] = [];
    if (!REPLACED.has(name))
      for (let upper = top, at = 1; at < layers.length; upper = layers[at++]!) {
        const lower = layers[at]!;
        if (upper.tag === '!override' || lower.node?.type !== top.node?.type) break;
        if (top.node?.type !== MAP && top.node?.type !== LIST) break;
        below.push(lower);
      }
    return below.length === 0 ? top : new Field(top.source, top.node, top.slot, top.parent, top.use, below);
  }

  #pair(map: YamlMap, index: number, name: string): Field {
    const children = (this.#children ??= new Array<Field | undefined>(map.pairs.length));
    return (children[index] ??= new Field(
      this.source,
      map.pairs[index]!.value,
      { kind: 'pair', map, index, name },
      this,
      this.use,
    ));
  }

  #entry(list: YamlList, index: number): Field {
    const children = (this.#children ??= new Array<Field | undefined>(list.items.length));
    return (children[index] ??= new Field(this.source, list.items[index], { kind: 'item', list, index }, this, this.use));
  }

  #layeredEntries(): [name: string, field: Field][] {
    const { source, node, slot, parent, use } = this;
    const own = new Field(source, node, slot, parent, use);
    const names = new Set([own, ...this.#below].flatMap((field) => field.entries().map(([name]) => name)));
    return [...names].map((name) => [name, this.#child(name)]);
  }

  #item(index: number): Field {
    const { node, source } = this;
    if (node?.type === LIST && index < node.items.length) return this.#entry(node, index);
    return new Field(source, undefined, { kind: 'missing', name: String(index) }, this, this.use);
  }

  /** The maps that `<<` brings in, nearest first. */
  #merged(node: YamlMap): readonly Merged[] {
    const { source } = this;
    return source.anchored || node.pairs.some((pair) => isMerge(source.text, pair)) ? mergedInto(source, node, this.use) : [];
  }

  #nameOf(key: YamlNode | undefined): string {
    const node = resolve(key);
    if (node?.type !== SCALAR) return '';
    const text = decode(this.source.text, node);
    return text.includes(MASK) ? text.replace(/\uFDD0+/g, UNKNOWN) : text;
  }

  #anchorSpan(): Span {
    let field: Field = this;
    while (!field.written && field.parent) field = field.parent;
    return field.keySpan;
  }

  #label(): Span {
    const { node, source } = this;
    if (node?.type === MAP) {
      const named = this.slot.kind === 'item' ? node.pairs[last(source.text, node, 'name')]?.value : undefined;
      if (named?.type === SCALAR) return this.at('name').textSpan;
      const first = node.pairs[0]?.key;
      return first ? spanOf(source.text, first) : { start: node.start, end: node.start + 1 };
    }
    if (node?.type === LIST) {
      const first = node.items[0];
      return first?.type === SCALAR ? spanOf(source.text, first) : { start: node.start, end: node.start + 1 };
    }
    return node ? spanOf(source.text, node) : { start: 0, end: 0 };
  }
}

/** The index of a key, or -1; of several the last, as parsers that allow it have it. */
function last(text: string, map: YamlMap, name: string): number {
  for (let index = map.pairs.length - 1; index >= 0; index--) if (says(text, map.pairs[index]!.key, name)) return index;
  return -1;
}

/** A tag of somebody else's (`!vault`, `!Ref`) means a value only its owner can work out. */
function isOpaque(tag: string | undefined): boolean {
  return tag?.startsWith('!') === true && !tag.startsWith('!!') && tag !== '!' && tag !== '!override' && tag !== '!reset';
}
