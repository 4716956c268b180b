import assert from 'node:assert/strict';
import {
  commands,
  languages,
  Position,
  Range,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type CodeAction,
  type Diagnostic,
  type Hover,
  type MarkdownString,
  type TextDocument,
} from 'vscode';

/** The id the extension has in the editor. */
export const EXTENSION = 'breakwater.breakwater';

/** A file of the fixture workspace. */
export function file(path: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  assert.ok(folder, 'A folder is open.');
  return Uri.joinPath(folder.uri, path);
}

/** Opens a file in an editor. */
export async function open(path: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(file(path));
  await window.showTextDocument(document);
  return document;
}

/** Writes a file of the fixture workspace, as another program would. */
export async function write(path: string, text: string): Promise<void> {
  await workspace.fs.writeFile(file(path), Buffer.from(text));
}

/** Deletes it. */
export async function remove(path: string): Promise<void> {
  await workspace.fs.delete(file(path));
}

/** Puts a file of the fixture workspace and its editor back to how they were, after a test changed them. */
export async function restore(path: string, text: string): Promise<void> {
  await write(path, text);
  const document = await workspace.openTextDocument(file(path));
  await replaceAll(document, text);
  await document.save();
}

/** Replaces the text of a document as a large edit. */
export async function replaceAll(document: TextDocument, text: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, whole(document), text);
  assert.ok(await workspace.applyEdit(edit));
}

/** The range of all of a document. */
export const whole = (document: TextDocument): Range =>
  new Range(new Position(0, 0), document.lineAt(document.lineCount - 1).range.end);

/** Closes all editors and forgets what was typed. */
export async function closeAll(): Promise<void> {
  while (window.activeTextEditor?.document.isDirty) await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await commands.executeCommand('workbench.action.closeAllEditors');
}

/** What the editor shows of ours in a file, as `rule "text" severity`, in the order of the text. */
export function findings(document: TextDocument): string[] {
  return ours(document).map((found) => `${rule(found)} "${document.getText(found.range)}" ${SEVERITY[found.severity]}`);
}

/** The diagnostics of ours, in the order of the text. */
export function ours({ uri }: TextDocument): Diagnostic[] {
  return languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'breakwater')
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

/** The rule a diagnostic is of. */
export const rule = ({ code }: Diagnostic): string => String(typeof code === 'object' ? code.value : code);

/** The diagnostic of a rule; fails when there is none. */
export function findingOf(document: TextDocument, id: string): Diagnostic {
  const found = ours(document).find((one) => rule(one) === id);
  assert.ok(found, `There is a finding of ${id}, among ${JSON.stringify(findings(document))}.`);
  return found;
}

const SEVERITY = ['error', 'warning', 'info', 'hint'];

/** The rules with findings in a file. */
export const rules = (document: TextDocument): string[] => ours(document).map(rule);

/** Waits for the editor to show what is expected. */
export async function until(what: string, holds: () => boolean, state: () => unknown = () => undefined): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    assert.ok(Date.now() < end, `Waited in vain until ${what}; now ${JSON.stringify(state())}.`);
    await new Promise((next) => setTimeout(next, 25));
  }
}

/** Waits until a file has a finding of a rule. */
export const untilFound = (document: TextDocument, id: string): Promise<void> =>
  until(
    `${id} is found`,
    () => rules(document).includes(id),
    () => findings(document),
  );

/** Waits until a file has no finding of a rule. */
export const untilGone = (document: TextDocument, id: string): Promise<void> =>
  until(
    `${id} is gone`,
    () => !rules(document).includes(id),
    () => findings(document),
  );

/** The text of the hovers at a place. */
export async function hoverAt(document: TextDocument, at: Position): Promise<string> {
  const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return hovers.flatMap(({ contents }) => contents.map((content) => (content as MarkdownString).value ?? content)).join('\n');
}

/** The code actions of ours in a range, of a kind, with their edits. */
export async function actions(document: TextDocument, range: Range, kind: string): Promise<CodeAction[]> {
  return commands.executeCommand<CodeAction[]>('vscode.executeCodeActionProvider', document.uri, range, kind, 50);
}

/** Applies a code action as the editor does. */
export async function apply(action: CodeAction): Promise<void> {
  assert.ok(action.edit, `"${action.title}" has an edit.`);
  assert.ok(await workspace.applyEdit(action.edit));
}
