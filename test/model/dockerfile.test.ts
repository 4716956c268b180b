import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDockerfile } from '../../rules/model/dockerfile.ts';
import { UNKNOWN } from '../../rules/model/imageName.ts';
import type { Node, NodeKind, NodeOf, Setting } from '../../rules/model/nodes.ts';
import type { Span } from '../../rules/model/text.ts';

function nodesOf<K extends NodeKind>(text: string, kind: K): NodeOf<K>[] {
  return readDockerfile(text).nodes.filter((node): node is NodeOf<K> => node.kind === kind);
}

const textAt = (text: string, { start, end }: Span): string => text.slice(start, end);

/** A setting as its state, what it points at, and its value. */
const shown = (text: string, { state, span, value }: Setting<string>): unknown[] =>
  value === undefined ? [state, textAt(text, span)] : [state, textAt(text, span), value];

suite('stages of a Dockerfile', () => {
  const roles = (text: string): string[] => nodesOf(text, 'dockerfile.Stage').map(({ role }) => role);

  test('ship when they are last, or what the last one is built from', () => {
    deepEqual(roles('FROM a AS base\nFROM b AS other\nFROM BASE AS final\n'), ['shipped', 'build-only', 'shipped']);
    deepEqual(roles('ARG S=base\nFROM a AS base\nFROM $S\n'), ['shipped', 'shipped']);
    deepEqual(roles('FROM a\n'), ['shipped']);
  });

  test('are copied from by name or number, through other stages too', () => {
    const text = `FROM a AS deps
FROM b AS build
COPY --from=deps /x /x
FROM c AS tests
COPY --from=build /x /x
FROM d
COPY --from=1 /x /x
`;
    deepEqual(roles(text), ['copied-from', 'copied-from', 'build-only', 'shipped']);
    deepEqual(
      nodesOf(text, 'CopiedFile').map(({ fromStage, stage }) => [fromStage, stage]),
      [
        [0, { index: 1, role: 'copied-from' }],
        [1, { index: 2, role: 'build-only' }],
        [1, { index: 3, role: 'shipped' }],
      ],
    );
  });

  test('name a stage only from those before, and copy from any', () => {
    const text = 'FROM later\nCOPY --from=later a b\nFROM x AS later\nFROM later AS later\nFROM 0\n';
    deepEqual(
      nodesOf(text, 'dockerfile.Stage').map(({ parent }) => parent?.index),
      [undefined, undefined, 1, undefined],
    );
    deepEqual(nodesOf(text, 'CopiedFile')[0]!.fromStage, 2);
    deepEqual(
      nodesOf(text, 'ImageReference').map(({ text: reference }) => reference),
      ['later', 'x', '0'],
    );
  });

  test('know their instructions, their image and their alias', () => {
    const text = 'ARG A\nFROM --platform=linux/amd64 debian:12 as Base\nRUN a\nUSER b\nFROM base\nCMD c\n';
    const [base, last] = nodesOf(text, 'dockerfile.Stage');
    deepEqual(
      base!.instructions.map(({ keyword, stage }) => [keyword, stage]),
      [
        ['FROM', 0],
        ['RUN', 0],
        ['USER', 0],
      ],
    );
    deepEqual([base!.alias, base!.image?.text, textAt(text, base!.span)], ['Base', 'debian:12', 'debian:12']);
    deepEqual(
      [last!.alias, last!.parent === base, last!.image === base!.image, textAt(text, last!.span)],
      [undefined, true, true, 'base'],
    );
  });

  test('and all else stand in the order written, what a stage comes to at its FROM', () => {
    deepEqual(
      readDockerfile('FROM a\nENV b=c\nEXPOSE 1\n').nodes.map(({ kind }) => kind),
      [
        'dockerfile.Instruction',
        'dockerfile.Stage',
        'ImageReference',
        'Container',
        'dockerfile.Instruction',
        'Variable',
        'dockerfile.Instruction',
        'Port',
      ] satisfies Node['kind'][],
    );
  });
});

