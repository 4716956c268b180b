import type pc from 'picocolors';
import type { Severity } from '../../../rules/engine/rule.ts';
import { describeSafeguard, type Citation } from '../../../rules/safeguards.ts';
import { columnsOf, counted, printable, printableLine, printablePieces } from '../printable.ts';
import { counts, summaryOf, type Report, type ReportedFile, type ReportedFinding, type ReportedFix } from '../report.ts';
import type { SourceLine } from '../sourceLine.ts';

/** What `createColors` of picocolors makes; with colours off, its functions return the text as it is. */
export type Colors = ReturnType<typeof pc.createColors>;

export interface TextOptions {
  readonly colors: Colors;
  /** Findings alone: no list of files that were not fully checked, no summary. */
  readonly quiet?: boolean;
}

/** The report for people: findings by file, then what was not fully checked, then the summary. */
export function formatText(report: Report, { colors, quiet = false }: TextOptions): string {
  const findings = report.findings.filter(counts);
  const blocks = byFile(findings).map((findings) => fileBlock(findings, colors));
  if (!quiet) {
    blocks.push(
      ...fileList('Not fully checked:', report, 'partial', colors),
      ...fileList('Not checked:', report, 'skipped', colors),
      `${summaryLine(report, colors)}\n`,
    );
  }
  return blocks.join('\n');
}

/** Findings that stand together in the same file, in the order they come. */
function byFile(findings: readonly ReportedFinding[]): (readonly ReportedFinding[])[] {
  const groups: ReportedFinding[][] = [];
  for (const finding of findings) {
    const last = groups.at(-1);
    if (last?.[0]?.path === finding.path) last.push(finding);
    else groups.push([finding]);
  }
  return groups;
}

function fileBlock(findings: readonly ReportedFinding[], colors: Colors): string {
  const path = findings[0]?.path ?? '';
  const width = Math.max(...findings.map((finding) => positionOf(finding).length));
  const shown = findings.map((finding) => findingBlock(finding, width, colors));
  return `${colors.bold(colors.underline(printableLine(path)))}\n${shown.join('\n')}`;
}

function findingBlock(finding: ReportedFinding, width: number, colors: Colors): string {
  const paint = painter(finding.severity, colors);
  const head = [
    positionOf(finding).padEnd(width),
    paint(finding.severity.padEnd('warning'.length)),
    printable(finding.message),
    colors.dim(finding.rule),
  ].join('  ');
  const lines = [
    ...excerpt(finding.source, finding.start.line, paint, colors),
    ...finding.related.map((related) => `Related: ${relatedPlace(related, finding)} ${printable(related.message)}`),
    ...safeguardLine(finding.safeguards).map(colors.dim),
    ...finding.fixes.slice(0, 1).map((fix) => fixLine(fix, finding.fixes.length - 1)),
  ];
  return `  ${head}\n${lines.map((line) => `      ${line}\n`).join('')}`;
}

const positionOf = ({ start }: ReportedFinding): string => `${start.line}:${start.column}`;

/** The closest safeguard with its title, the others by number. */
function safeguardLine([closest, ...others]: readonly Citation[]): string[] {
  if (closest === undefined) return [];
  return [`Relates to ${describeSafeguard(closest)}${others.length > 0 ? `; also ${others.join(', ')}` : ''}`];
}

function relatedPlace({ path, start }: ReportedFinding['related'][number], finding: ReportedFinding): string {
  const place = `${start.line}:${start.column}`;
  return path === finding.path ? place : `${printable(path)}:${place}`;
}

function fixLine({ title, safe }: ReportedFix, others: number): string {
  const more = others > 0 ? ` (or ${counted(others, 'other')})` : '';
  return `${safe ? 'Safe fix' : 'Fix'}: ${printable(title)}${more}`;
}

/** The source line with a row of carets under what is meant; tabs become blanks, and nothing unprintable stays. */
function excerpt({ text, start, end }: SourceLine, line: number, paint: (text: string) => string, colors: Colors): string[] {
  const pieces = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  const [before, meant, after] = printablePieces(pieces.map((piece) => piece.replaceAll('\t', '    '))) as [
    string,
    string,
    string,
  ];
  const number = String(line);
  const bar = colors.dim('|');
  const source = `${colors.dim(number)} ${bar} ${before}${meant}${after}`.trimEnd();
  const carets = `${' '.repeat(number.length)} ${bar} ${' '.repeat(columnsOf(before))}${paint('^'.repeat(columnsOf(meant) || 1))}`;
  return [source, carets];
}

function painter(severity: Severity, colors: Colors): (text: string) => string {
  return severity === 'error' ? colors.red : severity === 'warning' ? colors.yellow : colors.cyan;
}

/** How many files a list names before it counts the rest. */
const LISTED = 20;

function fileList(title: string, { files }: Report, status: ReportedFile['status'], colors: Colors): string[] {
  const listed = files.filter((file) => file.status === status);
  if (listed.length === 0) return [];
  const lines = listed.slice(0, LISTED).map(({ path, problem }) => `${printableLine(`  ${path}: ${problem ?? ''}`)}\n`);
  if (listed.length > LISTED) lines.push(`  and ${counted(listed.length - LISTED, 'other')}\n`);
  return [`${colors.bold(title)}\n${lines.join('')}`];
}

/** Counts only: what may be concluded from them is not ours to say. */
function summaryLine(report: Report, colors: Colors): string {
  const { error, warning, info, excepted, files } = summaryOf(report);
  const baselined = report.findings.filter(({ baseline }) => baseline).length;
  const partial = report.files.filter(({ status }) => status === 'partial').length;
  const failed = report.files.filter(({ status }) => status === 'failed').length;
  const found = [
    error > 0 && colors.red(counted(error, 'error')),
    warning > 0 && colors.yellow(counted(warning, 'warning')),
    info > 0 && colors.cyan(`${counted(info, 'info', 'info')}`),
  ].filter(Boolean);
  const checked = `${counted(files, 'file')} checked${partial > 0 ? ` (${partial} in part)` : ''}`;
  return [
    found.length > 0
      ? `${found.join(', ')} in ${checked}.`
      : files > 0
        ? `No issue found by these rules in ${checked}.`
        : 'No Dockerfile, compose file or Kubernetes manifest was checked.',
    excepted > 0 && `${counted(excepted, 'finding')} allowed by an exception.`,
    baselined > 0 && `${counted(baselined, 'finding')} in the baseline.`,
    failed > 0 && colors.red(`${failed} could not be checked.`),
  ]
    .filter(Boolean)
    .join(' ');
}
