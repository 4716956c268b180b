import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Asking } from '../../rules/model/asking.ts';
import { readCompose } from '../../rules/model/compose.ts';
import { interpolate } from '../../rules/model/interpolate.ts';
import type { Container, NodeKind, NodeOf } from '../../rules/model/nodes.ts';
import { applyEdits } from '../../rules/model/text.ts';
import { cut, outline, said } from './outline.ts';
import { filesOf } from './filesOf.ts';

const shown = (text: string, kind: NodeKind, uri = 'compose.yaml'): string[] => outline(text, readCompose(text, uri).nodes, kind);
const all = <K extends NodeKind>(text: string, kind: K, uri = 'compose.yaml'): NodeOf<K>[] =>
  readCompose(text, uri).nodes.filter((node): node is NodeOf<K> => node.kind === kind);
const first = <K extends NodeKind>(text: string, kind: K): NodeOf<K> => all(text, kind)[0]!;
const service = (body: string): string => `services:\n  api:\n    image: a/b:1\n${body.replace(/^/gm, '    ')}\n`;

suite('interpolate', () => {
  const values = new Map([
    ['SET', 'v'],
    ['EMPTY', ''],
  ]);
  const cases: readonly (readonly [string, string])[] = [
    ['plain', 'plain'], ['$$X', '$X'], ['${X}', '?'], ['$X.y', '?.y'], ['${X:-d}', 'd'], ['${X-d}', 'd'], ['${X:-}', ''], ['${X:?why}', '?'], ['${X:+v}', '?'],
    ['${X:-${Y:-d}e}', 'de'], ['${X:-${Y}}', '?'], ['a${X}${Y}b', 'a?b'], ['${X', '${X'], ['$', '$'], ['$1', '$1'], ['${1}', '${1}'], ['${SET}', 'v'], ['$SET', 'v'], ['${SET:-d}', 'v'],
    ['${EMPTY:-d}', 'd'], ['${EMPTY-d}', ''], ['${SET:+x}', 'x'], ['${SET:?why}', 'v'], ['$${X:-d}', '${X:-d}'],
  ]; // biome-ignore format: a table
  for (const [text, result] of cases)
    test(text, () => {
      const { text: read, known } = interpolate(text, values);
      deepEqual([read.replaceAll('\uFFFE', '?'), known], [result, !result.includes('?')]);
    });
  test('of a file, with what is known beside it', () => {
    const text = 'services: {api: {image: "a/b:${TAG}", user: "${UID:-1}"}}\n';
    const { nodes } = readCompose(text, 'compose.yaml', new Asking(filesOf({ '.env': 'TAG=2\nUID=0\n' })));
    deepEqual(
      [outline(text, nodes, 'ImageReference'), outline(text, nodes, 'Container')],
      [['a/b:${TAG} → run docker.io/a/b tag=2'], ['api → service user=0 privileged=unset readOnly=unset']],
    );
  });
  test('nesting without end', () => equal(interpolate('${A:-'.repeat(50_000) + '}'.repeat(50_000)).known, false));
});

suite('compose: services', () => {
  test('what a service says', () => {
    const text =
      'services:\n  api:\n    image: a/b:1\n    user: "0:0"\n    privileged: true\n    read_only: "yes"\n  db:\n    build: .\n';
    deepEqual(shown(text, 'Container'), [
      'api → service user=0:0 privileged=true readOnly=true',
      'db → service user=unset privileged=unset readOnly=unset built',
    ]);
    deepEqual(shown(text, 'compose.File'), ['services → api db']);
  });
  test('a user without quotes, one of a variable, and none at all', () => {
    const users = [
      'user: 1000',
      'user: 1000:0',
      'user: ${UID}',
      'user: ${UID:-0}',
      'user:',
      'user: ~',
      'user: !reset null',
      'user: [1]',
    ];
    deepEqual(
      users.map((user) => said(first(service(user), 'Container').user)),
      ['1000', '1000:0', 'unknown', '0', 'unset', 'unset', 'unset', 'unknown'],
    );
  });
  test("a user is written in quotes, at the right depth, in the file's line breaks", () => {
    const text = 'services:\r\n  api:\r\n    image: a/b:1\r\n    tty: true\r\n';
    const edit = first(text, 'Container').user.set!('65532');
    equal(applyEdits(text, [edit]), 'services:\r\n  api:\r\n    image: a/b:1\r\n    user: "65532"\r\n    tty: true\r\n');
  });
  test('in braces', () => {
    const text = 'services: {api: {image: "a/b:1", privileged: true}}\n';
    const { user, privileged } = first(text, 'Container');
    equal(applyEdits(text, [user.set!('65532')]), 'services: {api: {image: "a/b:1", privileged: true, user: "65532"}}\n');
    equal(applyEdits(text, [privileged.remove!()]), 'services: {api: {image: "a/b:1"}}\n');
  });
  test('a value from a variable is not written over, one that is missing is', () => {
    const { user } = first(service('user: ${UID:-0}'), 'Container');
    deepEqual([user.value, user.set], ['0', undefined]);
  });
  test('privileged goes with its line, comments stay', () => {
    const text = service('# needs it\nprivileged: true # really\n# next\ntty: true');
    equal(applyEdits(text, [first(text, 'Container').privileged.remove!()]), service('# needs it\n# next\ntty: true'));
  });
  test('what stands before the colon is the name of a service', () =>
    deepEqual(shown('services:\n  "api": {image: x}\n', 'Container')[0]?.split(' ')[0], '"api"'));
  test('a provider runs no container', () =>
    deepEqual(shown('services:\n  db:\n    provider: {type: awesomecloud}\n', 'Container'), []));
});

