import { RelativePattern, workspace } from 'vscode';
import { file, restore } from './workspace.ts';

/* A test that fails half-way must not make the next ones fail: the files of the fixture workspace are put back after each. */

const originals = new Map<string, string>();

before(async () => {
  for (const uri of await workspace.findFiles(new RelativePattern(file(''), '**/*')))
    originals.set(workspace.asRelativePath(uri, false), await onDisk(workspace.asRelativePath(uri, false)));
});

afterEach(async () => {
  for (const [path, text] of originals) {
    const open = workspace.textDocuments.find(({ uri }) => uri.toString() === file(path).toString());
    if (open?.isDirty || (await onDisk(path)) !== text) await restore(path, text);
  }
});

const onDisk = async (path: string): Promise<string> => Buffer.from(await workspace.fs.readFile(file(path))).toString('utf8');
