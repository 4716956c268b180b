import { describeSafeguard, disclaimer } from '../../../rules/safeguards.ts';
import { counted } from '../printable.ts';
import type { Report, ReportedFinding } from '../report.ts';
import {
  bySafeguard,
  describeState,
  type SafeguardReport,
  type SafeguardRow,
  type SafeguardSection,
} from '../safeguardReport.ts';
import { severityChart } from './chart.ts';
import { escaped, inline, markup, type Markup } from './markup.ts';
import { style } from './style.ts';

/**
 * The report by safeguard as one HTML file: no script, nothing loaded from anywhere, readable on a screen in light or dark
 * and on paper.
 */
export function formatHtml(report: Report): string {
  const arranged = bySafeguard(report);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Breakwater ${report.version}">
<title>Findings by HIPAA safeguard, ${report.date}</title>
<style>${escaped(style)}</style>
</head>
<body>
<header>
<h1>Findings by HIPAA safeguard</h1>
${facts(report, arranged)}
</header>
<nav aria-label="Sections"><ul>
${contents(report, arranged).map(([id, title]) => markup`<li><a href="#${id}">${title}</a></li>`)}
</ul></nav>
<main>
<section aria-labelledby="overview">
<h2 id="overview">Overview</h2>
${overview(arranged)}
</section>
${arranged.sections.map(section)}
${changes(report)}
${allowed(arranged)}
${endpoints(report)}
${unchecked(report)}
${matrix(arranged)}
</main>
<footer>
<h2 id="disclaimer">What this report is, and is not</h2>
<p>${disclaimer}</p>
</footer>
</body>
</html>
`.html;
}

function contents(report: Report, { allowed, sections }: SafeguardReport): [string, string][] {
  const listed: [string, string, boolean][] = [
    ['overview', 'Overview', true],
    ...sections.map(({ row }): [string, string, boolean] => [idOf(row), `${row.citation} ${row.title}`, true]),
    ['changes', 'Since the report before', report.comparison !== undefined],
    ['allowed', 'Allowed by an exception', allowed.length > 0],
    ['third-parties', 'Third parties these files name', report.endpoints.length > 0],
    ['unchecked', 'Not fully checked', report.files.some(({ status }) => status !== 'checked')],
    ['matrix', 'All safeguards', true],
    ['disclaimer', 'What this report is, and is not', true],
  ];
  return listed.filter(([, , there]) => there).map(([id, title]) => [id, title]);
}

function facts(report: Report, { summary, regulation, rules }: SafeguardReport): Markup {
  const { error, warning, info, excepted, files } = summary;
  const count = (status: string): number => report.files.filter((file) => file.status === status).length;
  const { proposal } = regulation;
  return markup`<dl class="facts">
<div><dt>Findings</dt><dd>${counted(error, 'error')}, ${counted(warning, 'warning')}, ${counted(info, 'info', 'info')}; ${excepted} allowed by an exception</dd></div>
<div><dt>Files</dt><dd>${files} checked (${count('partial')} in part), ${count('skipped')} skipped, ${count('failed')} not checked</dd></div>
<div><dt>Tool</dt><dd>Breakwater ${report.version}, ${counted(rules, 'rule')} on</dd></div>
<div><dt>Date</dt><dd><time datetime="${report.date}">${report.date}</time></dd></div>
${report.commit === undefined ? '' : markup`<div><dt>Commit</dt><dd><code>${report.commit}</code></dd></div>`}
<div><dt>Policy</dt><dd>${policies(report)}</dd></div>
<div><dt>Regulation</dt><dd><a href="${regulation.url}">${regulation.name}</a>, ${regulation.part}, text as of ${regulation.asOf}</dd></div>
<div><dt>Proposal of 2025</dt><dd>${proposal.citation}, RIN ${proposal.rin}: ${proposal.status}. ${proposal.outlook}</dd></div>
</dl>`;
}

const policies = ({ policies }: Report): Markup | string =>
  policies.length === 0
    ? 'the built-in one'
    : markup`<ul class="plain">${policies.map(
        ({ path, layers }) =>
          markup`<li><code>${path}</code>${layers.length > 1 ? markup` on ${layers.slice(0, -1).map((layer) => markup`<code>${layer}</code> `)}` : ''}</li>`,
      )}</ul>`;

function overview({ rows, summary }: SafeguardReport): Markup {
  const found = rows.filter(({ state }) => state === 'findings');
  if (found.length === 0) return markup`<p>No issue found by these rules in ${counted(summary.files, 'file')} checked.</p>`;
  const bars = found.map((row) => ({ label: `${row.citation} ${row.title}`, ...row.counts }));
  return markup`<figure>
${severityChart('Findings by safeguard and severity', bars)}
<figcaption>Findings that relate to each safeguard. A finding may relate to several. The same figures stand in the table <a href="#matrix">All safeguards</a>.</figcaption>
</figure>`;
}

function section({ row, summary, url, guidance, proposal, findings, also }: SafeguardSection): Markup {
  return markup`<section aria-labelledby="${idOf(row)}">
<h2 id="${idOf(row)}"><a href="${url}">${row.citation}</a> ${row.title}</h2>
<p><strong>${row.requirement}.</strong> ${summary}</p>
${guidance === '' ? '' : markup`<p class="quiet">${guidance}</p>`}
${proposal === undefined ? '' : markup`<p class="quiet">${proposal}</p>`}
${findings.length === 0 ? '' : markup`<ol class="findings">${findings.map(item)}</ol>`}
${also.length === 0 ? '' : markup`<p class="quiet">Relating to it too, and listed under another safeguard: ${rulesOf(also)}.</p>`}
</section>`;
}

function item(finding: ReportedFinding): Markup {
  const { severity, message, rule, definition, related, source, resource, start } = finding;
  const [before, meant, after] = [
    source.text.slice(0, source.start),
    source.text.slice(source.start, source.end),
    source.text.slice(source.end),
  ];
  return markup`<li>
<p><span class="severity ${severity}">${severity}</span> <code class="place">${placeOf(finding)}</code> ${inline(message)}</p>
<pre aria-label="Line ${start.line}"><code>${before}<mark>${meant}</mark>${after}</code></pre>
<p>${inline(definition.remedy.replace(/\s+/g, ' '))}</p>
${related.map(({ path, start, message }) => markup`<p class="quiet">Related: <code>${path}:${start.line}</code> ${inline(message)}</p>`)}
<p class="quiet">Rule <code>${rule}</code>${resource === '' ? '' : markup`, on <code>${resource}</code>`}</p>
</li>`;
}

function rulesOf(findings: readonly ReportedFinding[]): Markup {
  const byRule = new Map<string, number>();
  for (const { rule } of findings) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
  return markup`${[...byRule].map(([rule, count], index) => markup`${index > 0 ? ', ' : ''}<code>${rule}</code> (${count})`)}`;
}

function changes({ comparison }: Report): Markup | string {
  if (!comparison) return '';
  const { path, date, appeared, gone } = comparison;
  return markup`<section aria-labelledby="changes">
<h2 id="changes">Since the report before</h2>
<p>Compared with <code>${path}</code>${date === undefined ? '' : ` of ${date}`}: ${appeared.length} new, ${gone.length} no longer found.</p>
<ul>
${appeared.map((finding) => markup`<li>New: <code>${placeOf(finding)}</code> ${inline(finding.message)} <code>${finding.rule}</code></li>`)}
${gone.map(({ path, rule, message }) => markup`<li>Gone: <code>${path}</code> ${inline(message)} <code>${rule}</code></li>`)}
</ul>
</section>`;
}

function allowed({ allowed }: SafeguardReport): Markup | string {
  if (allowed.length === 0) return '';
  return table(
    'allowed',
    'Allowed by an exception',
    ['Where', 'Rule', 'Finding', 'Reason', 'Owner', 'Until'],
    allowed.map(({ finding, exception: { reason, owner = '', until = '' } }) => [
      markup`<code>${placeOf(finding)}</code>`,
      markup`<code>${finding.rule}</code>`,
      inline(finding.message),
      reason,
      owner,
      until,
    ]),
  );
}

function endpoints({ endpoints }: Report): Markup | string {
  if (endpoints.length === 0) return '';
  return table(
    'third-parties',
    'Third parties these files name',
    ['Party', 'What it is', 'Where'],
    endpoints.map(({ vendor, kind, places }) => [
      vendor,
      kind,
      markup`${places.map(({ path, line }) => markup`<code>${path}:${line}</code> `)}`,
    ]),
    'Prompt: where one of them receives ePHI, check whether a business associate agreement covers it (164.308(b)(1)).',
  );
}

function unchecked({ files }: Report): Markup | string {
  const listed = files.filter(({ status }) => status !== 'checked');
  if (listed.length === 0) return '';
  return table(
    'unchecked',
    'Not fully checked',
    ['File', 'How far', 'Why'],
    listed.map(({ path, status, problem = '' }) => [markup`<code>${path}</code>`, status, inline(problem)]),
  );
}

function matrix({ rows }: SafeguardReport): Markup {
  return table(
    'matrix',
    'All safeguards',
    ['Safeguard', 'Requirement', 'Errors', 'Warnings', 'Info', 'Allowed', 'State'],
    rows.map(({ citation, requirement, counts: { error, warning, info }, excepted, state }) => [
      describeSafeguard(citation),
      requirement.split(':')[0]!,
      ...[error, warning, info, excepted].map(String),
      describeState(state),
    ]),
    'The standards, implementation specifications and general rules of the Security Rule. "No issue found by these rules" and "not assessable from these files" say nothing about an organisation.',
  );
}

/** A section that is a table, its first column naming the rows. */
function table(
  id: string,
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (Markup | string)[])[],
  about = '',
): Markup {
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${about === '' ? '' : markup`<p>${about}</p>`}
<div class="scroll" role="group" aria-labelledby="${id}" tabindex="0"><table>
<thead><tr>${columns.map((column) => markup`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([first = '', ...others]) =>
    markup`<tr><th scope="row">${first}</th>${others.map((cell) => markup`<td>${cell}</td>`)}</tr>
`,
)}</tbody>
</table></div>
</section>`;
}

const idOf = ({ citation }: SafeguardRow): string => `s-${citation.replace(/[().]+/g, '-').replace(/-$/, '')}`;
const placeOf = ({ path, start }: ReportedFinding): string => `${path}:${start.line}`;
