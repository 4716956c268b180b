import { l10n, Uri, window, workspace, type WorkspaceFolder } from 'vscode';

const POLICY_FILE = '.breakwater.yaml';

/** Writes a policy to begin with into a workspace folder and opens it; one that is there is only opened. */
export async function createPolicy(starterFor: (folder: Uri) => Promise<string | undefined>): Promise<void> {
  const folder = await chooseFolder();
  if (!folder) return;
  const policy = Uri.joinPath(folder.uri, POLICY_FILE);
  if (!(await exists(policy))) {
    const text = await starterFor(folder.uri);
    if (text === undefined) return;
    await workspace.fs.writeFile(policy, Buffer.from(text));
  }
  await window.showTextDocument(policy);
}

async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const [only, ...others] = workspace.workspaceFolders ?? [];
  if (others.length === 0) return only;
  return window.showWorkspaceFolderPick({ placeHolder: l10n.t('Choose the folder that the policy is for') });
}

const exists = (file: Uri): Promise<boolean> =>
  Promise.resolve(workspace.fs.stat(file)).then(
    () => true,
    () => false,
  );
