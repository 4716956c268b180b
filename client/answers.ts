import { Range, Uri } from 'vscode';

/* What the server answers to its commands, as plain data. */

/** What is found at the time of asking. */
export interface Findings {
  readonly findings: readonly Finding[];
  /** By id. */
  readonly rules: Readonly<Record<string, FoundRule>>;
  /** Those that the rules relate to, in the order of the regulation. */
  readonly safeguards: readonly FoundSafeguard[];
  /** The last look at the whole workspace; without it these are the findings of open files. */
  readonly workspace?: Summary;
}

export interface Finding {
  readonly uri: string;
  readonly range: Span;
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

/** A range as the protocol has it, which is no `Range` of the editor. */
export interface Span {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface FoundRule {
  readonly title: string;
  readonly category: string;
  /** Citations, the closest first. */
  readonly safeguards: readonly string[];
  readonly page: boolean;
}

export interface FoundSafeguard {
  readonly citation: string;
  readonly title: string;
  readonly requirement: string;
  readonly url: string;
}

/** What came of looking at the workspace. */
export interface Summary {
  readonly files: number;
  readonly findings: number;
  readonly missed: number;
  readonly cancelled: boolean;
  /** In milliseconds since 1970. */
  readonly at: number;
}

/** A built-in rule, with where its page is below the extension's folder. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly page: string;
}

/** An exception and what it hides. */
export interface Exception {
  readonly uri: string;
  readonly path: string;
  /** 1-based. */
  readonly start: { readonly line: number; readonly column: number };
  readonly kind: 'comment' | 'policy';
  readonly rules: readonly string[];
  readonly reason: string;
  readonly owner?: string;
  readonly until?: string;
  readonly status: string;
  readonly findings: readonly unknown[];
}

export const uriOf = ({ uri }: { readonly uri: string }): Uri => Uri.parse(uri);

export const rangeOf = ({ range: { start, end } }: { readonly range: Span }): Range =>
  new Range(start.line, start.character, end.line, end.character);
