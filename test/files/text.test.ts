import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { decodeText, encodeText, type Encoding } from '../../server/files/text.ts';

suite('decoding', () => {
  const text = 'FROM a\r\nENV NAME=Müller 🏥\n';

  for (const encoding of ['utf-8', 'utf-8-bom', 'utf-16le', 'utf-16be'] satisfies Encoding[])
    test(`${encoding} comes back as it was written`, () => {
      const bytes = encodeText({ text, encoding });
      assert.deepEqual(decodeText(bytes), { text, encoding });
    });

  test('a byte order mark is no part of the text', () => {
    assert.equal(decodeText(Buffer.from('\uFEFFFROM a'))?.text, 'FROM a');
  });

  test('a NUL byte near the start makes a file binary', () => {
    assert.equal(decodeText(Buffer.from('FROM a\0')), undefined);
    assert.equal(decodeText(Buffer.concat([Buffer.alloc(8191, 'a'), Buffer.alloc(1)])), undefined);
    assert.equal(decodeText(Buffer.concat([Buffer.alloc(8192, 'a'), Buffer.alloc(1)]))?.text.length, 8193);
  });

  test('bytes that are no UTF-8 are replaced, not refused', () => {
    assert.equal(decodeText(Buffer.from([0x46, 0xe9, 0x0a]))?.text, 'F\uFFFD\n');
  });

  test('half a UTF-16 unit at the end is dropped', () => {
    assert.equal(decodeText(Buffer.from([0xfe, 0xff, 0x00, 0x41, 0x00]))?.text, 'A');
    assert.equal(decodeText(Buffer.from([0xff, 0xfe, 0x41, 0x00, 0x42]))?.text, 'A');
  });

  test('an empty file is an empty text', () => {
    assert.deepEqual(decodeText(Buffer.alloc(0)), { text: '', encoding: 'utf-8' });
  });
});
