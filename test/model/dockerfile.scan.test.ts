import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDockerfile } from '../../rules/model/dockerfile.ts';
import type { Instruction, Model } from '../../rules/model/nodes.ts';

const instructionsOf = ({ nodes }: Model): readonly Instruction[] =>
  nodes.filter((node) => node.kind === 'dockerfile.Instruction');

/** Each instruction as its keyword and its whole text. */
function outline(text: string): string[][] {
  return instructionsOf(readDockerfile(text)).map(({ keyword, span, extent }) => {
    equal(text.slice(span.start, span.end).toUpperCase(), keyword);
    return [keyword, text.slice(extent.start, extent.end)];
  });
}

const keywords = (text: string): string[] => outline(text).map(([keyword]) => keyword!);
const problems = (text: string): string[][] =>
  readDockerfile(text).problems.map(({ span, message }) => [text.slice(span.start, span.end), message]);
const comments = (text: string): string[] => readDockerfile(text).comments.map(({ start, end }) => text.slice(start, end));

suite('the lines of a Dockerfile', () => {
  test('are instructions, comments or blank', () => {
    const text = '\n# base\n  FROM debian:12\n\t# inside\nrun true\n';
    deepEqual(outline(text), [
      ['FROM', 'FROM debian:12'],
      ['RUN', 'run true'],
    ]);
    deepEqual(comments(text), ['# base', '# inside']);
  });

  test('go on after an escape at their end, over comments and blank lines', () => {
    const text = 'FROM debian\nRUN a \\  \n  # why\n\n\n   b \\\n# more\nc\nUSER root\n';
    deepEqual(outline(text), [
      ['FROM', 'FROM debian'],
      ['RUN', 'RUN a \\  \n  # why\n\n\n   b \\\n# more\nc'],
      ['USER', 'USER root'],
    ]);
    deepEqual(comments(text), ['# why', '# more']);
  });

  test('do not go on after an escaped escape', () => {
    deepEqual(keywords('FROM debian\nRUN echo \\\\\nUSER root\n'), ['FROM', 'RUN', 'USER']);
  });

  test('do not go on after an escape with something behind it', () => {
    deepEqual(keywords('FROM debian\nRUN echo \\ x\nUSER root\n'), ['FROM', 'RUN', 'USER']);
  });

  test('go on from a line that is only an escape', () => {
    deepEqual(outline('FROM debian\n\\\nUSER \\\nroot')[1], ['USER', '\\\nUSER \\\nroot']);
  });

  test('keep a byte order mark and carriage returns out of everything', () => {
    const text = '\uFEFF# syntax=docker/dockerfile:1\r\nFROM debian\r\nRUN a \\\r\n  b\r\n# c\r\nUSER root\r\n';
    deepEqual(outline(text), [
      ['FROM', 'FROM debian'],
      ['RUN', 'RUN a \\\r\n  b'],
      ['USER', 'USER root'],
    ]);
    deepEqual(comments(text), ['# c']);
  });

  test('count UTF-16 units', () => {
    const text = 'FROM debian\nLABEL who="🏥 clinic" what=x\nUSER root';
    const labels = readDockerfile(text).nodes.filter((node) => node.kind === 'Label');
    deepEqual(
      labels.map(({ span }) => text.slice(span.start, span.end)),
      ['🏥 clinic', 'x'],
    );
  });
});

suite('a parser directive', () => {
  test('sets the escape', () => {
    const text = '# escape=`\nFROM windows\nRUN dir C:\\ `\n  /s\nCOPY a C:\\app\\\nUSER app';
    deepEqual(outline(text), [
      ['FROM', 'FROM windows'],
      ['RUN', 'RUN dir C:\\ `\n  /s'],
      ['COPY', 'COPY a C:\\app\\'],
      ['USER', 'USER app'],
    ]);
    deepEqual(comments(text), []);
  });

  test('counts only at the very top', () => {
    for (const before of ['\n', '# about this file\n', 'ARG A\n'])
      deepEqual(
        keywords(`${before}# escape=\`\nFROM a\nRUN a \\\nUSER b`).filter((keyword) => keyword !== 'ARG'),
        ['FROM', 'RUN'],
      );
    deepEqual(keywords('# syntax=a\n# check=skip=all\n# Escape = `\nFROM a\nRUN b `\nUSER c'), ['FROM', 'RUN']);
  });

  test('needs its value on its own line', () => {
    deepEqual(comments('#\nescape=`\nFROM a'), ['#']);
    deepEqual(comments('# syntax=\nFROM a'), ['# syntax=']);
  });

  test('names an image when it is the syntax', () => {
    for (const [text, expected] of [
      ['# syntax=docker/dockerfile:1\nFROM a', 'docker/dockerfile:1'],
      ['#syntax = team.example/front:1 --flag \r\nFROM a', 'team.example/front:1'],
      ['#!/usr/bin/env docker-build\n# syntax=front:2\nFROM a', 'front:2'],
    ] as const) {
      const [image] = readDockerfile(text).nodes;
      equal(image?.kind === 'ImageReference' && image.role, 'syntax');
      equal(text.slice(image!.span.start, image!.span.end), expected);
    }
    equal(readDockerfile('FROM a\n# syntax=front:2\n').nodes[0]?.kind, 'dockerfile.Instruction');
  });
});

