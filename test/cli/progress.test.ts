import assert from 'node:assert/strict';
import { mock, suite, test } from 'node:test';
import { Progress } from '../../server/cli/progress.ts';

suite('progress', () => {
  const shown = (isTTY: boolean, wanted: boolean, milliseconds: number): string => {
    mock.timers.enable({ apis: ['Date'] });
    try {
      let written = '';
      const progress = new Progress({ isTTY, write: (text) => (written += text) }, wanted);
      for (let done = 0; done < 10; done++) {
        progress.tell(done, 10);
        mock.timers.tick(milliseconds / 10);
      }
      progress.end();
      return written;
    } finally {
      mock.timers.reset();
    }
  };

  test('is shown to a terminal that waits, and wiped at the end', () => {
    const written = shown(true, true, 1000);
    assert.match(written, /\r\x1b\[KChecking 4 of 10 files/);
    assert.ok(written.endsWith('\r\x1b[K'));
  });

  test('is not shown when all is quick, off a terminal, or when quiet', () => {
    assert.equal(shown(true, true, 100), '');
    assert.equal(shown(false, true, 1000), '');
    assert.equal(shown(true, false, 1000), '');
  });
});
