import { lineBreakOf, lineStart, type Edit } from '../model/text.ts';
import { parseYaml } from '../model/yaml.ts';
import { mergeLayers } from './policy/merge.ts';
import type { PolicyProblem } from './policy/problem.ts';
import { readLayer } from './policy/readLayer.ts';
import type { PolicySettings, PolicySource } from './policy/settings.ts';
import type { Rule } from './rule.ts';

export { nearest, type PolicyProblem } from './policy/problem.ts';

/** The name of the file a team shares its policy in. */
export const POLICY_FILE = '.breakwater.yaml';

/**
 * Reads the text of a policy by itself: what it extends is not looked at. It never throws: what is wrong is a problem
 * with its place, in UTF-16 offsets.
 */
export function readPolicy(
  text: string,
  rules: readonly Rule[],
): { settings: PolicySettings; problems: readonly PolicyProblem[] } {
  const layer = readLayer({ uri: '', text }, rules);
  const { settings, problems } = mergeLayers([layer], rules, layer.extends.length === 0);
  return { settings, problems: [...layer.problems, ...(problems.get(layer) ?? [])] };
}

/** The edit of a policy that adds an entry to `trustedImages`, keeping what is trusted without the list when none was written yet. */
export function trustImageEdit({ uri, text }: PolicySource, pattern: string): Edit | undefined {
  const list = parseYaml(text).root.at('trustedImages');
  const entry = JSON.stringify(pattern);
  const br = lineBreakOf(text);
  const items = list.items();
  const last = items.at(-1);
  if (list.written && list.isList && last) {
    const line = lineStart(text, last.extent.start);
    const lead = /^\s*-\s*/.exec(text.slice(line, last.extent.start))?.[0];
    if (lead === undefined || lead.length !== last.extent.start - line)
      return { file: uri, span: { start: last.extent.end, end: last.extent.end }, text: `, ${entry}` }; // a flow list
    const lineEnd = endOfLine(text, last.extent.end);
    return { file: uri, span: { start: lineEnd, end: lineEnd }, text: `${br}${lead}${entry}` };
  }
  if (list.written && list.value !== null) return undefined; // a list that is empty or no list at all: left to its author
  const before = text === '' || text.endsWith('\n') ? '' : br;
  const key = list.written ? undefined : `${before}trustedImages:${br}  - default${br}  - ${entry}${br}`;
  return key === undefined ? undefined : { file: uri, span: { start: text.length, end: text.length }, text: key };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}
