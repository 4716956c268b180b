import { createHash } from 'node:crypto';
import type { Severity } from '../../../rules/engine/rule.ts';
import { describeSafeguard } from '../../../rules/safeguards.ts';
import { counts, type Report } from '../report.ts';

const SEVERITIES = { error: 'critical', warning: 'major', info: 'minor' } as const satisfies Record<Severity, string>;

/**
 * The report as GitLab's Code Quality artifact (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).
 * What is excepted is left out; what could not be checked is an entry of its own, since the format has no other place for it.
 */
export function formatGitlab({ findings, files }: Report): string {
  const seen = new Map<string, number>();
  /** Fingerprints must differ, so equal ones are numbered in the order of the file. */
  const fingerprint = (text: string): string => {
    const count = seen.get(text) ?? 0;
    seen.set(text, count + 1);
    return createHash('sha256').update(`${text}\n${count}`).digest('hex');
  };
  const entries = findings.filter(counts).map((finding) => ({
    description: finding.message,
    check_name: finding.rule,
    fingerprint: fingerprint(finding.fingerprint),
    severity: SEVERITIES[finding.severity],
    location: {
      path: finding.path,
      positions: { begin: finding.start, end: finding.end },
      lines: { begin: finding.start.line, end: finding.end.line },
    },
    categories: ['Security'],
    content: { body: [finding.definition.why.replace(/\s+/g, ' '), ...finding.safeguards.map(describeSafeguard)].join('\n\n') },
  }));
  const failed = files
    .filter(({ status, missed }) => status === 'failed' || missed)
    .map(({ path, problem = '' }) => ({
      description: `Not checked: ${problem}`,
      check_name: 'not-checked',
      fingerprint: fingerprint(`not checked\n${path}\n${problem}`),
      severity: 'blocker',
      location: { path, positions: { begin: { line: 1, column: 1 }, end: { line: 1, column: 1 } }, lines: { begin: 1, end: 1 } },
      categories: ['Security'],
    }));
  return `${JSON.stringify([...entries, ...failed])}\n`;
}
