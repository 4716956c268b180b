import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { readDockerfile } from '../../rules/model/dockerfile.ts';
import type { Command } from '../../rules/model/nodes.ts';
import { type Script, shellOf } from '../../rules/model/shell.ts';
import type { Span } from '../../rules/model/text.ts';
import { assertInProportion } from '../support/growth.ts';

const commandsIn = (text: string): Command[] => readDockerfile(text).nodes.filter((node) => node.kind === 'Command');
const textAt = (text: string, { start, end }: Span): string => text.slice(start, end);

/** A command as a reader without places of its own hands it over. */
function shellCommand(text: string): Command {
  return { kind: 'Command', span: { start: 0, end: text.length }, by: 'command', form: 'shell', text, owner: 'records' };
}
const scriptOf = (text: string): Script => shellOf(shellCommand(text));
const names = ({ commands }: Script): string[] => commands.map(({ name }) => name);
/** Every pipeline as how it is joined and the names in each part. */
const pipelines = (text: string): unknown[] =>
  scriptOf(text).pipelines.map(({ joinedBy, parts }) => [
    joinedBy,
    ...parts.map(({ commands }) => commands.map(({ name }) => name).join(' ')),
  ]);

suite('a script', () => {
  test('is pipelines, joined one way or another', () => {
    deepEqual(pipelines('a | b && c || d; e & f\ng |& h'), [
      [undefined, 'a', 'b'],
      ['&&', 'c'],
      ['||', 'd'],
      [';', 'e'],
      ['&', 'f'],
      [';', 'g', 'h'],
    ]);
  });

  test('has what compound commands hold, as a part and by itself', () => {
    deepEqual(pipelines('(cd a; b) | c; { d; } > e'), [
      [undefined, 'cd b', 'c'],
      [undefined, 'cd'],
      [';', 'b'],
      [';', 'd'],
      [undefined, 'd'],
    ]);
    deepEqual(names(scriptOf('if a; then b; elif c; then d; else e; fi')), ['a', 'b', 'c', 'd', 'e']);
    deepEqual(names(scriptOf('for x in $(a); do b; done; while c; do d; done < e; until f; do g; done')), [
      'a',
      'b',
      'c',
      'd',
      'f',
      'g',
    ]);
    deepEqual(names(scriptOf('case $(a) in x) b;; y) c;; esac; f() { d; }; [[ -n $(e) ]] && g')), ['a', 'b', 'c', 'd', 'e', 'g']);
  });

  test('knows the pipeline of each command', () => {
    const text = 'a && curl -s x | tee y | (z; sh)';
    const { commands } = scriptOf(text);
    deepEqual(
      commands.map(({ name, pipeline }) => [name, textAt(text, pipeline.span)]),
      [
        ['a', 'a'],
        ['curl', 'curl -s x | tee y | (z; sh)'],
        ['tee', 'curl -s x | tee y | (z; sh)'],
        ['z', 'z'],
        ['sh', 'sh'],
      ],
    );
  });

  test('has no comments', () => {
    deepEqual(names(scriptOf('a # b\n# c && d\ne')), ['a', 'e']);
  });

  test('is what can be read of a half-typed one', () => {
    for (const text of ['a && ', 'a | ', 'if a; then', 'a "b', 'a $(b', 'a > ', 'a <<E\nb', 'a )', '((', ''])
      equal(scriptOf(text).unknown, false, text);
    deepEqual(names(scriptOf('curl x | ')), ['curl']);
  });
});

