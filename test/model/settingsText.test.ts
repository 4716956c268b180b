import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDocument } from '../../rules/model/document.ts';
import { hostsOf, isLocal, keyOf, openKeysOf, settingsOf, type WrittenSetting } from '../../rules/model/settingsText.ts';
import { applyEdits } from '../../rules/model/text.ts';

const READ = { Dockerfile: 'dockerfile', 'compose.yaml': 'compose', 'object.yaml': 'kubernetes' } as const;

function settingsIn(name: keyof typeof READ, text: string): WrittenSetting[] {
  return readDocument(name, READ[name], text).parts.flatMap(({ start, part }) =>
    part.nodes
      .flatMap((node) =>
        node.kind === 'Variable' || node.kind === 'Command' || node.kind === 'CopiedFile' ? settingsOf(node) : [],
      )
      .map((setting) => ({ ...setting, span: { start: setting.span.start + start, end: setting.span.end + start } })),
  );
}

/** Each setting as its way, its name, its value and the text it points at. */
const outline = (name: keyof typeof READ, text: string): string[] =>
  settingsIn(name, text).map((setting) => {
    const { via, name, value, span } = setting;
    const at = text.slice(span.start, span.end);
    return `${via} ${name}=${value}${at === value ? '' : ` at ${at}`}`;
  });

suite('names of settings', () => {
  test('are one in all their spellings', () => {
    const keys = [
      'spring.datasource.password',
      'SPRING_DATASOURCE_PASSWORD',
      '--spring.datasource-password',
      'spring.dataSource.password',
    ];
    equal(new Set(keys.slice(0, 3).map(keyOf)).size, 1);
    equal(keyOf('ORTHANC__AUTHENTICATION_ENABLED'), 'ORTHANC_AUTHENTICATION_ENABLED');
    equal(keyOf('AuthenticationEnabled'), 'AUTHENTICATION_ENABLED');
    equal(keyOf('insecureSkipTLSVerify'), 'INSECURE_SKIP_TLS_VERIFY');
    equal(keyOf('NEO4J_AUTH'), 'NEO4J_AUTH');
  });
});

suite('settings of a command', () => {
  test('are its flags, properties and assignments', () =>
    deepEqual(outline('Dockerfile', 'FROM x\nCMD A=1 postgres -c fsync=off --auth none --ssl=off -Da.b=c --verbose'), [
      'variable A=1',
      'flag fsync=off',
      'flag auth=none',
      'flag ssl=off',
      'property a.b=c',
      'flag verbose= at --verbose',
    ]));

  test('are not what it only says', () =>
    deepEqual(outline('Dockerfile', 'FROM x\nRUN echo "--insecure fsync=off" && grep -- --auth=none file'), []));

  test('are what it writes into a file', () =>
    deepEqual(
      outline(
        'Dockerfile',
        'FROM x\nRUN echo "fsync = off" >> /etc/postgresql.conf\nRUN cat <<EOF > /etc/my.cnf\n[mysqld]\nssl=0\nEOF',
      ),
      ['config fsync=off', 'config ssl=0'],
    ));
});

suite('settings of a variable', () => {
  test('are itself, and what its value holds', () =>
    deepEqual(outline('Dockerfile', 'FROM x\nENV U=postgres://a@b/c?sslmode=disable&x=1 JAVA_OPTS="-Xmx1g -Da=b"'), [
      'variable U=postgres://a@b/c?sslmode=disable&x=1',
      'parameter sslmode=disable',
      'parameter x=1',
      'variable JAVA_OPTS=-Xmx1g -Da=b',
      'flag Xmx1g= at -Xmx1g',
      'property a=b',
    ]));

  test('are known where the rest of the value is not', () => {
    deepEqual(outline('Dockerfile', 'FROM x\nENV U=jdbc:mysql://${H}/c?useSSL=false&a=${B}'), ['parameter useSSL=false']);
    const text = 'services:\n  a:\n    image: x\n    environment:\n      U: mongodb://${H}/c?tls=false\n';
    deepEqual(outline('compose.yaml', text), ['parameter tls=false']);
  });

  test('are those of a DSN', () =>
    deepEqual(
      outline(
        'compose.yaml',
        'services:\n  a:\n    image: x\n    environment:\n      - D=Server=db;User Id=sa;Encrypt=no\n',
      ).slice(1),
      ['parameter Server=db', 'parameter User Id=sa', 'parameter Encrypt=no'],
    ));

  test('are those of SPRING_APPLICATION_JSON, folded or not', () => {
    const text =
      'services:\n  a:\n    image: x\n    environment:\n      SPRING_APPLICATION_JSON: >-\n        {"a":\n        {"b-c": true}}\n';
    deepEqual(outline('compose.yaml', text), ['config a.b-c=true']);
  });
});

