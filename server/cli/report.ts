import type { Rule, Severity } from '../../rules/engine/rule.ts';
import type { Target } from '../../rules/model/nodes.ts';
import type { Citation } from '../../rules/safeguards.ts';
import type { SourceLine } from './sourceLine.ts';

/** What one run of `check` says, as plain data: all that an output format needs. Each format is a pure function of it. */
export interface Report {
  /** Of this tool. */
  readonly version: string;
  /** The day of the run, an ISO date. */
  readonly date: string;
  /** The commit checked out where it ran, in full; absent outside of git. */
  readonly commit?: string;
  /** The policies in force for the files, sorted; none when the built-in one held for all. */
  readonly policies: readonly ReportedPolicy[];
  /** Ids of the rules that were on for at least one file, sorted. */
  readonly rulesRun: readonly string[];
  /** Sorted by path, position, rule. */
  readonly findings: readonly ReportedFinding[];
  /** Sorted by path. */
  readonly files: readonly ReportedFile[];
  /** Third parties that the files name, sorted. */
  readonly endpoints: readonly ReportedParty[];
  /** Against an earlier report, when one was given. */
  readonly comparison?: Comparison;
}

/** A vendor outside of the organisation that a file sends to, as far as a table of vendors knows it. */
export interface ReportedParty {
  readonly vendor: string;
  readonly kind: string;
  readonly places: readonly { readonly path: string; readonly line: number }[];
}

/** What changed since an earlier report. */
export interface Comparison {
  /** The earlier report, as named on the command line, and the day it was made. */
  readonly path: string;
  readonly date?: string;
  readonly appeared: readonly ReportedFinding[];
  readonly gone: readonly EarlierFinding[];
}

/** A finding of an earlier report. */
export interface EarlierFinding {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
  readonly fingerprint?: string;
}

/** A policy and what it builds on. */
export interface ReportedPolicy {
  readonly path: string;
  /** The files and names of its layers, the farthest first, itself last. */
  readonly layers: readonly string[];
}

/** A place in a file: 1-based, columns in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A finding with everything resolved that needs the file's text. */
export interface ReportedFinding {
  readonly rule: string;
  /** What the rule says of itself: a built-in one, or a team's own. */
  readonly definition: Rule;
  readonly severity: Severity;
  readonly path: string;
  /** What the file is; `policy` for a file that says what is checked. */
  readonly target: Target | 'policy';
  readonly start: Place;
  readonly end: Place;
  readonly message: string;
  readonly safeguards: readonly Citation[];
  readonly fixes: readonly ReportedFix[];
  readonly related: readonly { readonly path: string; readonly start: Place; readonly message: string }[];
  /** What it is about, as policies name it; empty for the file as a whole. */
  readonly resource: string;
  /** SHA-256 in hex; equal for findings that look the same, wherever they stand in their file. */
  readonly fingerprint: string;
  readonly exception?: ReportedException;
  /** It was there when the baseline was made. */
  readonly baseline?: true;
  /** The first line it is on, secrets masked. */
  readonly source: SourceLine;
}

/** Why a finding is allowed. `inline`: a comment in the file says so, else a policy. */
export interface ReportedException {
  readonly reason: string;
  readonly until?: string;
  readonly owner?: string;
  readonly inline: boolean;
}

export interface ReportedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly ReportedEdit[];
}

export interface ReportedEdit {
  /** Only when it is another file than the finding's. */
  readonly path?: string;
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
}

/** A file that was ours, or was named and was not, or a policy that is wrong. */
export interface ReportedFile {
  readonly path: string;
  readonly target?: Target;
  /**
   * `partial`: what could not be read was left out. `skipped`: none of ours, binary or too large.
   * `failed`: unreadable, a rule threw, or a policy that is wrong.
   */
  readonly status: 'checked' | 'partial' | 'skipped' | 'failed';
  readonly problem?: string;
  /** It was named, and should have been checked: as bad as failed. */
  readonly missed?: boolean;
}

export interface Summary {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  /** Findings with an exception; they count for nothing else. */
  readonly excepted: number;
  /** Files checked, partly checked ones included. */
  readonly files: number;
}

/** Whether a finding counts: nobody allowed it, and no baseline holds it. */
export const counts = ({ exception, baseline }: ReportedFinding): boolean => !exception && !baseline;

export type FailOn = Severity | 'never';

export function summaryOf({ findings, files }: Report): Summary {
  const count = (severity: Severity): number =>
    findings.filter((finding) => counts(finding) && finding.severity === severity).length;
  return {
    error: count('error'),
    warning: count('warning'),
    info: count('info'),
    excepted: findings.filter(({ exception }) => exception).length,
    files: files.filter(({ status }) => status === 'checked' || status === 'partial').length,
  };
}

/** 0: nothing at or above the threshold. 1: findings. 2: something could not be checked, whatever else was found. */
export function exitCodeOf(report: Report, failOn: FailOn): 0 | 1 | 2 {
  if (report.files.some(({ status, missed }) => status === 'failed' || missed)) return 2;
  const { error, warning, info } = summaryOf(report);
  const counted = { never: 0, error, warning: error + warning, info: error + warning + info };
  return counted[failOn] > 0 ? 1 : 0;
}

/** Vendors by name, each with the places that name it, a line once. */
export function gatherParties(
  named: readonly (Omit<ReportedParty, 'places'> & { path: string; line: number })[],
): ReportedParty[] {
  const parties = new Map<string, { vendor: string; kind: string; places: Map<string, { path: string; line: number }> }>();
  for (const { vendor, kind, path, line } of named) {
    const party = parties.get(vendor) ?? { vendor, kind, places: new Map() };
    parties.set(vendor, party);
    party.places.set(`${path}\0${line}`, { path, line });
  }
  return [...parties.values()]
    .map(({ vendor, kind, places }) => ({
      vendor,
      kind,
      places: [...places.values()].sort((a, b) => compare(a.path, b.path) || a.line - b.line),
    }))
    .sort((a, b) => compare(a.vendor, b.vendor));
}

/** Puts findings and files in the order a report has. */
export function sortReport({ findings, files, ...run }: Report): Report {
  const byPath = (a: { path: string }, b: { path: string }): number => compare(a.path, b.path);
  return {
    ...run,
    findings: [...findings].sort(
      (a, b) => byPath(a, b) || byPlace(a.start, b.start) || byPlace(a.end, b.end) || compare(a.rule, b.rule),
    ),
    files: [...files].sort(byPath),
  };
}

const byPlace = (a: Place, b: Place): number => a.line - b.line || a.column - b.column;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