suite('compose: what need not be whole', () => {
  const partial = (text: string, uri: string): boolean => all(text, 'Container', uri)[0]!.partial;
  test('an override', () => {
    equal(partial(service(''), 'a/docker-compose.override.yml'), true);
    equal(partial(service(''), 'compose.override.yaml'), true);
  });
  test('another name is judged by its services', () => {
    equal(partial(service(''), 'docker-compose.prod.yml'), false);
    equal(partial('services:\n  api:\n    tty: true\n', 'docker-compose.prod.yml'), true);
  });
  test('a service that extends one of another file', () =>
    equal(partial('services:\n  api:\n    image: x\n    extends: {file: base.yaml, service: api}\n', 'compose.yaml'), true));
  test('a second document is laid over the first', () => {
    const text = `${service('')}---\nservices:\n  api:\n    user: "0"\n`;
    deepEqual(shown(text, 'Container'), [
      'api → service user=unset privileged=unset readOnly=unset',
      'api → service user=0 privileged=unset readOnly=unset partial',
    ]);
  });
});

suite('compose: extends, anchors and merges', () => {
  test('a service takes what it does not say from the one it extends', () => {
    const text =
      'services:\n  base:\n    image: a/b:1\n    user: root\n    privileged: true\n    environment: [A=1, B=1]\n  api:\n    extends: base\n    privileged: false\n    environment: {B: 2}\n  job:\n    extends: {service: api}\n';
    deepEqual(
      shown(text, 'Container').map((line) => line.split(' → service ')[1]),
      [
        'user=root privileged=true readOnly=unset',
        'user=root privileged=false readOnly=unset',
        'user=root privileged=false readOnly=unset',
      ],
    );
    const [, api] = all(text, 'Container') as [Container, Container];
    equal(cut(text, api.user.span), 'root');
    equal(api.image?.text, 'a/b:1');
    deepEqual(
      api.variables.map(({ name, value }) => `${name}=${said(value)}`),
      ['B=2', 'A=1'],
    );
    equal(api.user.remove, undefined);
    equal(applyEdits(text, [api.user.set!('65532')]).includes('extends: base\n    user: "65532"\n    privileged: false'), true);
  });
  test('a circle of extends ends', () =>
    equal(all('services:\n  a: {extends: b, image: x}\n  b: {extends: a}\n', 'Container').length, 2));

  const anchored =
    'x-app: &app\n  image: a/b:1\n  privileged: true\n  environment: &env\n    DB_PASSWORD: hunter22\n  ports: ["23:23"]\nservices:\n  api:\n    <<: *app\n  job:\n    <<: *app\n    environment:\n      <<: *env\n      MODE: job\n';
  test('what two services share is one node, where it is written', () => {
    deepEqual(shown(anchored, 'Variable'), [
      'DB_PASSWORD → environment of api: DB_PASSWORD=hunter22',
      'MODE → environment of job: MODE=job',
    ]);
    deepEqual(shown(anchored, 'ImageReference'), ['a/b:1 → run docker.io/a/b tag=1']);
    deepEqual(shown(anchored, 'Port'), ['23:23 → ports 23→23/tcp published']);
  });
  test('both services hold it, neither edits it', () => {
    const [api, job] = all(anchored, 'Container') as [Container, Container];
    equal(
      api.variables[0],
      job.variables.find(({ name }) => name === 'DB_PASSWORD'),
    );
    equal(api.ports[0], job.ports[0]);
    deepEqual(
      [api.privileged.value, cut(anchored, api.privileged.span), api.privileged.set, api.privileged.remove],
      [true, 'true', undefined, undefined],
    );
    deepEqual(
      [api.image?.set, api.ports[0]?.set, api.ports[0]?.remove, api.variables[0]?.value.set],
      [undefined, undefined, undefined, undefined],
    );
  });
  test('what the merge does not say is written beside it', () =>
    equal(
      applyEdits(anchored, [all(anchored, 'Container')[0]!.user.set!('65532')]).includes(
        '  api:\n    <<: *app\n    user: "65532"\n',
      ),
      true,
    ));
});

