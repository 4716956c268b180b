import { ok } from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { root } from '../../scripts/places.ts';

suite('docs/hardness.md', () => {
  const page = readFileSync(join(root, 'docs', 'hardness.md'), 'utf8');

  test('names tests that there are', () => {
    let file = '';
    let text = '';
    let count = 0;
    for (const [, link, name] of page.matchAll(/\]\(\.\.\/([^)]+)\)|(?<!\*)\*([^*|]+)\*(?!\*)/g)) {
      if (link !== undefined) {
        file = link;
        ok(existsSync(join(root, file)), file);
        text = readFileSync(join(root, file), 'utf8');
      } else {
        ok(text.includes(name!.replace(/\s+/g, ' ')), `${file}: ${name}`);
        count++;
      }
    }
    ok(count > 40, `${count}`);
  });
});
