import type { Field } from '../../model/yaml.ts';
import type { Rule } from '../rule.ts';
import type { WrittenRules } from './layer.ts';
import { shown, type PolicyReader, type Seen } from './reader.ts';
import type { RuleSetting } from './settings.ts';

export const SEVERITIES = ['error', 'warning', 'info', 'off'] as const;

/**
 * Reads a map from rule ids to severities or options. Rules that are not built in may be a team's own: they are
 * mentioned, and told apart once all layers are known.
 */
export function readRuleSettings(
  field: Field,
  rules: readonly Rule[],
  reader: PolicyReader,
  seen: Seen,
): WrittenRules['settings'] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return reader.entries(field, '`rules`').flatMap(([id, setting]) => {
    seen.mentions.push({ value: id, span: setting.keySpan });
    const value = readSetting(id, byId.get(id), setting, reader);
    return value === undefined ? [] : [{ rule: id, value, span: setting.keySpan }];
  });
}

function readSetting(id: string, rule: Rule | undefined, field: Field, reader: PolicyReader): RuleSetting | undefined {
  if (field.isMap) return readOptions(id, rule, field, reader);
  const severity = SEVERITIES.find((severity) => severity === field.value);
  if (severity) return severity;
  reader.unknown(
    field.span,
    `\`${shown(id)}\` is \`error\`, \`warning\`, \`info\` or \`off\`, or a map with \`severity\` and the rule's options.`,
    typeof field.value === 'string' ? field.value : '',
    SEVERITIES,
  );
  return undefined;
}

function readOptions(id: string, rule: Rule | undefined, field: Field, reader: PolicyReader): RuleSetting {
  const setting: Record<string, unknown> = {};
  for (const [name, value] of reader.entries(field, `\`${shown(id)}\``)) {
    if (name === 'severity') {
      const severity = reader.word(value, '`severity`', SEVERITIES);
      if (severity) setting['severity'] = severity;
      continue;
    }
    const option = rule?.options && Object.hasOwn(rule.options, name) ? rule.options[name] : undefined;
    if (!option) {
      const names = ['severity', ...Object.keys(rule?.options ?? {})];
      if (rule) reader.unknown(value.keySpan, `\`${rule.id}\` has no option \`${shown(name)}\`.`, name, names);
      continue;
    }
    const plain = value.isList ? reader.items(value, `\`${name}\``).map((item) => item.value) : value.value;
    if (option.accepts(plain)) setting[name] = plain;
    else reader.say(value.span, `\`${name}\` of \`${rule!.id}\` does not take this value. ${option.about}`);
  }
  return setting as RuleSetting;
}
