import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../../scripts/places.ts';

/** A regular expression as our code has it. */
export interface Pattern {
  readonly source: string;
  readonly flags: string;
  /** `path:line`, from the repository. */
  readonly where: string;
}

/** The TypeScript files of a folder of the repository, from there, with `/`. */
export const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .sort();

/** The syntax tree of a file of the repository. */
export function treeOf(path: string): ts.SourceFile {
  let tree = trees.get(path);
  if (!tree) {
    tree = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, false);
    trees.set(path, tree);
  }
  return tree;
}

const trees = new Map<string, ts.SourceFile>();

/** Every regular expression that is written as one. */
export function literalPatterns(folders: readonly string[]): Pattern[] {
  return folders.flatMap(sourcesIn).flatMap((path) => {
    const tree = treeOf(path);
    const found: Pattern[] = [];
    const visit = (node: ts.Node): void => {
      if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
        const { text } = node as ts.RegularExpressionLiteral;
        const end = text.lastIndexOf('/');
        const { line } = tree.getLineAndCharacterOfPosition(node.end);
        found.push({ source: text.slice(1, end), flags: text.slice(end + 1), where: `${path}:${line + 1}` });
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

/** Every regular expression that is put together of texts while `work` runs. */
export async function constructedPatterns(work: () => Promise<unknown>): Promise<Pattern[]> {
  const found = new Map<string, Pattern>();
  const own = globalThis.RegExp;
  globalThis.RegExp = new Proxy(own, {
    construct(target, args: ConstructorParameters<typeof RegExp>, made) {
      const { source, flags } = new target(...args);
      const where = /at .*?((?:rules|server)\/[^\s)]+?:\d+)/.exec(new Error().stack ?? '')?.[1];
      if (where !== undefined) found.set(`${where} ${source}`, { source, flags, where });
      return Reflect.construct(target, args, made) as RegExp;
    },
  });
  try {
    await work();
  } finally {
    globalThis.RegExp = own;
  }
  return [...found.values()];
}
