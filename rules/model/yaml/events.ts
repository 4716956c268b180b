import { parseEvents, type ScalarEvent } from 'js-yaml';
import {
  ALIAS,
  blockEnd,
  LIST,
  LITERAL,
  MAP,
  PLAIN,
  SCALAR,
  type YamlAlias,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlScalar,
} from './tree.ts';

/** How deep a document may nest. Real files stay below 60; the limit keeps every walk over a tree safe. */
export const DEEPEST = 200;

export interface Tree {
  readonly root: YamlNode | undefined;
  /** Whether any node has an anchor; then what is taken out needs a second look. */
  readonly anchored: boolean;
  /** Aliases without an anchor before them. */
  readonly dangling: readonly YamlAlias[];
}

const DOCUMENT = 1;
const SEQUENCE = 2;
const MAPPING = 3;
const SCALAR_EVENT = 4;
const ALIAS_EVENT = 5;
const FLOW = 2;
const KEEP = 3;

/** Reads the first document that holds anything in a well-formed text; throws what `js-yaml` throws on any other. */
export function treeOfEvents(text: string): Tree {
  const anchors = new Map<string, YamlNode>();
  const dangling: YamlAlias[] = [];
  const open: (YamlMap | YamlList)[] = [];
  let top: YamlMap | YamlList | undefined;
  let root: YamlNode | undefined;
  let key: YamlPair | undefined;
  const waiting: (YamlPair | undefined)[] = [];

  const place = (node: YamlNode | undefined): void => {
    if (top === undefined) root = node;
    else if (top.type === LIST) top.items.push(node);
    else if (key === undefined) top.pairs.push((key = { key: node, value: undefined }));
    else {
      key.value = node;
      key = undefined;
    }
  };

  for (const event of parseEvents(text, { maxDepth: DEEPEST })) {
    if (event.type === SCALAR_EVENT) place(scalarOf(text, event, anchors));
    else if (event.type === MAPPING || event.type === SEQUENCE) {
      const { start, anchorStart, tagStart } = event;
      const outer = Math.min(start, anchorStart === -1 ? start : anchorStart - 1, tagStart === -1 ? start : tagStart);
      const anchor = anchorStart === -1 ? undefined : text.slice(anchorStart, event.anchorEnd);
      const tag = tagStart === -1 ? undefined : text.slice(tagStart, event.tagEnd);
      const flow = event.style === FLOW;
      const node: YamlMap | YamlList =
        event.type === MAPPING
          ? { type: MAP, start, end: -1, outer, anchor, tag, flow, pairs: [] }
          : { type: LIST, start, end: -1, outer, anchor, tag, flow, items: [], dashes: undefined };
      place(node);
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      open.push(node);
      waiting.push(key);
      top = node;
      key = undefined;
    } else if (event.type === ALIAS_EVENT) {
      const target = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
      const start = event.anchorStart - 1;
      const node: YamlAlias = {
        type: ALIAS,
        start,
        outer: start,
        end: event.anchorEnd,
        anchor: undefined,
        tag: undefined,
        target,
      };
      if (!target) dangling.push(node);
      place(node);
    } else if (event.type === DOCUMENT) {
      if (root) break;
    } else if (open.length > 0) {
      const done = open.pop()!;
      // a list that grew has room for more: what is kept for long is copied into one without
      if (done.type === MAP) done.pairs = done.pairs.slice();
      else done.items = done.items.slice();
      top = open.at(-1);
      key = waiting.pop();
      // A collection that was a pair's key leaves the pair waiting; one that was its value has closed it already.
    }
  }
  return { root, anchored: anchors.size > 0, dangling };
}

function scalarOf(text: string, event: ScalarEvent, anchors: Map<string, YamlNode>): YamlScalar | undefined {
  const { valueStart, valueEnd, anchorStart, anchorEnd, tagStart, tagEnd, style } = event;
  const bare = anchorStart === -1 && tagStart === -1;
  if (valueStart === -1 && bare) return undefined;
  const empty = valueStart === -1;
  const block = style >= LITERAL;
  const quotes = style === PLAIN || block ? 0 : 1;
  const start = empty ? Math.max(anchorEnd, tagEnd) : block ? headerOf(text, valueStart) : valueStart - quotes;
  const node: YamlScalar = {
    type: SCALAR,
    start,
    end: empty ? start : block ? blockEnd(text, valueStart, valueEnd, event.chomping === KEEP) : valueEnd + quotes,
    outer: bare ? start : Math.min(start, anchorStart === -1 ? start : anchorStart - 1, tagStart === -1 ? start : tagStart),
    anchor: anchorStart === -1 ? undefined : text.slice(anchorStart, anchorEnd),
    tag: tagStart === -1 ? undefined : text.slice(tagStart, tagEnd),
    style,
    valueStart: empty ? start : valueStart,
    valueEnd: empty ? start : valueEnd,
    event: empty || event.fast ? undefined : event,
    cooked: undefined,
  };
  if (node.anchor !== undefined) anchors.set(node.anchor, node);
  return node;
}

/** Where the `|` or `>` stands whose text starts at an offset. */
function headerOf(text: string, valueStart: number): number {
  const end = text[valueStart - 1] === '\n' ? valueStart - 1 : valueStart;
  const from = text.lastIndexOf('\n', end - 1) + 1;
  const header = text.slice(from, end);
  const lineStart = header.lastIndexOf('\r', header.length - (header.endsWith('\r') ? 2 : 1)) + 1;
  const found = /[|>][-+0-9]*(?:[ \t]+(?:#[^\n]*)?)?\r?$/.exec(header.slice(lineStart));
  return found ? from + lineStart + found.index : valueStart;
}
