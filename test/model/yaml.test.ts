import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { readCompose } from '../../rules/model/compose.ts';
import type { Span } from '../../rules/model/text.ts';
import { treeOfEvents } from '../../rules/model/yaml/events.ts';
import { treeOfPieces } from '../../rules/model/yaml/tolerant.ts';
import { ALIAS, decode, endOf, LIST, LITERAL, MAP, SCALAR, type YamlNode } from '../../rules/model/yaml/tree.ts';
import { type Field, parseYaml, plainOrQuoted, splitYaml, toBoolean, toInteger, toText } from '../../rules/model/yaml.ts';

const at = (text: string, ...path: readonly (string | number)[]): Field => parseYaml(text).root.at(...path);
const cut = (text: string, { start, end }: Span): string => text.slice(start, end);

suite('splitYaml', () => {
  const split = (text: string): string[] => {
    const pieces = splitYaml(text);
    for (const { start, text: piece } of pieces) equal(text.slice(start, start + piece.length), piece);
    equal(pieces.map((piece) => piece.text).join(''), text);
    return pieces.map((piece) => piece.text);
  };

  test('cuts before each mark', () =>
    deepEqual(split('a: 1\n---\nb: 2\n--- # note\nc: 3\n'), ['a: 1\n', '---\nb: 2\n', '--- # note\nc: 3\n']));
  test('keeps what stands before the first document with it', () =>
    deepEqual(split('# note\n---\na: 1\n'), ['# note\n---\na: 1\n']));
  test('makes no part of nothing', () =>
    deepEqual(split('---\n# only a note\n---\na: 1\n---\n---\nb: 2\n---\n'), [
      '---\n# only a note\n---\na: 1\n---\n',
      '---\nb: 2\n---\n',
    ]));
  test('ends a document at `...`', () => deepEqual(split('a: 1\n...\nb: 2\n'), ['a: 1\n...\n', 'b: 2\n']));
  test('even inside a block scalar, as YAML says', () =>
    deepEqual(split('a: |\n  x\n---\nb: 2\n'), ['a: |\n  x\n', '---\nb: 2\n']));
  test('not where it is indented, longer, or a part of a word', () =>
    deepEqual(split('a: |\n  ---\n  ...\n----\n---x\n').length, 1));
  test('CRLF and BOM', () => deepEqual(split('\uFEFF---\r\na: 1\r\n---\r\nb: 2'), ['\uFEFF---\r\na: 1\r\n', '---\r\nb: 2']));
  test('an empty text is one empty part', () => deepEqual(split(''), ['']));
  test('joined, the parts are the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('---', '...', 'a: 1', '\n', '\r\n', '# x', ' ', '|')),
        (parts) => void split(parts.join('')),
      ),
    );
  });
});

suite('scalars', () => {
  const values: readonly (readonly [string, unknown])[] = [
    ['text', 'text'], ['12', 12], ['-1.5e3', -1500], ['0x1F', 31], ['0o17', 15], ['true', true], ['False', false], ['~', null], ['', null], ['null', null],
    ['yes', 'yes'], ['0644', 644], ['1.2.3', '1.2.3'], ['22:22', '22:22'], ['"12"', '12'], ["'it''s'", "it's"], ['"a\\tb\\u00e9"', 'a\tbé'], ['!!str 12', '12'],
    ['!!int "12"', 12], ['.inf', Number.POSITIVE_INFINITY], ['|\n  a\n  b\n', 'a\nb\n'], ['>-\n  a\n  b\n', 'a b'], ['"a\n  b"', 'a b'], ['a\n  b', 'a b'],
  ]; // biome-ignore format: a table
  for (const [written, value] of values) test(JSON.stringify(written), () => equal(at(`k: ${written}`, 'k').value, value));

  test('a tag of somebody else makes the value unknown', () => {
    const field = at('k: !vault abc', 'k');
    equal(field.known, false);
    equal(field.setting(toText).state, 'unknown');
  });
  test('literal is not substituted, text is', () => {
    const { root } = parseYaml('k: "a${B}"', { substitute: (text) => text.replace('${B}', '!') });
    deepEqual([root.at('k').literal, root.at('k').text], ['a${B}', 'a!']);
    equal(root.at('k').write('x'), undefined, 'what is substituted is not written over');
  });
  test('words for a switch', () => {
    deepEqual(
      ['true', 'Yes', 'on', '1', 'ENABLED'].map((word) => toBoolean(word)),
      [true, true, true, true, true],
    );
    deepEqual(
      ['no', 'Off', '0', 'disabled'].map((word) => toBoolean(word)),
      [false, false, false, false],
    );
    deepEqual(
      [toBoolean('maybe'), toBoolean(null), toBoolean(1), toInteger('80'), toInteger(8.5)],
      [undefined, undefined, true, 80, undefined],
    );
  });
  test('a text is quoted where it would be read as something else', () => {
    deepEqual(
      ['app', 'a b', '12', 'yes', '', 'a: b', '${X:?}', '- x', '0x1', 'x #y', '22:22', '@x', '2026-01-01'].map(plainOrQuoted),
      ['app', 'a b', '"12"', '"yes"', '""', '"a: b"', '${X:?}', '"- x"', '"0x1"', '"x #y"', '"22:22"', '"@x"', '"2026-01-01"'],
    );
  });
  test('and what is written plain is read back', () => {
    fc.assert(fc.property(fc.string(), (text) => equal(at(`k: ${plainOrQuoted(text)}`, 'k').value, text)));
  });
});

