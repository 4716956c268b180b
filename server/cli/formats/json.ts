import { disclaimer } from '../../../rules/safeguards.ts';
import { summaryOf, type Report, type ReportedFinding } from '../report.ts';
import { bySafeguard } from '../safeguardReport.ts';

/** The JSON report: one line, keys and their order as the README documents them as stable. */
export function formatJson(report: Report): string {
  const value = {
    tool: { name: 'breakwater', version: report.version },
    date: report.date,
    commit: report.commit,
    findings: report.findings.map(asJson),
    files: report.files.map(({ path, target, status, problem }) => ({ path, target, status, problem })),
    summary: summaryOf(report),
    report: arranged(report),
  };
  return `${JSON.stringify(value)}\n`;
}

/** What the report by safeguard says besides the findings. */
function arranged(report: Report) {
  const { regulation, rows } = bySafeguard(report);
  const { policies, rulesRun, endpoints, comparison } = report;
  const { name, part, asOf, proposal } = regulation;
  return {
    regulation: { name, part, asOf, proposal: { citation: proposal.citation, status: proposal.status } },
    policies,
    rules: rulesRun,
    safeguards: rows.map(({ citation, title, requirement, state, counts, excepted }) => ({
      citation,
      title,
      requirement,
      state,
      ...counts,
      excepted,
    })),
    thirdParties: endpoints,
    comparison: comparison && {
      with: comparison.path,
      date: comparison.date,
      appeared: comparison.appeared.map(({ fingerprint, rule, path, message }) => ({ rule, path, message, fingerprint })),
      gone: comparison.gone,
    },
    disclaimer,
  };
}

function asJson(finding: ReportedFinding) {
  const {
    rule,
    severity,
    path,
    target,
    resource,
    start,
    end,
    message,
    safeguards,
    fixes,
    related,
    exception,
    baseline,
    fingerprint,
  } = finding;
  return {
    rule,
    severity,
    path,
    target,
    resource,
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
    fingerprint,
  };
}