suite('compose: images', () => {
  test('after substitution, with what is unknown left open', () => {
    deepEqual(
      ['a/b', '"a/b:${TAG:-1.2}"', 'a/b:${TAG}', '${REGISTRY}/b', 'localhost:5000/x@sha256:' + 'a'.repeat(64)].flatMap((image) =>
        shown(
          `services: {api: {image: ${image.includes('{') && !image.startsWith('"') ? `"${image}"` : image}}}\n`,
          'ImageReference',
        ).map((line) => line.split(' → ')[1]),
      ),
      [
        'run docker.io/a/b tag=unset',
        'run docker.io/a/b tag=1.2',
        'run docker.io/a/b tag=unknown',
        'run ? tag=unset',
        'run localhost:5000/x tag=unset',
      ],
    );
  });
  test('beside a build it names the result, for its siblings too', () =>
    deepEqual(
      shown('services:\n  a: {build: ., image: ours}\n  b: {image: ours}\n', 'ImageReference').map((line) =>
        line.endsWith('output'),
      ),
      [true, true],
    ));
  test('quotes stay as they are', () => {
    for (const [before, after] of [
      ['a/b', 'c/d:1'],
      ['"a/b"', '"c/d:1"'],
      ["'a/b'", "'c/d:1'"],
    ] as const)
      equal(
        applyEdits(`services:\n  a:\n    image: ${before} # x\n`, [
          first(`services:\n  a:\n    image: ${before} # x\n`, 'ImageReference').set!('c/d:1'),
        ]),
        `services:\n  a:\n    image: ${after} # x\n`,
      );
  });
  test('those a build takes in', () => {
    const text =
      'services:\n  a:\n    build:\n      context: .\n      additional_contexts:\n        base: docker-image://alpine:edge\n        dir: ./x\n      cache_from: [a/cache, "type=registry,ref=b/cache:1", "type=gha"]\n';
    deepEqual(shown(text, 'ImageReference'), [
      'alpine:edge → context docker.io/library/alpine tag=edge',
      'a/cache → cache docker.io/a/cache tag=unset',
      'b/cache:1 → cache docker.io/b/cache tag=1',
    ]);
    equal(applyEdits(text, [all(text, 'ImageReference')[2]!.set!('c:2')]).includes('ref=c:2"'), true);
  });
});

suite('compose: variables', () => {
  test('map and list, set, unknown and passed through', () => {
    const map = service('environment:\n  A: x\n  B: ${B}\n  C:\n  D: 12\n  E: true\n  F: "${F:-d}"\n  G: a$$b');
    const list = service('environment:\n  - A=x\n  - B=${B}\n  - C\n  - D=12\n  - "E=true"\n  - F=${F:-d}\n  - G=a$$b');
    const expected = ['A=x', 'B=unknown', 'C=unset', 'D=12', 'E=true', 'F=d', 'G=a$b'];
    for (const text of [map, list]) {
      deepEqual(
        all(text, 'Variable').map(({ name, value }) => `${name}=${said(value)}`),
        expected,
      );
      deepEqual(
        all(text, 'Variable').map(({ span }) => cut(text, span)),
        ['A', 'B', 'C', 'D', 'E', 'F', 'G'],
      );
      deepEqual(
        all(text, 'Variable').map(({ written }) => written),
        ['x', '${B}', '', '12', 'true', '${F:-d}', 'a$$b'],
      );
    }
    deepEqual([cut(map, all(map, 'Variable')[0]!.value.span), cut(list, all(list, 'Variable')[4]!.value.span)], ['x', 'true']);
  });
  test('a value is written in the form it has', () => {
    const map = service('environment:\n  PASSWORD: hunter22');
    equal(
      applyEdits(map, [first(map, 'Variable').value.set!('${PASSWORD:?}')]),
      service('environment:\n  PASSWORD: ${PASSWORD:?}'),
    );
    const list = service('environment:\n  - "PASSWORD=hunter22"');
    equal(
      applyEdits(list, [first(list, 'Variable').value.set!('${PASSWORD:?}')]),
      service('environment:\n  - "PASSWORD=${PASSWORD:?}"'),
    );
    const flow = service('environment: {PASSWORD: hunter22}');
    equal(
      applyEdits(flow, [first(flow, 'Variable').value.set!('${PASSWORD:?}')]),
      service('environment: {PASSWORD: "${PASSWORD:?}"}'),
    );
  });
  test('the last one goes with its list', () => {
    const text = service('environment:\n  - A=x\ntty: true');
    equal(applyEdits(text, [first(text, 'Variable').value.remove!()]), service('tty: true'));
  });
  test('build arguments, and labels', () => {
    const text = service('build: {args: {TOKEN: abc}, labels: [b=2]}\nlabels:\n  a: 1\ndeploy: {labels: {c: 3}}');
    deepEqual(shown(text, 'Variable'), ['TOKEN → build-arg of api: TOKEN=abc']);
    deepEqual(
      shown(text, 'Label').map((line) => line.split(': ')[1]),
      ['b=2', 'a=1', 'c=3'],
    );
  });
});

