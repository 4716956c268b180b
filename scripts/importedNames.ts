import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.ts';

/**
 * The names of values that the code of the rules and of the server imports from a module, at once or later. Throws when a
 * file imports the module as a whole, since then any name may be used.
 */
export function importedNames(module: string): readonly string[] {
  const { names, whole } = (known ??= read());
  const file = whole.get(module);
  if (file !== undefined) throw new Error(`${file} imports ${module} as a whole: import by name what is needed of it.`);
  return [...(names.get(module) ?? [])].sort();
}

interface Imports {
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** A file that imports it as a whole, by module. */
  readonly whole: ReadonlyMap<string, string>;
}

let known: Imports | undefined;

function read(): Imports {
  const names = new Map<string, Set<string>>();
  const whole = new Map<string, string>();
  for (const file of globSync('{rules,server}/**/*.ts', { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, list, module] of text.matchAll(BY_NAME)) {
      const values = list!.split(',').filter((item) => !/^\s*(?:type\s.*)?$/s.test(item));
      const known = names.get(module!) ?? new Set();
      for (const item of values) known.add(/\w+/.exec(item)![0]);
      names.set(module!, known);
    }
    for (const [, module] of text.matchAll(AS_A_WHOLE)) whole.set(module!, file);
  }
  return { names, whole };
}

/** `import { a, type B, c as d } from 'm'` and `{ a, c: d } = await import('m')`. */
const BY_NAME = /(?<!import type )\{([^{}]*)\}\s*(?:from\s*|=\s*await\s+import\()'([^']+)'/g;

/** `import a from 'm'`, `import a, { b } from 'm'`, `import * as a from 'm'`, `a = await import('m')` and `import('m').then`. */
const AS_A_WHOLE =
  /(?:^import (?!type )(?:\* as )?\w+(?:, \{[^{}]*\})? from |[^}\s]\s*=\s*await\s+import\(|(?<!await\s)(?<!typeof )\bimport\()'([^']+)'/gm;
