import { globTest } from '../model/glob.ts';
import type { NodeKind, Target } from '../model/nodes.ts';
import { defaults } from './options.ts';
import { asMap, combined } from './policy/merge.ts';
import { phiOf, type Phi } from './policy/phi.ts';
import { folderOf, relativePath } from './policy/relativePath.ts';
import type { Override, PolicyException, PolicySettings, PolicySource, RuleSettings, Selector } from './policy/settings.ts';
import { fitsAny } from './policy/wildcard.ts';
import type { Resource } from './resource.ts';
import type { Rule, Severity } from './rule.ts';

export type { PolicyException, PolicySettings, PolicySource, RuleSetting } from './policy/settings.ts';

/** A rule that runs, with what the policy made of it. */
export interface Active {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly options: Readonly<Record<string, unknown>>;
  /** The options a policy wrote itself. */
  readonly written: ReadonlySet<string>;
}

/** How many files and resources a policy remembers its narrowed form for. */
const MOST_REMEMBERED = 10_000;

/**
 * Which rules run, how severe they are, and with which options. Immutable, so results can be remembered by it: what it
 * is narrowed to for a file or a part of one is the same object whenever the same overrides apply.
 */
export class Policy {
  readonly active: readonly Active[];
  readonly source: PolicySource | undefined;
  readonly settings: PolicySettings;
  readonly phi: Phi;
  readonly locked: ReadonlySet<string>;
  /** Whether parts of a file may have settings of their own, to be asked by `at`. */
  readonly scoped: boolean;
  readonly #rules: readonly Rule[];
  readonly #byId: ReadonlyMap<string, Active>;
  readonly #wanted = new Map<Target, ReadonlyMap<NodeKind, readonly Active[]>>();
  /** What the policy is like with some of its overrides, by their numbers; shared by all that are narrowed from one. */
  readonly #variants: Map<string, Policy>;
  readonly #whole: Policy | undefined;
  /** The numbers of the overrides that may apply. */
  readonly #candidates: readonly number[];
  readonly #byFile = new Map<string, Policy>();
  readonly #byResource = new Map<string, Policy>();
  readonly #exceptionsByFile = new Map<string, readonly PolicyException[]>();
  readonly #exceptions: ReturnType<typeof byRule>;
  /** Whether an override is for a file, by its number. */
  readonly #overrideFits: readonly ((path: string) => boolean)[];

  private constructor(
    rules: readonly Rule[],
    settings: PolicySettings,
    source: PolicySource | undefined,
    from?: { readonly whole: Policy; readonly candidates: readonly number[]; readonly scoped: boolean },
  ) {
    this.#rules = rules;
    this.settings = settings;
    this.source = source;
    this.active = activeOf(rules, settings);
    this.#byId = new Map(this.active.map((active) => [active.rule.id, active]));
    this.#whole = from?.whole;
    this.#candidates = from?.candidates ?? (settings.overrides ?? []).map((_, index) => index);
    this.scoped = from?.scoped ?? false;
    this.#variants = from ? from.whole.#variants : new Map();
    this.phi = from ? from.whole.phi : phiOf(settings.phi);
    this.locked = from ? from.whole.locked : new Set(settings.locked);
    this.#exceptions = from ? from.whole.#exceptions : byRule(settings.exceptions ?? []);
    this.#overrideFits = from ? from.whole.#overrideFits : (settings.overrides ?? []).map(({ files }) => testOf(files));
  }

  /** The policy that `settings` make of `rules`. Settings of unknown rules and options of a wrong type are left out. */
  static of(rules: readonly Rule[], settings: PolicySettings = {}, source?: PolicySource): Policy {
    return new Policy(settings.custom ? [...rules, ...settings.custom] : rules, settings, source);
  }

  /** The rules that want to see nodes in this kind of file, by node kind. */
  wanting(target: Target): ReadonlyMap<NodeKind, readonly Active[]> {
    const known = this.#wanted.get(target);
    if (known) return known;
    const kinds = new Map<NodeKind, Active[]>();
    for (const entry of this.active) {
      if (!entry.rule.targets.includes(target)) continue;
      for (const kind of Object.keys(entry.rule.check) as NodeKind[]) {
        const list = kinds.get(kind);
        if (list) list.push(entry);
        else kinds.set(kind, [entry]);
      }
    }
    this.#wanted.set(target, kinds);
    return kinds;
  }

  /** The rule with an id, if it runs. */
  rule(id: string): Active | undefined {
    return this.#byId.get(id);
  }

  /** Every rule it knows of, whether or not it runs. */
  get rules(): readonly Rule[] {
    return this.#rules;
  }

  /** The path of a file as the globs of the policy see it: relative to its folder, with `/`. */
  pathOf(uri: string): string {
    return relativePath(this.source ? (this.source.base ?? folderOf(this.source.uri)) : folderOf(uri), uri);
  }

