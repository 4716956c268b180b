import { summaryOf, type Report, type ReportedFinding } from './report.ts';

/** The JSON report: one line, keys and their order as the README documents them as stable. */
export function formatJson(report: Report): string {
  const value = {
    tool: { name: 'breakwater', version: report.version },
    findings: report.findings.map(asJson),
    files: report.files.map(({ path, target, status, problem }) => ({ path, target, status, problem })),
    summary: summaryOf(report),
  };
  return `${JSON.stringify(value)}\n`;
}

function asJson(finding: ReportedFinding) {
  const { rule, severity, path, target, start, end, message, safeguards, fixes, related, exception, baseline } = finding;
  return {
    rule,
    severity,
    path,
    target,
    start,
    end,
    message,
    safeguards,
    fixes: fixes.map(({ title, safe, edits }) => ({
      title,
      safe,
      edits: edits.map(({ path, start, end, text }) => ({ path, start, end, text })),
    })),
    related: related.map(({ path, start, message }) => ({ path, start, message })),
    exception: exception && { reason: exception.reason, until: exception.until, owner: exception.owner },
    baseline,
  };
}
