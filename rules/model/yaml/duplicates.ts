import type { Problem } from '../setting.ts';
import { decode, LIST, MAP, SCALAR, says, type YamlMap, type YamlNode, type YamlScalar } from './tree.ts';

/** Keys that stand twice in one map. Parsers refuse them or take the last. `<<` may be repeated. */
export function duplicateKeys(text: string, root: YamlNode | undefined): Problem[] {
  const problems: Problem[] = [];
  const visit = (node: YamlNode | undefined): void => {
    if (node?.type === LIST) for (const item of node.items) visit(item);
    if (node?.type !== MAP || problems.length >= MOST) return;
    if (node.pairs.length > 1)
      for (const key of repeated(text, node).slice(0, MOST))
        problems.push({
          span: { start: key.start, end: key.end },
          message: `Key \`${decode(text, key)}\` stands twice in one map.`,
        });
    for (const { value } of node.pairs) visit(value);
  };
  visit(root);
  return problems;
}

/** How many are worth telling of one document. */
const MOST = 100;

const FEW = 12;

function repeated(text: string, { pairs }: YamlMap): YamlScalar[] {
  const found: YamlScalar[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < pairs.length; index++) {
    const { key } = pairs[index]!;
    if (key?.type !== SCALAR) continue;
    const again =
      pairs.length > FEW
        ? seen.size === seen.add(decode(text, key)).size
        : pairs.slice(0, index).some((other) => same(text, other.key, key));
    if (again && !says(text, key, '<<')) found.push(key);
  }
  return found;
}

/** Compares two keys by length first, so that a map of a few keys costs no texts. */
function same(text: string, other: YamlNode | undefined, key: YamlScalar): boolean {
  if (other?.type !== SCALAR) return false;
  if (!other.event && !key.event && other.cooked === undefined && key.cooked === undefined) {
    const length = key.valueEnd - key.valueStart;
    if (other.valueEnd - other.valueStart !== length) return false;
    return text.startsWith(text.slice(key.valueStart, key.valueEnd), other.valueStart);
  }
  return decode(text, other) === decode(text, key);
}
