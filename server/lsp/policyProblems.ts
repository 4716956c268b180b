import { CodeActionKind, type CodeAction, type CodeActionContext, type Diagnostic } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Policy } from '../../rules/engine/policy.ts';
import { breaksPolicy, type PolicyProblem } from '../../rules/engine/policy/problem.ts';
import type { Fix } from '../../rules/engine/rule.ts';
import type { Span } from '../../rules/model/text.ts';
import { wants } from './codeActions.ts';
import { SEVERITIES, SOURCE, toRange, toWorkspaceEdit, type Surroundings } from './translate.ts';
import { printable } from '../cli/printable.ts';

/** What is to be said of a policy, as the editor shows it in the policy itself. */
export function policyDiagnostic(
  text: TextDocument,
  problem: PolicyProblem,
  policy: Policy,
  pageOf: (rule: string) => string | undefined,
): Diagnostic {
  const { rule, span, message } = problem;
  const href = pageOf(rule);
  return {
    range: toRange(text, span),
    severity: SEVERITIES[policy.rule(rule)?.severity ?? (breaksPolicy(problem) ? 'error' : 'warning')],
    source: SOURCE,
    code: rule,
    ...(href !== undefined && { codeDescription: { href } }),
    message: printable(message),
  };
}

/** What was probably meant, and what else can be done about what is said of a policy. */
export function policyActions(
  text: TextDocument,
  problems: readonly PolicyProblem[],
  policy: Policy,
  range: Span,
  { only }: CodeActionContext,
  surroundings: Surroundings,
): CodeAction[] {
  if (!wants(only, CodeActionKind.QuickFix)) return [];
  const here = problems.filter(({ span }) => span.start <= range.end && range.start <= span.end);
  return here.flatMap((problem) =>
    fixesOf(problem).flatMap(({ title, edits }, index) => {
      const edit = toWorkspaceEdit(text, edits, surroundings);
      if (!edit) return [];
      const diagnostics = [policyDiagnostic(text, problem, policy, surroundings.pageOf)];
      return [
        { title: printable(title), kind: CodeActionKind.QuickFix, diagnostics, edit, ...(index === 0 && { isPreferred: true }) },
      ];
    }),
  );
}

function fixesOf({ span, suggestion, fixes = [] }: PolicyProblem): Fix[] {
  const meant =
    suggestion === undefined ? [] : [{ title: `Change to \`${suggestion}\``, edits: [{ span, text: suggestion }], safe: false }];
  return [...meant, ...fixes];
}
