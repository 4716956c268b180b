import { commands, l10n, Range, window, workspace, type CodeAction, type Uri } from 'vscode';

const KIND = 'source.fixAll.breakwater';

/** Applies the safe fixes of a file, shows it, and leaves it to be saved. Whether there were any. */
export async function fixAll(file: Uri | undefined): Promise<boolean> {
  const uri = file ?? window.activeTextEditor?.document.uri;
  if (!uri) return false;
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document);
  const whole = document.validateRange(new Range(0, 0, document.lineCount, 0));
  const actions = await commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', uri, whole, KIND, 1);
  const edit = actions.find(({ kind, edit }) => kind?.value === KIND && edit)?.edit;
  const done = edit !== undefined && (await workspace.applyEdit(edit));
  const words = done
    ? l10n.t('Breakwater: all safe fixes are applied.')
    : l10n.t('Breakwater: there is no safe fix to apply here.');
  window.setStatusBarMessage(words, 5000);
  return done;
}
