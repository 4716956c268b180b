import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { applyEdits } from '../../rules/model/text.ts';
import { lineEdits } from '../../server/lsp/lineEdits.ts';

suite('the lines to replace', () => {
  test('are the fewest, in order', () => {
    const before = 'a\nb\nc\nd\ne\n';
    assert.deepEqual(lineEdits(before, before), []);
    assert.deepEqual(lineEdits(before, 'a\nB\nc\nd\nE\n'), [
      { span: { start: 2, end: 4 }, text: 'B\n' },
      { span: { start: 8, end: 10 }, text: 'E\n' },
    ]);
    assert.deepEqual(lineEdits(before, 'a\nc\nd\nx\ne\n'), [
      { span: { start: 2, end: 4 }, text: '' },
      { span: { start: 8, end: 8 }, text: 'x\n' },
    ]);
  });

  test('keep line breaks as they are', () => {
    assert.deepEqual(lineEdits('a\r\nb', 'a\r\nb\r\n'), [{ span: { start: 3, end: 4 }, text: 'b\r\n' }]);
    assert.deepEqual(lineEdits('', 'a'), [{ span: { start: 0, end: 0 }, text: 'a' }]);
    assert.deepEqual(lineEdits('a', ''), [{ span: { start: 0, end: 1 }, text: '' }]);
  });

  test('always give the other text, without touching', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'd'), { maxLength: 40 }).map((lines) => lines.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edits = lineEdits(before, after);
        assert.equal(applyEdits(before, edits), after);
        for (const [index, { span }] of edits.entries()) assert.ok(index === 0 || span.start > edits[index - 1]!.span.end);
      }),
      { numRuns: 500 },
    );
  });

  test('are all of them where nearly all differ', () => {
    const many = (mark: string): string => Array.from({ length: 3000 }, (_, line) => `${mark}${line}\n`).join('');
    assert.equal(applyEdits(many('a'), lineEdits(many('a'), many('b'))), many('b'));
  });
});