suite('the container', () => {
  const containerOf = (text: string): NodeOf<'Container'> => {
    const containers = nodesOf(text, 'Container');
    equal(containers.length, 1);
    return containers[0]!;
  };
  const userOf = (text: string): unknown[] => shown(text, containerOf(text).user);

  test('is the last stage, by its alias or its image', () => {
    deepEqual(containerOf('FROM a AS b\nFROM c:1 AS api').name, 'api');
    const text = 'FROM registry.example/team/api:1.4';
    deepEqual(
      [containerOf(text).name, textAt(text, containerOf(text).span)],
      ['registry.example/team/api:1.4', 'registry.example/team/api:1.4'],
    );
    equal(nodesOf('ARG A\nRUN b', 'Container').length, 0);
  });

  test('has the last user of its stage', () => {
    deepEqual(userOf('FROM a\nUSER root\nRUN b\nUSER 1001:0\nCMD c'), ['set', '1001:0', '1001:0']);
    deepEqual(userOf('FROM a\nUSER "app"\n'), ['set', 'app', 'app']);
    deepEqual(userOf('FROM a\nuser \\\n  # who\n  app\n'), ['set', 'app', 'app']);
    deepEqual(userOf('FROM a AS b\nUSER app\nFROM c\n'), ['unset', 'c']);
  });

  test('inherits a user from stages, not from an ONBUILD', () => {
    deepEqual(userOf('FROM a AS b\nUSER app\nFROM b AS c\nFROM c\nRUN d\n'), ['set', 'app', 'app']);
    deepEqual(userOf('FROM a AS b\nUSER app\nFROM b\nUSER root\n'), ['set', 'root', 'root']);
    deepEqual(userOf('FROM a\nONBUILD USER app\n'), ['unset', 'a']);
  });

  test('has an unknown user when a variable decides, or nothing is typed yet', () => {
    deepEqual(userOf('FROM a\nARG U\nUSER $U\n'), ['unknown', '$U']);
    deepEqual(userOf('FROM a\nARG U=app\nUSER ${U}\n'), ['set', '${U}', 'app']);
    deepEqual(userOf('FROM a\nUSER root\nUSER \n'), ['unknown', 'USER']);
    deepEqual(userOf('FROM a\nUSER ""\n'), ['set', '""', '']);
  });

  test('is built from an image, from nothing, or from what cannot be known', () => {
    deepEqual(containerOf('FROM debian:12 AS a\nFROM a AS b\nFROM b').image?.text, 'debian:12');
    deepEqual([containerOf('FROM scratch').base, containerOf('FROM scratch').image], ['scratch', undefined]);
    deepEqual(containerOf('FROM scratch AS a\nFROM a').base, 'scratch');
    deepEqual(containerOf('FROM $X').image?.name, undefined);
    deepEqual(containerOf('FROM').image, undefined);
  });

  test('has the ports, variables and mounts of all it is built from', () => {
    const text =
      'FROM a AS b\nEXPOSE 1\nENV A=1\nVOLUME /a\nFROM c\nEXPOSE 9\nFROM b\nEXPOSE 2\nENV B=2\nVOLUME ["/b"]\nONBUILD EXPOSE 3\n';
    const { ports, variables, mounts } = containerOf(text);
    deepEqual(
      [ports.map(({ from }) => from), variables.map(({ name }) => name), mounts.map(({ destination }) => destination)],
      [
        [1, 2],
        ['A', 'B'],
        ['/a', '/b'],
      ],
    );
    const { nodes } = readDockerfile('FROM a\nEXPOSE 1\n');
    const [container, port] = [nodes.find(({ kind }) => kind === 'Container'), nodes.find(({ kind }) => kind === 'Port')];
    equal(container?.kind === 'Container' && container.ports[0] === port, true);
  });
});

