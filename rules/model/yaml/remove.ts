import type { Edit, Span } from '../text.ts';
import { reachOf } from './hollow.ts';
import { isExplicit, nextLine, restIsBlank } from './lines.ts';
import type { Place } from './place.ts';
import { ALIAS, dashes, endOf, LIST, MAP, pairEnd, type YamlNode } from './tree.ts';

/** Whether a pair or entry can be taken out by whole lines or, in a flow collection, with one comma. */
export function canRemove(field: Place): boolean {
  if (field.aliased) return false;
  const target = removed(field);
  if (!target) return false;
  const { source } = field;
  if (source.anchored && holdsAnchor(target)) return false;
  const span = removedSpan(target);
  return span !== undefined && source.intact(span.start, span.end);
}

/** The edit for a field of which `canRemove` is true. */
export function removal(field: Place): Edit | undefined {
  const target = removed(field);
  const span = target && removedSpan(target);
  return span && { span, text: '' };
}

/** Puts another pair in the place of one of which `canRemove` is true. */
export function replacement({ source, slot }: Place, text: string): Edit | undefined {
  const pair = slot.kind === 'pair' ? slot.map.pairs[slot.index]! : undefined;
  if (!pair?.key) return undefined;
  const { outer } = pair.key;
  const written = source.text.slice(outer, pairEnd(source.text, pair)).replace(/(?<![\r\n])[\r\n]+$/, '');
  return { span: { start: outer, end: outer + written.length }, text };
}

/** What really goes when a field goes: the outermost parent of which nothing would be left. */
function removed(field: Place): Place | undefined {
  let target = field;
  for (;;) {
    const { slot, parent } = target;
    if (slot.kind !== 'pair' && slot.kind !== 'item') return undefined;
    if ((slot.kind === 'pair' ? slot.map.pairs.length : slot.list.items.length) > 1) return target;
    if (!parent || parent.slot.kind === 'root') return undefined;
    if (holdsMore(parent, target)) return target;
    target = parent;
  }
}

/** Whether a template may put something else into the parent of the only entry. */
function holdsMore(parent: Place, { node, source }: Place): boolean {
  if (source.holes.length === 0) return false;
  const [start, end] = reachOf(parent);
  const own = node ? endOf(source.text, node) : start;
  return source.holesWithin(start, end).some((hole) => !hole.control || hole.start < own);
}

function startOf({ slot, source }: Place): number {
  if (slot.kind === 'pair') return slot.map.pairs[slot.index]!.key?.outer ?? slot.map.start;
  if (slot.kind !== 'item') return 0;
  return slot.list.flow ? (slot.list.items[slot.index]?.outer ?? slot.list.start) : dashes(source.text, slot.list)[slot.index]!;
}

function nextStart({ slot, source }: Place): number | undefined {
  if (slot.kind === 'pair') {
    const next = slot.map.pairs[slot.index + 1];
    return next && (next.key?.outer ?? pairEnd(source.text, slot.map.pairs[slot.index]!));
  }
  if (slot.kind !== 'item') return undefined;
  if (slot.list.flow) return slot.list.items[slot.index + 1]?.outer;
  return dashes(source.text, slot.list)[slot.index + 1];
}

function removedSpan(target: Place): Span | undefined {
  const { slot, source } = target;
  if (slot.kind !== 'pair' && slot.kind !== 'item') return undefined;
  const { text } = source;
  const pair = slot.kind === 'pair' ? slot.map.pairs[slot.index]! : undefined;
  const value = slot.kind === 'item' ? slot.list.items[slot.index] : pair?.value;
  const start = startOf(target);
  const valueEnd = pair ? pairEnd(text, pair) : value ? endOf(text, value) : start + 1;
  if (slot.kind === 'pair' ? slot.map.flow : slot.list.flow) return withComma(target, start, valueEnd);
  if (slot.kind === 'pair' && isExplicit(source, slot.map)) return undefined;
  if (source.columnOf(start) === -1 || !restIsBlank(source, valueEnd)) return undefined;

  const lineStart = source.lineStart(start) + (text.charCodeAt(source.lineStart(start)) === 0xfeff ? 1 : 0);
  const after = nextLine(source, valueEnd);
  if (text.slice(lineStart, start).trim() !== '') {
    // It shares its line with the dash of the entry around it, which must stay for the keys that follow.
    const next = nextStart(target);
    if (next === undefined) return undefined;
    return { start, end: text.slice(valueEnd, next).includes('#') ? source.lineEnd(Math.max(start, after - 2)) : next };
  }
  if (after !== -1) return { start: lineStart, end: after };
  return { start: text.slice(0, lineStart).replace(/\r?\n$/, '').length, end: text.length };
}

function withComma(target: Place, start: number, end: number): Span | undefined {
  const { slot, source } = target;
  const next = nextStart(target);
  if (next !== undefined) return { start, end: next };
  const before = slot.kind === 'pair' ? slot.map.pairs.at(-2) : undefined;
  const item = slot.kind === 'item' ? slot.list.items.at(-2) : undefined;
  const previous = before ? pairEnd(source.text, before) : item && endOf(source.text, item);
  return previous === undefined ? undefined : { start: previous, end };
}

function holdsAnchor(target: Place): boolean {
  const { slot } = target;
  if (slot.kind === 'pair') return anchorIn(slot.map.pairs[slot.index]!.key) || anchorIn(slot.map.pairs[slot.index]!.value);
  return slot.kind === 'item' && anchorIn(slot.list.items[slot.index]);
}

function anchorIn(node: YamlNode | undefined): boolean {
  if (!node || node.type === ALIAS) return false;
  if (node.anchor !== undefined) return true;
  if (node.type === LIST) return node.items.some(anchorIn);
  return node.type === MAP && node.pairs.some(({ key, value }) => anchorIn(key) || anchorIn(value));
}
