import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { root } from './places.ts';

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'import.meta.dirname': '__dirname' },
  // What some packages publish for `require` is UMD, which cannot be bundled; what they publish for `import` can.
  mainFields: ['module', 'main'],
} satisfies BuildOptions;

/** Writes the three bundles and the licences of what is in them, into `dist/`. */
export async function bundleProduct(): Promise<void> {
  const minified = { ...COMMON, minify: true, keepNames: false, metafile: true } satisfies BuildOptions;
  const entries = [
    { entryPoints: ['client/extension.ts'], outfile: 'dist/client.cjs', external: ['vscode'] },
    { entryPoints: ['server/main.ts'], outfile: 'dist/server.cjs' },
    { entryPoints: ['server/cli.ts'], outfile: 'dist/cli.cjs' },
  ];
  const built = await Promise.all(entries.map((entry) => build({ ...minified, ...entry })));
  writeFileSync(join(root, 'dist', 'licenses.txt'), licences(built.map(({ metafile }) => metafile)));
}

/** Bundles the suite that runs inside VS Code. */
export async function bundleSuite(outfile: string): Promise<void> {
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    ...COMMON,
    entryPoints: ['test/vscode/suite/index.ts'],
    outfile,
    external: ['vscode'],
    sourcemap: 'inline',
    logOverride: { 'require-resolve-not-external': 'silent' }, // mocha's parallel mode, which is not used
  });
}

/** The notices that the licences of the bundled packages ask for. */
function licences(metafiles: readonly Metafile[]): string {
  const inputs = metafiles.flatMap(({ outputs }) => Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)));
  const folders = new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    const file = readdirSync(join(root, folder)).find((file) => /^licen[cs]e/i.test(file));
    const text =
      file === undefined ? 'This package comes without the text of its license.' : readFileSync(join(root, folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim().replaceAll('\r\n', '\n')}\n`;
  });
  return ['Breakwater contains these packages, under these licenses.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

/** Whether all that is built is there. */
export const isBuilt = (): boolean => ['client', 'server', 'cli'].every((name) => existsSync(join(root, 'dist', `${name}.cjs`)));
