import type { Document, Part } from '../model/document.ts';
import type { Instruction } from '../model/nodes.ts';
import { lineStart, type Edit, type Span } from '../model/text.ts';

/** A finding someone allowed, in a comment or in a policy. */
export interface Exception {
  readonly rules: readonly string[];
  readonly reason: string;
  readonly owner?: string;
  /** The last day it holds, as an ISO date. */
  readonly until?: string;
  /** Where it is written: in a comment, offsets of the document; in a policy, of its text. */
  readonly span: Span;
  /** The policy it stands in; absent for a comment. */
  readonly file?: string;
  /** In a policy: the whole entry. */
  readonly extent?: Span;
  readonly untilSpan?: Span;
  /** The edit that takes it out of its policy, where that can be done in place. */
  readonly remove?: Edit;
}

/** An exception in a comment: `# breakwater allow RULE[, RULE]: REASON [owner NAME] [until YYYY-MM-DD]`. */
export interface InlineException extends Exception {
  /** The stretch of the document it is for; a finding belongs to it when it starts there. */
  readonly covers: Span;
}

/** A comment that is meant as an exception, whether or not it is one. Spans are offsets of the document. */
export interface ExceptionComment {
  readonly span: Span;
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly exception?: InlineException;
  /** Why it is none. `unreasoned`: only the reason is missing. */
  readonly fault?: {
    readonly unreasoned: boolean;
    readonly message: string;
    readonly fix?: { readonly title: string; readonly edit: Edit };
  };
}

const remembered = new WeakMap<Document, readonly ExceptionComment[]>();

/** The comments of a document that are meant as exceptions. */
export function exceptionComments(document: Document): readonly ExceptionComment[] {
  const known = remembered.get(document);
  if (known) return known;
  const found = document.parts.flatMap(({ start, part }, index) => (namesUs(part) ? read(document, part, start, index) : NONE));
  remembered.set(document, found);
  return found;
}

const NONE: readonly ExceptionComment[] = [];

const naming = new WeakMap<Part, boolean>();

/** Whether there may be such comments in a part: most have none, and most are the same after an edit. */
function namesUs(part: Part): boolean {
  let known = naming.get(part);
  if (known === undefined) {
    known = part.text.includes('breakwater') || part.text.includes('Breakwater');
    naming.set(part, known);
  }
  return known;
}

/**
 * The exceptions written in a document's comments, whether or not they still hold. One without a reason is none:
 * the reason is what an auditor needs.
 */
export const exceptionsOf = (document: Document): readonly InlineException[] =>
  exceptionComments(document).flatMap(({ exception }) => exception ?? []);

/** The exception that covers a finding and has not lapsed on `today`, an ISO date. */
export function exceptionFor(
  exceptions: readonly InlineException[],
  rule: string,
  { start }: Span,
  today: string,
): InlineException | undefined {
  return exceptions.find(
    ({ rules, covers, until }) => rules.includes(rule) && covers.start <= start && start < covers.end && !hasLapsed(until, today),
  );
}

export const hasLapsed = (until: string | undefined, today: string): boolean => until !== undefined && until < today;

/** How many days before its last one an exception is announced to end. */
export const ANNOUNCED_DAYS = 14;

/** In how many days an exception ends, when that is soon; 0 on its last day. */
export function daysLeft(until: string | undefined, today: string): number | undefined {
  if (until === undefined || until < today) return undefined;
  const days = Math.round((Date.parse(until) - Date.parse(today)) / 86_400_000);
  return days <= ANNOUNCED_DAYS ? days : undefined;
}

/** Whether a text is a day of the calendar, as an ISO date. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether a reason says nothing: the words that stand where one belongs. */
export const isPlaceholder = (reason: string): boolean =>
  /^(?:(?:your )?reason|why|todo|tbd|fixme|n\/?a|none|x+|[-.…?*_]+|<[^>]*>|\[[^\]]*\])?$/i.test(reason.trim());

