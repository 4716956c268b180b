import { appendFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { extensions, languages, Uri, window, workspace, type TextDocument } from 'vscode';

/** In milliseconds: until then the window itself is still busy with its own start. */
const REST = 12_000;

/**
 * Called by VS Code's extension host in a window where nothing is open yet. A Dockerfile is opened there that the editor
 * takes for plain text, so that it is on the screen before the extension has anything to do. The extension is activated,
 * and then is told of a file that is its own. Appends one line of JSON to the file it is told.
 */
export async function run(): Promise<void> {
  const extension = extensions.getExtension(process.env['BREAKWATER_BENCH_EXTENSION'] ?? '');
  const folder = workspace.workspaceFolders?.[0];
  const results = process.env['BREAKWATER_BENCH'];
  if (!extension || !folder || !results) throw new Error('The extension, a folder or the file for the results is missing.');
  const content = Buffer.from(await workspace.fs.readFile(Uri.joinPath(folder.uri, 'Dockerfile'))).toString();
  const document = await workspace.openTextDocument({ language: 'plaintext', content });
  await window.showTextDocument(document);
  await pause(REST);
  if (extension.isActive) throw new Error('The extension is active before a file of concern is open.');
  const before = process.cpuUsage();
  const start = performance.now();
  await extension.activate();
  const active = performance.now();
  const { user, system } = process.cpuUsage(before);
  const known = new Promise<number>((resolve) => {
    const listener = workspace.onDidOpenTextDocument(({ languageId }) => {
      if (languageId !== 'dockerfile') return;
      listener.dispose();
      resolve(performance.now());
    });
  });
  await languages.setTextDocumentLanguage(document, 'dockerfile');
  const end = await findingsIn(document);
  const line = {
    activation: active - start,
    cpu: (user + system) / 1000,
    diagnostics: end - (await known),
    opened: await opening(folder.uri),
  };
  appendFileSync(results, `${JSON.stringify(line)}\n`);
}

/** How long another file takes to have findings, from the command that opens it, with the server at work. */
async function opening(folder: Uri): Promise<number> {
  const start = performance.now();
  const document = await workspace.openTextDocument(Uri.joinPath(folder, 'Dockerfile'));
  await window.showTextDocument(document);
  return (await findingsIn(document)) - start;
}

/** The moment in which there are findings in a file. The event that tells of them is held back a while by VS Code, so they are looked for. */
async function findingsIn({ uri }: TextDocument): Promise<number> {
  while (languages.getDiagnostics(uri).length === 0) await pause(2);
  return performance.now();
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
