import { targets as allTargets, type Target } from '../../model/nodes.ts';
import type { Field } from '../../model/yaml.ts';
import { safeguards, type Citation } from '../../safeguards.ts';
import type { Rule, Severity } from '../rule.ts';
import { toRule, type CustomRule, type FileTest, type PortTest, type SecretSource, type VariableTest } from './custom.ts';
import type { Written } from './layer.ts';
import { compilePattern, MOST_PATTERNS, type Pattern } from './patterns.ts';
import { parsePath, type Conditions, type PathTest } from './pathTest.ts';
import { shown, type PolicyReader } from './reader.ts';
import type { TextTest } from './textTest.ts';

export const ACTIONS = ['block', 'warn', 'audit'] as const;
export const SECRET_SOURCES = ['environment', 'kubernetes'] as const satisfies SecretSource[];
export const PLACES = ['kubernetes', 'compose', 'container'] as const satisfies PathTest['in'][];
export const CONDITION_KEYS = [
  'missing',
  'equals',
  'oneOf',
  'noneOf',
  'matches',
  'notMatches',
  'above',
  'below',
] as const satisfies (keyof Conditions)[];
export const FINDS_KEYS = ['files', 'ports', 'images', 'variables', 'commands', 'secrets', 'path'] as const;
export const CUSTOM_KEYS = [
  'id',
  'title',
  'message',
  'why',
  'remedy',
  'action',
  'severity',
  'targets',
  'safeguards',
  ...FINDS_KEYS,
  'in',
  'kinds',
  'namespaces',
  'services',
  'when',
  'unless',
] as const;

/** What an action means as a severity. */
export const severityOf = (action: (typeof ACTIONS)[number]): Severity =>
  action === 'block' ? 'error' : action === 'warn' ? 'warning' : 'info';

/** How many rules of its own a policy may have. */
const MOST_RULES = 500;

/** Whether the engine for regular expressions is waited for, and how many there were so far. */
interface Waiting {
  pending: boolean;
  patterns: number;
}

type Draft = { -readonly [K in keyof CustomRule]?: CustomRule[K] };

/** Reads the list `custom`. A rule that is wrong in part is left out when it would find something else than was meant. */
export function readCustomRules(
  field: Field,
  builtIn: readonly Rule[],
  reader: PolicyReader,
): { custom: Written<Rule>[]; pending: boolean } {
  const taken = new Set(builtIn.map(({ id }) => id));
  const state: Waiting = { pending: false, patterns: 0 };
  const custom = reader.items(field, '`custom`').flatMap((item, index): Written<Rule>[] => {
    if (index === MOST_RULES)
      reader.say(item.span, `A policy has at most ${MOST_RULES} rules of its own; the others are left out.`);
    if (index >= MOST_RULES) return [];
    if (!item.isMap) {
      reader.say(item.span, 'A rule of your own is a map with `id` and what it finds.');
      return [];
    }
    const rule = readRule(item, taken, reader, state);
    if (!rule) return [];
    taken.add(rule.id);
    return [{ value: toRule(rule), span: item.at('id').span }];
  });
  return { custom, pending: state.pending };
}

function readRule(item: Field, taken: ReadonlySet<string>, reader: PolicyReader, state: Waiting): CustomRule | undefined {
  const before = reader.count;
  const waiting: Waiting = { pending: false, patterns: state.patterns };
  const draft: Draft = {};
  let severity: Severity | undefined;
  const text = (field: Field, name: string): string | undefined => reader.text(field, `\`${name}\``)[0]?.value.trim();
  const entries = reader.known(item, 'A rule of your own', CUSTOM_KEYS);
  for (const [key, field] of entries) {
    if (key === 'id') {
      const id = text(field, key);
      if (id !== undefined && isFree(id, field, taken, reader)) draft.id = id;
    } else if (key === 'title' || key === 'message' || key === 'why' || key === 'remedy') {
      const said = text(field, key);
      if (said !== undefined) draft[key] = said;
    } else if (key === 'action') {
      const action = reader.word(field, '`action`', ACTIONS);
      if (action) severity ??= severityOf(action);
    } else if (key === 'severity') {
      severity = reader.word(field, '`severity`', ['error', 'warning', 'info']) ?? severity;
    } else if (key === 'targets') draft.targets = readTargets(field, reader);
    else if (key === 'safeguards') draft.safeguards = readSafeguards(field, reader);
    else if (key === 'files') draft.files = readFiles(field, reader);
    else if (key === 'ports') draft.ports = readPorts(field, reader);
    else if (key === 'images') draft.images = reader.texts(field, '`images`').map(({ value }) => value);
    else if (key === 'variables') draft.variables = readVariables(field, reader, waiting);
    else if (key === 'commands') draft.commands = readCommands(field, reader, waiting);
    else if (key === 'secrets')
      draft.secrets = listed(field, reader).flatMap(
        (source) => reader.word(source, 'An entry of `secrets`', SECRET_SOURCES) ?? [],
      );
  }
  const path = readPath(item, reader, waiting);
  if (path) draft.path = path;
  if (!item.at('id').written) reader.say(item.span, 'A rule of your own has an `id`.');
  if (!FINDS_KEYS.some((key) => item.at(key).written))
    reader.say(
      item.span,
      'A rule of your own says what it finds: `files`, `ports`, `images`, `variables`, `commands`, `secrets` or `path`.',
    );
  state.pending ||= waiting.pending;
  state.patterns = waiting.patterns;
  if (reader.count > before || waiting.pending || draft.id === undefined) return undefined;
  const title = draft.title ?? draft.message?.replace(/\.$/, '') ?? `The policy of this team names \`${draft.id}\``;
  return {
    ...draft,
    id: draft.id,
    title,
    why: draft.why ?? 'The policy of this team says so.',
    remedy: draft.remedy ?? 'Follow the policy of your team, or agree an exception with a reason.',
    severity: severity ?? 'warning',
    safeguards: draft.safeguards ?? [],
  };
}

