import { lineBreakOf, type Edit } from '../../model/text.ts';
import { parseYaml } from '../../model/yaml.ts';
import type { Severity } from '../rule.ts';
import type { PolicySource } from './settings.ts';

/** What an exception in a policy is for. */
export interface NewException {
  readonly rule: string;
  /** Relative to the policy's folder. */
  readonly path: string;
  /** Empty for the file as a whole. */
  readonly resource: string;
  readonly reason: string;
}

/** The edit that adds an exception to a policy; nothing where its list is not one that can be added to. */
export function exceptionEdit({ uri, text }: PolicySource, { rule, path, resource, reason }: NewException): Edit | undefined {
  const parts = [
    `rule: ${rule}`,
    `files: ${JSON.stringify(escaped(path))}`,
    resource !== '' && `resource: ${JSON.stringify(resource)}`,
    `reason: ${JSON.stringify(reason)}`,
  ];
  const entry = `{ ${parts.filter(Boolean).join(', ')} }`;
  const { root } = parseYaml(text);
  const list = root.at('exceptions');
  if (list.isList && list.items().length > 0) return inFile(uri, list.insert(entry));
  if (list.written && list.value !== null) return undefined;
  const br = lineBreakOf(text);
  if (list.written) return inFile(uri, after(text, list.keySpan.end, `${br}  - ${entry}`));
  return root.isMap || isBlank(text) ? append(uri, text, `exceptions:${br}  - ${entry}${br}`) : undefined;
}

/** The edit that sets a rule's severity in a policy, its options kept. */
export function severityEdit({ uri, text }: PolicySource, rule: string, severity: Severity | 'off'): Edit | undefined {
  const { root } = parseYaml(text);
  const setting = root.at('rules', rule);
  if (setting.written) return inFile(uri, (setting.isMap ? setting.at('severity') : setting).write(severity));
  const rules = root.at('rules');
  if (rules.isMap) return inFile(uri, setting.write(severity));
  const br = lineBreakOf(text);
  if (rules.written)
    return rules.value === null ? inFile(uri, after(text, rules.keySpan.end, `${br}  ${rule}: ${severity}`)) : undefined;
  return root.isMap || isBlank(text) ? append(uri, text, `rules:${br}  ${rule}: ${severity}${br}`) : undefined;
}

const inFile = (file: string, edit: Edit | undefined): Edit | undefined => edit && { ...edit, file };

/** Comments alone, or nothing. */
const isBlank = (text: string): boolean => !/^[ \t\uFEFF]*[^\s#]/m.test(text);

function append(file: string, text: string, lines: string): Edit {
  const br = text === '' || text.endsWith('\n') ? '' : lineBreakOf(text);
  return { file, span: { start: text.length, end: text.length }, text: br + lines };
}

/** Behind a key that has no value yet, and the comment that may follow it. */
function after(text: string, key: number, added: string): Edit {
  const end = text.indexOf('\n', key);
  const at = end === -1 ? text.length : text[end - 1] === '\r' ? end - 1 : end;
  return { span: { start: at, end: at }, text: added };
}

/** A path as a glob that fits it alone. */
const escaped = (path: string): string =>
  path.replace(/[*?[\\{!]/g, (character) => (character === '{' ? '[{]' : `\\${character}`));
