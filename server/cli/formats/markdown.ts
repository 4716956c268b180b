import { describeSafeguard, disclaimer } from '../../../rules/safeguards.ts';
import { counted, printable } from '../printable.ts';
import type { Report, ReportedFinding } from '../report.ts';
import { bySafeguard, describeState, type SafeguardReport, type SafeguardSection } from '../safeguardReport.ts';

/** The report by safeguard as Markdown, for pull requests, wikis and reviewers. */
export function formatMarkdown(report: Report): string {
  const arranged = bySafeguard(report);
  return [
    '# Findings by HIPAA safeguard',
    '',
    ...header(report, arranged),
    ...arranged.sections.flatMap(section),
    ...allowed(arranged),
    ...changes(report),
    ...endpoints(report),
    ...unchecked(report),
    ...matrix(arranged),
    '## What this report is, and is not',
    '',
    disclaimer,
    '',
  ].join('\n');
}

function header(report: Report, { summary, regulation, rules }: SafeguardReport): string[] {
  const { error, warning, info, excepted, files } = summary;
  const count = (status: string): number => report.files.filter((file) => file.status === status).length;
  const { proposal } = regulation;
  const rows: [string, string][] = [
    [
      'Findings',
      `${counted(error, 'error')}, ${counted(warning, 'warning')}, ${counted(info, 'info', 'info')}; ${excepted} allowed by an exception`,
    ],
    ['Files', `${files} checked (${count('partial')} in part), ${count('skipped')} skipped, ${count('failed')} not checked`],
    ['Tool', `Breakwater ${report.version}, ${counted(rules, 'rule')} on`],
    ['Date', report.date],
    ...(report.commit === undefined ? [] : [['Commit', `\`${report.commit}\``] as [string, string]]),
    ['Policy', policyOf(report)],
    ['Regulation', `[${regulation.name}](${regulation.url}), ${regulation.part}, text as of ${regulation.asOf}`],
    ['Proposal of 2025', `${proposal.citation}, RIN ${proposal.rin}: ${proposal.status}. ${proposal.outlook}`],
  ];
  return ['| | |', '| - | - |', ...rows.map(([name, value]) => `| ${name} | ${cell(value)} |`), ''];
}

const policyOf = ({ policies }: Report): string =>
  policies.length === 0
    ? 'the built-in one'
    : policies
        .map(({ path, layers }) => code(path) + (layers.length > 1 ? ` on ${layers.slice(0, -1).map(code).join(', ')}` : ''))
        .join('; ');

function section({ row, summary, url, guidance, proposal, findings, also }: SafeguardSection): string[] {
  return [
    `## [${row.citation}](${url}) ${row.title}`,
    '',
    `${row.requirement}. ${summary}`,
    '',
    ...(guidance === '' ? [] : [guidance, '']),
    ...(proposal === undefined ? [] : [proposal, '']),
    ...(findings.length === 0 ? [] : [...findings.flatMap(item), '']),
    ...(also.length === 0 ? [] : [`Relating to it too: ${placesOf(also)}.`, '']),
  ];
}

function item(finding: ReportedFinding): string[] {
  const { severity, message, rule, definition, related } = finding;
  return [
    `- **${severity}** ${code(placeOf(finding))} ${prose(message)} (${code(rule)})`,
    `  ${prose(definition.remedy)}`,
    ...related.map(({ path, start, message }) => `  Related: ${code(`${path}:${start.line}`)} ${prose(message)}`),
  ];
}

/** Where findings of other sections stand, by rule. */
function placesOf(findings: readonly ReportedFinding[]): string {
  const byRule = new Map<string, number>();
  for (const { rule } of findings) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  return [...byRule].map(([rule, count]) => `${code(rule)} (${count})`).join(', ');
}

function allowed({ allowed }: SafeguardReport): string[] {
  if (allowed.length === 0) return [];
  return [
    '## Allowed by an exception',
    '',
    '| Where | Rule | Finding | Reason | Owner | Until |',
    '| - | - | - | - | - | - |',
    ...allowed.map(({ finding, exception: { reason, owner = '', until = '' } }) =>
      row([code(placeOf(finding)), code(finding.rule), prose(finding.message), prose(reason), prose(owner), until]),
    ),
    '',
  ];
}

function changes({ comparison }: Report): string[] {
  if (!comparison) return [];
  const { path, date, appeared, gone } = comparison;
  return [
    '## Since the report before',
    '',
    `Compared with ${code(path)}${date === undefined ? '' : ` of ${date}`}: ${appeared.length} new, ${gone.length} no longer found.`,
    '',
    ...appeared.map((finding) => `- new: ${code(placeOf(finding))} ${prose(finding.message)} (${code(finding.rule)})`),
    ...gone.map(({ path, rule, message }) => `- gone: ${code(path)} ${prose(message)} (${code(rule)})`),
    ...(appeared.length + gone.length > 0 ? [''] : []),
  ];
}

function endpoints({ endpoints }: Report): string[] {
  if (endpoints.length === 0) return [];
  return [
    '## Third parties these files name',
    '',
    'Prompt: where one of them receives ePHI, check whether a business associate agreement covers it (164.308(b)(1)).',
    '',
    '| Party | What it is | Where |',
    '| - | - | - |',
    ...endpoints.map(({ vendor, kind, places }) =>
      row([vendor, kind, places.map(({ path, line }) => code(`${path}:${line}`)).join(', ')]),
    ),
    '',
  ];
}

function unchecked({ files }: Report): string[] {
  const listed = files.filter(({ status }) => status !== 'checked');
  if (listed.length === 0) return [];
  return [
    '## Not fully checked',
    '',
    '| File | How far | Why |',
    '| - | - | - |',
    ...listed.map(({ path, status, problem = '' }) => row([code(path), status, prose(problem)])),
    '',
  ];
}

function matrix({ rows }: SafeguardReport): string[] {
  return [
    '## All safeguards',
    '',
    '| Safeguard | Requirement | Errors | Warnings | Info | Allowed | State |',
    '| - | - | -: | -: | -: | -: | - |',
    ...rows.map(({ citation, requirement, counts: { error, warning, info }, excepted, state }) =>
      row([
        describeSafeguard(citation),
        requirement.split(':')[0]!,
        ...[error, warning, info, excepted].map((count) => (count === 0 ? '' : String(count))),
        describeState(state),
      ]),
    ),
    '',
  ];
}

const placeOf = ({ path, start }: ReportedFinding): string => `${path}:${start.line}`;

const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
/** A backslash of the author's must not take away the one that keeps a bar from ending the cell. */
const cell = (text: string): string =>
  text
    .replace(/\\(?=\|)/g, '\\ ')
    .replaceAll('|', '\\|')
    .replace(/\s+/g, ' ');

/** A name of the author's, which may hold backquotes itself. */
function code(text: string): string {
  const flat = printable(text.replace(/\s+/g, ' '));
  const longest = Math.max(0, ...[...flat.matchAll(/`+/g)].map(([{ length }]) => length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? fence + flat + fence : `${fence} ${flat} ${fence}`;
}

/** Text with names in backquotes; everything outside of them that Markdown or HTML would take for markup is written as it is. */
function prose(text: string): string {
  const plain = (piece: string): string => piece.replace(/[\\<>*_[\]#]/g, '\\$&');
  const pieces = printable(text.replace(/\s+/g, ' ')).split('`');
  // an odd backquote: none of them is trusted
  if (pieces.length % 2 === 0) return plain(pieces.join("'"));
  return pieces.map((piece, index) => (index % 2 === 1 && piece !== '' ? code(piece) : plain(piece))).join('');
}