/** Reads one comment, `#` to the end of its line. Nothing when it is not an exception, or gives no reason. */
export function parseException(comment: string):
  | {
      readonly file: boolean;
      readonly rules: readonly string[];
      readonly reason: string;
      readonly owner?: string;
      readonly until?: string;
    }
  | undefined {
  const parsed = parseComment(comment.trim());
  if (!parsed || 'message' in parsed) return undefined;
  const { file, rules, reason, owner, until } = parsed;
  return {
    file,
    rules: rules.map(({ id }) => id),
    reason,
    ...(owner !== undefined && { owner }),
    ...(until !== undefined && { until }),
  };
}

interface Parsed {
  readonly file: boolean;
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly reason: string;
  readonly owner?: string;
  readonly until?: string;
}

interface Faulty {
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly unreasoned: boolean;
  readonly message: string;
  /** Replaces a stretch of the comment by what was probably meant. */
  readonly meant?: { readonly span: Span; readonly text: string };
}

const START = /^#+\s*breakwater\b[ \t:,-]*([a-z-]*)/i;
const IS_ALLOW = /^allow(?:-file)?$/i;
const LIKE_ALLOW =
  /^(?:al+ow?e?[ds]?|allow-?(?:line|next|rule|files?|next-line)|alow|aloow|ignore(?:-file|-line|-next-line)?|disable(?:-file|-line|-next-line)?|except(?:ion)?|exempt|suppress|skip|permit|accept)$/i;
const UNTIL = /(?:^|\s)until\s+(\S+)$/i;
const OWNER = /(?:^|\s)owner\s+(\S+)$/i;

/** No exception needs a longer comment. */
const LONGEST = 2000;

function parseComment(whole: string): Parsed | Faulty | undefined {
  const comment = whole.slice(0, LONGEST).trimEnd();
  const start = START.exec(comment);
  const verb = start?.[1];
  if (!start || !verb) return undefined;
  const isAllow = IS_ALLOW.test(verb) && /^#+\s*breakwater\s+allow/i.test(comment);
  if (!isAllow) {
    if (!IS_ALLOW.test(verb) && !LIKE_ALLOW.test(verb)) return undefined;
    const from = comment.toLowerCase().indexOf('breakwater');
    const text = `breakwater ${/file/i.test(verb) ? 'allow-file' : 'allow'}`;
    return {
      rules: [],
      unreasoned: false,
      message: `An exception is written \`# breakwater allow RULE: REASON\`, so this comment excepts nothing.`,
      meant: { span: { start: from, end: start[0].length }, text },
    };
  }
  const colon = comment.indexOf(':', start[0].length);
  const listed = comment.slice(start[0].length, colon === -1 ? undefined : colon);
  const rules = idsOf(listed, start[0].length);
  if (!rules)
    return {
      rules: [],
      unreasoned: false,
      message:
        listed.trim() === ''
          ? 'This exception names no rule.'
          : 'An exception names its rules by id, with commas between them, and then `:` and the reason.',
    };
  let reason = colon === -1 ? '' : comment.slice(colon + 1).trim();
  let owner: string | undefined;
  let until: string | undefined;
  // owner and until stand at the end, in either order
  for (let round = 0; round < 2; round++) {
    const day = until === undefined ? UNTIL.exec(reason) : null;
    if (day && /\d/.test(day[1]!)) [until, reason] = [day[1], reason.slice(0, day.index).trimEnd()];
    const name = owner === undefined ? OWNER.exec(reason) : null;
    if (name) [owner, reason] = [name[1], reason.slice(0, name.index).trimEnd()];
  }
  if (until !== undefined && !isDay(until))
    return {
      rules,
      unreasoned: false,
      message: `\`${until.slice(0, 40)}\` is no day, such as \`2027-03-31\`, so this comment excepts nothing.`,
    };
  if (isPlaceholder(reason)) return { rules, unreasoned: true, message: `This exception has no reason, so it excepts nothing.` };
  return {
    file: verb.toLowerCase() === 'allow-file',
    rules,
    reason,
    ...(owner !== undefined && { owner }),
    ...(until !== undefined && { until }),
  };
}

/** The ids of a list with commas, each with its place; nothing when it is no such list. */
function idsOf(listed: string, offset: number): { id: string; span: Span }[] | undefined {
  const found: { id: string; span: Span }[] = [];
  let at = offset;
  for (const item of listed.split(',')) {
    const id = item.trim();
    if (!/^[\w-]+$/.test(id)) return undefined;
    const start = at + item.indexOf(id);
    found.push({ id, span: { start, end: start + id.length } });
    at += item.length + 1;
  }
  return found;
}