suite('a simple command', () => {
  const only = (text: string) => scriptOf(text).commands[0]!;

  test('has words without their quotes, with their places', () => {
    const text = "echo \"a $X b\" 'c'\\''d' e\\ f $(g) ${H:-i} `j` *.deb $'k\\n'";
    deepEqual(
      only(text).words.map(({ text: word, span, known, quoted }) => [word, textAt(text, span), known, quoted]),
      [
        ['echo', 'echo', true, false],
        ['a $X b', '"a $X b"', false, true],
        ["c'd", "'c'\\''d'", true, true],
        ['e f', 'e\\ f', true, false],
        ['$(g)', '$(g)', false, false],
        ['${H:-i}', '${H:-i}', false, false],
        ['`j`', '`j`', false, false],
        ['*.deb', '*.deb', true, false],
        ['k\n', "$'k\\n'", true, true],
      ],
    );
  });

  test('has assignments before it, or as its arguments', () => {
    const text = 'A=1 B="$x" export C="d e" F';
    const { name, words, assignments } = only(text);
    equal(name, 'export');
    deepEqual(
      words.map(({ text: word }) => word),
      ['export', 'C=d e', 'F'],
    );
    deepEqual(
      assignments.map(({ name: variable, value, span }) => [variable, value?.text, value?.known, textAt(text, span)]),
      [
        ['A', '1', true, 'A=1'],
        ['B', '$x', false, 'B="$x"'],
        ['C', 'd e', true, 'C="d e"'],
      ],
    );
    deepEqual([only('A=1').name, only('A=1').words, only('A=$(b)').assignments.length], ['', [], 1]);
    deepEqual(names(scriptOf('A=$(b) c D=$(e)')), ['c', 'b', 'e']);
  });

  test('has redirections', () => {
    const text = 'a > b 2>&1 < "c d" >> e <<< f <<G\nh\nG\n';
    deepEqual(
      only(text).redirections.map(({ operator, descriptor, target, body }) => [operator, descriptor, target?.text, body?.text]),
      [
        ['>', undefined, 'b', undefined],
        ['>&', 2, '1', undefined],
        ['<', undefined, 'c d', undefined],
        ['>>', undefined, 'e', undefined],
        ['<<<', undefined, 'f', undefined],
        ['<<', undefined, undefined, 'h\n'],
      ],
    );
    equal(textAt(text, only(text).redirections.at(-1)!.body!.span), 'h\n');
    deepEqual(
      scriptOf('(a) > b').pipelines[0]!.parts[0]!.redirections.map(({ target }) => target?.text),
      ['b'],
    );
  });

  test('has substitutions, read as scripts', () => {
    const text = 'bash <(curl a) "$(wget -O- b | c)" ${D:-$(e)}';
    const { words } = only(text);
    deepEqual(
      words.flatMap(({ substitutions }) =>
        substitutions.map(({ kind, script, span }) => [kind, names(script), textAt(text, span)]),
      ),
      [
        ['<', ['curl'], '<(curl a)'],
        ['$', ['wget', 'c'], '$(wget -O- b | c)'],
        ['$', ['e'], '$(e)'],
      ],
    );
    deepEqual(names(scriptOf(text)), ['bash', 'curl', 'wget', 'c', 'e']);
    deepEqual(names(scriptOf('a `b \\`c\\``')), ['a', 'b', 'c']);
    deepEqual(names(scriptOf('cat <<E\n$(a)\nE')), ['cat', 'a']);
  });
});

suite('a script within a script', () => {
  const nested = (text: string): unknown[] =>
    scriptOf(text).commands[0]!.scripts.map(({ commands }) =>
      commands.map(({ words, span }) => [words.map((word) => word.text).join(' '), textAt(text, span)]),
    );

  test('is what a shell is given with -c, at its place', () => {
    for (const before of [
      'sh',
      '/bin/bash',
      'bash -e',
      'bash -eo pipefail',
      'sudo -u app bash -l',
      'exec env A=1 dash',
      'timeout 5 sh -x',
    ])
      deepEqual(
        nested(`${before} -c 'a b && c'`),
        [
          [
            ['a b', 'a b'],
            ['c', 'c'],
          ],
        ],
        before,
      );
    deepEqual(nested('bash -euxc "a"'), [[['a', 'a']]]);
    deepEqual(nested('su app -c "a b"'), [[['a b', 'a b']]]);
    for (const text of ['sh a -c b', 'grep -c sh', 'echo sh -c a', 'sh', 'sh -c', 'apt-get install bash'])
      deepEqual(nested(text), [], text);
  });

  test('has the places of quoted and escaped characters', () => {
    deepEqual(nested('sh -c "echo \\"a $(b)\\" | c"\\ d'), [
      [
        ['echo a $(b)', 'echo \\"a $(b)\\"'],
        ['b', 'b'],
        ['c d', 'c"\\ d'],
      ],
    ]);
    deepEqual(nested("sh -c 'a'b' c'"), [[['ab c', "a'b' c"]]]);
  });

  test('is a here-document or here-string that a shell reads', () => {
    deepEqual(names(scriptOf('bash -s <<E\na | b\nE\nc')), ['bash', 'a', 'b', 'c']);
    deepEqual(names(scriptOf('bash file <<E\na | b\nE')), ['bash']);
    deepEqual(names(scriptOf('cat <<E\na | b\nE')), ['cat']);
    deepEqual(names(scriptOf("sh <<< 'a b'")), ['sh', 'a']);
  });

  test('counts once among the commands', () => {
    deepEqual(names(scriptOf('sh -c "a $(b)"; c')), ['sh', 'a', 'b', 'c']);
  });
});

