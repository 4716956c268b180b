import { fileURLToPath } from 'node:url';
import { daysLeft, exceptionComments, hasLapsed, type Exception, type ExceptionComment } from '../../rules/engine/exceptions.ts';
import type { Finding } from '../../rules/engine/lint.ts';
import type { Policy, PolicyException } from '../../rules/engine/policy.ts';
import type { Severity } from '../../rules/engine/rule.ts';
import { Lines } from '../../rules/model/text.ts';
import { shownFrom } from '../files/places.ts';
import type { PolicyInForce } from '../files/policyFile.ts';
import { placeAt } from './examine.ts';
import { counted, printable, printableLine } from './printable.ts';
import type { Place } from './report.ts';
import { localDate } from '../files/today.ts';
import { walk, type Walked } from './walk.ts';
import type { World } from './world.ts';

export interface ExceptionsOptions {
  readonly format: 'text' | 'json' | 'markdown' | 'csv';
  readonly policy?: string;
}

/** `in force`, `ends soon` and `lapsed` go by its day; `unused` excepts nothing; `locked` and `not understood` have no effect. */
export type Status = 'in force' | 'ends soon' | 'lapsed' | 'unused' | 'locked' | 'not understood';

/** An exception as an auditor looks at it. */
export interface ListedException {
  readonly path: string;
  readonly start: Place;
  readonly kind: 'comment' | 'policy';
  readonly rules: readonly string[];
  readonly reason: string;
  readonly owner?: string;
  readonly until?: string;
  /** In a policy: globs of files, and resources, that it is for. */
  readonly files?: readonly string[];
  readonly resources?: readonly string[];
  readonly status: Status;
  /** What it hides. */
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: Severity;
    readonly path: string;
    readonly start: Place;
    readonly message: string;
  }[];
}

/** Lists every exception under the paths with what it hides, and returns the exit code. */
export async function listExceptions(
  paths: readonly string[],
  { format, policy }: ExceptionsOptions,
  world: World,
): Promise<number> {
  const today = localDate();
  const { documents, failed } = await walk(paths, world, today, { ...(policy !== undefined && { policy }) });
  const listed = exceptionsIn(documents, world.cwd, today);
  world.stdout.write({ text: asText, json: asJson, markdown: asMarkdown, csv: asCsv }[format](listed));
  return failed ? 2 : 0;
}

/** The exceptions in documents and in the policies that count for them, in the order of their places. */
export const exceptionsIn = (documents: readonly Walked[], cwd: string, today: string): ListedException[] =>
  [...commentsOf(documents, today), ...policiesOf(documents, cwd, today)].sort(
    (a, b) => compare(a.path, b.path) || a.start.line - b.start.line || a.start.column - b.start.column,
  );

function commentsOf(documents: readonly Walked[], today: string): ListedException[] {
  return documents.flatMap((walked) =>
    exceptionComments(walked.document).map((comment): ListedException => {
      const { document, path, result, inForce } = walked;
      const { exception, span, rules } = comment;
      const hidden = result.findings.filter((finding) => exception && finding.exception === exception);
      return {
        path,
        start: placeAt(document.lines, span.start),
        kind: 'comment',
        rules: rules.map(({ id }) => id),
        reason: exception?.reason ?? '',
        ...optional(exception),
        status: statusOfComment(comment, hidden.length, inForce.policy, today),
        findings: hidden.map((finding) => listed(finding, walked)),
      };
    }),
  );
}

function statusOfComment({ exception, rules }: ExceptionComment, hides: number, policy: Policy, today: string): Status {
  if (!exception) return 'not understood';
  if (rules.every(({ id }) => policy.locked.has(id))) return 'locked';
  return statusOf(exception, hides, today);
}

function statusOf({ until }: Exception, hides: number, today: string): Status {
  if (hasLapsed(until, today)) return 'lapsed';
  if (hides === 0) return 'unused';
  return daysLeft(until, today) === undefined ? 'in force' : 'ends soon';
}

