import { type Alias, isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Problem } from '../setting.ts';
import { DEEPEST, type Tree } from './events.ts';
import {
  ALIAS,
  blockEnd,
  LIST,
  MAP,
  SCALAR,
  type YamlAlias,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from './tree.ts';

const STYLES: Readonly<Record<string, 1 | 2 | 3 | 4 | 5>> = {
  PLAIN: 1,
  QUOTE_SINGLE: 2,
  QUOTE_DOUBLE: 3,
  BLOCK_LITERAL: 4,
  BLOCK_FOLDED: 5,
};

/** Reads what is intact of the first document that holds anything in a text that need not be well-formed. Never throws. */
export function treeOfPieces(text: string): Tree & { readonly problems: readonly Problem[] } {
  if (text.length > LARGEST) return unread('Too large to be read while it is not well-formed.');
  if (nests(text)) return unread(`Nested more than ${DEEPEST} levels deep.`);
  try {
    // The failsafe schema leaves every scalar a text; merge keys and types are read by the tree's own code.
    const documents = parseAllDocuments(text, {
      schema: 'failsafe',
      keepSourceTokens: false,
      uniqueKeys: false,
      prettyErrors: false,
      strict: false,
      stringKeys: false,
      logLevel: 'silent',
    });
    const reader = new Reader(text);
    let root: YamlNode | undefined;
    for (const document of Array.isArray(documents) ? documents : []) root ??= reader.node(document.contents, 0);
    const problems = [...documents]
      .flatMap(({ errors }) => errors)
      .filter(({ code }) => code !== 'BAD_ALIAS')
      .map(({ pos: [start, end], message }) => ({
        span: { start, end: Math.min(end, text.length) },
        message: `${message}.`.replace(/[.:]\.$/, '.'),
      }));
    return { root, anchored: reader.anchors.size > 0, dangling: reader.dangling, problems };
  } catch (error) {
    // The parser is recursive: what the count above did not foresee ends in a RangeError.
    return unread(error instanceof RangeError ? 'Nested too deeply.' : 'Not readable as YAML.');
  }
}

/** The parser takes some 300 ms for each million characters, and many times that where one error follows another. */
const LARGEST = 1_000_000;

function unread(message: string): Tree & { readonly problems: readonly Problem[] } {
  return { root: undefined, anchored: false, dangling: [], problems: [{ span: { start: 0, end: 0 }, message }] };
}

class Reader {
  readonly anchors = new Map<string, YamlNode>();
  readonly dangling: YamlAlias[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  node(value: unknown, depth: number): YamlNode | undefined {
    if (depth > DEEPEST) return undefined;
    if (isScalar(value)) return this.#scalar(value);
    if (isMap(value)) return this.#map(value, depth);
    if (isSeq(value)) return this.#list(value, depth);
    return isAlias(value) ? this.#alias(value) : undefined;
  }

  #map(value: YAMLMap, depth: number): YamlMap {
    const map: YamlMap = { type: MAP, ...this.#collection(value), pairs: [] };
    if (map.anchor !== undefined) this.anchors.set(map.anchor, map);
    for (const pair of value.items)
      map.pairs.push({ key: this.node(pair.key, depth + 1), value: this.node(pair.value, depth + 1) });
    return map;
  }

  #list(value: YAMLSeq, depth: number): YamlList {
    const list: YamlList = { type: LIST, ...this.#collection(value), items: [], dashes: undefined };
    if (list.anchor !== undefined) this.anchors.set(list.anchor, list);
    for (const item of value.items) list.items.push(this.node(item, depth + 1));
    return list;
  }

  #collection(value: YAMLMap | YAMLSeq): {
    start: number;
    end: number;
    flow: boolean;
    outer: number;
    anchor: string | undefined;
    tag: string | undefined;
  } {
    const [start, end] = value.range ?? [0, 0];
    const flow = value.flow === true;
    return {
      start,
      end: flow && /[[{]/.test(this.#text[start] ?? '') ? end : -1,
      flow,
      ...this.#properties(start, value.anchor, value.tag),
    };
  }

  #scalar(value: Scalar): YamlScalar | undefined {
    let [start, end] = value.range ?? [0, 0];
    const tag = value.tag;
    if (start === end) {
      if (value.anchor === undefined && tag === undefined) return undefined;
      // An empty value is where its anchor or tag ends.
      while (start > 0 && /\s/.test(this.#text[start - 1]!)) start--;
      end = start;
    }
    const style = STYLES[value.type ?? 'PLAIN'] ?? 1;
    const quoted = style === 2 || style === 3;
    const valueStart = quoted ? start + 1 : style >= 4 ? afterLine(this.#text, start) : start;
    const closed = quoted && end - start > 1 && this.#text[end - 1] === this.#text[start];
    const node: YamlScalar = {
      type: SCALAR,
      start,
      end: style >= 4 ? blockEnd(this.#text, valueStart, end, /^[|>]\d?\+/.test(this.#text.slice(start, start + 3))) : end,
      ...this.#properties(start, value.anchor, tag),
      style,
      valueStart,
      valueEnd: closed ? end - 1 : Math.max(end, valueStart),
      event: undefined,
      cooked: typeof value.value === 'string' ? value.value : (value.source ?? ''),
    };
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    return node;
  }

  #alias(value: Alias): YamlAlias {
    const [start, end] = value.range ?? [0, 0];
    const target = this.anchors.get(value.source);
    const node: YamlAlias = { type: ALIAS, start, end, outer: start, anchor: undefined, tag: undefined, target };
    if (!target) this.dangling.push(node);
    return node;
  }

  /** The parser says what anchor and tag a node has, not where; they stand before it, on its line or the one above. */
  #properties(
    start: number,
    anchor: string | undefined,
    tag: string | undefined,
  ): { outer: number; anchor: string | undefined; tag: string | undefined } {
    let outer = start;
    let written = tag;
    if (anchor !== undefined) outer = Math.min(outer, before(this.#text, `&${anchor}`, start));
    if (tag !== undefined) {
      const last = before(this.#text, '!', start);
      const mark = last > 0 && this.#text[last - 1] === '!' ? last - 1 : last;
      if (mark < start) written = /^!(?:<[^>\s]*>|[^\s,[\]{}]*)/.exec(this.#text.slice(mark, mark + 200))?.[0] ?? tag;
      outer = Math.min(outer, mark);
    }
    return { outer, anchor, tag: written };
  }
}

function before(text: string, mark: string, start: number): number {
  const from = Math.max(0, start - 500);
  const found = text.slice(from, start).lastIndexOf(mark);
  return found === -1 ? start : from + found;
}

function afterLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/**
 * Whether a text may nest so deep that a recursive parser runs out of stack or memory. Counts brackets, the dashes of
 * a line and the steps of indentation; it may count too much (brackets in strings), which is why the limit is generous.
 */
function nests(text: string): boolean {
  const indents: number[] = [];
  let brackets = 0;
  let column = 0;
  let inIndent = true;
  let dashes = 0;
  let marks = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      inIndent = true;
      column = 0;
      dashes = 0;
      marks = 0;
      continue;
    }
    column++;
    // `- `, `? ` and `: ` after one another nest wherever they stand in a line
    if ((code === 45 || code === 63 || code === 58) && text.charCodeAt(at + 1) === 32) {
      if ((column === 1 || text.charCodeAt(at - 1) === 32) && ++marks > DEEPEST) return true;
    }
    if (inIndent) {
      if (code === 32) continue;
      if (code === 45 || code === 63) {
        if (++dashes > DEEPEST) return true;
        const next = text.charCodeAt(at + 1);
        if (next === 32) continue;
      }
      inIndent = false;
      while (indents.length > 0 && indents.at(-1)! >= column) indents.pop();
      indents.push(column);
      if (indents.length + dashes > DEEPEST) return true;
      // A new key at the left margin ends whatever brackets a broken line left open.
      if (column === 1 && isLetter(code)) brackets = 0;
    }
    if (code === 91 || code === 123) brackets++;
    else if ((code === 93 || code === 125) && brackets > 0) brackets--;
    if (brackets > DEEPEST) return true;
  }
  return false;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