suite('a Dockerfile command', () => {
  test('has its places over continuation lines and comments', () => {
    const text =
      'FROM a\r\nRUN --network=none curl -fsSL \\\r\n  # where from\r\n  "https://b.example/$C" \\\r\n  | tar -x\\\r\nz\r\n';
    const { commands } = shellOf(commandsIn(text)[0]!);
    deepEqual(
      commands.map(({ words }) => words.map(({ text: word, span }) => [word, textAt(text, span)])),
      [
        [
          ['curl', 'curl'],
          ['-fsSL', '-fsSL'],
          ['https://b.example/$C', '"https://b.example/$C"'],
        ],
        [
          ['tar', 'tar'],
          ['-xz', '-x\\\r\nz'],
        ],
      ],
    );
  });

  test('has its places in here-documents', () => {
    const text =
      'FROM a\r\nRUN <<-E\r\n\tset -e\r\n\tcurl b | sh\r\n\tE\r\nRUN bash <<F && cat <<G >h\r\nc d\r\nF\r\nno "code\r\nG\r\n';
    const [script, shell] = commandsIn(text).map((command) => shellOf(command));
    deepEqual(
      script!.commands.map(({ span }) => textAt(text, span)),
      ['set -e', 'curl b', 'sh'],
    );
    deepEqual(
      shell!.commands.map(({ name, words }) => [name, ...words.map(({ span }) => textAt(text, span))]),
      [
        ['bash', 'bash'],
        ['c', 'c', 'd'],
        ['cat', 'cat'],
      ],
    );
    equal(textAt(text, shell!.commands[2]!.redirections[0]!.body!.span), 'no "code\r\n');
  });

  test('in exec form is one command, and what its shell is given', () => {
    const text = 'FROM a\nCMD ["sh", "-c", "exec \\"b c\\" \\u0064"]\nENTRYPOINT ["curl", "x | sh"]\n';
    const [shell, plain] = commandsIn(text).map((command) => shellOf(command));
    deepEqual(
      shell!.commands.map(({ words }) => words.map(({ text: word, span }) => [word, textAt(text, span)])),
      [
        [
          ['sh', 'sh'],
          ['-c', '-c'],
          ['exec "b c" d', 'exec \\"b c\\" \\u0064'],
        ],
        [
          ['exec', 'exec'],
          ['b c', '\\"b c\\"'],
          ['d', '\\u0064'],
        ],
      ],
    );
    deepEqual(names(plain!), ['curl']);
  });

  test('is left alone when PowerShell, cmd or another interpreter runs it', () => {
    const languages = (text: string): unknown[] =>
      commandsIn(text).map((command) => {
        const { language, unknown, commands } = shellOf(command);
        return [language, unknown, commands.length];
      });
    for (const [text, language] of [
      ['FROM a\nSHELL ["powershell", "-Command"]\nRUN b', 'powershell'],
      ['FROM a\nSHELL ["C:\\\\Program Files\\\\PowerShell\\\\pwsh.exe"]\nRUN b', 'powershell'],
      ['FROM a AS w\nSHELL ["cmd", "/S", "/C"]\nFROM w\nRUN b', 'cmd'],
      ['# escape=`\nFROM a\nRUN dir', 'cmd'],
      ['FROM a\nRUN powershell -Command b | iex', 'powershell'],
      ['FROM a\nRUN ["powershell.exe", "b"]', 'powershell'],
      ['FROM a\nRUN ["cmd", "/c", "b"]', 'cmd'],
      ['FROM a\nRUN <<E\n#!/usr/bin/env python3\nimport os\nE', 'other'],
      ['FROM a\nSHELL ["/usr/bin/fish", "-c"]\nRUN b', 'other'],
    ] as const)
      deepEqual(languages(text), [[language, true, 0]], text);
    deepEqual(languages('FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN b | c'), [['sh', false, 2]]);
    deepEqual(languages('# escape=`\nFROM a\nSHELL ["bash", "-c"]\nRUN b'), [['sh', false, 1]]);
    deepEqual(languages('FROM a\nRUN <<E\n#!/bin/sh -e\nb\nE'), [['sh', false, 1]]);
  });
});

suite('shellOf', () => {
  test('reads a command once', () => {
    const command = shellCommand('a');
    equal(shellOf(command), shellOf(command));
  });

  test('points at the whole when it cannot say where in it', () => {
    const command = { ...shellCommand('curl a | sh'), span: { start: 10, end: 50 } };
    deepEqual(
      shellOf(command).commands.map(({ span }) => span),
      [command.span, command.span],
    );
  });

  test('does not look into what would take too long', () => {
    for (const text of [`a ${'x'.repeat(200_000)}`, 'cat <<E\n'.repeat(500), `echo ${'<<E '.repeat(5_000)}`])
      equal(scriptOf(text).unknown, true);
    for (const piece of ['"$(', '(', '`', '${a:-', 'if a; then ', "sh -c '"])
      assertInProportion(22_000, (length) => piece.repeat(length / piece.length), scriptOf, piece);
  });

  test('does not throw', () => {
    const pieces = fc.constantFrom(
      ...[
        'a',
        ' ',
        '|',
        '&&',
        ';',
        '"',
        "'",
        '`',
        '$(',
        ')',
        '${',
        '}',
        '<<E',
        '\nE\n',
        '\n',
        '\\',
        '#',
        '>',
        '<(',
        'sh -c ',
        'if ',
        'then ',
        'fi',
        '((',
        '))',
        '[[',
        ']]',
        '{',
        '=',
        '*',
        'case x in ',
        '\uD83C',
        '\0',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 50 }), (parts) => {
        const text = parts.join('');
        for (const { span, words } of scriptOf(text).commands)
          for (const { start, end } of [span, ...words.map((word) => word.span)])
            equal(start >= 0 && start <= end && end <= text.length, true, `${start} ${end}`);
      }),
      { numRuns: 1000, examples: [[['${', '`', '\\']]] },
    );
  });
});
