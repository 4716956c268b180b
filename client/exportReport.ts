import { commands, env, l10n, UIKind, Uri, window, workspace, type QuickPickItem } from 'vscode';

/** The forms of a report, as the server and the command line name them. */
export type Format = 'html' | 'markdown' | 'json' | 'sarif';

interface Form extends QuickPickItem {
  readonly format: Format;
  readonly extension: string;
}

/** What is already known of a report when the command comes from a test or a key of the user's own. */
export interface Wanted {
  readonly format?: Format;
  /** Where it goes. */
  readonly to?: Uri;
}

/** Writes the report of the workspace where the user wants it, in the form the user wants. Where it was written. */
export async function exportReport(
  make: (format: Format) => Promise<string | undefined>,
  { format, to }: Wanted = {},
): Promise<Uri | undefined> {
  const form = format ? forms().find((form) => form.format === format) : await chooseForm();
  const target = form && (to ?? (await chooseTarget(form)));
  const text = target && (await make(form.format));
  if (text === undefined || !target) return undefined;
  await workspace.fs.writeFile(target, Buffer.from(text));
  if (!to) await offer(target, form);
  return target;
}

const forms = (): Form[] => [
  { format: 'html', extension: 'html', label: 'HTML', description: l10n.t('for reviewers: opens in any browser') },
  { format: 'markdown', extension: 'md', label: 'Markdown', description: l10n.t('for pull requests and wikis') },
  { format: 'json', extension: 'json', label: 'JSON', description: l10n.t('for scripts, and to compare with later') },
  { format: 'sarif', extension: 'sarif', label: 'SARIF', description: l10n.t('for code scanning') },
];

const chooseForm = (): Thenable<Form | undefined> =>
  window.showQuickPick(forms(), { placeHolder: l10n.t('Choose the form of the report') });

function chooseTarget({ label, extension }: Form): Thenable<Uri | undefined> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  return window.showSaveDialog({
    title: l10n.t('Export Report'),
    saveLabel: l10n.t('Export'),
    filters: { [label]: [extension] },
    ...(folder && { defaultUri: Uri.joinPath(folder, `breakwater-report.${extension}`) }),
  });
}

async function offer(report: Uri, { format }: Form): Promise<void> {
  const open = l10n.t('Open');
  const choice = await window.showInformationMessage(l10n.t('The report is in {0}.', workspace.asRelativePath(report)), open);
  if (choice !== open) return;
  // a browser shows HTML, and reaches only files of the machine it runs on
  const here = env.uiKind === UIKind.Desktop && env.remoteName === undefined && report.scheme === 'file';
  if (format === 'html' && here) await env.openExternal(report);
  else if (format === 'markdown') await commands.executeCommand('markdown.showPreview', report);
  else await commands.executeCommand('vscode.open', report);
}
