import { equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { applyEdits, type Edit } from '../../rules/model/text.ts';

const edit = (start: number, end: number, text: string): Edit => ({ span: { start, end }, text });

suite('applying edits', () => {
  test('what is inserted at one place comes in the order of the edits', () =>
    equal(applyEdits('ab', [edit(1, 1, '1'), edit(1, 1, '2'), edit(1, 1, '3')]), 'a123b'));

  test('what is inserted where something is replaced comes before it, whichever is first', () => {
    equal(applyEdits('abc', [edit(1, 2, 'B'), edit(1, 1, '1'), edit(1, 1, '2')]), 'a12Bc');
    equal(applyEdits('abc', [edit(1, 1, '1'), edit(1, 1, '2'), edit(1, 2, 'B')]), 'a12Bc');
  });

  test('the order of edits in different places does not matter', () => {
    equal(applyEdits('abc', [edit(2, 3, ''), edit(0, 1, 'A'), edit(2, 2, '!')]), 'Ab!');
    equal(applyEdits('', []), '');
  });
});
