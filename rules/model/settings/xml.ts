import type { Gathering } from './gather.ts';
import { type Placed, slice } from './placed.ts';

const LONGEST = 200_000;
const NAMED = /<(?:property|param|entry|add|setting|variable)\s+(?:name|key)\s*=\s*"([^"<]{1,200})"\s+value\s*=\s*"([^"<]*)"/g;
const HADOOP = /<name>\s*([\w.:-]{1,200})\s*<\/name>\s*<value>([^<]*)<\/value>/g;
const LEAF = /<([A-Za-z_][\w.:-]{0,200})>([^<\n]{0,2000})<\/\1>/g;

/** Reads what XML files of settings mostly are: `<name>value</name>`, `<property name="…" value="…"/>`, Hadoop's pairs. */
export function readXml(text: Placed, gathering: Gathering): void {
  if (text.text.length > LONGEST) return;
  const bare = text.text.replace(/<!--[\s\S]*?(?:-->|$)/g, (comment) => comment.replace(/[^\n]/g, ' '));
  for (const pattern of [NAMED, HADOOP, LEAF])
    for (const match of bare.matchAll(pattern)) {
      const [whole, name, value] = match as unknown as [string, string, string];
      if (pattern === LEAF && (name === 'name' || name === 'value')) continue;
      const start = match.index + whole.indexOf(name, 1);
      const from = match.index + whole.lastIndexOf(pattern === NAMED ? `"${value}"` : `>${value}<`) + 1;
      gathering.add(name, slice(text, from, from + value.length), 'config', { nameSpan: text.at(start, start + name.length) });
    }
}
