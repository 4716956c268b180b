import type { Span } from '../text.ts';
import { LIST, LITERAL, MAP, SCALAR, type YamlNode } from './tree.ts';

/**
 * The comments of a document, `#` to the end of the line. What stands inside a scalar is none.
 * Only those that name this project are of use, so that a text that does not mention it is not searched.
 */
export function commentsOf(text: string, root: YamlNode | undefined): Span[] {
  if (!text.includes('breakwater')) return [];
  const taken: Span[] = [];
  collect(root, taken);
  taken.sort((a, b) => a.start - b.start);
  const found: Span[] = [];
  let from = 0;
  for (const { start, end } of [...taken, { start: text.length, end: text.length }]) {
    for (let at = text.indexOf('#', from); at !== -1 && at < start; ) {
      const lineEnd = endOfLine(text, at);
      if (at === 0 || /[\s\uFEFF]/.test(text[at - 1]!)) {
        found.push({ start: at, end: lineEnd });
        at = text.indexOf('#', lineEnd);
      } else at = text.indexOf('#', at + 1);
    }
    from = Math.max(from, end);
  }
  return found;
}

function collect(node: YamlNode | undefined, taken: Span[]): void {
  if (!node) return;
  if (node.type === SCALAR) {
    const { style, valueStart } = node;
    // The line of a `|` may hold a comment; only what follows it is text.
    taken.push(style >= LITERAL ? { start: valueStart, end: node.end } : { start: node.start, end: node.end });
  } else if (node.type === LIST) for (const item of node.items) collect(item, taken);
  else if (node.type === MAP)
    for (const { key, value } of node.pairs) {
      collect(key, taken);
      collect(value, taken);
    }
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}
