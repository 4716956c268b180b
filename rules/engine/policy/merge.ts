import type { Rule, Severity } from '../rule.ts';
import type { PolicyLayer, Written, WrittenRules } from './layer.ts';
import type { PhiScope } from './phi.ts';
import { nearest, type PolicyProblem } from './problem.ts';
import { shown } from './reader.ts';
import type { Override, PolicyException, PolicySettings, RuleSetting, TrustedSource } from './settings.ts';

/** What layers make together, and what is wrong with each once the others are known. */
export interface Merged {
  readonly settings: PolicySettings;
  readonly problems: ReadonlyMap<PolicyLayer, readonly PolicyProblem[]>;
  /** Which layer decides, for each thing a policy can say; the nearest one last where several have a part in it. */
  readonly origins: readonly Origin[];
}

/** One thing the merged policy says, and where. */
export interface Origin {
  /** `rules.root-user`, `trustedImages`, `exceptions`. */
  readonly key: string;
  readonly value: unknown;
  readonly layer: PolicyLayer;
  readonly span: Written<unknown>['span'];
}

const RANK: Readonly<Record<Severity | 'off', number>> = { off: 0, info: 1, warning: 2, error: 3 };

/** Merges layers, the base first and the nearest last. `complete` is false when a layer is missing, whose rules are then not known. */
export function mergeLayers(layers: readonly PolicyLayer[], builtIn: readonly Rule[], complete = true): Merged {
  const problems = new Map<PolicyLayer, PolicyProblem[]>(layers.map((layer) => [layer, []]));
  const custom = customRules(layers, problems);
  const rules = new Map([...builtIn, ...custom].map((rule) => [rule.id, rule]));
  if (complete) for (const layer of layers) tellUnknown(layer, rules, problems.get(layer)!);
  const draft = new Draft(rules, custom);
  for (const layer of layers) draft.add(layer, problems.get(layer)!);
  return { settings: draft.settings(), problems, origins: draft.origins };
}

/** The rules of all layers; a second one of the same id is left out, and said. */
function customRules(layers: readonly PolicyLayer[], problems: ReadonlyMap<PolicyLayer, PolicyProblem[]>): Rule[] {
  const found = new Map<string, Rule>();
  for (const layer of layers)
    for (const { value, span } of layer.custom)
      if (found.has(value.id))
        problems
          .get(layer)!
          .push({ rule: 'invalid-policy', span, message: `A policy this one extends has a rule \`${value.id}\` already.` });
      else found.set(value.id, value);
  return [...found.values()];
}

const MOST_SUGGESTIONS = 30;

