import type { Document, Part } from '../model/document.ts';
import type { Node, Port, Target } from '../model/nodes.ts';
import type { Edit, Span } from '../model/text.ts';
import { markBaselined } from './baseline.ts';
import { aboutExceptions } from './exceptionFindings.ts';
import { exceptionComments, exceptionFor, hasLapsed, type Exception, type InlineException } from './exceptions.ts';
import type { Failure, Finding, Result } from './finding.ts';
import type { Active, Policy } from './policy.ts';
import { relativePath } from './policy/relativePath.ts';
import { fitsAny } from './policy/wildcard.ts';
import { trustImageEdit } from './policyText.ts';
import { oncePerPort } from './oncePerPort.ts';
import { oncePerSpan } from './oncePerSpan.ts';
import { overruled } from './precedence.ts';
import type { Project } from './project.ts';
import { resourcesOf, type Resource } from './resource.ts';
import type { Context, Report, Severity } from './rule.ts';

export type { Failure, Finding, Result } from './finding.ts';

/** A part's result, with what of the surroundings a rule asked for: it holds while that is the same. */
interface Remembered extends Result {
  readonly asked: ReadonlySet<keyof Surroundings>;
  readonly around: Surroundings;
}

interface Surroundings {
  readonly today: string;
  readonly project: Project | undefined;
}

const remembered = new WeakMap<Policy, WeakMap<Part, Remembered>>();

/**
 * Checks a document against a policy. Pure: the same document, policy, day and project give the same result, and parts
 * that were checked before are not checked again. `today` is an ISO date, for exceptions that end and support that ends.
 * A project is one moment of the workspace: when that changes, there is a new one.
 */
export function lint(document: Document, policy: Policy, today: string, project?: Project): Result {
  const inForce = policy.for(document.uri);
  const around = { today, project };
  const { findings: excepted, failures } = lintParts(document, policy, around);
  const comments = exceptionComments(document);
  const whole = failures.length === 0 && document.parts.every(({ part }) => part.problems.length === 0);
  const about = comments.length === 0 ? [] : aboutExceptions(comments, document.text, excepted, inForce, today, whole);
  const once = oncePerPort(excepted, document, project, (other) => lintParts(other, policy, around).findings);
  const all = [...once, ...about.map((finding) => withException(finding, [], document, policy, today))];
  const sorted = oncePerSpan(all.sort(byPosition));
  const { baseline } = policy.settings;
  const findings = baseline ? markBaselined(sorted, baseline, relativePath(baseline.base, document.uri)) : sorted;
  return { findings, failures };
}

/** What is found part by part, in offsets of the document, with the exceptions there are. */
function lintParts(document: Document, policy: Policy, around: Surroundings): Result {
  const inForce = policy.for(document.uri);
  const inline = exceptionComments(document).flatMap(({ exception }) => exception ?? []);
  const findings: Finding[] = [];
  const failures: Failure[] = [];
  for (const { start, part } of document.parts) {
    const result = lintPart(part, document, inForce, around);
    for (const finding of result.findings)
      findings.push(withException(shift(finding, start), inline, document, policy, around.today));
    for (const failure of result.failures) failures.push({ ...failure, span: move(failure.span, start) });
  }
  return { findings, failures };
}

const byPosition = (a: Finding, b: Finding): number =>
  a.span.start - b.span.start || a.span.end - b.span.end || (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0);

/** The finding with the exception that covers it; one that has lapsed leaves it as it is, and says so. */
function withException(
  finding: Finding,
  inline: readonly InlineException[],
  { uri }: Document,
  policy: Policy,
  today: string,
): Finding {
  const { rule, span, resource } = finding;
  const comments = inline.length === 0 || policy.locked.has(rule.id) ? [] : inline;
  const comment = comments.length > 0 ? exceptionFor(comments, rule.id, span, today) : undefined;
  if (comment) return { ...finding, exception: comment };
  const listed = policy.exceptionsFor(rule.id, uri).filter(({ resources }) => !resources || isAmong(resource, resources));
  const entry = listed.find(({ until }) => !hasLapsed(until, today));
  if (entry) return { ...finding, exception: entry };
  const lapsed: Exception | undefined =
    (comments.length > 0 ? exceptionFor(comments, rule.id, span, '') : undefined) ?? listed[0];
  return lapsed ? { ...finding, message: `${finding.message} Its exception lapsed on ${lapsed.until}.` } : finding;
}

/** A pattern for an object or a service is for all of its containers. */
const isAmong = (resource: string, patterns: readonly string[]): boolean =>
  fitsAny(resource, patterns) || (resource.includes(':') && fitsAny(resource.slice(0, resource.lastIndexOf(':')), patterns));

function lintPart(part: Part, document: Document, policy: Policy, around: Surroundings): Result {
  let results = remembered.get(policy);
  if (!results) remembered.set(policy, (results = new WeakMap()));
  const known = results.get(part);
  if (known && [...known.asked].every((what) => known.around[what] === around[what])) return known;

  const checking = new PartCheck(part, document, policy, around);
  for (const node of part.nodes) checking.look(node);
  const { text, nodes } = part;
  checking.look({ kind: 'Text', span: { start: 0, end: text.length }, text, nodes });
  const { asked, failures } = checking;
  const result = { findings: overruled(checking.findings), failures, asked, around };
  results.set(part, result);
  return result;
}

