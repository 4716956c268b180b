import { equal } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { sha256 } from '../../rules/model/sha256.ts';

test('SHA-256 of texts of any length', () => {
  for (const text of ['', 'abc', 'é😀', ...[55, 56, 63, 64, 65, 1000].map((length) => 'x'.repeat(length))])
    equal(sha256(text), createHash('sha256').update(text).digest('hex'), text.slice(0, 10));
});
