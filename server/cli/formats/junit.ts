import { describeSafeguard } from '../../../rules/safeguards.ts';
import { counts, type Report, type ReportedFile, type ReportedFinding } from '../report.ts';
import { xml } from './xml.ts';

/**
 * The report as JUnit XML, in the form Jenkins reads: a suite for each file, a failed case for each finding, a skipped one
 * for each that is excepted, an error for what could not be checked.
 */
export function formatJunit({ findings, files }: Report): string {
  const paths = [...new Set([...files.map(({ path }) => path), ...findings.map(({ path }) => path)])].sort();
  const suites = paths.map((path) =>
    suite(
      path,
      findings.filter((finding) => finding.path === path),
      files.filter((file) => file.path === path),
    ),
  );
  const [tests, failures, errors] = (['tests', 'failures', 'errors'] as const).map((what) =>
    suites.reduce((sum, suite) => sum + suite[what], 0),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="Breakwater" tests="${tests}" failures="${failures}" errors="${errors}">`,
    ...suites.map(({ text }) => text),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Suite {
  readonly text: string;
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
}

function suite(path: string, findings: readonly ReportedFinding[], files: readonly ReportedFile[]): Suite {
  const failed = files.filter(({ status, missed }) => status === 'failed' || missed);
  const others = files.filter((file) => !failed.includes(file));
  const cases = [
    ...findings.map(caseOf),
    ...failed.map(
      ({ problem = '' }) => `    <testcase name="checked" classname="${xml(path)}"><error message="${xml(problem)}"/></testcase>`,
    ),
    ...(findings.length === 0 ? others : others.filter(({ status }) => status !== 'checked')).map(({ status, problem = '' }) => {
      const skipped = status === 'skipped' ? `<skipped>${xml(problem)}</skipped>` : '';
      const partial = status === 'partial' ? `<system-out>${xml(`Not fully checked: ${problem}`)}</system-out>` : '';
      return `    <testcase name="checked" classname="${xml(path)}">${skipped}${partial}</testcase>`;
    }),
  ];
  const failures = findings.filter(counts).length;
  const skipped = findings.length - failures + others.filter(({ status }) => status === 'skipped').length;
  const head = `tests="${cases.length}" failures="${failures}" errors="${failed.length}" skipped="${skipped}"`;
  return {
    text: [`  <testsuite name="${xml(path)}" ${head}>`, ...cases, '  </testsuite>'].join('\n'),
    tests: cases.length,
    failures,
    errors: failed.length,
  };
}

function caseOf(finding: ReportedFinding): string {
  const { rule, path, start, severity, message, exception, definition, safeguards } = finding;
  const head = `    <testcase name="${xml(`${rule} ${start.line}:${start.column}`)}" classname="${xml(path)}">`;
  if (exception) return `${head}<skipped>${xml(`${message} Allowed: ${exception.reason}`)}</skipped></testcase>`;
  if (!counts(finding)) return `${head}<skipped>${xml(`${message} In the baseline.`)}</skipped></testcase>`;
  const text = [
    `${path}:${start.line}:${start.column}`,
    message,
    definition.remedy.replace(/\s+/g, ' '),
    ...safeguards.map((citation) => `Relates to ${describeSafeguard(citation)}`),
  ].join('\n');
  return `${head}<failure type="${severity}" message="${xml(message)}">${xml(text)}</failure></testcase>`;
}
