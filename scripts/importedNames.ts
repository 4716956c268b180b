import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.ts';

/** The names of values that the code of the rules and of the server imports from a module, at once or later. */
export const importedNames = (module: string): readonly string[] => [...((known ??= read()).get(module) ?? [])].sort();

let known: ReadonlyMap<string, ReadonlySet<string>> | undefined;

function read(): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const file of globSync('{rules,server}/**/*.ts', { cwd: root }))
    for (const [, list, module] of readFileSync(join(root, file), 'utf8').matchAll(IMPORT)) {
      const values = list!.split(',').filter((item) => !/^\s*(?:type\s.*)?$/s.test(item));
      const known = names.get(module!) ?? new Set();
      for (const item of values) known.add(/\w+/.exec(item)![0]);
      names.set(module!, known);
    }
  return names;
}

/** `import { a, type B, c as d } from 'm'` and `{ a, c: d } = await import('m')`. */
const IMPORT = /(?<!import type )\{([^{}]*)\}\s*(?:from\s*|=\s*await\s+import\()'([^']+)'/g;
