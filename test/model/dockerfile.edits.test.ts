import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { readDockerfile } from '../../rules/model/dockerfile.ts';
import { InstructionNode } from '../../rules/model/dockerfile/instructionNode.ts';
import type { Model, Node } from '../../rules/model/nodes.ts';
import { shellOf } from '../../rules/model/shell.ts';

const SAMPLES = [
  `# syntax=docker/dockerfile:1
ARG VERSION=12
FROM debian:$VERSION AS base
ENV A=1 B="\${A:-x} y" \\
    # a comment
    C=$B
WORKDIR /app
EXPOSE 21 80/udp \\
  443
FROM base AS build
RUN --mount=type=cache,target=/c,from=busybox:1 apt-get update && \\
    apt-get install -y curl
COPY <<EOF <<'E2' /etc/
a=\${B}
EOF
USER fake
E2
FROM base
ARG VERSION
COPY --from=build --chown=1:1 /app data/*.csv ./
COPY ["a b", "/c/"]
VOLUME /data
LABEL a="b" c=d
ONBUILD USER app
USER "root"
HEALTHCHECK --interval=5s CMD curl -f http://localhost | grep -q "ok" || exit 1
CMD ["sh", "-c", "exec \\"java\\" $OPTS"]
`,
  '\uFEFFFROM a\r\nRUN a \\\r\n  # c\r\n\r\n  b <<-X\r\n\tFROM b\r\n\tX\r\nEXPOSE 1\r\n\r\nENV k v w\r\nuser root\r\n',
  '# escape=`\nFROM windows AS w\nSHELL ["powershell", "-Command"]\nRUN Get-Item `\n  C:\\x\\\nCOPY a C:\\b\\\nWORKDIR C:\\app\nCMD a\n',
  'RUN before\nFROM a\nEXPOSE 1\nEXPOSE 2\nFRM x\nRUN <<A\nRUN <<B\nUSER b\nA\nEXPOSE 3\n',
];
const PIECES = fc.constantFrom(
  ...[
    '\n',
    '\\\n',
    '\\',
    '"',
    "'",
    '`',
    '$',
    '${',
    '}',
    '<<EOF',
    '\nEOF\n',
    '\nFROM a AS b\n',
    'FROM b\n',
    '\nUSER root\n',
    '#',
    ' ',
    '\r\n',
    '[',
    ']',
    '--from=base',
    'EXPOSE 1 2\n',
    'ENV A=$A$B\n',
  ],
  ...['\uD83C', '\u2028', '\uFEFF', '\0', 'ONBUILD ', '/', ':', '=', 'x', '<<-X <<Y', '# escape=`\n'],
);

suite('reading after edits', () => {
  const edits = fc.array(
    fc.record({ at: fc.nat(), removed: fc.nat({ max: 30 }), added: fc.oneof(PIECES, fc.string({ maxLength: 5 })) }),
    { maxLength: 12 },
  );

  for (const [index, sample] of SAMPLES.entries())
    test(`equals reading afresh (sample ${index + 1})`, () => {
      fc.assert(
        fc.property(edits, (steps) => {
          let text = sample;
          const models = [readDockerfile(text)];
          const texts = [text];
          for (const { at, removed, added } of steps) {
            const start = at % (text.length + 1);
            text = text.slice(0, start) + added + text.slice(start + removed);
            models.push(readDockerfile(text, models.at(-1)));
            texts.push(text);
          }
          // those before are not to be touched by what is read from them
          for (const [index, model] of models.entries()) deepEqual(plain(model), plain(readDockerfile(texts[index]!)));
        }),
        { numRuns: 150 },
      );
    });

  test('lists in a container the very nodes that stand in the list, wherever they moved', () => {
    const text = 'FROM a AS b\nENV A=1\nVOLUME /c\nEXPOSE 1\nFROM b\nENV B=2\nEXPOSE 2\n';
    let model = readDockerfile(text);
    for (const edited of [`# x\n${text}`, `# x y\n${text}`, `# x y\n${text.replace('b\nENV', 'b\nUSER c\nENV')}`, text]) {
      model = readDockerfile(edited, model);
      const { nodes } = model;
      const container = nodes.find((node) => node.kind === 'Container')!;
      const { ports, variables, mounts } = container;
      deepEqual([ports.length, variables.length, mounts.length], [2, 2, 1]);
      for (const node of [...ports, ...variables, ...mounts, ...ports.flatMap(({ siblings }) => siblings)])
        ok(nodes.includes(node));
      for (const stage of nodes)
        if (stage.kind === 'dockerfile.Stage') {
          for (const node of [...stage.all, ...stage.instructions, ...stage.steps, ...(stage.parent ? [stage.parent] : [])])
            ok(nodes.includes(node));
          ok(stage.all.includes(stage));
        }
      deepEqual(plain(model), plain(readDockerfile(edited)));
    }
  });

  test('keeps the nodes before the change, also when the model was copied into a part', () => {
    const text = 'FROM a\nENV A=1\nRUN b\nENV C=$A\nCMD d\n';
    const before = readDockerfile(text);
    const after = readDockerfile(text.replace('CMD d', 'CMD dd'), { ...before });
    const kept = after.nodes.filter((node) => before.nodes.includes(node));
    deepEqual(
      kept.map(({ kind }) => kind),
      [
        ...['dockerfile.Instruction', 'ImageReference', 'dockerfile.Instruction', 'Variable'],
        ...['dockerfile.Instruction', 'Command', 'dockerfile.Instruction', 'Variable'],
      ],
    );
  });

  test('sees what a change above means further down', () => {
    const text = 'FROM a AS b\nCOPY --from=c d e\nFROM f AS x\nFROM g\nENV H=1\nENV I=$H\n';
    let model = readDockerfile(text);
    for (const [from, to] of [
      ['H=1', 'H=2'],
      ['AS x', 'AS c'],
      ['FROM g', 'FROM b'],
      ['FROM a', 'FROM scratch'],
      ['FROM f', 'ARG f\nFROM $f'],
    ] as const) {
      const edited = text.replace(from, to);
      model = readDockerfile(edited, model);
      deepEqual(plain(model), plain(readDockerfile(edited)));
    }
  });

  test('sees a change of what stands before an instruction on its line', () => {
    const before = 'FROM a\n  EXPOSE 21\nCMD b\n';
    for (const after of [
      'FROM a\n\nEXPOSE 21\nCMD b\n',
      'FROM a\nEXPOSE 21\nCMD b\n',
      'FROM a\n\\\nEXPOSE 21\nCMD b\n',
      'FROM a\n# EXPOSE 21\nCMD b\n',
    ])
      deepEqual(plain(readDockerfile(after, readDockerfile(before))), plain(readDockerfile(after)));
  });
});

