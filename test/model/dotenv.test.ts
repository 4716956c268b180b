import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDotenv } from '../../rules/model/dotenv.ts';

const read = (text: string, format?: 'raw'): string[] =>
  readDotenv(text, new Map([['OUT', 'side']]), format).map(({ name, value }) => `${name}=${value?.replaceAll('\uFFFE', '?')}`);

suite('env files', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['A=1\nB = 2 \r\nexport C=3\n\n# D=4\n  E=5', ['A=1', 'B=2', 'C=3', 'E=5']],
    ['A=x # note\nB=x#y\nC=#z\nD="x # y" # note\nE=', ['A=x', 'B=x#y', 'C=', 'D=x # y', 'E=']],
    ['A=\'$X ${Y} \\n\'\nB="a\\nb\\t\\$X"\nC=a\\nb', ['A=$X ${Y} \\n', 'B=a\nb\t$X', 'C=a\\nb']],
    ['A=1\nB=$A-${A}\nC=${OUT}\nD=${NONE}\nE=${NONE:-d}\nF=a$$b', ['A=1', 'B=1-1', 'C=side', 'D=?', 'E=d', 'F=a$b']],
    ['A=\'one\ntwo\'\nB="three\nfour"\nC=5', ['A=one\ntwo', 'B=three\nfour', 'C=5']],
    ['A: yaml\nB', ['A=yaml', 'B=undefined']],
    ['not a line\n=x\n*&^\nA="open\nB=2', ['A="open', 'B=2']],
    ['\uFEFFA.b-c=1\nGRÖSSE=2', ['A.b-c=1', 'GRÖSSE=2']],
  ];
  for (const [text, entries] of cases) test(JSON.stringify(text), () => deepEqual(read(text), entries));

  test('as it stands in the format `raw`', () => deepEqual(read('A="x" # y\r\nB=$A\n#C=1', 'raw'), ['A="x" # y', 'B=$A']));
  test('where a name and a value are', () => {
    const text = "export A = 'x y'\nB=z # c";
    deepEqual(
      readDotenv(text).map(({ span, valueSpan }) => [
        text.slice(span.start, span.end),
        text.slice(valueSpan.start, valueSpan.end),
      ]),
      [
        ['A', 'x y'],
        ['B', 'z'],
      ],
    );
  });
  test('quotes that never close cost no more than what they hold', () =>
    equal(readDotenv("A='x\n".repeat(20_000)).length > 0, true));
});
