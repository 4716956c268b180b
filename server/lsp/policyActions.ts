import { CodeActionKind, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import type { Finding } from '../../rules/engine/lint.ts';
import type { Policy } from '../../rules/engine/policy.ts';
import { exceptionEdit, severityEdit } from '../../rules/engine/policy/edits.ts';
import type { Severity } from '../../rules/engine/rule.ts';
import { applyEdits, type Edit } from '../../rules/model/text.ts';
import type { Document } from '../../rules/model/document.ts';
import { REVEAL } from './commands.ts';
import { REASON } from './exceptHere.ts';
import { asDocument, toRange, toWorkspaceEdit, type Surroundings } from './translate.ts';

/** What one step below a severity is. */
const LOWER: Readonly<Record<Severity, Severity | 'off'>> = { error: 'warning', warning: 'info', info: 'off' };

/** What can be done about a finding in the policy: except it there, or lower its rule. Nothing where the policy locks the rule. */
export function policyActionsFor(
  { document, policy }: { readonly document: Document; readonly policy: Policy },
  finding: Finding,
  diagnostic: Diagnostic,
  surroundings: Surroundings,
): CodeAction[] {
  const { source } = policy;
  const { rule, resource } = finding;
  if (!source || policy.locked.has(rule.id)) return [];
  const except = exceptionEdit(source, { rule: rule.id, path: policy.pathOf(document.uri), resource, reason: REASON });
  const severity = policy.for(document.uri).rule(rule.id)?.severity;
  const lower = severity && LOWER[severity];
  const set = lower && severityEdit(source, rule.id, lower);
  // the edits are in another file, so of this one nothing but its name counts
  const action = (title: string, edit: Edit | undefined, after = {}): CodeAction[] => {
    const change = edit && toWorkspaceEdit(asDocument(document.uri, '', surroundings.abilities), [edit], surroundings);
    return change ? [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], edit: change, ...after }] : [];
  };
  return [
    ...action(`Except \`${rule.id}\` in the policy with a reason`, except, except && reveal(source.text, except, surroundings)),
    ...action(
      lower === 'off' ? `Switch \`${rule.id}\` off in the policy` : `Lower \`${rule.id}\` to ${lower} in the policy`,
      set,
    ),
  ];
}

/** Shows the reason that is to be written; the editor selects it. */
function reveal(text: string, edit: Edit, { abilities }: Surroundings): Pick<CodeAction, 'command'> {
  if (!abilities.showDocument) return {};
  const after = asDocument('', applyEdits(text, [edit]), abilities);
  const start = edit.span.start + edit.text.lastIndexOf(REASON);
  const range = toRange(after, { start, end: start + REASON.length });
  return { command: { title: 'Show the policy', command: REVEAL, arguments: [edit.file, range] } };
}
