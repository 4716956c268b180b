import type { Span } from '../text.ts';
import type { Source } from './source.ts';
import { ALIAS, endOf, LIST, MAP, resolve, says, type YamlMap, type YamlNode, type YamlPair } from './tree.ts';

/** A map that `<<` brings into another, and the alias that does it. */
export interface Merged {
  readonly map: YamlMap;
  readonly use: Span;
}

/** How many maps one map may take in. Chains of merges beyond it are made to be slow, not to be read. */
const MOST = 25;

/**
 * The maps that `<<` brings into a map, the nearest first, each once: so circles end, and a bomb of merges stays as
 * small as it is written. `use` is where the map itself came through an alias, if it did.
 */
export function mergedInto(source: Source, node: YamlMap, use: Span | undefined): readonly Merged[] {
  const found: Merged[] = [];
  const seen = new Set<YamlNode>([node]);
  const add = (value: YamlNode | undefined, from: Span | undefined): void => {
    const target = resolve(value);
    if (!value || !target || seen.has(target) || found.length >= MOST) return;
    const by = from ?? use ?? { start: value.start, end: endOf(source.text, value) };
    if (target.type === LIST) {
      seen.add(target);
      for (const item of target.items) add(item, value.type === ALIAS ? by : from);
    } else if (target.type === MAP) {
      seen.add(target);
      found.push({ map: target, use: by });
      visit(target, by);
    }
  };
  const visit = (map: YamlMap, from: Span | undefined): void => {
    for (const pair of map.pairs) if (isMerge(source.text, pair)) add(pair.value, from);
  };
  visit(node, undefined);
  return found;
}

/** Whether a pair is a merge; a `<<` with a scalar is a key like any other. */
export function isMerge(text: string, { key, value }: YamlPair): boolean {
  if (!says(text, key, '<<')) return false;
  const target = resolve(value);
  return target?.type === MAP || target?.type === LIST;
}
