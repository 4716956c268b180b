import { commands, l10n, languages, QuickPickItemKind, Uri, window, type QuickPickItem } from 'vscode';
import type { Rule } from './answers.ts';

/** A rule to choose, or the heading of some. */
type Choice = QuickPickItem & { readonly rule?: Rule };

/** Opens the page of a rule, as it came with the extension, in the editor's own preview. Without an id one is chosen. */
export async function explainRule(id: string | undefined, rules: readonly Rule[], extension: Uri): Promise<void> {
  const rule = id === undefined ? await choose(rules) : rules.find((rule) => rule.id === id);
  if (rule) await open(Uri.joinPath(extension, rule.page));
  else if (id !== undefined)
    void window.showInformationMessage(l10n.t('{0} has no page: it is a rule of your own, and the policy explains it.', id));
}

async function choose(rules: readonly Rule[]): Promise<Rule | undefined> {
  const here = foundHere();
  const found = rules.filter(({ id }) => here.has(id));
  const heading = (label: string): Choice => ({ label, kind: QuickPickItemKind.Separator });
  const choice = (rule: Rule): Choice => ({ label: rule.id, description: rule.title, rule });
  const others = rules.flatMap((rule, index) => [
    ...(rule.category === rules[index - 1]?.category ? [] : [heading(rule.category)]),
    choice(rule),
  ]);
  const choices = [...(found.length > 0 ? [heading(l10n.t('Found in this file'))] : []), ...found.map(choice), ...others];
  const chosen = await window.showQuickPick(choices, {
    placeHolder: l10n.t('Choose the rule to explain'),
    matchOnDescription: true,
  });
  return chosen?.rule;
}

/** The rules with findings in the file at hand. */
function foundHere(): ReadonlySet<string> {
  const uri = window.activeTextEditor?.document.uri;
  const diagnostics = uri ? languages.getDiagnostics(uri).filter(({ source }) => source === 'breakwater') : [];
  return new Set(diagnostics.map(({ code }) => String(typeof code === 'object' ? code.value : code)));
}

/** Where the Markdown extension is switched off, the page is shown as it is written. */
async function open(page: Uri): Promise<void> {
  try {
    await commands.executeCommand('markdown.showPreview', page);
  } catch {
    await commands.executeCommand('vscode.open', page);
  }
}