suite('places', () => {
  const text =
    'services:\n  api: # the portal\n    image: "a/b"\n    user:\n    ports: [80, {target: 90}]\n    env:\n      - name: X\n        value: |\n          two\n          lines\n';

  test('a scalar, and inside its quotes', () => {
    const image = at(text, 'services', 'api', 'image');
    deepEqual([cut(text, image.span), cut(text, image.textSpan), cut(text, image.keySpan)], ['"a/b"', 'a/b', 'image']);
  });
  test('a map points at its key, its extent is all of it', () => {
    const api = at(text, 'services', 'api');
    equal(cut(text, api.span), 'api');
    equal(cut(text, api.extent), text.slice(text.indexOf('image')));
  });
  test('what is empty points at its key', () => equal(cut(text, at(text, 'services', 'api', 'user').span), 'user'));
  test('what is missing points at the nearest thing that is not', () => {
    equal(cut(text, at(text, 'services', 'api', 'deploy', 'limits').span), 'api');
    equal(cut(text, at(text, 'networks').span), 'services');
  });
  test('an entry points at its name, or its first key', () => {
    equal(cut(text, at(text, 'services', 'api', 'env', 0).span), 'X');
    equal(cut(text, at(text, 'services', 'api', 'ports', 1).span), 'target');
  });
  test('a block scalar past its mark, without the last line break', () =>
    equal(cut(text, at(text, 'services', 'api', 'env', 0, 'value').textSpan), '          two\n          lines'));
  test('flow collections end with their bracket', () =>
    equal(cut(text, at(text, 'services', 'api', 'ports').extent), '[80, {target: 90}]'));
  test('tabs, CRLF and a BOM do not shift anything', () => {
    const odd = '\uFEFFa:\r\n  b:\t"x"\t# c\r\n  c: [\t1 ]\r\n';
    deepEqual([cut(odd, at(odd, 'a', 'b').span), cut(odd, at(odd, 'a', 'c', 0).span)], ['"x"', '1']);
  });
  test('the last of two equal keys counts, and is a problem', () => {
    const twice = 'a: 1\nb: 2\na: 3\n';
    equal(at(twice, 'a').value, 3);
    deepEqual(
      parseYaml(twice).problems.map(({ span }) => span),
      [{ start: 10, end: 11 }],
    );
  });
});

suite('anchors and merges', () => {
  const text =
    'x: &base\n  user: root\n  env: &env { A: 1 }\ny: &more\n  user: other\n  tty: true\na:\n  <<: [*base, *more]\n  env:\n    <<: *env\n    B: 2\nb: *base\nc:\n  <<: *base\n  user: mine\n';

  test('a merge is followed to where it is written', () => {
    const user = at(text, 'a', 'user');
    deepEqual([user.value, user.aliased, cut(text, user.span), cut(text, user.use!)], ['root', true, 'root', '*base']);
    equal(at(text, 'a', 'tty').value, true);
  });
  test('what is written wins over what is merged', () =>
    deepEqual([at(text, 'c', 'user').value, at(text, 'c', 'user').aliased], ['mine', false]));
  test('entries hold both, each once', () =>
    deepEqual(
      at(text, 'a', 'env')
        .entries()
        .map(([name, field]) => [name, field.value]),
      [
        ['B', 2],
        ['A', 1],
      ],
    ));
  test('nothing that comes through an alias is edited', () => {
    for (const path of [
      ['a', 'user'],
      ['b', 'user'],
      ['a', 'env', 'A'],
    ]) {
      const setting = at(text, ...path).setting(toText);
      deepEqual([setting.state, setting.set, setting.remove], ['set', undefined, undefined]);
    }
    equal(at(text, 'b', 'tty').write('true'), undefined);
  });
  test('but what is merged can be overruled by writing beside the merge', () =>
    equal(at(text, 'a', 'stdin').write('true')?.text, '\n  stdin: true'));
  test('what others refer to is not taken out', () => {
    equal(at(text, 'x').remove(), undefined);
    equal(at(text, 'x', 'env').remove(), undefined);
    ok(at(text, 'x', 'user').remove());
  });
  test('an alias without an anchor is a problem and no value', () => {
    const broken = 'a: *nowhere\n';
    deepEqual(
      parseYaml(broken).problems.map(({ span }) => cut(broken, span)),
      ['*nowhere'],
    );
    equal(at(broken, 'a').value, null);
  });
});