function tellUnknown(layer: PolicyLayer, rules: ReadonlyMap<string, Rule>, problems: PolicyProblem[]): void {
  const unknown = layer.mentions.filter(({ value }) => !rules.has(value)).slice(0, 100);
  for (const [index, { value, span }] of unknown.entries()) {
    const meant = index < MOST_SUGGESTIONS && value.length < 100 ? nearest(value, [...rules.keys()]) : undefined;
    problems.push({
      rule: 'unknown-rule',
      span,
      message: `There is no rule \`${shown(value)}\`.${meant ? ` Did you mean \`${meant}\`?` : ''}`,
      ...(meant && { suggestion: meant }),
    });
  }
}

/** What is known while layers are added. */
class Draft {
  readonly origins: Origin[] = [];
  readonly #known: ReadonlyMap<string, Rule>;
  readonly #custom: readonly Rule[];
  readonly #rules = new Map<string, RuleSetting>();
  readonly #overrides: Override[] = [];
  readonly #exceptions: PolicyException[] = [];
  readonly #phi: Record<keyof PhiScope, string[]> = { paths: [], names: [], namespaces: [], labels: [] };
  /** Rules that the layers so far have locked, with the severity they had then. */
  readonly #locked = new Map<string, Severity | 'off'>();
  #profile: PolicySettings['profile'];
  #trusted: readonly TrustedSource[] | undefined;
  /** Whether the layer added last may say what is trusted. */
  #trustLocked = false;

  constructor(known: ReadonlyMap<string, Rule>, custom: readonly Rule[]) {
    this.#known = known;
    this.#custom = custom;
  }

  add(layer: PolicyLayer, problems: PolicyProblem[]): void {
    const tell = (problem: PolicyProblem): void => void (problems.length < 200 && problems.push(problem));
    const { extendsProfile, profile, trustedImages, rules, overrides, exceptions, locked, phi } = layer;
    this.#trustLocked = this.#locked.has('untrusted-image');
    for (const said of [extendsProfile, profile])
      if (said) {
        this.#profile = said.value;
        this.#origin('profile', said.value, layer, said.span);
      }
    if (trustedImages) this.#trust(trustedImages, layer, tell);
    for (const key of Object.keys(phi) as (keyof PhiScope)[])
      for (const { value, span } of phi[key]) {
        this.#phi[key].push(value);
        this.#origin(`phi.${key}`, value, layer, span);
      }
    if (rules) this.#top(rules, layer, tell);
    for (const override of overrides) {
      const settings = this.#allowed(override, tell);
      if (settings.length > 0) this.#overrides.push({ ...override.when, rules: asObject(settings) });
      this.#origin('overrides', { ...override.when, rules: asObject(settings) }, layer, override.span);
    }
    for (const [index, override] of overrides.entries())
      if (isShadowed(override, overrides.slice(index + 1))) tell(unreachable(override));
    for (const exception of exceptions) this.#except(exception, layer, tell);
    // what a layer locks, it may itself still set and except
    for (const { value, span } of locked) {
      if (!this.#known.has(value)) continue;
      this.#rules.set(value, this.#rules.get(value) ?? {});
      if (!this.#locked.has(value)) this.#locked.set(value, this.#severityOf(value));
      this.#origin('locked', value, layer, span);
    }
  }

  settings(): PolicySettings {
    const trusted = this.#trusted;
    const strict = trusted?.filter(({ requires }) => requires !== undefined).map(({ pattern }) => pattern) ?? [];
    return {
      ...(this.#profile && { profile: this.#profile }),
      ...(this.#rules.size > 0 && { rules: Object.fromEntries(this.#rules) }),
      ...(trusted && { trustedImages: trusted.map(({ pattern }) => pattern) }),
      ...(strict.length > 0 && { digestRequired: strict }),
      ...(Object.values(this.#phi).some((list) => list.length > 0) && { phi: this.#phi }),
      ...(this.#overrides.length > 0 && { overrides: this.#overrides }),
      ...(this.#exceptions.length > 0 && { exceptions: this.#exceptions }),
      ...(this.#trustLocked && { trustLocked: true }),
      ...(this.#locked.size > 0 && { locked: [...this.#locked.keys()] }),
      ...(this.#custom.length > 0 && { custom: this.#custom }),
    };
  }

  #origin(key: string, value: unknown, layer: PolicyLayer, span: Origin['span']): void {
    this.origins.push({ key, value, layer, span });
  }

  /** The word `default` stands for what the layers below trust, in the end for the built-in list. */
  #trust(said: NonNullable<PolicyLayer['trustedImages']>, layer: PolicyLayer, tell: (problem: PolicyProblem) => void): void {
    if (this.#locked.has('untrusted-image')) {
      tell(lockedProblem('untrusted-image', said.span, '`trustedImages` changes nothing here'));
      return;
    }
    const below = this.#trusted ?? [{ pattern: 'default' }];
    this.#trusted = said.value.flatMap(({ value }) => (value.pattern === 'default' ? below : [value]));
    this.#origin('trustedImages', this.#trusted, layer, said.span);
  }

  #top(written: WrittenRules, layer: PolicyLayer, tell: (problem: PolicyProblem) => void): void {
    const settings = this.#allowed(written, tell);
    for (const { rule, value, span } of settings) {
      this.#rules.set(rule, combined(this.#rules.get(rule), value));
      this.#origin(`rules.${rule}`, value, layer, span);
    }
    // what a nearer layer says of a rule counts more than an override of a layer below
    const again = settings.filter(({ rule }) => this.#overrides.some(({ rules }) => Object.hasOwn(rules, rule)));
    if (again.length > 0) this.#overrides.push({ rules: asObject(again) });
  }

  /** The settings of known rules that no lock forbids. */
  #allowed({ settings }: WrittenRules, tell: (problem: PolicyProblem) => void): WrittenRules['settings'] {
    return settings.filter(({ rule, value, span }) => {
      if (!this.#known.has(rule)) return false;
      const locked = this.#locked.get(rule);
      if (locked === undefined) return true;
      const { severity, ...options } = asMap(value);
      if (severity !== undefined && RANK[severity] < RANK[locked]) {
        tell(lockedProblem(rule, span, `\`${severity}\` changes nothing here: it stays \`${locked}\``));
        return false;
      }
      if (Object.keys(options).length === 0) return true;
      tell(lockedProblem(rule, span, 'its options cannot be set here'));
      return false;
    });
  }

  #except(exception: PolicyException, layer: PolicyLayer, tell: (problem: PolicyProblem) => void): void {
    const rules = exception.rules.filter((rule, index) => {
      if (!this.#known.has(rule)) return false;
      if (!this.#locked.has(rule)) return true;
      tell(lockedProblem(rule, exception.ruleSpans[index]!, 'it cannot be excepted here'));
      return false;
    });
    if (rules.length === 0) return;
    const kept = {
      ...exception,
      rules,
      ruleSpans: exception.ruleSpans.filter((_, index) => rules.includes(exception.rules[index]!)),
    };
    this.#exceptions.push(kept);
    this.#origin('exceptions', kept, layer, exception.span);
  }

  /** The severity a rule has outside of all overrides. */
  #severityOf(id: string): Severity | 'off' {
    const rule = this.#known.get(id)!;
    const setting = this.#rules.get(id);
    const { severity } = asMap(setting ?? {});
    return severity ?? rule.severity;
  }
}

