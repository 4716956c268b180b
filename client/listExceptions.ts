import { commands, l10n, Range, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { uriOf, type Exception } from './answers.ts';

/** Lists exceptions, and opens the one that is chosen. */
export async function listExceptions(exceptions: readonly Exception[]): Promise<void> {
  if (exceptions.length === 0) {
    void window.showInformationMessage(l10n.t('There is no exception in this workspace.'));
    return;
  }
  const chosen = await window.showQuickPick(exceptions.map(itemOf), {
    title: exceptions.length === 1 ? l10n.t('1 exception') : l10n.t('{0} exceptions', exceptions.length),
    placeHolder: l10n.t('Choose an exception to open'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!chosen) return;
  const { line, column } = chosen.exception.start;
  const selection = new Range(line - 1, column - 1, line - 1, column - 1);
  await commands.executeCommand('vscode.open', uriOf(chosen.exception), { selection });
}

function itemOf(exception: Exception): QuickPickItem & { readonly exception: Exception } {
  const { rules, status, path, start, reason, owner, until, findings } = exception;
  const hides = findings.length === 1 ? l10n.t('hides 1 finding') : l10n.t('hides {0} findings', findings.length);
  const terms = [
    reason || l10n.t('No reason.'),
    owner !== undefined && l10n.t('owner {0}', owner),
    until !== undefined && l10n.t('until {0}', until),
    hides,
  ];
  return {
    label: rules.join(', ') || l10n.t('An exception that is not understood'),
    description: `${status} · ${path}:${start.line}`,
    detail: terms.filter(Boolean).join(' · '),
    iconPath: new ThemeIcon(status === 'in force' ? 'pass' : 'warning'),
    exception,
  };
}
