import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { builtinsLater, tablesLater, libraryShared, ownLater, packagesLater, typesOnce } from './bundlePlugins.ts';
import { importedNames } from './importedNames.ts';
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

/** The bundles in `dist/` made of our own code, with what each begins with. */
const OURS = {
  client: 'client/extension.ts',
  languageClient: 'client/server.ts',
  server: 'server/main.ts',
  checking: 'server/checking.ts',
  cli: 'server/cli.ts',
  completion: 'server/cli/completion.ts',
  commands: 'server/cli/commands.ts',
};

/**
 * These hold the rules. Nothing in them is loaded later: with the first such import every module of a bundle becomes a function
 * of its own, which takes longer at each start than it saves.
 */
const WHOLE = ['checking', 'commands'];

/** What both parts of the server share. */
const SHARED = { languageServer: 'vscode-languageserver/node' };

/** Packages that are read when they are needed. */
const LATER = {
  diff: 'diff',
  dockerfileAst: 'dockerfile-ast',
  jsYaml: 'js-yaml',
  re2js: 're2js',
  unbash: 'unbash',
  yaml: 'yaml',
};

/** Modules of Node that only some runs need, and that take longer to load than a small file takes to check. */
const BUILTINS_LATER = ['child_process', 'crypto', 'v8', 'worker_threads'];

/** The names of the bundles in `dist/`. */
export const bundles: readonly string[] = Object.keys({ ...OURS, ...SHARED, ...LATER });

/** Writes the bundles and the licences of what is in them. Gives the folders of the packages in them, sorted. */
export async function bundleProduct(folder = join(root, 'dist')): Promise<readonly string[]> {
  const bundled = (name: string, options: BuildOptions) =>
    build({
      ...COMMON,
      minify: true,
      keepNames: false,
      metafile: true,
      supported: { 'dynamic-import': false },
      outfile: join(folder, `${name}.cjs`),
      ...options,
    } satisfies BuildOptions);
  const forNode = [ownLater(OURS), libraryShared, packagesLater(LATER), builtinsLater(BUILTINS_LATER), tablesLater];
  const built = await Promise.all([
    ...Object.entries(OURS).map(([name, entry]) =>
      entry.startsWith('client/')
        ? bundled(name, { entryPoints: [entry], external: ['vscode'], plugins: [ownLater(OURS)] })
        : bundled(name, { entryPoints: [entry], plugins: forNode }),
    ),
    ...Object.entries(SHARED).map(([name, specifier]) =>
      bundled(name, {
        stdin: { contents: `export * from '${specifier}'`, resolveDir: root },
        plugins: [typesOnce, builtinsLater(BUILTINS_LATER)],
      }),
    ),
    ...Object.entries(LATER).map(([name, specifier]) =>
      bundled(name, {
        stdin: { contents: `export { ${importedNames(specifier).join(', ')} } from '${specifier}'`, resolveDir: root },
      }),
    ),
  ]);
  const contents = Object.fromEntries(bundles.map((name, index) => [name, built[index]!.metafile!]));
  for (const name of WHOLE) if (loadsLater(contents[name]!)) throw new Error(`Something in ${name} is loaded later.`);
  const folders = packagesIn(Object.values(contents));
  for (const name of bundles) keepToAscii(join(folder, `${name}.cjs`));
  writeFileSync(join(folder, 'licenses.txt'), licences(folders));
  return folders;
}

const loadsLater = ({ inputs }: Metafile): boolean =>
  Object.values(inputs).some(({ imports }) => imports.some(({ kind, external }) => kind === 'dynamic-import' && !external));

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
export const isBuilt = (): boolean => bundles.every((name) => existsSync(join(root, 'dist', `${name}.cjs`)));