suite('a here-document', () => {
  test('hides what looks like instructions', () => {
    const text = 'FROM debian\nRUN cat <<EOF > /etc/motd\nUSER nobody\n# no comment\nEOF\nUSER root\n';
    deepEqual(outline(text).slice(1), [
      ['RUN', 'RUN cat <<EOF > /etc/motd\nUSER nobody\n# no comment\nEOF'],
      ['USER', 'USER root'],
    ]);
    deepEqual(comments(text), []);
  });

  test('is read where BuildKit reads one', () => {
    for (const mark of [
      '<<EOF',
      '<<-EOF',
      '<<"EOF"',
      "<<'EOF'",
      '3<<EOF',
      '<< EOF',
      '<<E"O"F',
      '<<\\EOF',
      'x <<EOF',
      '$(true) <<EOF',
    ])
      deepEqual(keywords(`FROM a\nRUN ${mark}\nUSER b\nEOF\n`), ['FROM', 'RUN'], mark);
    for (const keyword of ['COPY', 'ADD', 'copy', 'ONBUILD RUN', 'onbuild copy'])
      equal(keywords(`FROM a\n${keyword} <<EOF /x\nUSER b\nEOF\n`).length, 2, keyword);
  });

  test('is none in quotes, in a word, in the JSON form, in other instructions, or beside a quote left open', () => {
    for (const line of [
      "RUN echo 'see <<EOF below'",
      'RUN echo "<<EOF"',
      'RUN echo x<<EOF',
      'RUN cat <<<EOF',
      'RUN ["cat", "<<EOF"]',
      'CMD cat <<EOF',
      'ENV A=<<EOF',
      'RUN echo \\<<EOF',
      "RUN echo it's <<EOF",
      'RUN echo ${a^^} <<EOF',
      'RUN cat <<',
      'RUN cat <<""',
    ])
      deepEqual(keywords(`FROM a\n${line}\nUSER root\nEOF\n`).slice(2, 3), ['USER'], line);
  });

  test('follows others, each to its own end', () => {
    const text = 'FROM a\nCOPY <<X <<-Y /dest/\nY\nX\nX\n\tY\nUSER root\n';
    deepEqual(keywords(text), ['FROM', 'COPY', 'USER']);
    const files = readDockerfile(text).nodes.filter((node) => node.kind === 'CopiedFile');
    deepEqual(
      files.map(({ source, content }) => [source, content?.text, text.slice(content!.span.start, content!.span.end)]),
      [
        ['/dest/X', 'Y\n', 'Y\n'],
        ['/dest/Y', 'X\n', 'X\n'],
      ],
    );
  });

  test('ends at a line without blanks around its name', () => {
    deepEqual(keywords('FROM a\nRUN <<EOF\n EOF\nEOF \n\tEOF\nEOF\nUSER b'), ['FROM', 'RUN', 'USER']);
    deepEqual(keywords('FROM a\r\nRUN <<-EOF\r\n\tb\r\n\tEOF\r\nUSER b'), ['FROM', 'RUN', 'USER']);
  });

  test('that is not closed is a problem, and ends before the next instruction', () => {
    const text = 'FROM a\nRUN <<EOF\nfrom os import path\n  USER x\nUSER root\nCMD b\n';
    deepEqual(keywords(text), ['FROM', 'RUN', 'USER', 'CMD']);
    deepEqual(problems(text), [['RUN', 'The here-document `EOF` is not closed.']]);
  });
});

