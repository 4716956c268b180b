import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ClientCapabilities, MarkupContent, Position, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { encodingFor, type Encoding } from '../../server/lsp/abilities.ts';
import { textOf, textsIn } from '../../server/lsp/encodedText.ts';
import { Client, MODERN, PLAIN } from './support/client.ts';

const LINE = 'a é 语 🏥 é b';
const TEXT = `${LINE}\r\nnext 🏥\n`;

/** What stands before a character of the line, in each encoding. */
const BEFORE: readonly [character: string, Readonly<Record<Encoding, number>>][] = [
  ['a', { 'utf-8': 0, 'utf-16': 0, 'utf-32': 0 }],
  ['é', { 'utf-8': 2, 'utf-16': 2, 'utf-32': 2 }],
  ['语', { 'utf-8': 5, 'utf-16': 4, 'utf-32': 4 }],
  ['🏥', { 'utf-8': 9, 'utf-16': 6, 'utf-32': 6 }],
  ['b', { 'utf-8': 17, 'utf-16': 11, 'utf-32': 10 }],
];

suite('positions are counted as the editor counts', () => {
  for (const encoding of ['utf-8', 'utf-16', 'utf-32'] as const) {
    test(`${encoding}, there and back`, () => {
      const text = textOf('file:///x', '', 1, TEXT, encoding);
      for (const [character, columns] of BEFORE) {
        const offset = TEXT.indexOf(character);
        const position = { line: 0, character: columns[encoding] };
        deepEqual(text.positionAt(offset), position, character);
        equal(text.offsetAt(position), offset, character);
      }
      equal(text.getText({ start: { line: 1, character: 5 }, end: { line: 2, character: 0 } }), '🏥\n');
      equal(text.getText(text.getLineRange(0)), LINE);
      equal(text.offsetAt({ line: 0, character: 1000 }), TEXT.indexOf('\r'));
      equal(text.offsetAt({ line: 9, character: 0 }), TEXT.length);
    });

    test(`${encoding}, edit by edit`, () => {
      const texts = textsIn(() => encoding);
      const text = texts.create('file:///x', '', 1, 'é🏥b\n');
      const column = { 'utf-8': 6, 'utf-16': 3, 'utf-32': 2 }[encoding];
      const added = { 'utf-8': 10, 'utf-16': 5, 'utf-32': 3 }[encoding];
      const insert = (character: number, text: string) => {
        const at: Position = { line: 0, character };
        return { range: { start: at, end: at }, text };
      };
      // the second change is of what the first one leaves
      texts.update(text, [insert(column, '🩺'), insert(added, '!')], 2);
      equal(text.getText(), 'é🏥🩺!b\n');
      equal(text.version, 2);
      texts.update(text, [{ text: '语x' }], 3);
      equal(text.offsetAt({ line: 0, character: encoding === 'utf-8' ? 3 : 1 }), 1);
    });
  }

  test('a position within a character is its start', () => {
    const text = textOf('file:///x', '', 1, LINE, 'utf-8');
    for (const character of [9, 10, 11, 12]) equal(text.offsetAt({ line: 0, character }), LINE.indexOf('🏥'));
  });
});

suite('the encoding', () => {
  const of = (positionEncodings?: string[]): string =>
    encodingFor({ general: positionEncodings ? { positionEncodings } : {} } as ClientCapabilities);
  test('is the first we know of what the editor likes, and UTF-16 when it says nothing', () => {
    equal(of(), 'utf-16');
    equal(of([]), 'utf-16');
    equal(of(['utf-7']), 'utf-16');
    equal(of(['utf-8', 'utf-16']), 'utf-8');
    equal(of(['utf-32', 'utf-8', 'utf-16']), 'utf-32');
    equal(of(['utf-16', 'utf-8']), 'utf-16');
  });

  for (const encoding of ['utf-8', 'utf-16', 'utf-32'] as const)
    for (const [name, base] of [
      ['VS Code', MODERN],
      ['a plain editor', PLAIN],
    ] as const)
      test(`${encoding} holds for all that is said, in ${name}`, async () => {
        const capabilities = { ...base, general: { positionEncodings: [encoding] } };
        const client = await Client.start({ capabilities });
        equal(client.initialized.capabilities.positionEncoding, encoding);
        const uri = 'file:///w/compose.yaml';
        const text = 'services:\n  "🏥é": { user: root, image: "a:1" }\n';
        await client.open(uri, text);
        const start = { 'utf-8': 20, 'utf-16': 17, 'utf-32': 16 }[encoding];
        const range = { start: { line: 1, character: start }, end: { line: 1, character: start + 4 } };

        if (base === PLAIN) await client.until(() => client.published.length > 0);
        const [found] = base === PLAIN ? client.published[0]!.diagnostics : await client.diagnostics(uri);
        deepEqual(found!.range, range);
        const hover = await client.hover(uri, { line: 1, character: start + 1 });
        deepEqual(hover!.range, range);
        equal((hover!.contents as MarkupContent).kind, 'markdown');

        const [offered] = await client.actions(uri, range, ['quickfix']);
        const { edit } = base === PLAIN ? offered! : await client.resolve(offered!);
        const edits = Object.values(edit!.changes ?? {})[0] ?? (edit!.documentChanges![0] as { edits: TextEdit[] }).edits;
        deepEqual(edits, [{ range, newText: '"65532"' }]);

        // the editor's own way of counting, by hand
        const edited = text.replace('root', 'app');
        const change = { range, text: 'app' };
        await client.connection.sendNotification('textDocument/didChange', {
          textDocument: { uri, version: 2 },
          contentChanges: [change],
        });
        const before = client.published.length;
        if (base === PLAIN) await client.until(() => client.published.length > before);
        deepEqual(base === PLAIN ? client.published.at(-1)!.diagnostics : await client.diagnostics(uri), []);
        equal(TextDocument.create(uri, '', 1, edited).lineCount, 3);
        await client.stop();
      });
});
