import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { importedNames } from './importedNames.ts';
import { root } from './places.ts';

/** What is imported when it is needed is read then, from its own bundle; `entries` says what the bundles begin with. */
export const ownLater = (entries: Readonly<Record<string, string>>): Plugin => ({
  name: 'own code, loaded later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const name = nameOf(relative(root, resolve(resolveDir, path)).replaceAll('\\', '/'), entries);
      return name === undefined ? undefined : { path: `./${name}.cjs`, external: true };
    }),
});

/** The language server's library, which both parts of the server share: one of them loads it at once. */
export const libraryShared: Plugin = {
  name: 'library, shared',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^vscode-languageserver(?:\/node)?$/ }, () => ({ path: './languageServer.cjs', external: true })),
};

/** Packages that have a bundle of their own are read when something of them is first used: for most files, few are. */
export const packagesLater = (packages: Readonly<Record<string, string>>): Plugin => ({
  name: 'packages, loaded later',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^[a-z]/ }, ({ kind, path }) => {
      const name = nameOf(path, packages);
      if (name === undefined) return undefined;
      return kind === 'dynamic-import' ? { path: `./${name}.cjs`, external: true } : { path: name, namespace: 'later' };
    });
    onResolve({ filter: /^\.\//, namespace: 'later' }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /^/, namespace: 'later' }, ({ path }) => ({
      contents: requiredLater(`./${path}.cjs`, importedNames(packages[path]!)),
    }));
  },
});

/** Modules of Node that take long to load and that most starts do without. What packages use of them is not known, so it may be anything. */
export const builtinsLater = (names: readonly string[]): Plugin => ({
  name: 'modules of Node, loaded later',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: new RegExp(`^(?:node:)?(?:${names.join('|')})$`) }, ({ kind, namespace, path }) =>
      namespace === 'builtin'
        ? { path, external: true }
        : { path: path.replace('node:', ''), namespace: 'builtin', suffix: kind === 'import-statement' ? '' : ANYTHING },
    );
    onLoad({ filter: /^/, namespace: 'builtin' }, async ({ path, suffix }) => {
      const module = `node:${path}`;
      const names = suffix === ANYTHING ? Object.keys((await import(module)) as object) : importedNames(module);
      return { contents: requiredLater(module, names) };
    });
  },
});

const ANYTHING = '?anything';

function requiredLater(module: string, names: readonly string[]): string {
  const getters = names.map((name) => `get ${name}() { return load().${name}; }`).join(', ');
  return `let loaded; const load = () => (loaded ??= require('${module}')); module.exports = { ${getters} };`;
}

/** Each `require` of a module would copy the hundred names in it: a dozen modules of a package ask for these types. */
export const typesOnce: Plugin = {
  name: 'types, once',
  setup: ({ onLoad, onResolve, resolve }) => {
    onResolve({ filter: /^vscode-languageserver-types$/ }, async ({ kind, path, resolveDir, pluginData }) => {
      if (kind !== 'require-call' || pluginData === 'within') return undefined;
      const { path: file } = await resolve(path, { kind: 'import-statement', resolveDir, pluginData: 'within' });
      return { path, namespace: 'once', pluginData: file };
    });
    onLoad({ filter: /^/, namespace: 'once' }, ({ pluginData: file }) => ({
      contents: `module.exports = { ...require(${JSON.stringify(file)}) };`,
      resolveDir: root,
    }));
  },
};

/**
 * Tables of facts are texts until one of their facts is asked for: what a start reads of them is nothing but where each ends.
 * Where a fact is from is left out, since no rule asks for that.
 */
export const tablesLater: Plugin = {
  name: 'tables, read later',
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^\.\.?\/.*Table\.ts$/ }, ({ path, resolveDir }) => {
      const file = relative(root, resolve(resolveDir, path)).replaceAll('\\', '/');
      return file.startsWith('rules/facts/') ? { path: file, namespace: 'table' } : undefined;
    });
    onLoad({ filter: /^/, namespace: 'table' }, async ({ path }) => {
      const tables = Object.entries((await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>);
      const getters = tables.map(([name, table]) => `get ${name}() { return (read.${name} ??= JSON.parse(${literal(table)})); }`);
      return { contents: `const read = {}; module.exports = { ${getters.join(', ')} };` };
    });
  },
};

const literal = (table: unknown): string =>
  JSON.stringify(JSON.stringify(table, (key, value: unknown) => (key === 'source' || key === 'verified' ? undefined : value)));

const nameOf = (value: string, named: Readonly<Record<string, string>>): string | undefined =>
  Object.keys(named).find((name) => named[name] === value);