suite('comments', () => {
  const comments = (text: string): string[] => parseYaml(text).comments.map((span) => cut(text, span));
  const NOTE = '# breakwater allow root-user: RISK-12';

  test('on lines of their own and trailing', () =>
    deepEqual(comments(`${NOTE}\na: 1 ${NOTE}\nb:\n  ${NOTE}\n  c: 2\r\n`), [NOTE, NOTE, NOTE]));
  test('behind a `|`, in a flow list, at the end', () =>
    deepEqual(comments(`a: | ${NOTE}\n  text\nb: [1, ${NOTE}\n  2]\n${NOTE}`), [NOTE, NOTE, NOTE]));
  test('not what only looks like one', () =>
    deepEqual(comments(`a: "x ${NOTE}"\nb: 'x ${NOTE}'\nc: |\n  ${NOTE}\nd: x#y\ne: breakwater\n`), []));
  test('also in what is half typed', () => deepEqual(comments(`a:\n  b: "x\n  ${NOTE}\n  c: 1\n`), [NOTE]));
});

suite('half-typed text', () => {
  const lines = [
    'services:',
    '  api:',
    '    image: a/b:1',
    '    user: root',
    '    ports:',
    '      - "80:80"',
    '  db:',
    '    image: c/d:2',
  ];
  const typed = [
    'ima',
    'note: "ng',
    "note: 'ng",
    'ports: [',
    'env: { A: ',
    '- ',
    'command: ["sh", "-c',
    'key: a: b',
    'x: *',
    'y: &',
    '"',
    '[',
    '{',
    '@x',
    '%x',
    '`',
    '\tx',
  ];
  for (const line of typed)
    test(`${JSON.stringify(line)} leaves the rest as it is`, () => {
      const text = [...lines.slice(0, 3), `    ${line}`, ...lines.slice(3)].join('\n');
      const { root } = parseYaml(text);
      deepEqual(
        ['api', 'db'].map((name) => root.at('services', name, 'image').value),
        ['a/b:1', 'c/d:2'],
      );
      equal(root.at('services', 'api', 'user').value, 'root');
      equal(root.at('services', 'api', 'ports', 0).value, '80:80');
    });

  test('it is a problem, at the line', () => {
    const text = 'a: 1\nb: "x\nc: 2\n';
    const { problems } = parseYaml(text);
    equal(problems.length, 1);
    ok(problems[0]!.span.start <= text.indexOf('c'));
  });
  test('nothing is written over what was left out', () => equal(at('a:\n  b: [\n  c: 1\n', 'a', 'b', 'd').write('1'), undefined));
});

suite('hostile text', () => {
  const read = (text: string): void => {
    const { root } = parseYaml(text);
    root.entries().forEach(([, field]) => void field.entries());
    for (const path of [['a'], ['a', 'b', 'c'], ['services', 'x']]) void root.at(...path).setting(toText);
  };
  test('nesting of a hundred thousand', () => {
    for (const open of ['[', '- ', '? ', '{a: ', '&a ']) equal(parseYaml(open.repeat(100_000)).problems.length > 0, true);
    read(Array.from({ length: 2_000 }, (_, depth) => ' '.repeat(depth) + 'k:').join('\n'));
  });
  test('a bomb of aliases and one of merges', () => {
    const bomb = Array.from(
      { length: 30 },
      (_, level) => `l${level}: &l${level} [${level ? `*l${level - 1}, `.repeat(9) : 'x'}]`,
    ).join('\n');
    read(bomb);
    const merges = Array.from(
      { length: 30 },
      (_, level) => `l${level}: &l${level} { <<: [${level ? `*l${level - 1}, `.repeat(9) : ''}], k${level}: v }`,
    ).join('\n');
    equal(at(merges, 'l29').entries().length, 26);
  });
  test('circles', () => {
    read('a: &a [*a]\nb: &b { <<: *b, c: *b }\nc: &c { <<: [*b, *d] }\nd: &d { <<: *c }\n');
    equal(at('a: &a { b: *a }', 'a', 'b', 'b', 'b').isMap, true);
  });
  test('a long line, and binary', () => {
    equal(at(`a: ${'x'.repeat(2_000_000)}`, 'a').text?.length, 2_000_000);
    read(`a: [${'x, '.repeat(300_000)}`);
    read('\0\x01\x02\uD800: \uFFFF');
  });
  test('more problems than a call takes arguments', () => {
    ok(readCompose('k: v\n'.repeat(200_000), 'compose.yaml').problems.length > 0);
    ok(readCompose('---\nservices: {}\n'.repeat(200_000), 'compose.yaml').problems.length > 0);
  });
  test('mistakes without end cost no traces, which take longer than the reading, and others have theirs afterwards', () => {
    const { stackTraceLimit, captureStackTrace } = Error;
    const limits = new Set<number>();
    Error.captureStackTrace = (...args) => {
      limits.add(Error.stackTraceLimit);
      captureStackTrace(...args);
    };
    try {
      ok(parseYaml('a: [\n"b: }\n- c: *d\n'.repeat(200)).problems.length > 100);
    } finally {
      Error.captureStackTrace = captureStackTrace;
    }
    deepEqual([...limits], [0]);
    equal(Error.stackTraceLimit, stackTraceLimit);
  });
  test('a text that begins with a line break and is broken', () => read('\n[a"b: - \n{'));
  test('any text at all', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'a',
        ': ',
        '\n',
        '  ',
        '- ',
        '"',
        "'",
        '[',
        ']',
        '{',
        '}',
        ',',
        '#',
        '|',
        '>',
        '&a',
        '*a',
        '<<',
        '!t',
        '? ',
        '---\n',
        '\t',
        '\r\n',
        '%',
        '@',
        '\0',
        'é',
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(pieces, (parts) => read(parts.join(''))),
      { numRuns: 1_000 },
    );
  });
});

