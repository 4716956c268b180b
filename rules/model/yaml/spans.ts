import type { Span } from '../text.ts';
import { endOf, SCALAR, type YamlNode } from './tree.ts';

/** Where a node stands: a scalar without the line breaks that may follow it. */
export function spanOf(text: string, node: YamlNode): Span {
  return node.type === SCALAR ? trimEnd(text, node.start, node.end) : { start: node.start, end: endOf(text, node) };
}

/** A stretch of the text without the line breaks at its end. */
export function trimEnd(text: string, start: number, end: number): Span {
  let last = end;
  while (last > start && (text[last - 1] === '\n' || text[last - 1] === '\r')) last--;
  return { start, end: last };
}
