import { printableLine } from '../printable.ts';
import { counts, type Report } from '../report.ts';

/** A line a finding, `path:line:column: severity message [rule]`, for problem matchers, `grep` and editors' error lists. */
export function formatCompact({ findings, files }: Report): string {
  const lines = findings
    .filter(counts)
    .map(({ path, start, severity, message, rule }) => line(path, start.line, start.column, severity, message, rule));
  const failed = files
    .filter(({ status, missed }) => status === 'failed' || missed)
    .map(({ path, problem = '' }) => line(path, 1, 1, 'error', `Not checked: ${problem}`, 'not-checked'));
  return [...lines, ...failed].map((text) => `${text}\n`).join('');
}

const line = (path: string, row: number, column: number, severity: string, message: string, rule: string): string =>
  printableLine(`${path}:${row}:${column}: ${severity} ${message} [${rule}]`);
