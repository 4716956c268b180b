import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
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

/** The names of the bundles in `dist/`, and what each is made of. */
const BUNDLES = {
  client: 'client/extension.ts',
  languageClient: 'client/server.ts',
  server: 'server/main.ts',
  cli: 'server/cli.ts',
};

/** Writes the bundles and the licences of what is in them, into `dist/`. Gives the folders of the packages in them, sorted. */
export async function bundleProduct(): Promise<readonly string[]> {
  const minified = { ...COMMON, minify: true, keepNames: false, metafile: true } satisfies BuildOptions;
  const built = await Promise.all(
    Object.entries(BUNDLES).map(([name, entry]) =>
      build({
        ...minified,
        entryPoints: [entry],
        outfile: `dist/${name}.cjs`,
        ...(entry.startsWith('client/') && {
          external: ['vscode'],
          plugins: [loadedLater],
          supported: { 'dynamic-import': false },
        }),
      }),
    ),
  );
  const folders = packagesIn(built.map(({ metafile }) => metafile));
  for (const name of Object.keys(BUNDLES)) keepToAscii(join(root, 'dist', `${name}.cjs`));
  writeFileSync(join(root, 'dist', 'licenses.txt'), licences(folders));
  return folders;
}

function packagesIn(metafiles: readonly Metafile[]): string[] {
  const inputs = metafiles.flatMap(({ outputs }) => Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)));
  return [...new Set(inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []))].sort();
}

/** esbuild leaves characters in regular expressions as they are, and a single one makes the engine read all of a bundle as UTF-16, which is slow. */
function keepToAscii(file: string): void {
  const text = readFileSync(file, 'utf8');
  const ascii = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (ascii !== text) writeFileSync(file, ascii);
}

/** The language client is a file of its own: reading it would take most of the time in which the extension is activated. */
const loadedLater: Plugin = {
  name: 'loaded later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/server\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './languageClient.cjs', external: true } : undefined,
    ),
};

/** Bundles the suite that runs inside VS Code. */
export const bundleSuite = (outfile: string): Promise<void> => bundleForEditor('test/vscode/suite/index.ts', outfile);

/** Bundles what runs inside VS Code and is not the extension. */
export async function bundleForEditor(entry: string, outfile: string, more: BuildOptions = {}): Promise<void> {
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    ...COMMON,
    entryPoints: [entry],
    outfile,
    external: ['vscode'],
    sourcemap: 'inline',
    logOverride: { 'require-resolve-not-external': 'silent' }, // mocha's parallel mode, which is not used
    ...more,
  });
}

/** The notices that the licences of the bundled packages ask for. */
function licences(folders: readonly string[]): string {
  const parts = folders.map((folder) => {
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
export const isBuilt = (): boolean => Object.keys(BUNDLES).every((name) => existsSync(join(root, 'dist', `${name}.cjs`)));
