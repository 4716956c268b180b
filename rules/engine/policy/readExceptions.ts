import type { Field } from '../../model/yaml.ts';
import { isDay, isPlaceholder } from '../exceptions.ts';
import type { Written } from './layer.ts';
import type { PolicyReader, Seen } from './reader.ts';
import type { PolicyException } from './settings.ts';

export const EXCEPTION_KEYS = ['rule', 'rules', 'files', 'resource', 'resources', 'reason', 'owner', 'until'] as const;

/** Reads the list `exceptions`. One without a reason, or with a date that is none, is said and excepts nothing. */
export function readExceptions(field: Field, file: string, reader: PolicyReader, seen: Seen): PolicyException[] {
  return reader.items(field, '`exceptions`').flatMap((item): PolicyException[] => {
    if (!item.isMap) {
      reader.say(item.span, 'An exception is a map with `rule` and `reason`.');
      return [];
    }
    const rules: Written<string>[] = [];
    const parts: Partial<Record<(typeof EXCEPTION_KEYS)[number], readonly string[]>> = {};
    // what says less than was meant must not except more than was meant
    const before = reader.count;
    for (const [key, part] of reader.known(item, 'An exception', EXCEPTION_KEYS)) {
      if (key === 'reason' || key === 'owner' || key === 'until') {
        // an empty reason is no wrong type: it is an exception without a reason
        if (key === 'reason' && (part.value === null || part.value === '')) continue;
        parts[key] = reader.text(part, `\`${key}\``).map(({ value }) => value);
      } else {
        const texts = reader.texts(part, `\`${key}\``);
        if (key === 'rule' || key === 'rules') rules.push(...texts);
        else if (key === 'files') seen.globs.push(...texts);
        if (key !== 'rule' && key !== 'rules') parts[key as 'files'] = texts.map(({ value }) => value);
      }
    }
    seen.mentions.push(...rules);
    const until = parts.until?.[0]?.trim();
    if (until !== undefined && !isDay(until)) {
      reader.say(item.at('until').span, '`until` is a day, such as `2027-03-31`.');
    }
    const broken = reader.count > before;
    if (rules.length === 0) {
      if (!broken) reader.say(item.span, 'An exception names the `rule` it is for.');
      return [];
    }
    const reason = parts.reason?.[0]?.trim() ?? '';
    if (isPlaceholder(reason)) {
      const why = reason === '' ? 'has no reason, so it excepts nothing' : `gives \`${reason}\` as its reason, which is none`;
      const at = item.at('reason').written ? item.at('reason') : item;
      const remove = item.remove();
      const fixes = remove ? [{ title: 'Remove this exception', edits: [remove], safe: false }] : [];
      reader.say(at.span, `This exception ${why}.`, { rule: 'unreasoned-exception', fixes });
      return [];
    }
    if (broken) return [];
    const { files, owner } = parts;
    const resources = [...(parts.resource ?? []), ...(parts.resources ?? [])];
    const remove = item.remove();
    return [
      {
        file,
        span: item.span,
        extent: item.extent,
        rules: rules.map(({ value }) => value),
        ruleSpans: rules.map(({ span }) => span),
        reason,
        ...(owner?.[0] !== undefined && { owner: owner[0].trim() }),
        ...(until !== undefined && { until, untilSpan: item.at('until').span }),
        ...(files && { files }),
        ...(resources.length > 0 && { resources }),
        ...(remove && { remove }),
      },
    ];
  });
}