suite('an image reference', () => {
  const references = (text: string): unknown[] =>
    nodesOf(text, 'ImageReference').map(({ role, span, name, set }) => [
      role,
      textAt(text, span),
      name?.repository,
      name?.tag.value,
      set !== undefined,
    ]);

  test('stands in FROM, COPY --from, RUN --mount and # syntax', () => {
    deepEqual(
      references(
        '# syntax=docker/dockerfile:1.7\nFROM debian:12 AS a\nCOPY --from=busybox:1 /b /b\nRUN --mount=type=bind,from=team.example/c,target=/c d\n',
      ),
      [
        ['syntax', 'docker/dockerfile:1.7', 'docker.io/docker/dockerfile', '1.7', true],
        ['base', 'debian:12', 'docker.io/library/debian', '12', true],
        ['copy', 'busybox:1', 'docker.io/library/busybox', '1', true],
        ['mount', 'team.example/c', 'team.example/c', undefined, true],
      ],
    );
  });

  test('is no stage, no number, no scratch, and nothing that BuildKit does not expand', () => {
    deepEqual(
      references(
        'FROM scratch AS a\nFROM a AS b\nCOPY --from=A x y\nCOPY --from=0 x y\nCOPY --from=7 x y\nCOPY --from=$B x y\nRUN --mount=from=a x\nADD --from=c x y\n',
      ),
      [],
    );
  });

  test('takes variables from before the first FROM only', () => {
    const text = 'ARG R=registry.example\nARG V=12\nFROM $R/debian:${V}-slim AS a\nARG V=13\nFROM $R/debian:$V\n';
    deepEqual(references(text), [
      ['base', '$R/debian:${V}-slim', 'registry.example/debian', '12-slim', false],
      ['base', '$R/debian:$V', 'registry.example/debian', '12', false],
    ]);
    deepEqual(references('FROM a\nARG V=13\nFROM debian:$V\n')[1], [
      'base',
      'debian:$V',
      'docker.io/library/debian',
      undefined,
      false,
    ]);
  });

  test('is written anew inside its quotes', () => {
    const text = 'FROM "debian"\n';
    const [image] = nodesOf(text, 'ImageReference');
    deepEqual(image!.set!('debian:12'), { span: { start: 6, end: 12 }, text: 'debian:12' });
    equal(nodesOf('FROM deb\\\nian\n', 'ImageReference')[0]!.set, undefined);
    equal(nodesOf('FROM deb\\\nian\n', 'ImageReference')[0]!.name?.repository, 'docker.io/library/debian');
  });
});