suite('compose: ports', () => {
  const port = (entry: string): string => shown(service(`ports: [${entry}]`), 'Port')[0]!.replace(/^.* → ports /s, '');
  const cases: readonly (readonly [string, string])[] = [
    ['21', '21/tcp published'], ['"2121:21"', '2121→21/tcp published'], ['2121:21/udp', '2121→21/udp published'], ['"127.0.0.1:21:21"', '21→21/tcp declared'], ['"0.0.0.0:21:21"', '21→21/tcp published'],
    ['"[::1]:21:21"', '21→21/tcp declared'], ['"[::]:21:21"', '21→21/tcp published'], ['"127.0.0.1::21"', '21/tcp declared'], ['"5000-5010:6000-6010/udp"', '5000-5010→6000-6010/udp published'],
    ['"$P:389"', '389/tcp published'], ['"${P:-23}:389"', '23→389/tcp published'], ['"${IP}:80:389"', '80→389/tcp declared'], ['"${ALL}"', '?/tcp published'], ['"8080:${P}"', '8080→?/tcp published'],
    ['{target: 21, published: "2121", protocol: udp, name: ftp}', '2121→21/udp published ftp'], ['{target: 21, host_ip: 127.0.0.1}', '21/tcp declared'], ['{target: "6000-6002"}', '6000-6002/tcp published'],
  ]; // biome-ignore format: a table
  for (const [entry, result] of cases) test(entry, () => equal(port(entry), result));

  test('exposed ports, and siblings', () => {
    const text = service('ports: ["636:636"]\nexpose: [389, "5000-5001/udp"]');
    deepEqual(shown(text, 'Port'), [
      '636:636 → ports 636→636/tcp published',
      '389 → expose 389/tcp declared',
      '5000-5001/udp → expose 5000-5001/udp declared',
    ]);
    for (const { siblings } of all(text, 'Port')) equal(siblings.length, 3);
  });
  test('on the network of the host everything is published', () =>
    deepEqual(shown(service('network_mode: host\nexpose: [389]'), 'Port'), ['389 → expose 389/tcp published']));
  test('another number is written on the side of the container', () => {
    const written = (entry: string): string => {
      const text = service(`ports:\n  - ${entry}`);
      return applyEdits(text, [first(text, 'Port').set!(990)])
        .split('- ')[1]!
        .trim();
    };
    deepEqual(['21', '"21"', '"2121:21"', '127.0.0.1:21:21/tcp', 'target: 21\n    published: 21', "'21:21'"].map(written), [
      '990',
      '"990"',
      '"2121:990"',
      '127.0.0.1:21:990/tcp',
      'target: 990\n        published: 21',
      "'21:990'",
    ]);
    equal(first(service('ports: ["${P}:21"]'), 'Port').set, undefined);
  });
  test('an entry goes alone, or with its list', () => {
    const two = service('ports:\n  - "21:21"\n  - "22:22"');
    equal(applyEdits(two, [first(two, 'Port').remove!()]), service('ports:\n  - "22:22"'));
    const one = service('ports: ["21:21"]\ntty: true');
    equal(applyEdits(one, [first(one, 'Port').remove!()]), service('tty: true'));
  });
});