function lockedProblem(rule: string, span: PolicyProblem['span'], what: string): PolicyProblem {
  return { rule: 'locked-rule', span, message: `\`${rule}\` is locked by a policy this one extends: ${what}.` };
}

/** A later setting of the same rule says more; the options of the earlier one stay where the later does not name them. */
export function combined(before: RuleSetting | undefined, after: RuleSetting): RuleSetting {
  if (before === undefined) return after;
  const merged = { ...asMap(before), ...asMap(after) };
  return Object.keys(merged).length === 1 && merged.severity !== undefined ? merged.severity : (merged as RuleSetting);
}

export function asMap(setting: RuleSetting): { readonly severity?: Severity | 'off' } & Readonly<Record<string, unknown>> {
  return typeof setting === 'string' ? { severity: setting } : setting;
}

function asObject(settings: WrittenRules['settings']): Record<string, RuleSetting> {
  const found: Record<string, RuleSetting> = {};
  for (const { rule, value } of settings) found[rule] = combined(found[rule], value);
  return found;
}

/** Whether a later override of the same layer decides all that this one says, wherever this one applies; or it applies nowhere. */
function isShadowed({ when = {}, settings }: WrittenRules, later: readonly WrittenRules[]): boolean {
  if (when.files?.length === 0 || when.files?.every((glob) => glob.startsWith('!'))) return true;
  if (Object.values(when.selector ?? {}).some((patterns) => patterns.length === 0)) return true;
  return settings.every(({ rule, value }) =>
    later.some(
      ({ when: other = {}, settings }) =>
        holdsAll(other.files, when.files) &&
        (other.selector === undefined || same(other.selector, when.selector)) &&
        settings.some((setting) => setting.rule === rule && covers(setting.value, value)),
    ),
  );
}

const holdsAll = (wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean =>
  wide === undefined ||
  wide.includes('**') ||
  same(wide, narrow) ||
  (narrow?.every((glob) => wide.includes(glob)) === true && !wide.some((glob) => glob.startsWith('!')));

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const covers = (later: RuleSetting, earlier: RuleSetting): boolean =>
  Object.keys(asMap(earlier)).every((key) => key in asMap(later));

const unreachable = ({ span }: WrittenRules): PolicyProblem => ({
  rule: 'unreachable-override',
  span,
  message: 'This override never decides anything: it fits nothing, or later ones say something else of all its rules.',
});
