import type { Span } from '../../model/text.ts';
import type { Exception } from '../exceptions.ts';
import type { Baseline } from '../baseline.ts';
import type { Profile, Rule, Severity } from '../rule.ts';
import type { PhiScope } from './phi.ts';

/** What a policy says of one rule. */
export type RuleSetting = Severity | 'off' | ({ readonly severity?: Severity | 'off' } & Readonly<Record<string, unknown>>);
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** What a policy decides, before it meets the rules. Everything left out keeps its default. */
export interface PolicySettings {
  readonly profile?: Profile;
  readonly rules?: RuleSettings;
  /** Patterns of image sources; the word `default` stands for the built-in list. */
  readonly trustedImages?: readonly string[];
  /** The patterns among them whose images must be named by a digest. */
  readonly digestRequired?: readonly string[];
  readonly phi?: PhiScope;
  /** Later ones win. */
  readonly overrides?: readonly Override[];
  readonly exceptions?: readonly PolicyException[];
  /** Rules that comments may not except, and nothing nearer may lower. */
  readonly locked?: readonly string[];
  /** A policy below locks `untrusted-image`, so the nearest one cannot add to what is trusted. */
  readonly trustLocked?: boolean;
  /** A team's own rules. */
  readonly custom?: readonly Rule[];
  /** The rules that may run, whatever the rest says; all of them unless it is given. */
  readonly only?: readonly string[];
  /** Findings that were there before, and count for nothing. */
  readonly baseline?: Baseline;
}

/** Where a policy was read from, so that fixes can add to it. */
export interface PolicySource {
  readonly uri: string;
  readonly text: string;
  /** The folder that globs are relative to, ending in `/`, where it is not the one the policy lies in. */
  readonly base?: string;
}

/** An entry of `trustedImages`. */
export interface TrustedSource {
  readonly pattern: string;
  /** `signature`: what a signature is checked for is a digest, so that is what the reference has to name. */
  readonly requires?: 'digest' | 'signature';
}

/** Parts of a file, by what they are called there. All that is given must fit; each is a list of patterns with `*`. */
export interface Selector {
  readonly kinds?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly services?: readonly string[];
  readonly stages?: readonly string[];
}

/** Settings of rules for some files, or for parts of files. Without `files` for all; without `selector` for whole files. */
export interface Override {
  readonly files?: readonly string[];
  readonly selector?: Selector;
  readonly rules: RuleSettings;
}

/** An exception that stands in a policy. Its span is the entry, in the text of `file`. */
export interface PolicyException extends Exception {
  readonly file: string;
  /** Globs; absent for all files. */
  readonly files?: readonly string[];
  /** Patterns of resources, such as `Deployment/records/*`; absent for all. */
  readonly resources?: readonly string[];
  /** Where each of its rules stands, in the same order. */
  readonly ruleSpans: readonly Span[];
}
