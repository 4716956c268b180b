import { matchesGlob } from '../../model/glob.ts';
import type { Span } from '../../model/text.ts';
import { plainOrQuoted } from '../../model/yaml.ts';
import { Lines } from '../../model/text.ts';
import type { Policy } from '../policy.ts';
import type { PolicyLayer } from './layer.ts';
import { asMap, type Origin } from './merge.ts';
import type { Override, PolicyException, RuleSetting, TrustedSource } from './settings.ts';

/** What *Show Effective Policy* is made of. */
export interface EffectiveParts {
  /** The policy as it is for all files. */
  readonly policy: Policy;
  readonly origins: readonly Origin[];
  /** The file at hand, named as `Policy.for` wants it; without one, what holds for files that no override is for. */
  readonly uri?: string;
  /** How people call a policy file. */
  readonly nameOf: (uri: string) => string;
  /** How they call the file at hand. */
  readonly title: string;
  readonly baseline?: string;
}

/**
 * The policy in force for a file as YAML, every line with where it comes from. What is written there could be a policy
 * that says the same by itself.
 */
export function effectivePolicy(parts: EffectiveParts): string {
  const { policy, origins, uri, nameOf, title, baseline } = parts;
  const lines = new Map<PolicyLayer, Lines>();
  const whereIs = ({ layer, span }: { readonly layer: PolicyLayer; readonly span: Span }): string => {
    let known = lines.get(layer);
    if (!known) lines.set(layer, (known = new Lines(layer.source.text)));
    return `${nameOf(layer.source.uri)}:${known.positionAt(span.start).line + 1}`;
  };
  const path = uri === undefined ? undefined : policy.pathOf(uri);
  const fits = (files: readonly string[] | undefined): boolean =>
    files === undefined || (path !== undefined && matchesGlob(path, files));
  const layers = [...new Set(origins.map(({ layer }) => nameOf(layer.source.uri)))];
  const written: string[] = [
    `# ${title}`,
    layers.length > 0
      ? `# Made of ${layers.join(', ')}; the later one counts more.`
      : '# No policy file was found, so what is built in counts.',
    ...(baseline === undefined ? [] : [`# Findings that stand in ${baseline} are not counted.`]),
  ];
  const add = (text: string, from: string): void => void written.push(`${text}  # ${from}`);
  const last = (key: string): Origin | undefined => origins.findLast((origin) => origin.key === key);
  const all = (key: string): readonly Origin[] => origins.filter((origin) => origin.key === key);

  const profile = last('profile');
  add(`profile: ${policy.settings.profile ?? 'recommended'}`, profile ? whereIs(profile) : BUILT_IN);
  const trusted = last('trustedImages');
  if (trusted) {
    add('trustedImages:', whereIs(trusted));
    for (const source of trusted.value as readonly TrustedSource[])
      add(`  - ${trustedText(source)}`, whereIs(sourceOrigin(source, all('trustedImages'), trusted)));
  }
  const phi = ['paths', 'names', 'namespaces', 'labels'].filter((key) => last(`phi.${key}`));
  if (phi.length > 0) written.push('phi:');
  for (const key of phi) {
    written.push(`  ${key}:`);
    for (const origin of all(`phi.${key}`)) add(`    - ${scalar(origin.value)}`, whereIs(origin));
  }
  written.push('rules:', ...ruleLines(parts, fits, whereIs));
  const scoped = all('overrides').filter(({ value }) => (value as Override).selector && fits((value as Override).files));
  if (scoped.length > 0) written.push('overrides:');
  for (const origin of scoped) {
    const { selector, rules } = origin.value as Override;
    add(`  - ${flow({ ...selector, rules })}`, whereIs(origin));
  }
  const exceptions = all('exceptions').filter(({ value }) => fits((value as PolicyException).files));
  if (exceptions.length > 0) written.push('exceptions:');
  for (const origin of exceptions) {
    const { rules, resources, reason, owner, until } = origin.value as PolicyException;
    add(
      `  - ${flow({ rules, ...(resources && { resources }), reason, ...(owner && { owner }), ...(until && { until }) })}`,
      whereIs(origin),
    );
  }
  const locked = all('locked');
  if (locked.length > 0) written.push('locked:');
  for (const origin of locked) add(`  - ${scalar(origin.value)}`, whereIs(origin));
  return `${written.join('\n')}\n`;
}

const BUILT_IN = 'built in';

/** The list nearest to the base that brought a source in. */
const sourceOrigin = (source: TrustedSource, lists: readonly Origin[], otherwise: Origin): Origin =>
  lists.find(({ value }) => (value as readonly TrustedSource[]).includes(source)) ?? otherwise;

function ruleLines(
  { policy, origins, uri }: EffectiveParts,
  fits: (files: readonly string[] | undefined) => boolean,
  whereIs: (origin: Origin) => string,
): string[] {
  const inForce = uri === undefined ? policy : policy.for(uri);
  const from = new Map<string, Map<string, Origin>>();
  const note = (rule: string, setting: RuleSetting, origin: Origin): void => {
    const keys = from.get(rule) ?? new Map<string, Origin>();
    from.set(rule, keys);
    for (const key of Object.keys(asMap(setting))) keys.set(key, origin);
  };
  for (const origin of origins) {
    if (origin.key.startsWith('rules.')) note(origin.key.slice('rules.'.length), origin.value as RuleSetting, origin);
    if (origin.key !== 'overrides') continue;
    const { files, selector, rules } = origin.value as Override;
    if (!selector && fits(files)) for (const [rule, setting] of Object.entries(rules)) note(rule, setting, origin);
  }
  const customs = new Set(policy.settings.custom?.map(({ id }) => id));
  const profile = origins.findLast(({ key }) => key === 'profile');
  return policy.rules.flatMap((rule): string[] => {
    const { id } = rule;
    const active = inForce.rule(id);
    const keys = from.get(id);
    const custom = customs.has(id) ? origins.find(({ layer }) => layer.custom.some(({ value }) => value === rule)) : undefined;
    const decided = keys?.get('severity');
    const otherwise = custom
      ? `a rule of ${whereIs({ ...custom, span: custom.layer.custom.find(({ value }) => value === rule)!.span })}`
      : rule.profile === 'strict' && active && profile
        ? whereIs(profile)
        : BUILT_IN;
    const severity = active?.severity ?? 'off';
    const options = [...(keys ?? [])].filter(([key]) => key !== 'severity' && active && key in active.options);
    if (options.length === 0) return [`  ${id}: ${severity}  # ${decided ? whereIs(decided) : otherwise}`];
    return [
      `  ${id}:`,
      `    severity: ${severity}  # ${decided ? whereIs(decided) : otherwise}`,
      ...options.map(([key, origin]) => `    ${key}: ${flow(active!.options[key])}  # ${whereIs(origin)}`),
    ];
  });
}

function trustedText({ pattern, requires }: TrustedSource): string {
  return requires ? flow({ source: pattern, [requires]: 'required' }) : scalar(pattern);
}

const scalar = (value: unknown): string => (typeof value === 'string' ? plainOrQuoted(value) : String(value));

/** A value on one line, as YAML has it. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flow(inner)}`)
      .join(', ')} }`;
  return typeof value === 'string' && /[{}[\],]/.test(value) ? JSON.stringify(value) : scalar(value);
}
