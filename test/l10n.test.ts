import { deepEqual, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import typescript from 'typescript';
import { asWritten, root } from './support/files.ts';

const { SyntaxKind } = typescript;

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
const nls = JSON.parse(read('package.nls.json')) as Record<string, string>;

/** The client's sources, parsed. */
const sources = readdirSync(join(root, 'client'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const path = `client/${name}`;
    return { path, source: typescript.createSourceFile(path, read(path), typescript.ScriptTarget.ES2023, true) };
  });

/* The text of the bundle is what is written in the sources, so that a translator finds all of it. */
test('l10n/bundle.l10n.json has every text of the client', (t) => {
  const texts = [...new Set(sources.flatMap(({ source }) => translated(source)))].sort();
  const bundle = `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`;
  t.assert.fileSnapshot(bundle, join(root, 'l10n', 'bundle.l10n.json'), asWritten);
});

suite('in a language in which every text is another one', () => {
  test('the client says nothing that cannot be translated', () => {
    deepEqual(
      sources.flatMap(({ path, source }) => said(source).map((text) => `${path}: ${text}`)),
      [],
    );
  });

  test('the manifest shows nothing that is not translated', () => {
    const pseudo = Object.fromEntries(Object.entries(nls).map(([key, text]) => [key, `⟦${text}⟧`]));
    const shown = [...visible(manifest['contributes'], 'contributes'), ...visible(manifest['capabilities'], 'capabilities')];
    ok(shown.length > 50);
    const left = shown
      .map(([path, text]) => [path, text.replace(/^%(.+)%$/, (_, key: string) => pseudo[key] ?? text)] as const)
      .filter(([, text]) => !text.startsWith('⟦') && text !== 'Breakwater');
    deepEqual(left, []);
  });

  test('every text of the manifest is used, and every one that is used is there', () => {
    const used = [...read('package.json').matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key!);
    deepEqual([...new Set(used)].sort(), Object.keys(nls).sort());
  });

  test('what a text puts in is put in by its translation', () => {
    for (const { path, source } of sources)
      visit(source, (node) => {
        if (!typescript.isCallExpression(node) || node.expression.getText() !== 'l10n.t') return;
        const [text, ...values] = node.arguments;
        const places = new Set([...(text?.getText() ?? '').matchAll(/\{(\d+)\}/g)].map(([, place]) => place));
        deepEqual(places.size, values.length, `${path}: ${text?.getText()}`);
      });
  });
});

/** The keys whose values people read. */
const READ = /^(?:title|label|name|description|markdownDescription|contents|altText|contextualTitle|markdownEnumDescriptions)$/;

/** Places whose values are names for machines: a problem matcher, a snippet file, a scope. */
const NOT_READ = /\.(?:problemMatchers\.\d+\.name|commands\.\d+\.category)$/;

function visible(value: unknown, path: string, read = false): [path: string, text: string][] {
  if (typeof value === 'string') return read && !NOT_READ.test(path) ? [[path, value]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    visible(inner, `${path}.${key}`, Array.isArray(value) ? read : READ.test(key)),
  );
}

function translated(source: typescript.Node): string[] {
  const texts: string[] = [];
  visit(source, (node) => {
    if (!typescript.isCallExpression(node) || node.expression.getText() !== 'l10n.t') return;
    const [text] = node.arguments;
    ok(text && typescript.isStringLiteralLike(text), `A text must be written where it is translated: ${node.getText()}`);
    texts.push(text.text);
  });
  return texts;
}

/** Texts that look like words for people, and are neither translated nor for the log. */
function said(source: typescript.Node): string[] {
  const texts: string[] = [];
  visit(source, (node) => {
    if (!typescript.isStringLiteralLike(node) && node.kind !== SyntaxKind.TemplateHead && node.kind !== SyntaxKind.TemplateMiddle)
      return;
    const { text } = node as typescript.StringLiteralLike;
    if (/^[A-Z][a-z]+(?: [\w']+)+|[a-z]+ [a-z]+ [a-z]+/.test(text) && !isForMachines(node)) texts.push(text);
  });
  return texts;
}

function isForMachines(node: typescript.Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (typescript.isImportDeclaration(at) || typescript.isLiteralTypeNode(at)) return true;
    if (typescript.isCallExpression(at) && /^l10n\.t$|output\.(?:error|warn|info)$/.test(at.expression.getText())) return true;
    if (typescript.isPropertyAssignment(at) && at.name.getText() === 'message') return true; // the client library's, shown to nobody
  }
  return false;
}

function visit(node: typescript.Node, look: (node: typescript.Node) => void): void {
  look(node);
  node.forEachChild((child) => visit(child, look));
}