suite('settings of a text', () => {
  const configMap = (name: string, lines: readonly string[]): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: m\ndata:\n  ${name}: |\n${lines.map((line) => `    ${line}\n`).join('')}`;

  test('are its lines, without comments', () =>
    deepEqual(
      outline('object.yaml', configMap('a.conf', ['# x = 1', 'x = 2 # two', "y '3'", 'skip-z', 'b {', '  w off;', '}'])),
      ['config x=2', 'config y=3', 'config skip-z= at skip-z', 'config w=off'],
    ));

  test('are the leaves of YAML and JSON under their paths', () => {
    deepEqual(outline('object.yaml', configMap('a.yml', ['s:', '  t: {u: "v"}', '  l:', '    - w: 1'])), [
      'config s.t.u=v',
      'config s.l.w=1',
    ]);
    deepEqual(outline('object.yaml', configMap('a.json', ['{ // "no": 1', '  "a": { "b": false } }'])), ['config a.b=false']);
  });

  test('are the values of XML', () =>
    deepEqual(
      outline('object.yaml', configMap('a.xml', ['<a><!-- <b>no</b> --><property name="x" value="1"/>', '<d>e</d></a>'])),
      ['config x=1', 'config d=e'],
    ));

  test('are not read from scripts and prose', () => {
    deepEqual(outline('object.yaml', configMap('run.sh', ['#!/bin/sh', 'x=1'])).length, 1);
    deepEqual(outline('object.yaml', configMap('notes', ['This is a text.', 'It says: nothing.'])).length, 1);
  });

  test('that are not known are named', () => {
    const { nodes } = readDocument('object.yaml', 'kubernetes', configMap('a.conf', ['x = ${X}', 'y = 1'])).parts[0]!.part;
    const variable = nodes.find((node) => node.kind === 'Variable')!;
    deepEqual([...openKeysOf(variable)], ['X']);
    deepEqual(
      settingsOf(variable).map(({ key }) => key),
      ['Y'],
    );
  });

  test('can be written where they stand', () => {
    const text = configMap('a.properties', ['x=1', 'y="2"']);
    const edits = settingsIn('object.yaml', text).flatMap(({ set }) => (set ? [set('new')] : []));
    equal(applyEdits(text, edits), configMap('a.properties', ['x=new', 'y="new"']));
  });

  test('of a Secret point at its encoded value and offer no edit', () => {
    const text = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  a.properties: ${btoa('a.b=c\nd=e\n')}\n`;
    const found = settingsIn('object.yaml', text);
    deepEqual(
      found.map(({ name, set }) => [name, set]),
      [
        ['a.b', undefined],
        ['d', undefined],
      ],
    );
  });
});

test('hosts of URLs and DSNs', () => {
  deepEqual(hostsOf('jdbc:postgresql://a:5432,b/c?x=y'), ['a', 'b']);
  deepEqual(hostsOf('user:pw@tcp(db:3306)/c?tls=false'), ['db']);
  deepEqual(hostsOf('Server=tcp:db,1433;Encrypt=no'), ['db']);
  equal(isLocal('postgres://u@localhost/c?sslmode=disable'), true);
  equal(isLocal('host=/var/run/postgresql sslmode=disable'), true);
  equal(isLocal('postgres://u@db/c?sslmode=disable'), false);
  equal(isLocal('sslmode=disable'), false);
});

suite('reading anything', () => {
  const SAMPLES = {
    Dockerfile: [
      'FROM x',
      'ENV U="postgres://a:b@${H}/c?sslmode=disable" O="-Da=b --c=\'d e\'"',
      'RUN A=1 x --b="c d" -Xe:f,g=1 && printf "y=1\\\\nz=2" | tee -a /etc/a.ini',
      'COPY <<EOF /etc/a.yml',
      'a: {b: "c"}',
      'EOF',
    ].join('\n'),
    'compose.yaml':
      'services:\n  a:\n    image: x\n    command: a "host=b sslmode=disable" --c d\n    environment:\n      - A=b=c;Server=d\n      - B\n    labels: {e: f}\nconfigs:\n  g:\n    content: |\n      {"h": "${I}", // j\n       "k": [1, {"l": null}]}\n',
    'object.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  a.conf: |2\n      b = c\n     d {\n     e f; }\n  g.xml: "<h>i</h>\\n<j>k</j>"\n  l: >-\n    m=n\n    o=p\n',
  } as const;

  test('does not throw, and points only into the text', () => {
    for (const [name, text] of Object.entries(SAMPLES) as [keyof typeof READ, string][])
      for (let end = 0; end <= text.length; end++)
        for (const { span, nameSpan, set } of settingsIn(name, text.slice(0, end)))
          for (const { start, end: last } of [span, ...(nameSpan ? [nameSpan] : []), ...(set ? [set('x').span] : [])])
            ok(0 <= start && start <= last && last <= end, `${start}–${last} of ${end}`);
  });
});
