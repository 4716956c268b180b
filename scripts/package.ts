import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { bundleProduct } from './bundles.ts';
import { packageFile } from './packageFile.ts';
import { root } from './places.ts';

/** In bytes. */
const BUDGET = 2 * 1024 * 1024;

/** Whatever else is in the package would be there by accident. */
const EXPECTED = join('test', 'packed-files.txt');

const PAGES = 'rules/*/*.md, one for each rule';

/** Writes the extension as one file for every system. */
async function main(): Promise<void> {
  await bundleProduct();
  compare(await listFiles({ cwd: root, packageManager: PackageManager.None }));
  const file = packageFile();
  rmSync(file, { force: true });
  await createVSIX({ cwd: root, packagePath: file, dependencies: false, skipLicense: false });
  const { size } = statSync(file);
  console.log(`${basename(file)} ${(size / 1024 / 1024).toFixed(2)} MB of ${BUDGET / 1024 / 1024} MB`);
  if (size > BUDGET) throw new Error('The package is larger than that.');
}

function compare(files: readonly string[]): void {
  const paths = files.map((file) => file.replaceAll('\\', '/'));
  const pages = paths.filter(
    (path) => /^rules\/[^/]+\/[^/]+\.md$/.test(path) && existsSync(join(root, path.replace(/md$/, 'ts'))),
  );
  const packed = [...paths.filter((path) => !pages.includes(path)), ...(pages.length > 0 ? [PAGES] : [])].sort();
  const expected = readFileSync(join(root, EXPECTED), 'utf8').trim().split('\n');
  const differences = [
    ...packed.filter((path) => !expected.includes(path)).map((path) => `+ ${path}`),
    ...expected.filter((path) => !packed.includes(path)).map((path) => `- ${path}`),
  ];
  if (differences.length > 0) throw new Error(`What is packed is not what ${EXPECTED} says:\n${differences.join('\n')}`);
}

await main();
