import { appendFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { extensions, languages, Uri, window, workspace } from 'vscode';

/** In milliseconds: until then the window itself is still busy with its own start. */
const REST = 6000;

/** Called by VS Code's extension host in a window where nothing is open yet. Appends one line of JSON to the file it is told. */
export async function run(): Promise<void> {
  const extension = extensions.getExtension('breakwater.breakwater');
  const folder = workspace.workspaceFolders?.[0];
  const results = process.env['BREAKWATER_BENCH'];
  if (!extension || !folder || !results) throw new Error('The extension, a folder or the file for the results is missing.');
  if (extension.isActive) throw new Error('The extension is active before a file of concern is open.');
  await new Promise((resolve) => setTimeout(resolve, REST));
  const before = process.cpuUsage();
  const start = performance.now();
  await extension.activate();
  const active = performance.now();
  const { user, system } = process.cpuUsage(before);
  const file = Uri.joinPath(folder.uri, 'Dockerfile');
  const found = new Promise<void>((resolve) => {
    const listener = languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some((uri) => uri.toString() === file.toString()) || languages.getDiagnostics(file).length === 0) return;
      listener.dispose();
      resolve();
    });
  });
  const opened = new Promise<number>((resolve) => {
    const listener = workspace.onDidOpenTextDocument(({ uri }) => {
      if (uri.toString() !== file.toString()) return;
      listener.dispose();
      resolve(performance.now());
    });
  });
  const shown = window.showTextDocument(await workspace.openTextDocument(file)).then(() => performance.now());
  const end = await found.then(() => performance.now());
  const line = {
    activation: active - start,
    cpu: (user + system) / 1000,
    showing: (await shown) - (await opened),
    diagnostics: end - (await opened),
  };
  appendFileSync(results, `${JSON.stringify(line)}\n`);
}