suite('a variable', () => {
  const variables = (text: string): unknown[] =>
    nodesOf(text, 'Variable').map(({ name, place, owner, span, value, written }) => [
      name,
      place,
      owner,
      textAt(text, span),
      written,
      ...shown(text, value),
    ]);

  test('stands in ENV and ARG', () => {
    deepEqual(variables('ARG A\nARG B="b c"\nFROM x AS api\nARG A C=$B\nENV D=1 E=\'$D\' F=a"b c"\n'), [
      ['A', 'arg', '', 'A', '', 'unset', 'A'],
      ['B', 'arg', '', 'b c', 'b c', 'set', 'b c', 'b c'],
      ['A', 'arg', 'api', 'A', '', 'unset', 'A'],
      ['C', 'arg', 'api', '$B', '$B', 'unknown', '$B'],
      ['D', 'env', 'api', '1', '1', 'set', '1', '1'],
      ['E', 'env', 'api', '$D', '$D', 'set', '$D', '$D'],
      ['F', 'env', 'api', 'a"b c"', 'ab c', 'set', 'a"b c"', 'ab c'],
    ]);
  });

  test('may be written the old way, or be empty', () => {
    deepEqual(variables('FROM x\nENV A b  "c" d=e\nENV B=\nENV C=""\nENV D\n'), [
      ['A', 'env', 'x', 'b  "c" d=e', 'b  c d=e', 'set', 'b  "c" d=e', 'b  c d=e'],
      ['B', 'env', 'x', 'B', '', 'set', '', ''],
      ['C', 'env', 'x', 'C', '', 'set', '', ''],
    ]);
  });

  test('may go on over lines', () => {
    const text = 'FROM x\nENV A=1 \\\n    # the second\n    B="b \\\n  c"\n';
    deepEqual(variables(text), [
      ['A', 'env', 'x', '1', '1', 'set', '1', '1'],
      ['B', 'env', 'x', 'b \\\n  c', 'b   c', 'set', 'b \\\n  c', 'b   c'],
    ]);
  });

  test('is worth what was known before its instruction', () => {
    const value = (text: string): unknown => nodesOf(text, 'Variable').at(-1)!.value.value;
    equal(value('FROM x\nENV A=1\nENV A=2 B=$A'), '1');
    equal(value('FROM x\nARG A=1\nENV A=2\nARG A=3\nENV B=$A'), '2');
    equal(value('FROM x AS y\nENV A=1\nARG C=2\nFROM y\nENV B=$A$C'), '12');
    equal(value('ARG A=1\nFROM x\nENV B=${A:-none}'), 'none');
    equal(value('ARG A=1\nFROM x\nARG A\nENV B=$A'), '1');
    equal(value('ARG A=1\nFROM x\nARG A=2\nENV B=$A'), '2');
    equal(value('FROM x\nARG TARGETARCH\nENV B=$TARGETARCH'), undefined);
    equal(value('FROM x\nENV B=/bin:$PATH'), undefined);
    equal(value('FROM x\nONBUILD ENV A=1\nENV B=${A:-2}'), '2');
  });

  test('is set anew with quotes where they are needed', () => {
    const edit = (line: string, to: string): string => {
      const text = `FROM x\n${line}`;
      const { span, text: written } = nodesOf(text, 'Variable')[0]!.value.set!(to);
      return (text.slice(0, span.start) + written + text.slice(span.end)).slice(7);
    };
    equal(edit('ENV A="1 2" B=3', '4'), 'ENV A=4 B=3');
    equal(edit('ENV A=1', 'b $c "d"'), 'ENV A="b \\$c \\"d\\""');
  });
});

suite('a label', () => {
  test('has a key and a value', () => {
    const text = 'FROM x\nENV V=1\nLABEL org.example.version="$V" team = clinic\nLABEL old style\n';
    deepEqual(
      nodesOf(text, 'Label').map(({ key, value }) => [key, ...shown(text, value)]),
      [
        ['org.example.version', 'set', '$V', '1'],
        ['', 'set', '', ''],
        ['old', 'set', 'style', 'style'],
      ],
    );
  });
});

suite('a port', () => {
  const ports = (text: string): unknown[] =>
    nodesOf(text, 'Port').map(({ text: written, from, to, transport, span }) => [
      written,
      from,
      to,
      transport,
      textAt(text, span),
    ]);

  test('is each word of EXPOSE', () => {
    deepEqual(ports('FROM x\nEXPOSE 21 53/udp 5000-5010 7/SCTP\n'), [
      ['21', 21, 21, 'tcp', '21'],
      ['53/udp', 53, 53, 'udp', '53/udp'],
      ['5000-5010', 5000, 5010, 'tcp', '5000-5010'],
      ['7/SCTP', 7, 7, 'sctp', '7/SCTP'],
    ]);
  });

  test('is worked out from variables, several from one', () => {
    deepEqual(ports('FROM x\nARG A=21 B\nENV C="1 2/udp"\nEXPOSE $A $B ${B:-22} $C ${A}-$B\n'), [
      ['$A', 21, 21, 'tcp', '$A'],
      ['$B', undefined, undefined, 'tcp', '$B'],
      ['${B:-22}', 22, 22, 'tcp', '${B:-22}'],
      ['$C', 1, 1, 'tcp', '$C'],
      ['$C', 2, 2, 'udp', '$C'],
      ['${A}-$B', undefined, undefined, 'tcp', '${A}-$B'],
    ]);
  });

  test('is unknown when it makes no sense', () => {
    deepEqual(
      nodesOf('FROM x\nEXPOSE http 5-1 70000 80/ -1\n', 'Port').map(({ from }) => from),
      [undefined, undefined, undefined, undefined, undefined],
    );
  });

  test('knows its stage, its image and its siblings', () => {
    const [first, second, other] = nodesOf('FROM a AS b\nEXPOSE 1\nRUN c\nEXPOSE 2\nFROM b\nEXPOSE 3\n', 'Port');
    deepEqual(
      [first!.siblings, first!.owner, first!.image?.text, first!.stage],
      [[first, second], 'b', 'a', { index: 0, role: 'shipped' }],
    );
    deepEqual([other!.siblings, other!.owner, other!.image?.text], [[other], 'b', 'a']);
  });
});

