import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Variable } from '../../rules/model/nodes.ts';
import { Lines, type Span } from '../../rules/model/text.ts';
import { secretSpans, sourceLine } from '../../server/cli/sourceLine.ts';
import { assertInProportion } from '../support/growth.ts';

const spanOf = (text: string, part: string): Span => ({ start: text.indexOf(part), end: text.indexOf(part) + part.length });

/** The line of `meant` in `text`, with `«»` around what is meant. */
function shown(text: string, meant: string, ...masked: readonly string[]): string {
  const line = sourceLine(
    { text, lines: new Lines(text) },
    spanOf(text, meant),
    masked.map((part) => spanOf(text, part)),
  );
  return `${line.text.slice(0, line.start)}«${line.text.slice(line.start, line.end)}»${line.text.slice(line.end)}`;
}

suite('source lines', () => {
  test('are the line alone, without its line break', () => {
    assert.equal(shown('FROM a\r\nEXPOSE 23\r\nUSER b\r\n', '23'), 'EXPOSE «23»');
    assert.equal(shown('FROM a\nEXPOSE 23', '23'), 'EXPOSE «23»');
    assert.equal(shown('FROM a\n', 'FROM'), '«FROM» a');
  });

  test('a span of several lines shows the first', () => {
    assert.equal(shown('RUN a \\\n  b\n', 'a \\\n  b'), 'RUN «a \\»');
  });

  test('a place after the last line shows an empty line', () => {
    const text = 'FROM a\n';
    const end = { start: text.length, end: text.length };
    assert.deepEqual(sourceLine({ text, lines: new Lines(text) }, end, []), { text: '', start: 0, end: 0 });
  });

  test('long lines are cut around the place, without splitting a character', () => {
    const long = `${'🏥'.repeat(500)} 23 ${'🏥'.repeat(500)}`;
    const line = shown(long, '23');
    assert.match(line, /^…🏥+ «23» 🏥+…$/u);
    assert.ok(line.length < 140, String(line.length));
    assert.match(shown('x'.repeat(5000), 'x'.repeat(5000)), /^«x{120}»x{60}…$/);
  });

  test('a line of many megabytes is no trouble', () => {
    const make = (length: number) => {
      const text = `a: ${'x'.repeat(length)} 23`;
      return { document: { text, lines: new Lines(text) }, middle: length / 2 };
    };
    assertInProportion(2_000_000, make, ({ document, middle }) => {
      for (let round = 0; round < 2000; round++) sourceLine(document, { start: middle + round, end: middle + round + 10 }, []);
    });
  });
});

suite('masking', () => {
  test('a masked span becomes four dots, whatever its length, and the place follows', () => {
    assert.equal(shown('ENV PASSWORD=hunter2', 'hunter2', 'hunter2'), 'ENV PASSWORD=«••••»');
    assert.equal(shown('ENV A=hunter2 USER=root', 'root', 'hunter2'), 'ENV A=•••• USER=«root»');
    assert.equal(shown('ENV USER=root A=x', 'root', 'x'), 'ENV USER=«root» A=••••');
    assert.equal(shown('ENV A=hunter2 B', 'A=hunter2 B', 'hunter2'), 'ENV «A=•••• B»');
    assert.equal(shown('ENV A=hunter2', 'unt', 'hunter2'), 'ENV A=«••••»');
  });

  test('spans that overlap are one', () => {
    assert.equal(shown('-e hunter2hunter3 x', '-e', 'hunter2hunter', 'hunter2hunter3'), '«-e» •••• x');
  });

  test('a secret of several lines is masked to the end of the line', () => {
    assert.equal(
      shown('key: |-\n  -----BEGIN KEY-----\n  abc\n', '-----BEGIN KEY-----\n  abc', '-----BEGIN KEY-----\n  abc'),
      '  «••••»',
    );
  });

  test('a secret that begins before what is kept leaves nothing', () => {
    const secret = 's'.repeat(300);
    const line = shown(`ENV A=${secret} B=root`, 'root', secret);
    assert.equal(line, 'ENV A=•••• B=«root»');
  });

  test('the password of a URL is masked, a reference in its place is not', () => {
    assert.equal(shown('URL=postgres://app:p4ss@db/x', 'db'), 'URL=postgres://app:••••@«db»/x');
    assert.equal(shown(`URL=postgres://app:\${PASS}@db/x`, 'db'), `URL=postgres://app:\${PASS}@«db»/x`);
    assert.equal(shown('URL=redis://:p4ss@db', 'db'), 'URL=redis://:••••@«db»');
  });
});

suite('what must not be shown', () => {
  const text = 'ENV DB_PASSWORD=a1 HARMLESS=b2 OTHER=c3 API_TOKEN=';
  const variable = (name: string, value: string): Variable => ({
    kind: 'Variable',
    name,
    span: spanOf(text, name),
    value: { state: 'set', value, span: spanOf(text, value) },
    written: value,
    place: 'env',
    owner: 'x',
  });
  const nodes = [variable('DB_PASSWORD', 'a1'), variable('HARMLESS', 'b2'), variable('OTHER', 'c3')];
  const parts = [{ start: 0, part: { text, nodes, problems: [], comments: [] } }];
  const masked = (...findings: readonly Span[]): string[] =>
    secretSpans({ parts }, findings).map(({ start, end }) => text.slice(start, end));

  test('are values whose name speaks of a secret, findings or not', () => {
    assert.deepEqual(masked(), ['a1']);
  });

  test('are values that a finding about secrets names', () => {
    assert.deepEqual(masked(spanOf(text, 'OTHER')), ['a1', 'c3']);
  });
});
