import type { Gathering } from './gather.ts';
import { type Placed, slice } from './placed.ts';

const LONGEST = 200_000;
const SECTION = /^\s*\[\[?\s*(?!\s)"?([^\]"]+)(?:"\s*)?\]?\]\s*(?:[#;].*)?$/;
const PAIR =
  /^(\s*(?:export\s+|set\s+|SET\s+)?["']?)([A-Za-z_$@][^\s=:"']*(?: [A-Za-z_][\w-]*){0,3}?|[A-Za-z_$][\w.:/-]*)(["']?\s*)(=|:(?=\s|$))(\s*)/;
const WORDS = /^(\s*)([A-Za-z_][\w.:/-]*)(\s+)(?=\S)/;

/**
 * Reads `key = value`, `key: value` and `key value`, one a line. `[section]` and the blocks of braces around a line lead to
 * its name.
 */
export function readLines(text: Placed, gathering: Gathering): void {
  if (text.text.length > LONGEST) return;
  let sections: readonly string[] = [];
  const blocks: string[] = [];
  let start = 0;
  for (const line of text.text.split('\n')) {
    const at = start;
    start += line.length + 1;
    if (line === '' || /^\s*(?:[#;!]|\/\/|--)/.test(line)) continue;
    const named = SECTION.exec(line);
    if (named) {
      sections = [named[1]!.trim()];
      continue;
    }
    const [, opening, rest] = /^\s*([a-z_][^={}]*)\{(.*)$/i.exec(line) ?? [];
    if (opening !== undefined && rest !== undefined) {
      // a block may open and close on its line: `location /health { access_log off; }`
      const inner = rest.replace(/\}\s*$/, '');
      if (inner.trim() !== '')
        readLine(inner, at + line.length - rest.length, [...sections, ...blocks, opening.trimEnd()], text, gathering);
      if (inner === rest) blocks.push(opening.trimEnd());
    } else if (/^\s*\}/.test(line)) blocks.pop();
    else readLine(line, at, [...sections, ...blocks], text, gathering);
  }
}

function readLine(line: string, at: number, around: readonly string[], text: Placed, gathering: Gathering): void {
  const pair = PAIR.exec(line);
  const [whole, lead, name] = pair ?? WORDS.exec(line) ?? [];
  if (whole === undefined || lead === undefined || name === undefined) {
    // a switch that stands alone: `skip-grant-tables`
    const [, blank, alone] = /^(\s*)([A-Za-z][\w-]+)(?:\s*;)?\s*$/.exec(line) ?? [];
    if (alone === undefined) return;
    const from = at + blank!.length;
    const span = text.at(from, from + alone.length);
    const place = { text: '', span: span ?? text.span, at: (): undefined => undefined };
    gathering.add(alone, place, 'config', { nameSpan: span, apart: true, path: pathOf(around, alone) });
    return;
  }
  let [first, last] = [whole.length, line.length];
  const body = line.slice(first);
  if (body.startsWith('{')) return;
  const quote = body[0];
  if (quote === '"' || quote === "'") {
    const close = body.indexOf(quote, 1);
    if (close !== -1 && /^\s*(?:[;,#].*)?$/.test(body.slice(close + 1))) [first, last] = [first + 1, first + close];
  } else {
    const comment = /\s[#;].*/s.exec(body);
    if (comment) last = first + comment.index;
    while (last > first && /[\s;,]/.test(line[last - 1]!)) last--;
  }
  const from = at + lead.length;
  const nameSpan = text.at(from, from + name.length);
  gathering.add(name, slice(text, at + first, at + Math.max(first, last)), 'config', { nameSpan, path: pathOf(around, name) });
}

function pathOf(around: readonly string[], name: string): readonly string[] | undefined {
  return around.length === 0 ? undefined : [...around, name];
}
