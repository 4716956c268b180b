import type { Span } from '../../model/text.ts';
import { parseYaml, splitYaml, type Field } from '../../model/yaml.ts';
import type { Rule } from '../rule.ts';
import { flatAquaRules, parseMatch, type AquaRule } from './aquaFlat.ts';
import { toRule, type FileTest, type PortTest, type SecretSource } from './custom.ts';
import type { PolicyLayer, Written } from './layer.ts';
import { nearest } from './problem.ts';
import { ACTIONS, parsePort, severityOf } from './readCustom.ts';
import { shown, type PolicyReader } from './reader.ts';
import type { PolicySource } from './settings.ts';
import { table } from '../../model/table.ts';

/** Whether a text is a policy in Aqua's form: `apiVersion: xray.aqua.security/v1` with `kind: Policy`. */
export const isAquaPolicy = (text: string): boolean =>
  text.includes('aqua.security/') &&
  /^[ \t]*["']?apiVersion["']?[ \t]*:[ \t]*["']?[a-z.]*aqua\.security\//m.test(text) &&
  /^[ \t]*["']?kind["']?[ \t]*:[ \t]*["']?Policy\b/m.test(text);

const SCANNERS = ['file', 'network', 'secrets'];
const ROOT_KEYS = ['apiVersion', 'kind', 'metadata', 'spec'];
const SPEC_KEYS = ['description', 'rules'];
const RULE_KEYS = ['name', 'description', 'scanner', 'match', 'action'];
const MATCH_KEYS: Readonly<Record<string, readonly string[]>> = table({
  file: ['name', 'path'],
  network: ['port'],
  secrets: ['secrets.provider'],
});

/**
 * Reads a policy in Aqua's form as rules of a team's own: block is an error, warn a warning, audit an info. Published
 * copies have often lost their indentation, so a text is read by its keys where it is not nested as it should be.
 */
export function readAquaPolicy(
  source: PolicySource,
  reader: PolicyReader,
  builtIn: readonly Rule[],
): Pick<PolicyLayer, 'custom'> {
  const { text } = source;
  const flat = flatAquaRules(text);
  const rules = flat ?? splitYaml(text).flatMap(({ start, text }) => nestedRules(text, start, reader));
  if (rules.length === 0) reader.say({ start: 0, end: firstLineEnd(text) }, 'This policy has no rule under `spec.rules`.');
  const taken = new Set(builtIn.map(({ id }) => id));
  return { custom: rules.flatMap((rule) => convert(rule, taken, reader) ?? []) };
}

const firstLineEnd = (text: string): number => (text.includes('\n') ? text.indexOf('\n') : text.length);

/** The rules of one document that is nested as it should be. */
function nestedRules(text: string, offset: number, reader: PolicyReader): AquaRule[] {
  const { root, problems } = parseYaml(text);
  const moved = ({ start, end }: Span): Span => ({ start: start + offset, end: end + offset });
  for (const { span, message } of problems) reader.say(moved(span), message);
  const only = (field: Field, what: string, keys: readonly string[]): void => {
    for (const [key, { keySpan }] of field.entries())
      if (!keys.includes(key)) reader.unknown(moved(keySpan), `\`${shown(key)}\` of ${what} is not understood.`, key, keys);
  };
  const written = (field: Field): Written<string> | undefined => {
    const { text } = field;
    if (text === undefined && field.written && field.value !== null)
      reader.say(moved(field.span), `\`${field.name}\` is a text.`);
    return text === undefined ? undefined : { value: text.trim(), span: moved(field.span) };
  };
  only(root, 'this policy', ROOT_KEYS);
  const spec = root.at('spec');
  only(spec, '`spec`', SPEC_KEYS);
  if (spec.at('rules').written && !spec.at('rules').isList) reader.say(moved(spec.at('rules').span), '`rules` is a list.');
  return spec
    .at('rules')
    .items()
    .map((item) => {
      only(item, 'a rule', RULE_KEYS);
      const match = item.at('match');
      for (const [key, { keySpan }] of match.entries())
        if (key !== 'any') reader.say(moved(keySpan), `Of \`match\` the list \`any\` is read; \`${shown(key)}\` is not checked.`);
      if (match.written && !match.at('any').isList) reader.say(moved(match.span), '`match` has a list `any`.');
      const found = (key: string): { [K in typeof key]?: Written<string> } => {
        const value = written(item.at(key));
        return value ? { [key]: value } : {};
      };
      return {
        span: moved(item.span),
        ...found('name'),
        ...found('description'),
        ...found('scanner'),
        ...found('action'),
        matches: match
          .at('any')
          .items()
          .flatMap((entry) => readMatch(entry, moved, reader)),
      };
    });
}

