import { CompletionItemKind, InsertTextFormat, type CompletionItem } from 'vscode-languageserver';
import { exceptionComments } from '../../rules/engine/exceptions.ts';
import type { Finding } from '../../rules/engine/lint.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import { readDocument } from '../../rules/model/document.ts';
import { lineStart, type Span } from '../../rules/model/text.ts';
import type { Checked } from './codeActions.ts';
import { displayOf } from './editorSettings.ts';
import { endDates } from './endDates.ts';
import { REASON } from './exceptHere.ts';
import { toRange } from './translate.ts';

/** How a list of completions was asked for. */
export interface Asked {
  /** The character that was typed; absent when somebody asked by hand. */
  readonly trigger: string | undefined;
  /** Whether the editor has places to fill in. */
  readonly snippets: boolean;
}

/** What stands before the cursor, up to the part that is being written. */
const LEAD = /^(\s*|.*?\s)#+[ \t]*(?=b|$)/i;
const VERB = /^breakwater[ \t]+([a-z-]*)$/i;
const RULES = /^breakwater[ \t]+allow(?:-file)?[ \t]+((?:[\w-]+[ \t]*,[ \t]*)*)([\w-]*)$/i;
const REASONED = /^breakwater[ \t]+allow(?:-file)?[ \t]+[\w-]+(?:[ \t]*,[ \t]*[\w-]+)*[ \t]*:(.*)$/i;

/**
 * What can be written at an offset of a comment that excepts something: rules, those first that have something to say of
 * what the comment is for, then the place for the reason, then dates. Nothing in any other comment or text.
 */
export function completeInComment(
  checked: Checked,
  findings: () => readonly Finding[],
  offset: number,
  asked: Asked,
): CompletionItem[] {
  const { text, document, today } = checked;
  const start = lineStart(document.text, offset);
  const before = document.text.slice(start, offset);
  const lead = LEAD.exec(before);
  // in a Dockerfile a comment is a line of its own
  if (!lead || (document.target === 'dockerfile' && lead[1]!.trim() !== '')) return [];
  const comment = before.slice(lead[0].length);
  const inPlaceOf = (word: string): Target => ({ range: toRange(text, { start: offset - word.length, end: offset }), asked });

  const listed = RULES.exec(comment);
  if (listed) {
    if (asked.trigger === ':') return [];
    const named = new Set(listed[1]!.split(',').map((id) => id.trim()));
    return rulesFor(checked, findings(), { start, end: offset }, named, inPlaceOf(listed[2]!));
  }
  const reason = REASONED.exec(comment)?.[1];
  if (reason !== undefined) return afterReason(reason, today, inPlaceOf);
  const verb = VERB.exec(comment)?.[1];
  if (verb === undefined) return [];
  return [
    item('allow', 'for what follows', 'allow ', inPlaceOf(verb), CompletionItemKind.Keyword),
    item('allow-file', 'for the whole file', 'allow-file ', inPlaceOf(verb), CompletionItemKind.Keyword),
  ];
}

interface Target {
  readonly range: ReturnType<typeof toRange>;
  readonly asked: Asked;
}

function rulesFor(
  checked: Checked,
  findings: readonly Finding[],
  line: Span,
  named: ReadonlySet<string>,
  target: Target,
): CompletionItem[] {
  const { document, policy, settings } = checked;
  const covers = coveredBy(checked, line);
  const counts = new Map<string, number>();
  for (const finding of findings)
    if (covers && covers.start <= finding.span.start && finding.span.start < covers.end && displayOf(finding, policy, settings))
      counts.set(finding.rule.id, (counts.get(finding.rule.id) ?? 0) + 1);
  const rest = document.text.slice(line.end, endOfLine(document.text, line.end));
  const suits = ({ id, targets }: Rule): boolean => targets.includes(document.target) && !named.has(id) && !policy.locked.has(id);
  return policy.rules.filter(suits).map((rule, index): CompletionItem => {
    const { id, title, severity, why } = rule;
    const count = counts.get(id) ?? 0;
    const lead = `${id}${rest.trim() === '' ? ': ' : ''}`;
    return {
      ...item(
        id,
        count === 0 ? severity : `${severity} · ${count} here`,
        lead,
        target,
        CompletionItemKind.Reference,
        rest.trim() === '' ? REASON : undefined,
      ),
      documentation: `${title}. ${why.replace(/\s+/g, ' ')}`,
      sortText: `${count > 0 ? 0 : 1}${String(index).padStart(4, '0')}`,
      ...(count > 0 && { labelDetails: { description: `${count} here` }, preselect: counts.keys().next().value === id }),
    };
  });
}