function isFree(id: string, field: Field, taken: ReadonlySet<string>, reader: PolicyReader): boolean {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id) || id.length > 80)
    reader.say(field.span, 'An `id` is a few lower-case words with `-` between, such as `export-in-image`.');
  else if (taken.has(id)) reader.say(field.span, `There is a rule \`${id}\` already.`);
  else return true;
  return false;
}

/** The items of a list, each counted; what is no list is a list of one. */
const listed = (field: Field, reader: PolicyReader): Field[] => (field.isList ? reader.items(field, '') : [field]);

const readTargets = (field: Field, reader: PolicyReader): Target[] =>
  listed(field, reader).flatMap((target) => reader.word(target, 'An entry of `targets`', allTargets) ?? []);

function readSafeguards(field: Field, reader: PolicyReader): Citation[] {
  return reader.texts(field, '`safeguards`').flatMap(({ value, span }) => {
    const citation = value.replace(/^(?:45 CFR\s*)?(?:§\s*)?/i, '');
    if (Object.hasOwn(safeguards, citation)) return [citation as Citation];
    reader.unknown(
      span,
      `\`${shown(value)}\` is no safeguard of the Security Rule, such as \`164.312(a)(1)\`.`,
      citation,
      Object.keys(safeguards),
    );
    return [];
  });
}