suite('a copied file', () => {
  const files = (text: string): unknown[] =>
    nodesOf(text, 'CopiedFile').map(({ source, destination, by, span }) => [by, source, destination, textAt(text, span)]);

  test('is each source of COPY and ADD', () => {
    deepEqual(
      files('FROM x\nCOPY --chown=1:1 a.csv data/*.csv /data/\nADD ["b c.csv", "d\\u0065", "/f"]\nADD https://g.example/h /i\n'),
      [
        ['COPY', 'a.csv', '/data/', 'a.csv'],
        ['COPY', 'data/*.csv', '/data/', 'data/*.csv'],
        ['ADD', 'b c.csv', '/f', 'b c.csv'],
        ['ADD', 'de', '/f', 'd\\u0065'],
        ['ADD', 'https://g.example/h', '/i', 'https://g.example/h'],
      ],
    );
  });

  test('goes below the working directory when that is known', () => {
    const to = (before: string, path: string): unknown =>
      nodesOf(`FROM x\n${before}\nCOPY a ${path}\n`, 'CopiedFile')[0]!.destination;
    equal(to('WORKDIR /app', 'b/'), '/app/b/');
    equal(to('WORKDIR /app\nWORKDIR ../srv', './b/../c'), '/srv/c');
    equal(to('WORKDIR /app', '.'), '/app/');
    equal(to('WORKDIR app', 'b'), 'b');
    equal(to('ENV D=/d\nWORKDIR $D', 'b'), '/d/b');
    equal(to('WORKDIR $D', 'b'), 'b');
    equal(to('WORKDIR /app', '$D/b'), undefined);
    equal(to('WORKDIR C:\\\\app', 'b'), 'C:\\app/b');
    equal(nodesOf('FROM scratch\nCOPY a b', 'CopiedFile')[0]!.destination, '/b');
    equal(nodesOf('FROM x AS y\nWORKDIR /w\nFROM y\nCOPY a b', 'CopiedFile')[0]!.destination, '/w/b');
  });

  test('may be a here-document, named by where it goes', () => {
    const text = 'FROM x\nWORKDIR /etc\nCOPY <<EOF app.conf\npassword=x\nEOF\nCOPY <<"A" b /srv/\n1\nA\n';
    deepEqual(files(text), [
      ['heredoc', '/etc/app.conf', '/etc/app.conf', '<<EOF'],
      ['heredoc', '/srv/A', '/srv/A', '<<"A"'],
      ['COPY', 'b', '/srv/', 'b'],
    ]);
  });

  test('is none without a destination, and one behind ONBUILD', () => {
    deepEqual(files('FROM x\nCOPY a\nCOPY\nONBUILD ADD a b\n'), [['ADD', 'a', 'b', 'a']]);
  });

  test('has what cannot be known in its name', () => {
    equal(nodesOf('FROM x\nCOPY a-$B.csv /c', 'CopiedFile')[0]!.source, `a-${UNKNOWN}.csv`);
  });
});