  /** The policy as it is for a file, named by the same sort of URI or path as the policy itself. */
  for(uri: string): Policy {
    const overrides = this.settings.overrides;
    if (!overrides || this.#whole) return this;
    const known = this.#byFile.get(uri);
    if (known) return known;
    const path = this.pathOf(uri);
    const fitting = this.#candidates.filter((index) => this.#overrideFits[index]!(path));
    const policy = this.#narrowed(
      fitting,
      fitting.some((index) => overrides[index]!.selector),
    );
    remember(this.#byFile, uri, policy);
    return policy;
  }

  /** The policy as it is for a part of the file it was narrowed to. */
  at(resource: Resource): Policy {
    if (!this.scoped) return this;
    const { kind, namespace, service, stage } = resource;
    const key = `${kind}\n${namespace}\n${service}\n${stage}`;
    const known = this.#byResource.get(key);
    if (known) return known;
    const overrides = this.settings.overrides!;
    const fitting = this.#candidates.filter((index) => isSelected(resource, overrides[index]!.selector));
    const policy = (this.#whole ?? this).#narrowed(fitting, false);
    remember(this.#byResource, key, policy);
    return policy;
  }

  /** The exceptions of the policy for a rule in a file, named as for `for`. Lapsed ones are among them. */
  exceptionsFor(rule: string, uri: string): readonly PolicyException[] {
    const named = this.#exceptions.get(rule);
    if (!named) return [];
    const key = `${rule}\n${uri}`;
    let fitting = this.#exceptionsByFile.get(key);
    if (!fitting) {
      const path = this.pathOf(uri);
      fitting = named.flatMap(({ exception, fits }) => (fits(path) ? exception : []));
      remember(this.#exceptionsByFile, key, fitting);
    }
    return fitting;
  }

  /** With the overrides of these numbers. While parts may differ, only those count that are for whole files. */
  #narrowed(indices: readonly number[], scoped: boolean): Policy {
    const key = `${scoped ? 'file' : 'part'} ${indices.join(' ')}`;
    const known = this.#variants.get(key);
    if (known) return known;
    const overrides = this.settings.overrides!;
    const counted = indices.map((index) => overrides[index]!).filter(({ selector }) => !scoped || !selector);
    const settings = { ...this.settings, rules: withOverrides(this.settings.rules ?? {}, counted) };
    const policy = new Policy(this.#rules, settings, this.source, { whole: this, candidates: indices, scoped });
    remember(this.#variants, key, policy);
    return policy;
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.size >= MOST_REMEMBERED) map.clear();
  map.set(key, value);
}

function isSelected({ kind, namespace, service, stage }: Resource, selector: Selector | undefined): boolean {
  if (!selector) return true;
  const fits = (value: string | undefined, patterns: readonly string[] | undefined): boolean =>
    patterns === undefined || (value !== undefined && fitsAny(value, patterns));
  const space = kind !== undefined ? (namespace ?? 'default') : undefined;
  return (
    fits(kind, selector.kinds) &&
    fits(space, selector.namespaces) &&
    fits(service, selector.services) &&
    fits(stage, selector.stages)
  );
}

function withOverrides(rules: RuleSettings, overrides: readonly Override[]): RuleSettings {
  const merged = { ...rules };
  for (const override of overrides)
    for (const [id, setting] of Object.entries(override.rules)) merged[id] = combined(merged[id], setting);
  return merged;
}

const testOf = (files: readonly string[] | undefined): ((path: string) => boolean) => (files ? globTest(files) : () => true);

function byRule(exceptions: readonly PolicyException[]) {
  const found = new Map<string, { readonly exception: PolicyException; readonly fits: (path: string) => boolean }[]>();
  for (const exception of exceptions) {
    const entry = { exception, fits: testOf(exception.files) };
    for (const rule of new Set(exception.rules)) {
      const list = found.get(rule);
      if (list) list.push(entry);
      else found.set(rule, [entry]);
    }
  }
  return found;
}

function activeOf(rules: readonly Rule[], settings: PolicySettings): Active[] {
  const profile = settings.profile ?? 'recommended';
  const active: Active[] = [];
  const only = settings.only && new Set(settings.only);
  for (const rule of rules) {
    if (only && !only.has(rule.id)) continue;
    const named = settings.rules !== undefined && Object.hasOwn(settings.rules, rule.id);
    const setting = asMap(named ? settings.rules![rule.id]! : {});
    if (setting.severity === 'off' || (rule.profile === 'strict' && profile !== 'strict' && !named)) continue;
    const known = Object.entries(rule.options ?? {}) as [string, { accepts: (value: unknown) => boolean }][];
    const own = known.filter(([name, option]) => Object.hasOwn(setting, name) && option.accepts(setting[name]));
    const options: Record<string, unknown> = { ...defaults(rule.options ?? {}, profile) };
    for (const [name] of own) options[name] = setting[name];
    const names = new Set(own.map(([name]) => name));
    const give = (name: string, value: unknown): void => {
      if (value === undefined || !rule.options?.[name] || names.has(name)) return;
      options[name] = value;
      names.add(name);
    };
    give('trusted', settings.trustedImages);
    give('digestRequired', settings.digestRequired);
    active.push({ rule, severity: setting.severity ?? rule.severity, options, written: names });
  }
  return active;
}