function afterReason(reason: string, today: string, inPlaceOf: (word: string) => Target): CompletionItem[] {
  const until = /(?:^|\s)until[ \t]+(\S*)$/i.exec(reason)?.[1];
  if (until !== undefined) return dateItems(today, inPlaceOf(until));
  if (reason.trim() === '') {
    // the space behind the colon is the author's or ours
    const lead = reason === '' ? ' ' : '';
    const target = inPlaceOf('');
    return [
      item('reason', 'why it may be so, and who said so', lead, target, CompletionItemKind.Snippet, REASON),
      item(
        'reason, owner, until',
        'with who answers for it and its last day',
        lead,
        target,
        CompletionItemKind.Snippet,
        REASON,
        `owner \${2:NAME} until \${3:${endDates(today)[0]!.date}}`,
      ),
    ];
  }
  const word = /(?:^|\s)([a-z]*)$/i.exec(reason)?.[1];
  const target = inPlaceOf(word ?? '');
  // who writes a reason is not to be disturbed at each space
  if (word === undefined || target.asked.trigger !== undefined) return [];
  const has = (key: string): boolean => new RegExp(`\\s${key}\\s+\\S`, 'i').test(reason);
  return [
    ...(has('owner') ? [] : [item('owner', 'who answers for it', 'owner ', target, CompletionItemKind.Keyword)]),
    ...(has('until') ? [] : [item('until', 'the last day it holds', 'until ', target, CompletionItemKind.Keyword)]),
  ];
}

/** The days an exception is commonly given, the nearest first. */
export const dateItems = (today: string, target: Target): CompletionItem[] =>
  endDates(today).map(({ date, words }, index) => ({
    ...item(date, words, date, target, CompletionItemKind.Constant),
    labelDetails: { description: words },
    sortText: String(index),
  }));

/** `reason` becomes a place to fill in where the editor has such, and `more` is left out where it has none. */
function item(
  label: string,
  detail: string,
  newText: string,
  { range, asked }: Target,
  kind: CompletionItemKind,
  reason?: string,
  more?: string,
): CompletionItem {
  const filled = reason === undefined ? '' : asked.snippets ? `\${1:${reason}}${more === undefined ? '' : ` ${more}`}` : reason;
  return {
    label,
    kind,
    detail,
    textEdit: { range, newText: newText + filled },
    ...(reason !== undefined && asked.snippets && { insertTextFormat: InsertTextFormat.Snippet }),
  };
}

/** What a comment on a line would be for, were it whole: it is tried out. */
function coveredBy({ document }: Checked, line: Span): Span | undefined {
  const end = endOfLine(document.text, line.end);
  const written = document.text.slice(line.start, end);
  const whole = written.replace(/(breakwater[ \t]+allow(?:-file)?)\b.*$/is, '$1 a: tried out');
  const text = document.text.slice(0, line.start) + whole + document.text.slice(end);
  const trial = readDocument(document.uri, document.target, text, document, document.files);
  const comment = exceptionComments(trial).find(
    ({ span }) => line.start <= span.start && span.start <= line.start + whole.length,
  );
  const covers = comment?.exception?.covers;
  const back = (at: number): number => (at > line.start + whole.length ? at - whole.length + written.length : at);
  return covers && { start: back(covers.start), end: back(covers.end) };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' && end > at ? end - 1 : end;
}
