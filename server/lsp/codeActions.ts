import {
  CodeActionKind,
  CodeActionTriggerKind,
  type CodeAction,
  type CodeActionContext,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { fixDocument } from '../../rules/engine/fix.ts';
import { lint, type Finding } from '../../rules/engine/lint.ts';
import type { Policy } from '../../rules/engine/policy.ts';
import type { Document } from '../../rules/model/document.ts';
import type { Edit, Span } from '../../rules/model/text.ts';
import { exceptHere, REASON } from './exceptHere.ts';
import { lineEdits } from './lineEdits.ts';
import { displayOf, type EditorSettings } from './editorSettings.ts';
import { policyActionsFor } from './policyActions.ts';
import { toDiagnostic, toRange, toWorkspaceEdit, type Surroundings } from './translate.ts';

export const FIX_ALL = 'source.fixAll.breakwater';

/** The command behind "Show the page"; its argument is the rule. */
export const SHOW_PAGE = 'breakwater.showPage';

/** A text that was read, and what checking it depends on. */
export interface Checked {
  readonly text: TextDocument;
  readonly document: Document;
  readonly policy: Policy;
  /** An ISO date. */
  readonly today: string;
  /** What the editor says of how findings are shown. */
  readonly settings: EditorSettings;
}

/** What an action needs to be completed later: enough to find the finding and its fix again in the same version. */
interface Ticket {
  readonly uri: string;
  readonly version: number;
  readonly rule: string;
  readonly span: Span;
  readonly fix: number;
}

/** Findings in one range beyond this many are given their fixes, but no exception is tried out for them. */
const MOST_EXCEPTIONS = 20;

/** Whether an editor that asks for `only` some kinds of action wants this one. */
export const wants = (only: CodeActionContext['only'], kind: string): boolean =>
  only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(asked + '.'));

/** What can be done about the findings a stretch of text touches. */
export function codeActions(checked: Checked, range: Span, context: CodeActionContext, surroundings: Surroundings): CodeAction[] {
  const findings = findingsOf(checked);
  const actions: CodeAction[] = [];
  if (wants(context.only, CodeActionKind.QuickFix)) {
    const here = findings.filter(({ span }) => span.start <= range.end && range.start <= span.end);
    for (const finding of here) actions.push(...fixesOf(checked, finding, surroundings));
    for (const finding of here.slice(0, MOST_EXCEPTIONS)) {
      actions.push(...exceptionOf(checked, finding, surroundings));
      actions.push(...policyActionsFor(checked, finding, diagnosticOf(checked, finding, surroundings), surroundings));
    }
    if (surroundings.abilities.showDocument)
      for (const rule of new Set(here.map(({ rule }) => rule.id))) actions.push(...pageOf(rule, surroundings));
  }
  // a light bulb that appears by itself is about the findings under it, not about the whole file
  const asked = context.only !== undefined || context.triggerKind !== CodeActionTriggerKind.Automatic;
  if (asked && wants(context.only, FIX_ALL)) actions.push(...fixAll(checked, findings, surroundings));
  return actions;
}

/** Completes an action that was offered without its edit. Nothing is added when the text has changed since. */
export function completeAction(
  action: CodeAction,
  checked: (uri: string) => Checked | undefined,
  surroundings: Surroundings,
): CodeAction {
  const ticket = action.data as Ticket | undefined;
  if (action.edit || typeof ticket?.uri !== 'string') return action;
  const now = checked(ticket.uri);
  if (now?.text.version !== ticket.version) return action;
  for (const { rule, span, fixes } of findingsOf(now)) {
    const fix = fixes[ticket.fix];
    if (rule.id !== ticket.rule || span.start !== ticket.span.start || span.end !== ticket.span.end) continue;
    if (fix?.title !== action.title) continue;
    const edit = toWorkspaceEdit(now.text, fix.edits, surroundings);
    return edit ? { ...action, edit } : action;
  }
  return action;
}

/** What is shown, and so what something can be done about. */
const findingsOf = ({ document, policy, today, settings }: Checked): Finding[] =>
  lint(document, policy, today).findings.filter((finding) => displayOf(finding, policy, settings));

/** The very diagnostic the editor has, so that it can match the two. */
const diagnosticOf = ({ text, policy, settings }: Checked, finding: Finding, surroundings: Surroundings): Diagnostic =>
  toDiagnostic(text, finding, surroundings, displayOf(finding, policy, settings)?.severity);

function fixesOf(checked: Checked, finding: Finding, surroundings: Surroundings): CodeAction[] {
  const { text } = checked;
  const { rule, span, fixes } = finding;
  return fixes.flatMap(({ title, edits }, index) => {
    const edit = toWorkspaceEdit(text, edits, surroundings);
    if (!edit) return [];
    const ticket: Ticket = { uri: text.uri, version: text.version, rule: rule.id, span, fix: index };
    return [
      {
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnosticOf(checked, finding, surroundings)],
        ...(index === 0 && { isPreferred: true }),
        ...(surroundings.abilities.lazyEdits ? { data: ticket } : { edit }),
      },
    ];
  });
}

function exceptionOf(checked: Checked, finding: Finding, surroundings: Surroundings): CodeAction[] {
  const { text, document, policy, today } = checked;
  const edit = exceptHere(document, policy, today, finding);
  const change = edit && exceptionChange(text, edit, surroundings);
  if (!change) return [];
  return [
    {
      title: `Except \`${finding.rule.id}\` here with a reason`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticOf(checked, finding, surroundings)],
      edit: change,
    },
  ];
}

/** Where the editor can, the reason is selected, ready to be typed over. */
function exceptionChange(text: TextDocument, edit: Edit, surroundings: Surroundings): WorkspaceEdit | undefined {
  if (!surroundings.abilities.snippets) return toWorkspaceEdit(text, [edit], surroundings);
  const value = edit.text.replace(/[\\$}]/g, '\\$&').replace(REASON, `\${1:${REASON}}`);
  const range = toRange(text, edit.span);
  return {
    documentChanges: [
      { textDocument: { uri: text.uri, version: text.version }, edits: [{ range, snippet: { kind: 'snippet', value } }] },
    ],
  };
}

function pageOf(rule: string, surroundings: Surroundings): CodeAction[] {
  if (surroundings.pageOf(rule) === undefined) return [];
  const title = `Show the page of \`${rule}\``;
  return [{ title, kind: CodeActionKind.QuickFix, command: { title, command: SHOW_PAGE, arguments: [rule] } }];
}

function fixAll(
  { text, document, policy, today }: Checked,
  findings: readonly Finding[],
  surroundings: Surroundings,
): CodeAction[] {
  if (!findings.some(({ fixes }) => fixes.some(({ safe }) => safe))) return [];
  const edits = lineEdits(document.text, fixDocument(document, policy, today).text);
  const edit = edits.length > 0 ? toWorkspaceEdit(text, edits, surroundings) : undefined;
  return edit ? [{ title: 'Apply all safe fixes of Breakwater', kind: FIX_ALL, edit }] : [];
}
