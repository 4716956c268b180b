import type { Document, Part } from '../model/document.ts';
import type { Node, NodeKind, Piece, Port, Target } from '../model/nodes.ts';
import { type Edit, moved, type Span } from '../model/text.ts';
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
    for (const failure of result.failures) failures.push({ ...failure, span: moved(failure.span, start) });
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
  if (known && holds(known, around)) return known;

  const checking = new PartCheck(part, document, policy, around);
  const { text, nodes, pieces = [] } = part;
  let next = 0;
  for (const piece of pieces) {
    while (next < piece.first) checking.look(nodes[next++]!);
    checking.lookAtPiece(piece);
    next += piece.count;
  }
  while (next < nodes.length) checking.look(nodes[next++]!);
  checking.look({ kind: 'Text', span: { start: 0, end: text.length }, text, nodes });
  const { asked, failures } = checking;
  const result = { findings: overruled(checking.findings), failures, asked, around };
  results.set(part, result);
  return result;
}

function holds({ asked, around: before }: Remembered, around: Surroundings): boolean {
  for (const what of asked) if (before[what] !== around[what]) return false;
  return true;
}

/**
 * What came of looking at a piece, in the order it came: findings, which hold wherever the piece stands, and looks that asked
 * for what is around it and are to be taken again.
 */
interface Seen {
  readonly start: number;
  readonly outcomes: readonly (readonly Finding[] | Look)[];
}

interface Look {
  /** Index of the node in the piece. */
  readonly node: number;
  readonly looker: Looker;
}

const seen = new WeakMap<Policy, WeakMap<object, Seen>>();

/** One part being checked. */
class PartCheck {
  readonly findings: Finding[] = [];
  readonly failures: Failure[] = [];
  /** What rules asked of the surroundings. */
  readonly asked = new Set<keyof Surroundings>();
  /** How often a rule asked for what is not in the node it looks at, or failed. */
  asks = 0;
  readonly around: Surroundings;
  readonly part: Part;
  readonly file: string;
  readonly policy: Policy;
  readonly #target: Target;
  /** The policy for the part as a whole, where no part of it may have another. */
  readonly #whole: Policy | undefined;
  #node: Node | undefined;

  constructor(part: Part, { uri, target }: Document, policy: Policy, around: Surroundings) {
    [this.part, this.file, this.#target, this.policy, this.around] = [part, uri, target, policy, around];
    const object = policy.scoped ? resourcesOf(part, target).whole : undefined;
    this.#whole = policy.scoped ? object && policy.at(object) : policy;
  }

  look(node: Node): void {
    this.#node = node;
    for (const looker of this.#lookersAt(node)) looker.look(node, this);
  }

  /** Looks at the nodes of a piece, at most as far as that was not done when it stood elsewhere. */
  lookAtPiece({ essence, start, first, count }: Piece): void {
    const { nodes } = this.part;
    let known = seen.get(this.policy);
    if (!known) seen.set(this.policy, (known = new WeakMap()));
    const before = known.get(essence);
    if (before) {
      for (const outcome of before.outcomes)
        if ('looker' in outcome) outcome.looker.look((this.#node = nodes[first + outcome.node]!), this);
        else for (const finding of outcome) this.findings.push(shift(finding, start - before.start));
      return;
    }
    const outcomes: Seen['outcomes'][number][] = [];
    for (let index = 0; index < count; index++) {
      const node = nodes[first + index]!;
      this.#node = node;
      for (const looker of this.#lookersAt(node)) {
        const { asks, findings } = this;
        const found = findings.length;
        looker.look(node, this);
        if (this.asks > asks) outcomes.push({ node: index, looker });
        else if (findings.length > found) outcomes.push(findings.slice(found));
      }
    }
    known.set(essence, { start, outcomes: outcomes.length === 0 ? NOTHING : outcomes });
  }

  #lookersAt(node: Node): readonly Looker[] {
    const policy = this.#whole ?? (node.kind === 'Text' ? this.policy : this.policy.at(this.#resourceAt(node.span, node)));
    const interested = policy.wanting(this.#target).get(node.kind);
    return interested ? lookersOf(interested, node.kind) : NOBODY;
  }

  #resourceAt(span: Span, node: Node | undefined): Resource {
    return resourcesOf(this.part, this.#target).at(span, node);
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

const NOTHING: Seen['outcomes'] = [];
const NOBODY: readonly Looker[] = [];
const lookers = new WeakMap<readonly Active[], readonly Looker[]>();

function lookersOf(interested: readonly Active[], kind: NodeKind): readonly Looker[] {
  let known = lookers.get(interested);
  if (!known) lookers.set(interested, (known = interested.map((active) => new Looker(active, kind))));
  return known;
}

/** A rule as a policy sets it, and the kind of node it wants to see. Its context is made once, and not for every part. */
class Looker {
  readonly #active: Active;
  readonly #check: (node: Node, context: unknown) => void;
  readonly #context: RuleContext;

  constructor(active: Active, kind: NodeKind) {
    this.#active = active;
    this.#check = active.rule.check[kind] as (node: Node, context: unknown) => void;
    this.#context = new RuleContext(active);
  }

  look(node: Node, checking: PartCheck): void {
    const context = this.#context;
    const before = context.checking;
    context.checking = checking;
    try {
      this.#check(node, context);
    } catch (error) {
      checking.asks++;
      checking.failures.push({ rule: this.#active.rule.id, span: node.span, error });
    } finally {
      context.checking = before;
    }
  }
}

/** What a rule is given besides the node, while it looks at one. */
class RuleContext implements Context<any> {
  // any: each rule's options have a type of their own
  /** The part it looks at. */
  checking: PartCheck | undefined;
  readonly options: unknown;
  readonly report: Context<unknown>['report'];
  readonly isSet: (option: string) => boolean;

  constructor(active: Active) {
    this.options = active.options;
    this.report = (report) => this.#now.report(report, active);
    this.isSet = (option) => active.written.has(option);
  }

  get #now(): PartCheck {
    return this.checking!;
  }

  get file(): string {
    return this.#now.file;
  }

  get nodes(): readonly Node[] {
    this.#now.asks++;
    return this.#now.part.nodes;
  }

  get phi(): Context<unknown>['phi'] {
    return this.#now.policy.phi;
  }

  get today(): string {
    this.#now.asks++;
    this.#now.asked.add('today');
    return this.#now.around.today;
  }

  get project(): Project | undefined {
    this.#now.asks++;
    this.#now.asked.add('project');
    return this.#now.around.project;
  }

  get trustImage(): Context<unknown>['trustImage'] {
    const { source, settings } = this.#now.policy;
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

function shift(finding: Finding, by: number): Finding {
  if (by === 0) return finding;
  const edit = (edit: Edit): Edit => (edit.file === undefined ? { ...edit, span: moved(edit.span, by) } : edit);
  return {
    ...finding,
    span: moved(finding.span, by),
    related: finding.related.map((related) =>
      related.file === undefined ? { ...related, span: moved(related.span, by) } : related,
    ),
    fixes: finding.fixes.map((fix) => ({ ...fix, edits: fix.edits.map(edit) })),
  };
}
