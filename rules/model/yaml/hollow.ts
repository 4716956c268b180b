import type { Place } from './place.ts';
import { MAP } from './tree.ts';

/** Whether the output of a template may land among the keys of a field, so that what is missing there need not be missing. */
export function isHollow(field: Place): boolean {
  const { source, slot, aliased } = field;
  if (source.filling.length === 0) return false;
  const key =
    slot.kind === 'pair' ? slot.map.pairs[slot.index] : slot.kind === 'item' ? slot.list.items[slot.index] : source.root;
  if (aliased || !key) return mayHold(field);
  // every container of a pod asks the pod
  let hollow = source.hollow.get(key);
  if (hollow === undefined) source.hollow.set(key, (hollow = mayHold(field)));
  return hollow;
}

function mayHold(field: Place): boolean {
  const { source, node, slot } = field;
  const own = node?.type === MAP && !node.flow ? source.columnOf(node.start) : -1;
  const key = slot.kind === 'pair' ? source.columnOf(slot.map.pairs[slot.index]!.key?.start ?? slot.map.start) : -1;
  const [start, end] = reachOf(field);
  return source.fillingWithin(start, end).some((hole) => {
    if (hole.column === -1) return true;
    return own !== -1 ? hole.column === own : hole.column > key;
  });
}

/** From a field's key to the next key or entry that is not below it: where lines of a template may belong to it. */
export function reachOf(field: Place): [start: number, end: number] {
  const { slot, source } = field;
  const start =
    slot.kind === 'pair'
      ? (slot.map.pairs[slot.index]!.key?.outer ?? slot.map.start)
      : slot.kind === 'item'
        ? (slot.list.items[slot.index]?.outer ?? slot.list.start)
        : 0;
  for (let place: Place | undefined = field; place; place = place.parent) {
    const next =
      place.slot.kind === 'pair'
        ? place.slot.map.pairs[place.slot.index + 1]?.key
        : place.slot.kind === 'item'
          ? place.slot.list.items[place.slot.index + 1]
          : undefined;
    if (next) return [start, next.outer];
  }
  return [start, source.text.length];
}