/** The exceptions of every policy that counts for one of the documents, each once. */
function policiesOf(documents: readonly Walked[], cwd: string, today: string): ListedException[] {
  const hidden = new Map<string, ListedException['findings'][number][]>();
  const policies = new Map<string, PolicyInForce>();
  for (const walked of documents) {
    if (walked.inForce.file !== undefined) policies.set(walked.inForce.file, walked.inForce);
    for (const finding of walked.result.findings) {
      const key = finding.exception && keyOf(finding.exception);
      if (key !== undefined) hidden.set(key, [...(hidden.get(key) ?? []), listed(finding, walked)]);
    }
  }
  const found = new Map<string, ListedException>();
  for (const { layers, policy } of policies.values()) {
    const kept = new Set(policy.settings.exceptions?.map(keyOf));
    for (const { layer, problems } of layers) {
      const path = shownFrom(cwd, fileURLToPath(layer.source.uri));
      const lines = new Lines(layer.source.text);
      for (const exception of layer.exceptions) {
        const key = keyOf(exception)!;
        const findings = hidden.get(key) ?? [];
        found.set(key, {
          ...described(exception, path, lines),
          status: kept.has(key) ? statusOf(exception, findings.length, today) : 'locked',
          findings,
        });
      }
      for (const { rule, span } of problems)
        if (rule === 'unreasoned-exception')
          found.set(`${path}:${span.start}`, {
            path,
            start: placeAt(lines, span.start),
            kind: 'policy',
            rules: [],
            reason: '',
            status: 'not understood',
            findings: [],
          });
    }
  }
  return [...found.values()];
}

const keyOf = ({ file, span }: Exception): string | undefined => (file === undefined ? undefined : `${file}:${span.start}`);

function described(exception: PolicyException, path: string, lines: Lines): Omit<ListedException, 'status' | 'findings'> {
  const { rules, reason, files, resources, span } = exception;
  return {
    path,
    start: placeAt(lines, span.start),
    kind: 'policy',
    rules,
    reason,
    ...optional(exception),
    ...(files && { files }),
    ...(resources && { resources }),
  };
}

const optional = ({ owner, until }: Partial<Exception> = {}) => ({
  ...(owner !== undefined && { owner }),
  ...(until !== undefined && { until }),
});

const listed = ({ rule, severity, span, message }: Finding, { path, document }: Walked): ListedException['findings'][number] => ({
  rule: rule.id,
  severity,
  path,
  start: placeAt(document.lines, span.start),
  message,
});

const placeOf = ({ path, start }: { readonly path: string; readonly start: Place }): string =>
  `${path}:${start.line}:${start.column}`;
const scopeOf = ({ files = [], resources = [] }: ListedException): string => [...files, ...resources].join(', ');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function asText(exceptions: readonly ListedException[]): string {
  const blocks = exceptions.map((exception) => {
    const { status, rules, reason, owner, until, findings } = exception;
    const terms = [
      owner && `owner ${owner}`,
      until && `until ${until}`,
      scopeOf(exception) && `for ${scopeOf(exception)}`,
    ].filter(Boolean);
    return [
      `${placeOf(exception)}  ${status}  ${rules.join(', ')}`,
      `    ${reason || 'No reason.'}${terms.length > 0 ? ` (${terms.join(', ')})` : ''}`,
      ...findings.map((finding) => `    hides ${placeOf(finding)} ${finding.severity} ${finding.message}`),
    ]
      .map((line) => `${printableLine(line)}\n`)
      .join('');
  });
  const counts = new Map<Status, number>();
  for (const { status } of exceptions) counts.set(status, (counts.get(status) ?? 0) + 1);
  const hidden = exceptions.reduce((sum, { findings }) => sum + findings.length, 0);
  const summary = [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
  const end = `${counted(exceptions.length, 'exception')}${summary ? ` (${summary})` : ''}, hiding ${counted(hidden, 'finding')}.\n`;
  return [...blocks, end].join('\n');
}

const asJson = (exceptions: readonly ListedException[]): string => `${JSON.stringify({ exceptions }, undefined, 2)}\n`;

const COLUMNS = ['Place', 'Kind', 'Rules', 'For', 'Reason', 'Owner', 'Until', 'Status', 'Hides'];

function rowOf(exception: ListedException): string[] {
  const { kind, rules, reason, owner = '', until = '', status, findings } = exception;
  const hides = findings.map((finding) => `${placeOf(finding)} ${finding.rule}`);
  return [placeOf(exception), kind, rules.join(', '), scopeOf(exception), reason, owner, until, status, hides.join('; ')];
}

function asMarkdown(exceptions: readonly ListedException[]): string {
  const cell = (text: string): string => printable(text.replace(/\s+/g, ' ')).replace(/[\\|<>*_`[\]]/g, '\\$&');
  const rows = [COLUMNS, COLUMNS.map(() => '-'), ...exceptions.map((exception) => rowOf(exception).map(cell))];
  return rows.map((row) => `| ${row.join(' | ')} |\n`).join('');
}

/** RFC 4180. A cell that a spreadsheet would take for a formula is kept from being one by an apostrophe. */
function asCsv(exceptions: readonly ListedException[]): string {
  const cell = (text: string): string =>
    `"${printable(text)
      .replace(/^[=+\-@\t\r]/, "'$&")
      .replaceAll('"', '""')}"`;
  return [COLUMNS, ...exceptions.map(rowOf)].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
