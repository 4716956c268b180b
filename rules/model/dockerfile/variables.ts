import type { Label, Variable } from '../nodes.ts';
import type { Setting } from '../setting.ts';
import type { Edit, Span } from '../text.ts';
import { unquote } from './expand.ts';
import { insideQuotes } from './images.ts';
import type { Pair } from './pairs.ts';
import { affect, ownerOf, placeOf, type Reading, settingOf, spanOf, meaningOf } from './reading.ts';

/** Reads `ENV`: all values are worked out with what was known before it. */
export function readEnv(reading: Reading): void {
  const read = reading.parsed.pairs.map((pair) => readVariable(reading, pair, 'env'));
  for (const { variable, value } of read) {
    reading.nodes.push(variable);
    const { name } = variable;
    if (value !== undefined) affect(reading, `env ${name}=${value}`, ({ scope }) => scope.setEnv(name, value));
  }
}

/** Reads `ARG`. In a stage, one without a value takes that of the `ARG` before the first `FROM`. */
export function readArg(reading: Reading): void {
  const read = reading.parsed.pairs.map((pair) => readVariable(reading, pair, 'arg'));
  const { stage, stages, scope } = reading;
  for (const { variable, value } of read) {
    reading.nodes.push(variable);
    const { name } = variable;
    const given = value ?? (stage ? stages.globals.valueOf(name) : undefined);
    if (given === undefined && scope.valueOf(name) !== undefined) continue;
    if (!stage) scope.setArg(name, given);
    else
      affect(reading, given === undefined ? `arg ${name}` : `arg ${name}=${given}`, (affected) =>
        affected.scope.setArg(name, given),
      );
  }
}

/** Reads `LABEL`. */
export function readLabel(reading: Reading): void {
  for (const pair of reading.parsed.pairs) {
    const { value: raw } = pair;
    if (!raw) continue;
    const span = spanOf(reading, insideQuotes(raw));
    const label: Label = {
      kind: 'Label',
      span: span.start === span.end ? spanOf(reading, pair.name) : span,
      key: meaningOf(reading, pair.name),
      value: settingOf(meaningOf(reading, raw), span),
      annotation: false,
      owner: ownerOf(reading),
    };
    reading.nodes.push(label);
  }
}

function readVariable(
  reading: Reading,
  { name, value: raw }: Pair,
  place: 'env' | 'arg',
): { variable: Variable; value?: string } {
  const nameSpan = spanOf(reading, name);
  const common = { kind: 'Variable', place, owner: ownerOf(reading), ...placeOf(reading) } as const;
  if (!raw) {
    const value: Setting<string> = { state: 'unset', span: nameSpan };
    return { variable: { ...common, span: nameSpan, name: unquote(name.text, reading.escapeChar), value, written: '' } };
  }
  const value = meaningOf(reading, raw);
  const span = spanOf(reading, insideQuotes(raw));
  const whole = spanOf(reading, raw);
  const variable: Variable = {
    ...common,
    span: span.start === span.end ? nameSpan : span,
    name: place === 'env' ? meaningOf(reading, name) : unquote(name.text, reading.escapeChar),
    value: settingOf(value, span, (text) => setValue(whole, text, reading.escapeChar)),
    written: unquote(raw.text, reading.escapeChar),
  };
  return { variable, value };
}

function setValue(span: Span, text: string, escapeChar: string): Edit {
  if (/^[\w@%+:,./-]+$/.test(text)) return { span, text };
  const escaped = text.replace(/["$\\`]/g, (char) =>
    char === '"' || char === '$' || char === escapeChar ? escapeChar + char : char,
  );
  return { span, text: `"${escaped}"` };
}