suite('reading anything', () => {
  const texts = fc.oneof(
    fc.array(fc.oneof(PIECES, fc.string()), { maxLength: 60 }).map((pieces) => pieces.join('')),
    fc
      .tuple(fc.constantFrom(...SAMPLES), fc.nat(), fc.nat({ max: 200 }))
      .map(([text, at, length]) => text.slice(0, at % text.length) + text.slice((at % text.length) + length)),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );

  test('does not throw, and points only into the text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const model = readDockerfile(text);
        for (const node of model.nodes) {
          for (const { start, end } of spansOf(node))
            equal(start >= 0 && start <= end && end <= text.length, true, `${node.kind} ${start} ${end}`);
          if (node.kind === 'Command')
            for (const { span } of shellOf(node).commands) equal(span.start <= span.end && span.end <= text.length, true);
          if (node.kind === 'Port') equal(node.remove!().span.end <= text.length, true);
        }
        for (const { span } of model.problems) equal(span.start < span.end && span.end <= text.length, true);
        for (const { start, end } of model.comments) equal(text[start] === '#' && !text.slice(start, end).includes('\n'), true);
      }),
      { numRuns: 500 },
    );
  });

  test('takes hostile texts in its stride', () => {
    for (const text of [
      `FROM a\nRUN ${'"$('.repeat(20_000)}\n`,
      `FROM a\nRUN ${'<<E '.repeat(20_000)}\n`,
      `FROM a\nENV A=${'${a:-'.repeat(50_000)}\n`,
      `FROM a\n${'RUN <<E\n'.repeat(5_000)}`,
      `FROM a\nRUN ${'['.repeat(100_000)}`,
      `FROM a\nCOPY ${'--x=y '.repeat(3_000)} a b`,
      'x'.repeat(1_000_000),
      `FROM a\n${'\\\n'.repeat(50_000)}`,
    ]) {
      const { nodes } = readDockerfile(text);
      for (const node of nodes) if (node.kind === 'Command') shellOf(node);
    }
  });
});

function spansOf(node: Node): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  JSON.stringify(node, (key, value: unknown) => {
    if (['siblings', 'parent', 'instructions', 'image', 'ports', 'variables', 'mounts', 'steps', 'all'].includes(key))
      return undefined;
    if (value instanceof InstructionNode) return { ...value, words: value.words, flags: value.flags };
    if (value && typeof value === 'object' && 'start' in value && 'end' in value)
      found.push(value as { start: number; end: number });
    return value;
  });
  return found;
}

/** A model without its functions; what an edit would do stands in their place. */
function plain({ nodes, problems, comments }: Model): unknown {
  const numbers = new Map(nodes.map((node, index) => [node as unknown, index]));
  const copy = (value: unknown, top: boolean): unknown => {
    if (typeof value === 'function') return value.length === 0 ? copy(value(), false) : copy(value('9'), false);
    if (!value || typeof value !== 'object') return value;
    if (!top && numbers.has(value)) return `node ${numbers.get(value)}`;
    if (Array.isArray(value)) return value.map((item) => copy(item, false));
    const own = Object.entries(value);
    // what an instruction tells when it is asked
    const asked = Object.entries(value instanceof InstructionNode ? { words: value.words, flags: value.flags } : {});
    return Object.fromEntries([...own, ...asked].map(([key, item]) => [key, copy(item, false)]));
  };
  return {
    nodes: nodes.map((node) => copy(node, true)),
    shells: nodes.map((node) =>
      node.kind === 'Command'
        ? shellOf(node).commands.map(({ words }) => words.map(({ text, span }) => [text, span]))
        : undefined,
    ),
    problems,
    comments,
  };
}
