import type { Span } from '../text.ts';
import type { Source } from './source.ts';
import type { YamlList, YamlMap, YamlNode } from './tree.ts';

/** Where a field stands: the pair or list entry that holds it, the name that is missing, or one that another file decides. */
export type Slot =
  | { readonly kind: 'root' }
  | { readonly kind: 'pair'; readonly map: YamlMap; readonly index: number; readonly name: string }
  | { readonly kind: 'item'; readonly list: YamlList; readonly index: number }
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'decided'; readonly name: string; readonly span: Span };

/** What an edit has to know of a field. */
export interface Place {
  readonly source: Source;
  /** What is written, aliases followed. Nothing when the value is empty or missing. */
  readonly node: YamlNode | undefined;
  readonly slot: Slot;
  readonly parent: Place | undefined;
  readonly aliased: boolean;
  readonly span: Span;
  readonly text: string | undefined;
  readonly literal: string | undefined;
}
