import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDockerfile } from '../../rules/model/dockerfile.ts';
import type { Port } from '../../rules/model/nodes.ts';
import { applyEdits, type Edit } from '../../rules/model/text.ts';

suite('setting the user', () => {
  const setTo = (text: string, user = '65532'): string | undefined => {
    const container = readDockerfile(text).nodes.find(({ kind }) => kind === 'Container');
    if (container?.kind !== 'Container' || !container.user.set) return undefined;
    const fixed = applyEdits(text, [container.user.set(user)]);
    const again = readDockerfile(fixed).nodes.find(({ kind }) => kind === 'Container');
    equal(again?.kind === 'Container' && again.user.value, user);
    return fixed;
  };

  for (const [what, before, after] of [
    ['replaces the last one', 'FROM a\nUSER root\nRUN b\nUSER "0"\n', 'FROM a\nUSER root\nRUN b\nUSER "65532"\n'],
    ['replaces an empty one', 'FROM a\nUSER ""\n', 'FROM a\nUSER 65532\n'],
    ['writes one at the end', 'FROM a\nRUN b\n', 'FROM a\nRUN b\nUSER 65532\n'],
    ['writes one behind a FROM alone', 'FROM a', 'FROM a\nUSER 65532'],
    [
      'writes one before what starts the container',
      'FROM a\nRUN b\nEXPOSE 1\nENTRYPOINT c\nCMD d\n',
      'FROM a\nRUN b\nEXPOSE 1\nUSER 65532\nENTRYPOINT c\nCMD d\n',
    ],
    [
      'writes one above the comments there',
      'FROM a\n\n# check\n# it\nHEALTHCHECK CMD b\nCMD c',
      'FROM a\n\nUSER 65532\n# check\n# it\nHEALTHCHECK CMD b\nCMD c',
    ],
    ['leaves a CMD in the middle alone', 'FROM a\nCMD b\nRUN c\n\n', 'FROM a\nCMD b\nRUN c\nUSER 65532\n\n'],
    ['keeps line breaks', 'FROM a\r\nRUN b\r\nCMD c\r\n', 'FROM a\r\nRUN b\r\nUSER 65532\r\nCMD c\r\n'],
    ['keeps to lower case', 'from a\nrun b\n', 'from a\nrun b\nuser 65532\n'],
    ['writes one behind a here-document', 'FROM a\nRUN <<E\nb\nE\n', 'FROM a\nRUN <<E\nb\nE\nUSER 65532\n'],
    [
      'writes one in the last stage',
      'FROM a AS b\nUSER root\nFROM b\nRUN c\n',
      'FROM a AS b\nUSER root\nFROM b\nRUN c\nUSER 65532\n',
    ],
    [
      'writes one in the last stage only',
      'FROM a AS b\nRUN c\nFROM d\nCOPY --from=b e f\n',
      'FROM a AS b\nRUN c\nFROM d\nCOPY --from=b e f\nUSER 65532\n',
    ],
  ] as const)
    test(what, () => equal(setTo(before), after));

  test('is not offered where it would become part of something else', () => {
    equal(setTo('FROM a\nRUN b \\\n'), undefined);
    equal(setTo('FROM a\nRUN <<E\nb\n'), undefined);
    equal(setTo('FROM a\nARG U\nUSER $U\n'), undefined);
  });

  test('is not offered where a variable would be lost, but below one that is inherited', () => {
    equal(setTo('FROM a\nARG U=root\nUSER ${U}\n'), undefined);
    equal(setTo('FROM a AS b\nARG U=root\nUSER $U\nFROM b\n'), 'FROM a AS b\nARG U=root\nUSER $U\nFROM b\nUSER 65532\n');
  });
});

suite('removing a port', () => {
  const ports = (text: string): Port[] => readDockerfile(text).nodes.filter((node) => node.kind === 'Port');
  const without = (text: string, number: number): string =>
    applyEdits(text, [ports(text).find(({ from }) => from === number)!.remove!()]);

  for (const [what, before, after] of [
    ['takes the first', 'FROM a\nEXPOSE 21 80 443\n', 'FROM a\nEXPOSE 80 443\n'],
    ['takes one in the middle', 'FROM a\nEXPOSE 80  21   443\n', 'FROM a\nEXPOSE 80  443\n'],
    ['takes the last', 'FROM a\nEXPOSE 80 443  21  \n', 'FROM a\nEXPOSE 80 443  \n'],
    ['takes the instruction with the only one', 'FROM a\n  EXPOSE 21\nCMD b\n', 'FROM a\nCMD b\n'],
    ['takes the instruction at the end of the text', 'FROM a\nEXPOSE 21', 'FROM a\n'],
    ['takes the carriage return too', 'FROM a\r\nEXPOSE 21\r\nCMD b\r\n', 'FROM a\r\nCMD b\r\n'],
    ['takes an instruction of several lines', 'FROM a\nEXPOSE \\\n  # old\n  21\nCMD b', 'FROM a\nCMD b'],
    ['takes a line of its own', 'FROM a\nEXPOSE 80 \\\n  # old\n  21 \\\n  443\n', 'FROM a\nEXPOSE 80 \\\n  # old\n  443\n'],
    [
      'takes the last line with what continues to it',
      'FROM a\nEXPOSE 80 \\\n  443 \\\n  21\nCMD b\n',
      'FROM a\nEXPOSE 80 \\\n  443\nCMD b\n',
    ],
    ['takes the first before a line end', 'FROM a\nEXPOSE 21 \\\n  80\n', 'FROM a\nEXPOSE \\\n  80\n'],
    ['takes the last of a line', 'FROM a\nEXPOSE 80 21\\\n  443\n', 'FROM a\nEXPOSE 80 \\\n  443\n'],
    ['takes the first of a line', 'FROM a\nEXPOSE 80 \\\n  21 443\n', 'FROM a\nEXPOSE 80 \\\n  443\n'],
    ['takes ONBUILD along', 'FROM a\nONBUILD EXPOSE 21\nCMD b', 'FROM a\nCMD b'],
  ] as const)
    test(what, () => {
      const fixed = without(before, 21);
      equal(fixed, after);
      deepEqual(
        ports(fixed).map(({ from }) => from),
        ports(before).flatMap(({ from }) => (from === 21 ? [] : [from])),
      );
    });

  test('cannot leave an instruction without words when all go at once', () => {
    for (const text of [
      'FROM a\nEXPOSE 1 2 3\n',
      'FROM a\nEXPOSE 1 2\n',
      'FROM a\nEXPOSE 1 \\\n 2 \\\n 3\n',
      'FROM a\nEXPOSE 1\\\n 2\n',
      'FROM a\nEXPOSE 1 2 \\\n 3 4\n',
    ]) {
      const fixed = applyEdits(text, apart(ports(text).map(({ remove }) => remove!())));
      notEqual(ports(fixed).length, 0, fixed);
      deepEqual(readDockerfile(fixed).problems, []);
    }
  });

  test('is beside writing another number', () => {
    const text = 'FROM a\nEXPOSE 21/tcp $P 1-2\n';
    const [first, second, third] = ports(text);
    equal(applyEdits(text, [first!.set!(22)]), 'FROM a\nEXPOSE 22/tcp $P 1-2\n');
    deepEqual([second!.set, third!.set], [undefined, undefined]);
  });

  /** The edits that do not overlap one chosen before. */
  function apart(edits: readonly Edit[]): Edit[] {
    const chosen: Edit[] = [];
    for (const edit of edits)
      if (chosen.every(({ span }) => edit.span.start >= span.end || edit.span.end <= span.start)) chosen.push(edit);
    return chosen;
  }
});
