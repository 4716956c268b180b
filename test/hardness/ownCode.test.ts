import { deepEqual, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import ts from 'typescript';
import { sourcesIn, treeOf } from './support/patterns.ts';

/** What reaches the network, other processes or other code, and the only files of ours that may use it. */
const REACHING: Readonly<Record<string, readonly string[]>> = {
  child_process: ['client/serverProcesses.ts', 'server/cli/chooseFiles.ts'],
  worker_threads: ['server/cli/threads.ts'],
  cluster: [],
  http: [],
  https: [],
  http2: [],
  net: [],
  tls: [],
  dgram: [],
  dns: [],
  vm: [],
  inspector: [],
  wasi: [],
  ffi: [],
};

suite('our own code', () => {
  const files = ['rules', 'server', 'client'].flatMap(sourcesIn);

  test('imports nothing that opens a connection or starts a process, git and the server itself apart', () => {
    const found: string[] = [];
    for (const path of files)
      for (const name of importsOf(path)) {
        const wanted = REACHING[name.replace(/^node:/, '').split('/')[0]!];
        if (wanted && !wanted.includes(path)) found.push(`${path} imports ${name}`);
      }
    deepEqual(found, []);
    ok(importsOf('server/cli/chooseFiles.ts').includes('node:child_process'));
  });

  test('makes no code of texts, and asks no one on the network', () => {
    const found: string[] = [];
    for (const path of files) {
      const declared = new Set<string>();
      const called: string[] = [];
      each(treeOf(path), (node) => {
        if ((ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) && node.name && ts.isIdentifier(node.name))
          declared.add(node.name.text);
        if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && ts.isIdentifier(node.expression))
          called.push(node.expression.text);
        if (ts.isIdentifier(node) && (node.text === 'eval' || node.text === 'globalThis')) called.push(node.text);
      });
      for (const name of called)
        if (
          /^(?:eval|Function|fetch|WebSocket|EventSource|XMLHttpRequest|importScripts|globalThis)$/.test(name) &&
          !declared.has(name)
        )
          found.push(`${path}: ${name}`);
    }
    deepEqual(found, []);
  });

  test('loads by name only what is named in the source', () => {
    const found: string[] = [];
    for (const path of files)
      each(treeOf(path), (node) => {
        const [what] = isLoad(node) ? node.arguments : [];
        if (what && !ts.isStringLiteral(what)) found.push(`${path}: ${ts.isIdentifier(what) ? what.text : 'an expression'}`);
      });
    deepEqual(found, []);
  });
});

function each(node: ts.Node, look: (node: ts.Node) => void): void {
  const visit = (child: ts.Node, parent: ts.Node): void => {
    (child as { parent: ts.Node }).parent = parent;
    look(child);
    ts.forEachChild(child, (grandchild) => visit(grandchild, child));
  };
  ts.forEachChild(node, (child) => visit(child, node));
}

/** `import(…)` or `require(…)`. */
const isLoad = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require'));

function importsOf(path: string): string[] {
  const found: string[] = [];
  each(treeOf(path), (node) => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    )
      found.push(node.moduleSpecifier.text);
    if (isLoad(node) && ts.isStringLiteral(node.arguments[0]!)) found.push(node.arguments[0].text);
  });
  return found;
}
