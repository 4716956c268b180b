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
import type { Project } from '../../rules/engine/project.ts';
import type { Fix } from '../../rules/engine/rule.ts';
import type { Document } from '../../rules/model/document.ts';
import type { Edit, Span } from '../../rules/model/text.ts';
import { exceptHere, REASON } from './exceptHere.ts';
import { lineEdits } from './lineEdits.ts';
import { displayOf, type EditorSettings } from './editorSettings.ts';
import { policyActionsFor } from './policyActions.ts';
import { toDiagnostic, toRange, toWorkspaceEdit, type Surroundings } from './translate.ts';
import { printable } from '../cli/printable.ts';
import { FIX_ALL, SHOW_PAGE } from './commands.ts';

/** A text that was read, and what checking it depends on. */
export interface Checked {
  readonly text: TextDocument;
  readonly document: Document;
  readonly policy: Policy;
  /** An ISO date. */
  readonly today: string;
  /** The workspace around it, if that is in view. */
  readonly project: Project | undefined;
  /** What the editor says of how findings are shown. */
  readonly settings: EditorSettings;
}

/** What an action needs to be completed later: enough to find the finding and its fix again in the same version, or all of a sort. */
type Ticket = { readonly uri: string; readonly version: number } & (
  | { readonly rule: string; readonly span: Span; readonly fix: number }
  | { readonly all: 'safe' | { readonly rule: string } }
);

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
    actions.push(...fixRules(checked, here, findings, surroundings));
    for (const finding of here.slice(0, MOST_EXCEPTIONS)) {
      actions.push(...exceptionOf(checked, finding, surroundings));
      actions.push(...policyActionsFor(checked, finding, diagnosticOf(checked, finding, surroundings), surroundings));
    }
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
  if ('all' in ticket) {
    const edit = editOfAll(now, ticket.all, surroundings);
    return edit ? { ...action, edit } : action;
  }
  for (const { rule, span, fixes } of findingsOf(now)) {
    const fix = fixes[ticket.fix];
    if (rule.id !== ticket.rule || span.start !== ticket.span.start || span.end !== ticket.span.end) continue;
    if (fix === undefined || printable(fix.title) !== action.title) continue;
    const edit = editOf(now, fix.edits, surroundings);
    return edit ? { ...action, edit } : action;
  }
  return action;
}

/** What is shown, and so what something can be done about. */
const findingsOf = ({ document, policy, today, project, settings }: Checked): Finding[] =>
  lint(document, policy, today, project).findings.filter((finding) => displayOf(finding, policy, settings));

/** The very diagnostic the editor has, so that it can match the two. */
const diagnosticOf = ({ text, policy, settings }: Checked, finding: Finding, surroundings: Surroundings): Diagnostic =>
  toDiagnostic(text, finding, surroundings, displayOf(finding, policy, settings)?.severity);

function fixesOf(checked: Checked, finding: Finding, surroundings: Surroundings): CodeAction[] {
  const { text } = checked;
  const { rule, span, fixes } = finding;
  return fixes.flatMap(({ title, edits }, index) => {
    const edit = editOf(checked, edits, surroundings);
    if (!edit) return [];
    const ticket: Ticket = { uri: text.uri, version: text.version, rule: rule.id, span, fix: index };
    return [
      {
        title: printable(title),
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnosticOf(checked, finding, surroundings)],
        ...(index === 0 && { isPreferred: true }),
        ...(surroundings.abilities.lazyEdits ? { data: ticket } : { edit }),
      },
    ];
  });
}

/** The first fix of every finding of a rule, where there are several; each that was offered one by one may be among them. */
function fixRules(
  checked: Checked,
  here: readonly Finding[],
  findings: readonly Finding[],
  surroundings: Surroundings,
): CodeAction[] {
  return [...new Set(here.map(({ rule }) => rule.id))].flatMap((rule) => {
    const fixable = findings.filter((finding) => finding.rule.id === rule && finding.fixes.some(isOwn));
    if (fixable.length < 2) return [];
    const diagnostics = here.filter((finding) => finding.rule.id === rule).map((one) => diagnosticOf(checked, one, surroundings));
    const title = `Fix all ${fixable.length} of \`${rule}\` in this file`;
    return allAction(checked, { rule }, { title, kind: CodeActionKind.QuickFix, diagnostics }, surroundings);
  });
}

/** An action that is worked out when it is chosen, where the editor can wait until then. */
function allAction(
  checked: Checked,
  all: 'safe' | { readonly rule: string },
  action: CodeAction,
  surroundings: Surroundings,
): CodeAction[] {
  const { uri, version } = checked.text;
  const ticket: Ticket = { uri, version, all };
  if (surroundings.abilities.lazyEdits) return [{ ...action, data: ticket }];
  const edit = editOfAll(checked, all, surroundings);
  return edit ? [{ ...action, edit }] : [];
}

/** The lines that change when all fixes of a sort are applied, one after the other where they touch one another. */
function editOfAll(
  { text, document, policy, today, project, settings }: Checked,
  all: 'safe' | { readonly rule: string },
  surroundings: Surroundings,
): WorkspaceEdit | undefined {
  const wanted = (finding: Finding): boolean =>
    displayOf(finding, policy, settings) !== undefined && (all === 'safe' || finding.rule.id === all.rule);
  const after = fixDocument(document, policy, today, { project, unsafe: all !== 'safe', wanted });
  const edits = lineEdits(document.text, after.text);
  return edits.length > 0 ? toWorkspaceEdit(text, edits, surroundings) : undefined;
}

/** Whether a fix changes nothing but the file at hand. */
const isOwn = ({ edits }: Fix): boolean => edits.every(({ file }) => file === undefined);

/** Nothing where another file that is to be edited is no longer what the fix was made for. */
function editOf(
  { text, policy, project }: Checked,
  edits: readonly Edit[],
  surroundings: Surroundings,
): WorkspaceEdit | undefined {
  const { source } = policy;
  for (const file of new Set(edits.flatMap(({ file }) => file ?? []))) {
    const known = file === source?.uri ? source.text : project?.files.text(file);
    if ((known ?? '') !== (surroundings.textOf(file) ?? '')) return undefined;
  }
  return toWorkspaceEdit(text, edits, surroundings);
}

function exceptionOf(checked: Checked, finding: Finding, surroundings: Surroundings): CodeAction[] {
  const { text, document, policy, today, project } = checked;
  const edit = exceptHere(document, policy, today, finding, project);
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

function fixAll(checked: Checked, findings: readonly Finding[], surroundings: Surroundings): CodeAction[] {
  if (!findings.some(({ fixes }) => fixes.some((fix) => fix.safe && isOwn(fix)))) return [];
  return allAction(checked, 'safe', { title: 'Apply all safe fixes of Breakwater', kind: FIX_ALL }, surroundings);
}
