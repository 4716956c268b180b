import type { Options } from '../../../rules/engine/options.ts';
import type { Rule, Severity } from '../../../rules/engine/rule.ts';
import { rules } from '../../../rules/index.ts';
import { describeRequirement, regulation, safeguards, type Citation } from '../../../rules/safeguards.ts';
import type { Place, Report, ReportedEdit, ReportedFile, ReportedFinding } from '../report.ts';

/**
 * The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/): the safeguards and NIST's controls as
 * taxonomies, exceptions as suppressions with their justification, what could not be checked as notifications.
 */
export function formatSarif(report: Report): string {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  for (const { definition } of report.findings) if (!known.has(definition.id)) known.set(definition.id, definition);
  const listed = [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const index = new Map(listed.map(({ id }, at) => [id, at]));
  const failed = report.files.some(({ status, missed }) => status === 'failed' || missed);
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Breakwater',
            version: report.version,
            semanticVersion: report.version,
            informationUri: REPOSITORY,
            supportedTaxonomies: [{ name: HIPAA }, { name: CONTROLS }, { name: FRAMEWORK }],
            rules: listed.map(describeRule),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The folder in which the tool was run.' } } },
        invocations: [
          {
            executionSuccessful: !failed,
            toolExecutionNotifications: report.files.flatMap(notification),
          },
        ],
        artifacts: report.files
          .filter(({ status }) => status === 'checked' || status === 'partial')
          .map(({ path }) => ({ location: locationOf(path), roles: ['analysisTarget'] })),
        results: report.findings.map((finding) => result(finding, index.get(finding.rule) ?? -1)),
        taxonomies: [hipaa(), controls(), framework()],
      },
    ],
  };
  return `${JSON.stringify(log)}\n`;
}

const REPOSITORY = 'https://github.com/breakwater-lint/breakwater';
/** The name consumers replace by the root of the checkout. */
const ROOT = '%SRCROOT%';
const HIPAA = 'HIPAA Security Rule';
const CONTROLS = 'NIST SP 800-53 Rev. 5';
const FRAMEWORK = 'NIST Cybersecurity Framework 1.1';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;
/** On the scale of 0 to 10 that code scanning shows; technical risk, as the severities are. */
const SECURITY_SEVERITY = { error: '8.0', warning: '5.0', info: '2.0' } as const satisfies Record<Severity, string>;

function describeRule(rule: Rule) {
  const { id, title, why, remedy, severity, profile, targets, safeguards: cited } = rule;
  const [flatWhy, flatRemedy] = [why, remedy].map((text) => text.replace(/\s+/g, ' ').trim()) as [string, string];
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${title}.` },
    fullDescription: { text: flatWhy },
    help: {
      text: `${flatWhy} ${flatRemedy}`,
      markdown: `${flatWhy}\n\n${flatRemedy}\n\n${cited.map(citationLine).join('\n')}`.trim(),
    },
    ...(rules.includes(rule) && { helpUri: `${REPOSITORY}#rules` }),
    defaultConfiguration: { level: LEVELS[severity], enabled: profile === 'recommended' },
    relationships: [
      ...cited.map((citation) => related(citation, HIPAA)),
      ...controlsOf(cited).map((control) => related(control, CONTROLS)),
      ...frameworkOf(cited).map((category) => related(category, FRAMEWORK)),
    ],
    properties: {
      'security-severity': SECURITY_SEVERITY[severity],
      'problem.severity': severity === 'info' ? 'recommendation' : severity,
      tags: ['security', 'hipaa', ...cited],
      profile,
      targets,
      options: Object.keys((rule.options ?? {}) as Options),
    },
  };
}

const citationLine = (citation: Citation): string =>
  `- [45 CFR ${citation}](${safeguards[citation].url}) ${safeguards[citation].title}. ${describeRequirement(citation)}.`;

const related = (id: string, name: string) => ({ target: { id, toolComponent: { name } }, kinds: ['relevant'] });

/** A message may hold links; no name of an author's becomes one. */
const plain = (text: string): string => text.replaceAll('](', '] (');

const unique = (ids: readonly string[]): string[] => [...new Set(ids)].sort();
const controlsOf = (cited: readonly Citation[]): string[] =>
  unique(cited.flatMap((citation) => safeguards[citation].related.sp80053));