suite('a problem', () => {
  test('is an instruction before the first FROM, but not ARG', () => {
    deepEqual(problems('ARG A=1\nRUN a\nFROM b\nRUN c'), [['RUN', '`RUN` stands before the first `FROM`.']]);
  });

  test('is a keyword there is not', () => {
    const text = 'FROM a\nFRM b\nONBUILD RUM c\nUSER root';
    deepEqual(problems(text), [
      ['FRM', '`FRM` is not an instruction.'],
      ['RUM', '`RUM` is not an instruction.'],
    ]);
    deepEqual(keywords(text), ['FROM', 'FRM', 'RUM', 'USER']);
  });

  test('does not repeat what may be a secret', () => {
    deepEqual(problems('FROM a\nENV A=1\n  DB_PASSWORD=hunter2 B=3\nRUN <<s3cr3t-0f-s0m30n3\n'), [
      ['DB_PASSWORD=hunter2', 'This is not an instruction.'],
      ['RUN', 'The here-document of this instruction is not closed.'],
    ]);
  });

  test('is not an empty file, a lone comment, or any instruction there is', () => {
    const all =
      'FROM a\nMAINTAINER b\nRUN c\nCMD d\nLABEL e=f\nEXPOSE 1\nENV g=h\nADD i j\nCOPY k l\nENTRYPOINT m\nVOLUME n\nUSER o\nWORKDIR p\nARG q\nONBUILD RUN r\nSTOPSIGNAL s\nHEALTHCHECK NONE\nSHELL ["t"]\n';
    for (const text of ['', '\n', '# nothing yet', all]) deepEqual(problems(text), []);
  });
});

suite('an instruction', () => {
  const only = (line: string): Instruction => instructionsOf(readDockerfile(`FROM a\n${line}`))[1]!;
  const words = (line: string): string[] => only(line).words.map(({ text }) => text);

  test('has words and flags at their places', () => {
    const text = 'FROM a\nCOPY --from=b \\\n  --chown="1:1" src \\\n  "/my app"';
    const [, copy] = instructionsOf(readDockerfile(text));
    deepEqual(
      copy!.flags.map(({ name, value, span }) => [name, value, text.slice(span.start, span.end)]),
      [
        ['from', 'b', '--from=b'],
        ['chown', '1:1', '--chown="1:1"'],
      ],
    );
    deepEqual(
      copy!.words.map(({ text: word, span }) => [word, text.slice(span.start, span.end)]),
      [
        ['src', 'src'],
        ['"/my', '"/my'],
        ['app"', 'app"'],
      ],
    );
  });

  test('splits as BuildKit does', () => {
    deepEqual(words('COPY a\\ b c'), ['a', 'b', 'c']);
    deepEqual(words('COPY C:\\x\\ D:\\'), ['C:x', 'D:']);
    deepEqual(words('COPY --a--b c--d --e f'), ['c--d', '--e', 'f']);
    deepEqual(words('COPY -- --x y'), ['--', '--x', 'y']);
    deepEqual(words('ENV A="b c" D=e\\ f'), ['A=b c', 'D=e f']);
    deepEqual(words('USER  app  '), ['app']);
    deepEqual(words('RUN echo  "a b"'), ['echo  "a b"']);
    deepEqual(words('CMD ["a b", "c\\"d"]'), ['a b', 'c"d']);
    deepEqual(words('CMD []'), []);
    deepEqual(words("CMD ['a']"), ["['a']"]);
    deepEqual(words('HEALTHCHECK --interval=5s CMD curl -f x'), ['CMD', 'curl', '-f', 'x']);
  });

  test('has a flag with blanks in quotes as one', () => {
    const { flags, words } = only('RUN --mount=type=bind,source="a b",target=/x\\ y --network=none id');
    deepEqual(
      flags.map(({ name, value }) => [name, value]),
      [
        ['mount', 'type=bind,source=a b,target=/x y'],
        ['network', 'none'],
      ],
    );
    deepEqual(
      words.map(({ text }) => text),
      ['id'],
    );
  });

  test('behind ONBUILD stands by itself', () => {
    const text = 'FROM a\nONBUILD  copy --from=b c d\n';
    const [, copy] = instructionsOf(readDockerfile(text));
    deepEqual(
      [copy!.keyword, copy!.onbuild, text.slice(copy!.extent.start, copy!.extent.end)],
      ['COPY', true, 'ONBUILD  copy --from=b c d'],
    );
    deepEqual(
      copy!.words.map(({ text: word }) => word),
      ['c', 'd'],
    );
  });
});