const readFiles = (field: Field, reader: PolicyReader): FileTest[] =>
  reader.texts(field, '`files`').map(({ value }) => (/^\/[^*?[{]*\/$/.test(value) ? { below: value } : { glob: value }));

/** `23`, `2000-2010`, `53/udp`. */
export function parsePort(text: string): PortTest | undefined {
  const [, first, last, transport] = /^\s*(\d{1,5})(?:\s*-\s*(\d{1,5}))?(?:\/(tcp|udp|sctp))?\s*$/i.exec(text) ?? [];
  if (first === undefined) return undefined;
  const [from, to] = [Number(first), Number(last ?? first)];
  if (from < 1 || to > 65_535 || from > to) return undefined;
  return { from, to, ...(transport && { transport: transport.toLowerCase() as 'tcp' | 'udp' | 'sctp' }) };
}

function readPorts(field: Field, reader: PolicyReader): PortTest[] {
  return reader.texts(field, '`ports`').flatMap(({ value, span }) => {
    const port = parsePort(value);
    if (!port)
      reader.say(span, 'A port is a number from 1 to 65535, a range such as `2000-2010`, or either with `/tcp` or `/udp`.');
    return port ?? [];
  });
}

function readVariables(field: Field, reader: PolicyReader, state: Waiting): VariableTest[] {
  return listed(field, reader).flatMap((item): VariableTest[] => {
    if (!item.isMap) return reader.text(item, 'A variable').map(({ value }) => ({ name: value }));
    const test: { name?: TextTest; value?: TextTest } = {};
    for (const [key, part] of reader.known(item, 'A variable', ['name', 'value'])) {
      const read = readTextTest(part, `\`${key}\``, reader, state);
      if (read !== undefined) test[key as 'name'] = read;
    }
    return [test];
  });
}

const readCommands = (field: Field, reader: PolicyReader, state: Waiting): TextTest[] =>
  listed(field, reader).flatMap((item) => readTextTest(item, 'A command', reader, state) ?? []);

/** A text with `*`, or `{ matches: … }` with a regular expression. */
function readTextTest(field: Field, what: string, reader: PolicyReader, state: Waiting): TextTest | undefined {
  if (!field.isMap) {
    if (typeof field.value === 'boolean') return String(field.value);
    return reader.text(field, what)[0]?.value;
  }
  if (!field.at('matches').written) reader.say(field.span, `${what} is a text, or a map with \`matches\`.`);
  for (const [, part] of reader.known(field, what, ['matches'])) return readPattern(part, reader, state);
  return undefined;
}

function readPattern(field: Field, reader: PolicyReader, state: Waiting): Pattern | undefined {
  const [source] = reader.text(field, 'A regular expression');
  if (!source) return undefined;
  if (++state.patterns > MOST_PATTERNS) {
    reader.say(source.span, `A policy has at most ${MOST_PATTERNS} regular expressions.`);
    return undefined;
  }
  const pattern = compilePattern(source.value);
  if (typeof pattern === 'string') reader.say(source.span, pattern);
  else if (pattern) return pattern;
  else state.pending = true;
  return undefined;
}

function readPath(item: Field, reader: PolicyReader, state: Waiting): PathTest | undefined {
  const [path, place] = [item.at('path'), item.at('in')];
  if (!path.written) {
    for (const key of ['in', 'kinds', 'namespaces', 'services', 'when', 'unless'])
      if (item.at(key).written) reader.say(item.at(key).keySpan, `\`${key}\` goes with \`path\`.`);
    return undefined;
  }
  const [text] = reader.text(path, '`path`');
  const steps = text && parsePath(text.value);
  if (text && !steps) reader.say(text.span, 'A path is keys with `.` between, such as `spec.template.spec.containers.*.image`.');
  const where = place.written ? reader.word(place, '`in`', PLACES) : undefined;
  if (!place.written) reader.say(path.keySpan, 'A path is looked for `in` one of `kubernetes`, `compose` or `container`.');
  const [when, unless] = [item.at('when'), item.at('unless')];
  if (when.written === unless.written)
    reader.say(path.keySpan, 'A path has either `when`, what is a finding there, or `unless`, what is none.');
  const conditions = readConditions(when.written ? when : unless, reader, state);
  const selector = (key: 'kinds' | 'namespaces' | 'services', places: readonly string[]): { [K in typeof key]?: string[] } => {
    const field = item.at(key);
    if (!field.written) return {};
    if (where && !places.includes(where)) reader.say(field.keySpan, `\`${key}\` does not go with \`in: ${where}\`.`);
    return { [key]: reader.texts(field, `\`${key}\``).map(({ value }) => value) };
  };
  const selected = {
    ...selector('kinds', ['kubernetes']),
    ...selector('namespaces', ['kubernetes']),
    ...selector('services', ['container']),
  };
  if (!text || !steps || !where) return undefined;
  return { in: where, text: text.value, steps, when: conditions, unless: unless.written, ...selected };
}

function readConditions(field: Field, reader: PolicyReader, state: Waiting): Conditions {
  const found: { -readonly [K in keyof Conditions]: Conditions[K] } = {};
  if (!field.written) return found;
  const entries = reader.known(field, `\`${field.name}\``, CONDITION_KEYS);
  if (entries.length === 0)
    reader.say(field.keySpan, `\`${field.name}\` has a condition: ${CONDITION_KEYS.map((key) => `\`${key}\``).join(', ')}.`);
  for (const [key, part] of entries) {
    if (key === 'missing') {
      if (typeof part.value === 'boolean') found.missing = part.value;
      else reader.say(part.span, '`missing` is `true` or `false`.');
    } else if (key === 'equals') {
      if (part.value === undefined || part.value === null)
        reader.say(part.span, '`equals` is a text, a number, `true` or `false`.');
      else found.equals = String(part.value);
    } else if (key === 'oneOf' || key === 'noneOf')
      found[key] = listed(part, reader).flatMap((item) => {
        if (item.value === undefined || item.value === null)
          reader.say(item.span, `An entry of \`${key}\` is a text, a number, \`true\` or \`false\`.`);
        return item.value === undefined || item.value === null ? [] : [String(item.value)];
      });
    else if (key === 'matches' || key === 'notMatches') {
      const pattern = readPattern(part, reader, state);
      if (pattern) found[key] = pattern;
    } else if (typeof part.value === 'number') found[key as 'above'] = part.value;
    else reader.say(part.span, `\`${key}\` is a number.`);
  }
  return found;
}
