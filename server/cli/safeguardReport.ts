import type { Severity } from '../../rules/engine/rule.ts';
import { rules } from '../../rules/index.ts';
import {
  describeProposal,
  describeRelated,
  describeRequirement,
  regulation,
  safeguards,
  type Citation,
} from '../../rules/safeguards.ts';
import { counts, summaryOf, type Report, type ReportedException, type ReportedFinding } from './report.ts';

/** What a report says of a safeguard. `none-found` and `not-assessable` are no judgement of an organisation. */
export type SafeguardState =
  /** Findings of rules that relate to it. */
  | 'findings'
  /** Rules that relate to it ran, and found nothing. */
  | 'none-found'
  /** Rules relate to it, and the policy has none of them on. */
  | 'not-checked'
  /** No rule relates to it: these files do not show it. */
  | 'not-assessable';

export type Counts = Readonly<Record<Severity, number>>;

/** A standard, implementation specification or general rule, with what was found that relates to it. */
export interface SafeguardRow {
  readonly citation: Citation;
  readonly title: string;
  readonly requirement: string;
  readonly level: 'standard' | 'specification' | 'rule';
  readonly category: string;
  readonly state: SafeguardState;
  /** Findings that count, by severity. */
  readonly counts: Counts;
  readonly excepted: number;
}

/** The findings that relate to a safeguard before all others. */
export interface SafeguardSection {
  readonly row: SafeguardRow;
  readonly summary: string;
  readonly url: string;
  /** Empty when there is none. */
  readonly guidance: string;
  readonly proposal?: string;
  readonly findings: readonly ReportedFinding[];
  /** Findings that relate to it too, and stand under another safeguard. */
  readonly also: readonly ReportedFinding[];
}

/** A finding that is allowed, with who allowed it and why. */
export interface AllowedFinding {
  readonly finding: ReportedFinding;
  readonly exception: ReportedException;
}

/** A report arranged by safeguard, for reviewers and auditors. */
export interface SafeguardReport {
  readonly regulation: typeof regulation;
  readonly rules: number;
  /** Every safeguard there is, in the order of the regulation. */
  readonly rows: readonly SafeguardRow[];
  /** Those with findings. Each finding stands once, under the safeguard it relates to most closely. */
  readonly sections: readonly SafeguardSection[];
  readonly allowed: readonly AllowedFinding[];
  readonly summary: ReturnType<typeof summaryOf>;
}

/** Arranges a report by safeguard. */
export function bySafeguard(report: Report): SafeguardReport {
  const open = report.findings.filter(counts);
  const ran = new Set(report.rulesRun);
  const rows = (Object.keys(safeguards) as Citation[]).map((citation) => rowOf(citation, report.findings, ran));
  return {
    regulation,
    rules: ran.size,
    rows,
    sections: rows.flatMap((row) => sectionOf(row, open) ?? []),
    allowed: report.findings.flatMap((finding) => (finding.exception ? { finding, exception: finding.exception } : [])),
    summary: summaryOf(report),
  };
}

function rowOf(citation: Citation, findings: readonly ReportedFinding[], ran: ReadonlySet<string>): SafeguardRow {
  const { title, level, category } = safeguards[citation];
  const related = findings.filter((finding) => finding.safeguards.includes(citation));
  const open = related.filter(counts);
  const ids = rules.filter((rule) => rule.safeguards.includes(citation)).map(({ id }) => id);
  const state =
    open.length > 0
      ? 'findings'
      : ids.length === 0
        ? 'not-assessable'
        : ids.some((id) => ran.has(id))
          ? 'none-found'
          : 'not-checked';
  const count = (severity: Severity): number => open.filter((finding) => finding.severity === severity).length;
  return {
    citation,
    title,
    requirement: describeRequirement(citation),
    level,
    category,
    state,
    counts: { error: count('error'), warning: count('warning'), info: count('info') },
    excepted: related.filter(({ exception }) => exception).length,
  };
}

function sectionOf(row: SafeguardRow, open: readonly ReportedFinding[]): SafeguardSection | undefined {
  const findings = open.filter(({ safeguards: [closest] }) => closest === row.citation).sort(bySeverity);
  const also = open.filter(({ safeguards: [, ...others] }) => others.includes(row.citation));
  if (findings.length === 0 && also.length === 0) return undefined;
  const { summary, url } = safeguards[row.citation];
  const proposal = describeProposal(row.citation);
  return {
    row,
    summary,
    url,
    guidance: describeRelated(row.citation),
    ...(proposal !== undefined && { proposal }),
    findings,
    also,
  };
}

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];
const bySeverity = (a: ReportedFinding, b: ReportedFinding): number => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity);

/** What a state means, for a legend and for readers of one row. */
export const describeState = (state: SafeguardState): string => STATES[state];

const STATES: Readonly<Record<SafeguardState, string>> = {
  findings: 'Findings',
  'none-found': 'No issue found by these rules',
  'not-checked': 'Rules relate to it; the policy has none of them on',
  'not-assessable': 'Not assessable from these files',
};