/** One part being checked. Each rule has one context in it for each way the policy sets it there. */
class PartCheck {
  readonly findings: Finding[] = [];
  readonly failures: Failure[] = [];
  /** What rules asked of the surroundings. */
  readonly asked = new Set<keyof Surroundings>();
  readonly around: Surroundings;
  readonly part: Part;
  readonly file: string;
  readonly policy: Policy;
  readonly #target: Target;
  readonly #contexts = new Map<Active, Context<any>>(); // any: each rule's options have a type of their own
  /** The policy for the part as a whole, where no part of it may have another. */
  readonly #whole: Policy | undefined;
  #node: Node | undefined;

  constructor(part: Part, { uri, target }: Document, policy: Policy, around: Surroundings) {
    [this.part, this.file, this.#target, this.policy, this.around] = [part, uri, target, policy, around];
    const object = policy.scoped ? resourcesOf(part, target).whole : undefined;
    this.#whole = policy.scoped ? object && policy.at(object) : policy;
  }

  look(node: Node): void {
    const policy = this.#whole ?? (node.kind === 'Text' ? this.policy : this.policy.at(this.#resourceAt(node.span, node)));
    const interested = policy.wanting(this.#target).get(node.kind);
    if (!interested) return;
    this.#node = node;
    for (const active of interested)
      try {
        (active.rule.check[node.kind] as (node: Node, context: unknown) => void)(node, this.#contextOf(active));
      } catch (error) {
        this.failures.push({ rule: active.rule.id, span: node.span, error });
      }
  }

  #resourceAt(span: Span, node: Node | undefined): Resource {
    return resourcesOf(this.part, this.#target).at(span, node);
  }

  #contextOf(active: Active): Context<any> {
    let context = this.#contexts.get(active);
    if (!context) this.#contexts.set(active, (context = new RuleContext(active, this)));
    return context;
  }

  report(report: Report, { rule, severity }: Active): void {
    const span = { start: report.at.span.start, end: report.at.span.end };
    const resource = this.#resourceAt(span, this.#node);
    // a rule that looks at a file as a whole may point at a part that has settings of its own
    const there = this.#whole ? severity : this.policy.at(resource).rule(rule.id)?.severity;
    if (there === undefined) return;
    this.findings.push({
      rule,
      severity: lowered(rule.severity, report.severity, there),
      message: report.message,
      span,
      related: report.related ?? [],
      fixes: report.fixes ?? [],
      resource: resource.text,
      ...(isPort(report.at) && { port: report.at }),
    });
  }
}

/** What a rule is given besides the node. Made for each rule and part, so it holds little and makes the rest when asked. */
class RuleContext implements Context<any> {
  readonly #active: Active;
  readonly #checking: PartCheck;
  readonly options: unknown;
  #report: Context<unknown>['report'] | undefined;

  constructor(active: Active, checking: PartCheck) {
    [this.#active, this.#checking, this.options] = [active, checking, active.options];
  }

  get report(): Context<unknown>['report'] {
    return (this.#report ??= (report) => this.#checking.report(report, this.#active));
  }

  get file(): string {
    return this.#checking.file;
  }

  get nodes(): readonly Node[] {
    return this.#checking.part.nodes;
  }

  get phi(): Context<unknown>['phi'] {
    return this.#checking.policy.phi;
  }

  get today(): string {
    this.#checking.asked.add('today');
    return this.#checking.around.today;
  }

  get project(): Project | undefined {
    this.#checking.asked.add('project');
    return this.#checking.around.project;
  }

  get isSet(): (option: string) => boolean {
    return (option) => this.#active.written.has(option);
  }

  get trustImage(): Context<unknown>['trustImage'] {
    const { source, settings } = this.#checking.policy;
    return (pattern) => (source && !settings.trustLocked ? trustImageEdit(source, pattern) : undefined);
  }
}

const STEPS: readonly Severity[] = ['error', 'warning', 'info'];

/** A report that is so many steps below its rule's own severity stays so many steps below what the policy made of it. */
function lowered(own: Severity, reported: Severity | undefined, inForce: Severity): Severity {
  const down = reported === undefined ? 0 : Math.max(0, STEPS.indexOf(reported) - STEPS.indexOf(own));
  return STEPS[Math.min(STEPS.indexOf(inForce) + down, STEPS.length - 1)]!;
}

const isPort = (at: Report['at']): at is Port => 'kind' in at && at.kind === 'Port';

const move = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });

function shift(finding: Finding, by: number): Finding {
  if (by === 0) return finding;
  const edit = (edit: Edit): Edit => (edit.file === undefined ? { ...edit, span: move(edit.span, by) } : edit);
  return {
    ...finding,
    span: move(finding.span, by),
    related: finding.related.map((related) =>
      related.file === undefined ? { ...related, span: move(related.span, by) } : related,
    ),
    fixes: finding.fixes.map((fix) => ({ ...fix, edits: fix.edits.map(edit) })),
  };
}
