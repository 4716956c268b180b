import type { Report, ReportedFile, ReportedFinding } from '../../../server/cli/report.ts';
import { rules } from '../../../rules/index.ts';

/** A finding as a report holds it, with what a test is about put over it. */
export const finding = (over: Partial<ReportedFinding> = {}): ReportedFinding => ({
  rule: 'plaintext-port',
  definition: rules.find(({ id }) => id === (over.rule ?? 'plaintext-port'))!,
  severity: 'error',
  path: 'Dockerfile',
  target: 'dockerfile',
  start: { line: 7, column: 8 },
  end: { line: 7, column: 10 },
  message: 'Port 23 is Telnet.',
  safeguards: ['164.312(e)(1)'],
  resource: '',
  fingerprint: '5e3a'.repeat(16),
  fixes: [],
  related: [],
  source: { text: 'EXPOSE 23', start: 7, end: 9 },
  ...over,
});

export const report = (
  findings: readonly ReportedFinding[],
  files: readonly ReportedFile[] = [],
  over: Partial<Report> = {},
): Report => ({
  version: '1.2.3',
  date: '2026-11-25',
  policies: [],
  rulesRun: ['plaintext-port'],
  findings,
  files,
  endpoints: [],
  ...over,
});

export const checked: ReportedFile = { path: 'Dockerfile', target: 'dockerfile', status: 'checked' };
export const exception = { reason: 'RISK-12', until: '2030-01-31', owner: 'ops', inline: true };