suite('compose: mounts, commands, configs', () => {
  test('every form of a volume', () => {
    const text = service(
      'volumes:\n  - ./data:/data:ro\n  - db:/var/lib\n  - /anonymous\n  - C:\\x:/y\n  - ${DIR}/x:/z\n  - ${DIR:-./d}:/w:rw,z\n  - {type: bind, source: /var/run/docker.sock, target: /sock, read_only: true}\ntmpfs: /tmp\nsecrets: [key, {source: a, target: /b}]\nconfigs: [conf]',
    );
    deepEqual(
      shown(text, 'Mount').map((line) => line.split(' → ')[1]),
      [
        'bind ./data→/data readOnly=true',
        'volume db→/var/lib readOnly=unset',
        'volume ?→/anonymous readOnly=unset',
        'bind C:\\x→/y readOnly=unset',
        'other ?→/z readOnly=unset',
        'bind ./d→/w readOnly=false',
        'bind /var/run/docker.sock→/sock readOnly=true',
        'tmpfs ?→/tmp readOnly=unset',
        'secret key→/run/secrets/key readOnly=true',
        'secret a→/b readOnly=true',
        'config conf→/conf readOnly=true',
      ],
    );
  });
  test('a volume is made read-only', () => {
    const text = service('volumes: ["./data:/data"]');
    equal(applyEdits(text, [first(text, 'Mount').readOnly.set!(true)]), service('volumes: ["./data:/data:ro"]'));
  });
  test('commands in words, each with its place', () => {
    const text = service(
      'command: sh -c "echo \'a b\' && x" # note\nentrypoint: ["/bin/run", "--flag"]\nhealthcheck: {test: ["CMD-SHELL", "curl -f x"]}',
    );
    deepEqual(
      shown(text, 'Command').map((line) => line.split(' → ')[1]),
      ['command exec ["sh","-c","echo \'a b\' && x"]', 'ENTRYPOINT exec ["/bin/run","--flag"]', 'healthcheck shell "curl -f x"'],
    );
    deepEqual(
      first(text, 'Command').words!.map(({ span }) => cut(text, span)),
      ['sh', '-c', '"echo \'a b\' && x"'],
    );
  });
  test('an entrypoint that waits for its script is one command with it', () => {
    const text = service('entrypoint: [bash, -ec]\ncommand: ["a && b"]');
    deepEqual(
      shown(text, 'Command').map((line) => line.split(' → ')[1]),
      ['command exec ["bash","-ec","a && b"]'],
    );
    equal(shown(service('entrypoint: [bash, -ec]'), 'Command').length, 1);
    equal(shown(service('entrypoint: [bash, /run.sh]\ncommand: [serve]'), 'Command').length, 2);
  });
  test('health checks that are none', () => {
    deepEqual(
      ['healthcheck: {disable: true}', 'healthcheck: {test: [NONE]}', 'command:', 'command: []'].flatMap((body) =>
        shown(service(body), 'Command'),
      ),
      [],
    );
    deepEqual(shown(service('healthcheck: {test: "exit 0"}'), 'Command'), ['exit 0 → healthcheck shell "exit 0"']);
    deepEqual(shown(service('healthcheck: {test: [CMD, a, b]}'), 'Command'), ['a, b → healthcheck exec ["a","b"]']);
  });
  test('a config that is in the file, or beside it', () => {
    deepEqual(
      shown(
        'configs:\n  a:\n    content: |\n      x=${Y:-1}\n  b:\n    file: ./b.conf\n  c:\n    external: true\n',
        'CopiedFile',
      ),
      ['a → config a "x=1\\n"', './b.conf → config ./b.conf'],
    );
  });
});

suite('compose: whatever is typed', () => {
  test('wrong types are silence', () => {
    for (const body of [
      'ports: 80',
      'ports: {a: 1}',
      'environment: x',
      'environment: [[a]]',
      'volumes: x',
      'image: [x]',
      'command: {a: b}',
      'healthcheck: x',
      'build: [x]',
      'labels: 1',
      'secrets: {a: b}',
      'extends: [a]',
      'configs: 1',
    ])
      ok(readCompose(service(body), 'compose.yaml').nodes.length > 0, body);
    for (const text of [
      '',
      'services:',
      'services: 1',
      'services: [a]',
      'services:\n  a:\n',
      'services:\n  a: x\n',
      '- a',
      '\0',
      'services:\n  - a\n',
    ])
      readCompose(text, 'compose.yaml');
  });
  test('a half-typed line costs nothing else', () => {
    const text = 'services:\n  api:\n    image: a/b:1\n    pri\n  db:\n    image: c/d:2\n    privileged: true\n';
    deepEqual(shown(text, 'Container'), [
      'api → service user=unset privileged=unset readOnly=unset',
      'db → service user=unset privileged=true readOnly=unset',
    ]);
    equal(readCompose(text, 'compose.yaml').problems.length, 1);
  });
});
