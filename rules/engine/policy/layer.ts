import type { Span } from '../../model/text.ts';
import type { Profile, Rule } from '../rule.ts';
import type { PhiScope } from './phi.ts';
import type { PolicyProblem } from './problem.ts';
import type { PolicyException, PolicySource, RuleSetting, Selector, TrustedSource } from './settings.ts';

/** A value with its place in the text of its layer. */
export interface Written<T> {
  readonly value: T;
  readonly span: Span;
}

/** What a layer says of rules in one place: its `rules`, or one of its `overrides`. */
export interface WrittenRules {
  /** Of an override: what it is for. Absent for the layer's own `rules`. */
  readonly when?: { readonly files?: readonly string[]; readonly selector?: Selector };
  readonly settings: readonly (Written<RuleSetting> & { readonly rule: string })[];
  /** The key or entry it begins with. */
  readonly span: Span;
}

/** One policy file as it was read, before it meets the layers it extends. Nothing in it depends on other files. */
export interface PolicyLayer {
  readonly source: PolicySource;
  /** The layers below it, in the order written: paths and `npm:` names. The built-in ones are in `extendsProfile`. */
  readonly extends: readonly Written<string>[];
  readonly extendsProfile?: Written<Profile>;
  readonly profile?: Written<Profile>;
  readonly trustedImages?: Written<readonly Written<TrustedSource>[]>;
  readonly phi: { readonly [K in keyof PhiScope]: readonly Written<string>[] };
  readonly rules?: WrittenRules;
  readonly overrides: readonly WrittenRules[];
  readonly exceptions: readonly PolicyException[];
  readonly locked: readonly Written<string>[];
  readonly custom: readonly Written<Rule>[];
  /** Every glob of its overrides and exceptions, so that those which fit nothing can be told once the files are known. */
  readonly globs: readonly Written<string>[];
  /** Every mention of a rule by its id, so that unknown ones can be told once all layers are known. */
  readonly mentions: readonly Written<string>[];
  /** What is wrong in it by itself. */
  readonly problems: readonly PolicyProblem[];
  /** It holds regular expressions that were left out because their engine is not loaded yet. */
  readonly pending: boolean;
}