/** A match is a map `name: "*.csv"`, a map `secrets: { provider: env }`, or a text that says the same. */
function readMatch(entry: Field, moved: (span: Span) => Span, reader: PolicyReader): AquaRule['matches'][number][] {
  if (entry.isMap)
    return entry.entries().flatMap(([key, value]) => {
      if (value.isMap)
        return value
          .entries()
          .map(([inner, { text, span }]) => ({ key: `${key}.${inner}`, value: text ?? '', span: moved(span) }));
      return [{ key, value: value.text ?? '', span: moved(value.span) }];
    });
  const match = parseMatch(entry.text ?? '', moved(entry.span));
  if (!match)
    reader.say(moved(entry.span), 'A match is written `name: *.csv`, `path: /data/`, `port: 23` or `secrets.provider: env`.');
  return match ? [match] : [];
}

function convert(rule: AquaRule, taken: Set<string>, reader: PolicyReader): Written<Rule> | undefined {
  const { name, description, scanner, action, matches, span } = rule;
  if (!scanner || !SCANNERS.includes(scanner.value)) {
    const known = 'This policy is read for the scanners `file`, `network` and `secrets`';
    if (!scanner) reader.say(span, `${known}; this rule names none, so it is not checked.`);
    else reader.unknown(scanner.span, `${known}; \`${shown(scanner.value)}\` is not checked.`, scanner.value, SCANNERS);
    return undefined;
  }
  const severity = ACTIONS.find((word) => word === action?.value.toLowerCase());
  if (!severity) {
    const at = action?.span ?? span;
    if (action) reader.unknown(at, '`action` is `block`, `warn` or `audit`; this rule counts as `block`.', action.value, ACTIONS);
    else reader.say(at, 'This rule has no `action`, so it counts as `block`.');
  }
  const files: FileTest[] = [];
  const ports: PortTest[] = [];
  const secrets: SecretSource[] = [];
  for (const { key, value, span } of matches) {
    if (!MATCH_KEYS[scanner.value]!.includes(key)) {
      const keys = MATCH_KEYS[scanner.value]!.map((key) => `\`${key}\``).join(' or ');
      const meant = nearest(key, MATCH_KEYS[scanner.value]!);
      reader.say(
        span,
        `The scanner \`${scanner.value}\` is read for ${keys}; \`${shown(key)}\` is not checked.${meant ? ` Did you mean \`${meant}\`?` : ''}`,
      );
    } else if (value === '') reader.say(span, `\`${key}\` is empty.`);
    else if (key === 'name') files.push({ glob: value });
    else if (key === 'path') files.push({ below: value.startsWith('/') ? value : `/${value}` });
    else if (key === 'port') {
      const port = parsePort(value);
      if (port) ports.push(port);
      else reader.say(span, `\`${shown(value)}\` is no port.`);
    } else if (value === 'env' || value === 'kubernetes') secrets.push(value === 'env' ? 'environment' : 'kubernetes');
    else
      reader.unknown(
        span,
        `Secrets are looked for where the provider is \`env\` or \`kubernetes\`; \`${shown(value)}\` is not checked.`,
        value,
        ['env', 'kubernetes'],
      );
  }
  if (files.length + ports.length + secrets.length === 0) {
    if (matches.length === 0) reader.say(span, 'This rule has no match that is understood, so it checks nothing.');
    return undefined;
  }
  const id = freeId(name?.value ?? scanner.value, taken);
  taken.add(id);
  const said = description?.value.replace(/\s+/g, ' ').replace(/\.?$/, '.');
  const data = {
    id,
    title: name ? `The policy names \`${shown(name.value)}\`` : `The policy names this for the scanner \`${scanner.value}\``,
    ...(said && said !== '.' && { message: said }),
    why: said && said !== '.' ? said : 'The policy of this organisation says so.',
    remedy: 'Follow the policy of your organisation, or agree an exception with a reason.',
    severity: severityOf(severity ?? 'block'),
    safeguards: [],
    ...(files.length > 0 && { files }),
    ...(ports.length > 0 && { ports }),
    ...(secrets.length > 0 && { secrets }),
  };
  return { value: toRule(data), span: name?.span ?? span };
}

/** An id made of a name; one that is taken gets a number. */
function freeId(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|(?<!-)-+$/g, '')
    .slice(0, 60);
  const id = words || 'rule';
  for (let number = 1; ; number++) {
    const next = number === 1 ? id : `${id}-${number}`;
    if (!taken.has(next)) return next;
  }
}
