import { createHash } from 'node:crypto';
import { fingerprintOf } from '../../rules/engine/baseline.ts';
import type { Exception } from '../../rules/engine/exceptions.ts';
import { lint, type Finding } from '../../rules/engine/lint.ts';
import type { Policy } from '../../rules/engine/policy.ts';
import type { Project } from '../../rules/engine/project.ts';
import { thirdPartiesIn } from '../../rules/facts/thirdParties.ts';
import { identify, readDocument, type Document, type Identity } from '../../rules/model/document.ts';
import { Lines, type Edit, type Span } from '../../rules/model/text.ts';
import type { Place, ReportedEdit, ReportedFile, ReportedFinding } from './report.ts';
import { secretSpans, sourceLine } from './sourceLine.ts';

/** What an edge knows beyond a text: pure as long as its functions are. */
export interface Surroundings {
  readonly policy: Policy;
  /** An ISO date, for exceptions that end. */
  readonly today: string;
  /** The workspace around the text. */
  readonly project?: Project | undefined;
  /** The category of a rule, by its id. */
  readonly categories: Readonly<Record<string, string>>;
  /** How a report names another file, by the name a policy source or a rule gave it. */
  readonly pathOf: (uri: string) => string;
  /** The text of another file, empty when there is none yet. */
  readonly textOf: (uri: string) => string;
}

/** What one text gave. */
export interface Examined {
  readonly file: ReportedFile;
  readonly findings: readonly ReportedFinding[];
  /** The exceptions that its findings have. */
  readonly exceptions: readonly Exception[];
  /** Vendors the file names, with the 1-based line. */
  readonly parties: readonly { readonly vendor: string; readonly kind: string; readonly line: number }[];
}

/** Checks one text, or says why it is none of ours. `path` is what the report calls the file, `uri` is absolute. */
export function examine(path: string, uri: string, text: string, around: Surroundings): Examined | string {
  const identity = identify(uri, text);
  const { target } = identity;
  if (!target) return noneOfOurs(identity);
  const document = around.project?.read(uri, target, text) ?? readDocument(uri, target, text);
  const { findings, failures } = lint(document, around.policy, around.today, around.project);
  const secrets = secretSpans(document, spansToMask(findings, around.categories));
  const linesOf = linesOnce(document, around.textOf);
  const failed = failures.map(
    ({ rule, span, error }) => `Rule \`${rule}\` failed at ${at(document, span.start)} (${nameOf(error)}).`,
  );
  const problems = document.problems.map(({ span, message }) => `${at(document, span.start)} ${sentence(message)}`);
  const status = failed.length > 0 ? 'failed' : problems.length > 0 ? 'partial' : 'checked';
  const problem = failed.length > 0 ? failed : problems;
  return {
    file: { path, target, status, ...(problem.length > 0 && { problem: firstOf(problem) }) },
    findings: findings.map((finding) => report(finding, path, document, secrets, around.pathOf, linesOf)),
    exceptions: findings.flatMap(({ exception }) => exception ?? []),
    parties: partiesIn(document),
  };
}

const partiesIn = ({ parts, lines }: Document): Examined['parties'] =>
  parts.flatMap(({ start, part }) =>
    thirdPartiesIn(part).map(({ vendor, kind, span }) => ({ vendor, kind, line: lines.positionAt(span.start + start).line + 1 })),
  );

/** Why a file is none of ours, as a sentence. */
export const noneOfOurs = ({ why }: Identity): string => `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;

/** Rules whose findings stand on a name, of a file or of a kind of object: nothing of it is secret, and hiding it would hide what is meant. */
const ON_A_NAME: readonly string[] = ['secret-file-copy', 'committed-env-file', 'secret-reading-role'];

/** Rules outside the category `secrets` whose findings stand on a secret or on an identifier. */
const ON_A_SECRET = /^(?:secret-|hardcoded-|weak-credential|default-secret|committed-|credentials-|embedded-|fixed-account-)/;

function spansToMask(findings: readonly Finding[], categories: Surroundings['categories']): Span[] {
  return findings
    .filter(({ rule: { id } }) => (categories[id] === 'secrets' || ON_A_SECRET.test(id)) && !ON_A_NAME.includes(id))
    .map(({ span }) => span);
}

function report(
  finding: Finding,
  path: string,
  document: Document,
  secrets: readonly Span[],
  pathOf: Surroundings['pathOf'],
  linesOf: (file: string | undefined) => Lines,
): ReportedFinding {
  const { rule, severity, message, span, related, fixes, resource, exception, baseline } = finding;
  const reportEdit = ({ span, text, file }: Edit): ReportedEdit => ({
    ...(file !== undefined && { path: pathOf(file) }),
    start: placeAt(linesOf(file), span.start),
    end: placeAt(linesOf(file), span.end),
    text,
  });
  const reported = {
    rule: rule.id,
    definition: rule,
    severity,
    path,
    target: document.target,
    start: placeAt(document.lines, span.start),
    end: placeAt(document.lines, span.end),
    message,
    safeguards: rule.safeguards,
    fixes: fixes.map(({ title, safe, edits }) => ({ title, safe, edits: edits.map(reportEdit) })),
    related: related.map(({ file, span, message }) => ({
      path: file === undefined ? path : pathOf(file),
      start: placeAt(linesOf(file), span.start),
      message,
    })),
    ...(exception && {
      exception: {
        reason: exception.reason,
        ...(exception.until !== undefined && { until: exception.until }),
        ...(exception.owner !== undefined && { owner: exception.owner }),
        inline: exception.file === undefined,
      },
    }),
    resource,
    ...(baseline && { baseline }),
    source: sourceLine(document, span, secrets),
  };
  return withFingerprint(reported, fingerprintOf(finding, path));
}

/** Few reports show the fingerprint, so it is hashed when it is asked for. Here nothing else is kept for that. */
function withFingerprint(finding: Omit<ReportedFinding, 'fingerprint'>, recognised: string): ReportedFinding {
  let fingerprint: string | undefined;
  const get = (): string => (fingerprint ??= hashed(recognised));
  return Object.defineProperty(finding, 'fingerprint', { enumerable: true, get }) as ReportedFinding;
}

/** A fingerprint as reports have it. */
export const hashed = (fingerprint: string): string => createHash('sha256').update(fingerprint).digest('hex');

/** The lines of the document, or of another file, which is read only once. */
function linesOnce(document: Document, textOf: Surroundings['textOf']): (file: string | undefined) => Lines {
  const known = new Map<string, Lines>();
  return (file) => {
    if (file === undefined) return document.lines;
    let lines = known.get(file);
    if (!lines) known.set(file, (lines = new Lines(textOf(file))));
    return lines;
  };
}

/** A 1-based line and column. */
export function placeAt(lines: Lines, offset: number): Place {
  const { line, character } = lines.positionAt(offset);
  return { line: line + 1, column: character + 1 };
}

function at(document: Document, offset: number): string {
  const { line, column } = placeAt(document.lines, offset);
  return `${line}:${column}`;
}

/** The first of several problems, and how many more there are. */
const firstOf = ([first, ...rest]: readonly string[]): string =>
  rest.length > 0 ? `${first} (and ${rest.length} more)` : (first ?? '');

/** A parser may quote what it stumbled over at the end of its message; that could be a secret. */
function sentence(message: string): string {
  const text = message.replace(/:\s*".*$/s, '');
  return /[.!?)]$/.test(text) ? text : `${text}.`;
}

/** An error's name alone: its message may quote the file. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