function read(document: Document, part: Part, offset: number, index: number): ExceptionComment[] {
  return part.comments.flatMap((comment): ExceptionComment[] => {
    const parsed = parseComment(part.text.slice(comment.start, comment.end));
    if (!parsed) return [];
    const moved = ({ start, end }: Span): Span => ({ start: start + comment.start + offset, end: end + comment.start + offset });
    const span = { start: comment.start + offset, end: comment.end + offset };
    const rules = parsed.rules.map(({ id, span }) => ({ id, span: moved(span) }));
    if ('message' in parsed) {
      const { unreasoned, message, meant } = parsed;
      const fix = meant && { title: `Write \`${meant.text}\``, edit: { span: moved(meant.span), text: meant.text } };
      return [{ span, rules, fault: { unreasoned, message, ...(fix && { fix }) } }];
    }
    const { file, rules: _, ...exception } = parsed;
    const covers = file ? coveredByFile(document, part, comment, index) : covered(document, part, comment);
    if (!covers) {
      const message = file
        ? '`allow-file` counts before the first instruction or key of a file, so this comment excepts nothing.'
        : 'Nothing follows that this comment could be for, so it excepts nothing.';
      return [{ span, rules, fault: { unreasoned: false, message } }];
    }
    const base = file ? 0 : offset;
    const ids = rules.map(({ id }) => id);
    return [
      {
        span,
        rules,
        exception: { ...exception, rules: ids, span, covers: { start: covers.start + base, end: covers.end + base } },
      },
    ];
  });
}

/** `allow-file` counts only before the first instruction or key. */
function coveredByFile(document: Document, part: Part, comment: Span, index: number): Span | undefined {
  const before = part.text.slice(0, comment.start);
  const first = index === 0 && before.split('\n').every((line) => /^\uFEFF?\s*(#.*|---.*|%.*)?$/.test(line));
  return first ? { start: 0, end: document.text.length + 1 } : undefined;
}

/** What a comment is for: the rest of its line's construct when it trails one, else the construct below it. */
function covered(document: Document, part: Part, comment: Span): Span | undefined {
  const { text } = part;
  const own = lineStart(text, comment.start);
  const trailing = text.slice(own, comment.start).trim() !== '';
  if (document.target === 'dockerfile') return instructionBelow(part, comment.end);
  const line = trailing ? own : nextLine(text, comment.end);
  return line === undefined ? undefined : { start: line, end: blockEnd(text, line) };
}

function instructionBelow(part: Part, after: number): Span | undefined {
  let best: Span | undefined;
  for (const node of part.nodes) {
    if (node.kind !== 'dockerfile.Instruction') continue;
    const { extent } = node as Instruction;
    if (extent.start <= after && after <= extent.end) return extent; // a comment between continuation lines
    if (extent.start >= after && (!best || extent.start < best.start)) best = extent;
  }
  return best;
}

/** Where the next line that is neither blank nor a comment starts. */
function nextLine(text: string, from: number): number | undefined {
  for (let at = text.indexOf('\n', from); at !== -1; at = text.indexOf('\n', at + 1)) {
    const end = text.indexOf('\n', at + 1);
    const line = text.slice(at + 1, end === -1 ? text.length : end).trim();
    if (line !== '' && !line.startsWith('#')) return at + 1;
  }
  return undefined;
}

/** Where the YAML block that starts on a line ends: before the next line that is not indented deeper. */
function blockEnd(text: string, start: number): number {
  const first = lineAt(text, start);
  const depth = indentOf(first);
  const isItem = first.trimStart().startsWith('- ');
  let end = start + first.length;
  for (let at = end + 1; at <= text.length; ) {
    const line = lineAt(text, at);
    const content = line.trim();
    if (content !== '') {
      const indent = indentOf(line);
      const itemOfKey = !isItem && indent === depth && (content.startsWith('- ') || content === '-');
      if (indent <= depth && !itemOfKey) break;
      end = at + line.length;
    }
    at += line.length + 1;
  }
  return end + 1;
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end === -1 ? text.length : end);
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