const frameworkOf = (cited: readonly Citation[]): string[] =>
  unique(cited.flatMap((citation) => safeguards[citation].related.csf));

function result(finding: ReportedFinding, ruleIndex: number) {
  const { rule, severity, path, start, end, message, related, fixes, resource, fingerprint, source } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: plain(message) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: locationOf(path),
          region: { ...region(start, end), snippet: { text: source.text } },
        },
        ...(resource !== '' && { logicalLocations: [{ fullyQualifiedName: resource }] }),
      },
    ],
    ...(related.length > 0 && {
      relatedLocations: related.map(({ path, start, message }, id) => ({
        id,
        physicalLocation: { artifactLocation: locationOf(path), region: { startLine: start.line, startColumn: start.column } },
        message: { text: plain(message) },
      })),
    }),
    partialFingerprints: { 'breakwater/v1': fingerprint },
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, edits, safe }) => ({
        description: { text: plain(title) },
        artifactChanges: changes(path, edits),
        properties: { safe },
      })),
    }),
    suppressions: suppressions(finding),
    properties: { safeguards: finding.safeguards },
  };
}

function suppressions({ exception, baseline }: ReportedFinding) {
  if (exception) {
    const { reason, owner, until, inline } = exception;
    const properties = { ...(owner !== undefined && { owner }), ...(until !== undefined && { until }) };
    return [{ kind: inline ? 'inSource' : 'external', status: 'accepted', justification: reason, properties }];
  }
  return baseline ? [{ kind: 'external', status: 'accepted', justification: 'It was there when the baseline was made.' }] : [];
}

/** The edits of a fix, by file. */
function changes(path: string, edits: readonly ReportedEdit[]) {
  const files = [...new Set(edits.map((edit) => edit.path ?? path))];
  return files.map((file) => ({
    artifactLocation: locationOf(file),
    replacements: edits
      .filter((edit) => (edit.path ?? path) === file)
      .map(({ start, end, text }) => ({ deletedRegion: region(start, end), insertedContent: { text } })),
  }));
}

const region = (start: Place, end: Place) => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});

/** A path as a URI reference: relative to the root, or absolute where the path is. */
function locationOf(path: string) {
  const uri = path
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  if (path.startsWith('/')) return { uri: `file://${uri}` };
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${path.slice(0, 2)}${uri.slice(uri.indexOf('/'))}` };
  return { uri, uriBaseId: ROOT };
}

function notification({ path, status, problem = '', missed }: ReportedFile) {
  if (status === 'checked') return [];
  const level = status === 'failed' || missed ? 'error' : status === 'partial' ? 'warning' : 'note';
  const text = `${status === 'partial' ? 'Not fully checked' : 'Not checked'}: ${problem}`;
  return [{ level, message: { text }, locations: [{ physicalLocation: { artifactLocation: locationOf(path) } }] }];
}

function hipaa() {
  return {
    name: HIPAA,
    organization: 'U.S. Department of Health and Human Services',
    shortDescription: { text: `${regulation.part}, as of ${regulation.asOf}.` },
    informationUri: regulation.url,
    releaseDateUtc: regulation.asOf,
    taxa: Object.entries(safeguards).map(([id, { title, summary, url }]) => ({
      id,
      name: title,
      shortDescription: { text: summary },
      help: { text: describeRequirement(id as Citation) },
      helpUri: url,
    })),
  };
}

const citations = Object.keys(safeguards) as Citation[];

const controls = () => ({
  name: CONTROLS,
  organization: 'NIST',
  shortDescription: {
    text: 'Controls that NIST relates to a safeguard. Related guidance, and no requirement of the Security Rule.',
  },
  informationUri: 'https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final',
  taxa: controlsOf(citations).map((id) => ({ id })),
});

const framework = () => ({
  name: FRAMEWORK,
  organization: 'NIST',
  shortDescription: {
    text: 'Subcategories that NIST relates to a safeguard. Related guidance, and no requirement of the Security Rule.',
  },
  informationUri: 'https://www.nist.gov/cyberframework',
  taxa: frameworkOf(citations).map((id) => ({ id })),
});