suite('the two parsers', () => {
  type Plain = readonly unknown[] | string | undefined;
  const plain = (text: string, node: YamlNode | undefined): Plain => {
    if (!node) return undefined;
    const properties = [node.anchor, node.tag];
    if (node.type === SCALAR)
      return [
        'scalar',
        ...properties,
        node.start,
        node.end,
        node.outer,
        decode(text, node),
        ...(node.style < LITERAL ? [node.valueStart, node.valueEnd] : []),
      ];
    if (node.type === ALIAS) return ['alias', node.start, node.end, node.target !== undefined];
    if (node.type === LIST) return ['list', ...properties, endOf(text, node), ...node.items.map((item) => plain(text, item))];
    return [
      'map',
      ...properties,
      endOf(text, node),
      ...node.pairs.map(({ key, value }) => [plain(text, key), plain(text, value)]),
    ];
  };
  const hasEmptyKey = (node: YamlNode | undefined): boolean => {
    if (node?.type === LIST) return node.items.some(hasEmptyKey);
    return node?.type === MAP && node.pairs.some(({ key, value }) => !key || hasEmptyKey(key) || hasEmptyKey(value));
  };
  const agree = (text: string): boolean => {
    const tolerant = treeOfPieces(text);
    if (tolerant.problems.length > 0) return false;
    let root: YamlNode | undefined;
    try {
      ({ root } = treeOfEvents(text));
    } catch {
      return false;
    }
    // Where an empty key stands, the two read the specification differently.
    if (hasEmptyKey(root)) return false;
    deepEqual(plain(text, root), plain(text, tolerant.root));
    return true;
  };
  const samples = [
    'a: 1\nb:\n  - x\n  - y: "z"\n    w: \'v\'\n', '- - a\n  - b\n- \n- {a: [1, {b: c}], d}\n', 'a: |\n  x\n\n  y\n\nb: >-\n  z\n\n# end\n', 'a: |+\n  x\n\n\nb: 1\n', '? a\n: b\n? [c]\n: d\n',
    'a: &x !!str v\nb: *x\nc: &y\n  d: *x\ne: !t\nf: &z\n', '--- # note\n%a: 1\n'.replace('%', ''), '"a": "b\\n\\\n  c"\n\'d\': e\n  f\n', 'a: [\n  1, # one\n  2\n  ]\nb: {c: d, e: }\n', '\uFEFFa: 1\r\nb:\r\n  - c\r\n', 'plain\n', '', '# only\n', 'a:\n- b\n-\n  c: d\n',
    'a: [b: 1, c, d: ]\ne: 1\n',
  ]; // biome-ignore format: a list of texts
  for (const sample of samples) test(JSON.stringify(sample), () => equal(agree(sample), true));
  test('and on whatever both accept', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'a',
        'bc',
        ': ',
        ':\n',
        '\n',
        '\n  ',
        '\n    ',
        '- ',
        '"x"',
        "'y'",
        '[',
        ']',
        '{',
        '}',
        ', ',
        ' # z',
        ' |\n',
        ' >-\n',
        '&a q',
        '*a',
        '!t q',
      ),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(pieces, (parts) => void agree(`k: ${parts.join('')}`)),
      { numRuns: 3_000 },
    );
  });
});
