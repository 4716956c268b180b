import type { Span } from '../text.ts';
import { parseYaml, type Field } from '../yaml.ts';
import { MASK } from '../yaml/tree.ts';
import { UNKNOWN } from '../imageName.ts';
import type { Gathering } from './gather.ts';
import { readLines } from './lines.ts';
import { type Placed, slice } from './placed.ts';
import { readXml } from './xml.ts';

type Form = 'structure' | 'lines' | 'xml';

/** What a file of that name holds, by its ending. */
function formByName(file: string): Form | 'none' | undefined {
  const [, ending] = /\.([a-z\d]+)(?:\.(?:tmpl|template|tpl|j2|example|sample|default|in))?$/i.exec(file) ?? [];
  switch (ending?.toLowerCase()) {
    case 'yml':
    case 'yaml':
    case 'json':
    case 'jsonc':
      return 'structure';
    case 'xml':
      return 'xml';
    case 'conf':
    case 'cnf':
    case 'cfg':
    case 'config':
    case 'ini':
    case 'properties':
    case 'env':
    case 'toml':
    case 'hcl':
    case 'repo':
      return 'lines';
    case 'sh':
    case 'bash':
    case 'sql':
    case 'py':
    case 'js':
    case 'ts':
    case 'rb':
    case 'lua':
    case 'php':
    case 'md':
    case 'txt':
    case 'html':
    case 'css':
    case 'crt':
    case 'pem':
    case 'key':
      return 'none';
  }
  return /(?:^|\/)\.?(?:env|npmrc|curlrc|wgetrc|yarnrc|condarc)$/i.test(file) ? 'lines' : undefined;
}

/** What a text without a telling name looks like. */
function formOf(text: string): Form | undefined {
  const start = text.slice(0, 4000).trimStart();
  if (start.startsWith('#!')) return undefined;
  if (/^\{\s*(?:["}/]|$)|^\[\s*[{"]/.test(start)) return 'structure';
  if (start.startsWith('<')) return /^<(?:\?xml|!--|[a-zA-Z])/.test(start) ? 'xml' : undefined;
  let [pairs, keys, others] = [0, 0, 0];
  for (const line of start.split('\n', 30)) {
    if (/^\s*(?:[#;!]|\/\/|$)/.test(line)) continue;
    if (/^\s*(?:export\s+)?[\w.\-[\]]+\s*=/.test(line) || /^\s*\[[\w. "-]+\]\s*$/.test(line)) pairs++;
    else if (/^\s*(?:- )?["']?[\w./-]+["']?:(?:\s|$)/.test(line) || /^\s*- /.test(line)) keys++;
    else others++;
  }
  if (pairs > others + keys) return 'lines';
  return keys > 2 * others ? 'structure' : undefined;
}

/** Whether a value is a text of settings rather than a value. */
export function readText(text: Placed, file: string, gathering: Gathering): boolean {
  const named = formByName(file);
  if (named === 'none') return false;
  const form = named ?? (text.text.includes('\n') || text.text.startsWith('{') ? formOf(text.text) : undefined);
  if (form === undefined || (named && !/[\s=:{]/.test(text.text))) return false;
  if (form === 'xml') readXml(text, gathering);
  else if (form === 'lines') readLines(text, gathering);
  else readStructure(text, gathering);
  return true;
}

const LONGEST = 200_000;

/** Reads YAML or JSON: a setting for every scalar, under the path of its keys; lists add nothing to it. */
export function readStructure(text: Placed, gathering: Gathering): void {
  if (text.text.length > LONGEST) return;
  const bare = text.text.replaceAll(UNKNOWN, MASK);
  const { root } = parseYaml(/^\s*[{[]/.test(bare) && /\/[/*]/.test(bare) ? withoutComments(bare) : bare);
  readField(root, [], text, gathering, 0);
}

function readField(field: Field, path: readonly string[], text: Placed, gathering: Gathering, depth: number): void {
  if (depth > 40 || field.aliased) return;
  if (field.isMap) {
    for (const [name, child] of field.entries()) readField(child, [...path, name], text, gathering, depth + 1);
    return;
  }
  if (field.isList) {
    for (const item of field.items()) readField(item, path, text, gathering, depth + 1);
    return;
  }
  if (path.length === 0 || !field.written || !(field.isScalar || field.value === null)) return;
  const { textSpan, keySpan, verbatim } = field;
  const value = field.text ?? '';
  const nameSpan = field.name === '' ? undefined : text.at(keySpan.start, keySpan.end);
  const place: Placed = verbatim
    ? slice(text, textSpan.start, textSpan.end)
    : { text: value, span: spanIn(text, field.isScalar ? textSpan : keySpan), at: () => undefined };
  const more = { nameSpan, path: path.length > 1 ? path : undefined };
  gathering.add(path.join('.'), { ...place, text: value }, 'config', more);
}

function spanIn(text: Placed, { start, end }: Span): Span {
  return text.at(start, end) ?? text.span;
}

/** JSON with the comments that some programs allow in it, those blanked out. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (piece) =>
    piece.startsWith('"') ? piece : piece.replace(/[^\n]/g, ' '),
  );
}
