import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { productVersion } from '../server/files/product.ts';
import { bundleProduct } from './bundles.ts';
import { packageFile } from './packageFile.ts';
import { root } from './places.ts';
import { billOfMaterials } from './sbom.ts';

/** In bytes. */
const BUDGET = 2 * 1024 * 1024;

/** Whatever else is in the package would be there by accident. */
const EXPECTED = join('test', 'packed-files.txt');

const PAGES = 'rules/*/*.md, one for each rule';

/** Writes the extension as one file for every system, and in it and beside it the list of what it is made of. */
async function main(): Promise<void> {
  // the same sources give the same bytes: no time of a file, no time zone
  process.env['SOURCE_DATE_EPOCH'] ??= String(Date.UTC(1980, 0, 2) / 1000);
  process.env['TZ'] = 'UTC';
  const file = packageFile();
  const [first, again] = [await pack(file), await pack(file)];
  if (!first.equals(again)) throw new Error('Packaging twice gave different bytes.');
  const kind = isPreRelease(productVersion()) ? 'pre-release' : 'release';
  console.log(`${basename(file)} (${kind}) ${(first.length / 1024 / 1024).toFixed(2)} MB of ${BUDGET / 1024 / 1024} MB`);
  if (first.length > BUDGET) throw new Error('The package is larger than that.');
}

/** Makes the package from the sources, and gives its bytes. */
async function pack(file: string): Promise<Buffer> {
  const materials = billOfMaterials(await bundleProduct());
  writeFileSync(join(root, 'dist', 'bom.cdx.json'), materials);
  compare(await listFiles({ cwd: root, packageManager: PackageManager.None }));
  rmSync(file, { force: true });
  // a page shows what a token looks like
  const allowPackageSecrets = ['github'];
  const preRelease = isPreRelease(productVersion());
  await createVSIX({ cwd: root, packagePath: file, dependencies: false, skipLicense: false, allowPackageSecrets, preRelease });
  const bytes = withPlainModes(readFileSync(file));
  writeFileSync(file, bytes);
  writeFileSync(file.replace(/\.vsix$/, '.cdx.json'), materials);
  return bytes;
}

/** An odd minor version is one, as VS Code's guide to publishing has it: its versions know no suffix. */
const isPreRelease = (version: string): boolean => Number(version.split('.')[1]) % 2 === 1;

/** Who may read or write the files of a checkout is left out of an archive (APPNOTE.TXT 4.3.12 and 4.3.16). */
function withPlainModes(zip: Buffer): Buffer {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    zip.writeUInt32LE((0o100644 << 16) >>> 0, at + 38);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return zip;
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