suite('a mount', () => {
  const mounts = (text: string): unknown[] =>
    nodesOf(text, 'Mount').map(({ type, source, destination, readOnly, span }) => [
      type,
      source,
      destination,
      readOnly.value,
      textAt(text, span),
    ]);

  test('is each path of VOLUME', () => {
    deepEqual(mounts('FROM x\nWORKDIR /w\nVOLUME /a $B data\nVOLUME ["/c d"]\n'), [
      ['volume', undefined, '/a', undefined, '/a'],
      ['volume', undefined, undefined, undefined, '$B'],
      ['volume', undefined, '/w/data', undefined, 'data'],
      ['volume', undefined, '/c d', undefined, '/c d'],
    ]);
  });

  test('is each --mount of RUN', () => {
    deepEqual(
      mounts(
        'FROM x\nRUN --mount=type=secret,id=npm --mount=type=bind,src=a,dst=/b,rw --mount=target=/c --mount=type=cache,target=/d,ro=false e\n',
      ),
      [
        ['secret', 'npm', '/run/secrets/npm', undefined, '--mount=type=secret,id=npm'],
        ['bind', 'a', '/b', false, '--mount=type=bind,src=a,dst=/b,rw'],
        ['bind', undefined, '/c', undefined, '--mount=target=/c'],
        ['cache', undefined, '/d', false, '--mount=type=cache,target=/d,ro=false'],
      ],
    );
    deepEqual(mounts('FROM x\nRUN --mount=type=ssh git clone y\n'), [
      ['ssh', undefined, undefined, undefined, '--mount=type=ssh'],
    ]);
  });
});

suite('a command', () => {
  const commands = (text: string): unknown[] =>
    nodesOf(text, 'Command').map(({ by, form, text: command, span }) => [by, form, command, textAt(text, span)]);

  test('is what RUN, CMD, ENTRYPOINT and HEALTHCHECK run', () => {
    deepEqual(
      commands(
        'FROM x\nRUN --network=none a \\\n # no\n  && b\nCMD ["c d", "e"]\nENTRYPOINT exec f\nHEALTHCHECK --retries=2 CMD g | h\nHEALTHCHECK CMD ["i", "j"]\nHEALTHCHECK NONE\nONBUILD RUN k\nRUN\n',
      ),
      [
        ['RUN', 'shell', 'a   && b', 'a'],
        ['CMD', 'exec', 'c d e', '["c d", "e"]'],
        ['ENTRYPOINT', 'shell', 'exec f', 'exec f'],
        ['HEALTHCHECK', 'shell', 'g | h', 'g | h'],
        ['HEALTHCHECK', 'exec', 'i j', '["i", "j"]'],
        ['RUN', 'shell', 'k', 'k'],
      ],
    );
  });

  test('keeps the blanks of its JSON form, and their places', () => {
    const text = 'FROM x\nCMD [ "sh" ,"-c",  "curl -k a | sh" ]\n';
    deepEqual(
      nodesOf(text, 'Command')[0]!.words!.map(({ text: word, span }) => [word, textAt(text, span)]),
      [
        ['sh', 'sh'],
        ['-c', '-c'],
        ['curl -k a | sh', 'curl -k a | sh'],
      ],
    );
  });

  test('is a text for the shell when its JSON is none', () => {
    for (const command of ['[ -f a ] && b', "['a']", '["a",]', '["a", 1]', '["a"'])
      deepEqual(commands(`FROM x\nRUN ${command}\n`), [['RUN', 'shell', command, command]]);
  });

  test('has its here-documents in its text, or is one', () => {
    deepEqual(commands('FROM x\r\nRUN cat <<A >b && cat <<C\r\n1\r\nA\r\n2\r\nC\r\nRUN <<-D\r\n\tset -e\r\n\te\r\n\tD\r\n'), [
      ['RUN', 'shell', 'cat <<A >b && cat <<C\n1\nA\n2\nC', 'cat <<A >b && cat <<C'],
      ['RUN', 'shell', '\tset -e\n\te\n', '<<-D'],
    ]);
  });
});
