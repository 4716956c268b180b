import { deepEqual, equal, notEqual, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { BuildContext } from '../../rules/engine/project.ts';
import { Workspace } from '../../rules/engine/project/workspace.ts';
import { beside, nameOf, sameName } from '../../rules/model/files.ts';
import type { Container } from '../../rules/model/nodes.ts';
import { memory, workspaceOf } from '../support/memory.ts';

const DOCKERFILE = 'FROM debian:12\nCOPY . /app\n';
const compose = (build: string): string => `services:\n  records:\n    build: ${build}\n`;

suite('builds', () => {
  test('a context alone, a map, and a Dockerfile beside the context', () => {
    const project = workspaceOf({
      'compose.yaml':
        'services:\n  api:\n    build: ./api\n  web:\n    build:\n      context: .\n      dockerfile: docker/web.Dockerfile\n      target: serve\n',
      'api/Dockerfile': DOCKERFILE,
      'docker/web.Dockerfile': DOCKERFILE,
    });
    deepEqual(
      project.buildsOf('api/Dockerfile').map(({ service, context, file }) => [file, service, context]),
      [['compose.yaml', 'api', 'api/']],
    );
    const [web] = project.buildsOf('docker/web.Dockerfile');
    deepEqual([web?.service, web?.context, web?.target], ['web', '', 'serve']);
    equal('services:\n  api:\n    build'.length, project.buildsOf('api/Dockerfile')[0]!.span.end);
    deepEqual(project.buildsOf('Dockerfile'), []);
  });

  test('a compose file further down names what is above it', () => {
    const project = workspaceOf({ 'deploy/prod/compose.yaml': compose('../..'), Dockerfile: DOCKERFILE });
    deepEqual(
      project.contextsOf('Dockerfile').map(({ folder }) => folder),
      [''],
    );
    equal(project.buildsOf('Dockerfile').length, 1);
  });

  test('what is elsewhere or unknown builds nothing here', () => {
    for (const build of [
      'https://git.example/records.git',
      'git@git.example:records.git',
      '${CONTEXT}',
      '../../above',
      '{ context: ., dockerfile_inline: "FROM scratch" }',
      '{ context: ., dockerfile: "${FILE}" }',
      '~/records',
    ])
      deepEqual(
        workspaceOf({
          'compose.yaml': compose(JSON.stringify(build).replace(/^"(\{.*)"$/, (_, map: string) => map.replaceAll('\\', ''))),
          Dockerfile: DOCKERFILE,
        }).buildsOf('Dockerfile'),
        [],
        build,
      );
  });

  test('a default is taken where a variable is not set', () =>
    equal(
      workspaceOf({ 'compose.yaml': compose('"${CONTEXT:-api}"'), 'api/Dockerfile': DOCKERFILE }).buildsOf('api/Dockerfile')
        .length,
      1,
    ));

  test('what an override leaves out is in the file below it', () => {
    const project = workspaceOf({
      'compose.yaml': compose('{ context: api, dockerfile: Containerfile }'),
      'compose.override.yaml': compose('{ target: debug }'),
      'api/Containerfile': DOCKERFILE,
    });
    deepEqual(
      project.buildsOf('api/Containerfile').map(({ file, target }) => [file, target]),
      [
        ['compose.override.yaml', 'debug'],
        ['compose.yaml', undefined],
      ],
    );
  });

  test('a build can come from the service that is extended', () => {
    const text = 'services:\n  base:\n    build: ./api\n  worker:\n    extends: base\n';
    const project = workspaceOf({ 'compose.yaml': text, 'api/Dockerfile': DOCKERFILE });
    deepEqual(
      project.buildsOf('api/Dockerfile').map(({ service }) => service),
      ['base', 'worker'],
    );
  });

  test('a Containerfile is built where there is no Dockerfile', () =>
    equal(workspaceOf({ 'compose.yaml': compose('.'), Containerfile: DOCKERFILE }).buildsOf('Containerfile').length, 1));
});

suite('build contexts', () => {
  const contextOf = (files: Record<string, string>, dockerfile = 'Dockerfile'): BuildContext =>
    workspaceOf(files).contextsOf(dockerfile)[0]!;

  test('without a build it is the folder of the Dockerfile, with what is sent', () => {
    const context = contextOf(
      { 'api/Dockerfile': DOCKERFILE, 'api/data/visits.csv': '', 'api/.dockerignore': 'data\n', 'web/x': '' },
      'api/Dockerfile',
    );
    equal(context.folder, 'api/');
    equal(context.ignoreFile, 'api/.dockerignore');
    ok(context.hasIgnores);
    ok(context.ignores('data/visits.csv'));
    deepEqual(context.sent(), { paths: ['.dockerignore', 'Dockerfile'], complete: true });
  });

  test('an ignore file that does not exist or says nothing leaves nothing out', () => {
    equal(contextOf({ Dockerfile: DOCKERFILE }).ignoreFile, '.dockerignore');
    equal(contextOf({ Dockerfile: DOCKERFILE }).hasIgnores, false);
    equal(contextOf({ Dockerfile: DOCKERFILE, '.dockerignore': '# nothing yet\n' }).hasIgnores, false);
  });

  test("an ignore file of the Dockerfile's own comes first, even an empty one", () => {
    const files = { 'a.Dockerfile': DOCKERFILE, '.dockerignore': '*', 'a.Dockerfile.dockerignore': '' };
    const context = contextOf(files, 'a.Dockerfile');
    equal(context.ignoreFile, 'a.Dockerfile.dockerignore');
    equal(context.ignores('x'), false);
  });

  test('the own ignore file is beside the Dockerfile, its patterns begin at the context', () => {
    const project = workspaceOf({
      'compose.yaml': compose('{ context: ., dockerfile: docker/Dockerfile }'),
      'docker/Dockerfile': DOCKERFILE,
      'docker/Dockerfile.dockerignore': 'data',
      'data/visits.csv': '',
    });
    const [context] = project.contextsOf('docker/Dockerfile');
    deepEqual([context!.folder, context!.ignores('data/visits.csv')], ['', true]);
  });

  test('each build of a Dockerfile has a context, each folder once', () => {
    const project = workspaceOf({
      'compose.yaml': compose('{ context: a, dockerfile: ../Dockerfile }'),
      'b/compose.yaml': compose('{ context: ., dockerfile: ../Dockerfile }'),
      'c/compose.yaml': compose('{ context: ../a, dockerfile: ../Dockerfile }'),
      Dockerfile: DOCKERFILE,
    });
    deepEqual(
      project
        .contextsOf('Dockerfile')
        .map(({ folder }) => folder)
        .sort(),
      ['a/', 'b/'],
    );
  });

  test('where what is copied by name is only above, the context is above', () => {
    const files = {
      'docker/Dockerfile': 'FROM debian:12\nCOPY src/main.py requirements.txt /app/\n',
      'src/main.py': '',
      'requirements.txt': '',
      'docker/x': '',
    };
    equal(contextOf(files, 'docker/Dockerfile').folder, '');
    equal(
      contextOf({ ...files, 'docker/requirements.txt': '', 'docker/src/main.py': '' }, 'docker/Dockerfile').folder,
      'docker/',
    );
    equal(contextOf({ 'docker/Dockerfile': 'FROM debian:12\nCOPY nowhere.txt /app/\n' }, 'docker/Dockerfile').folder, 'docker/');
  });

  test('folders above the workspace are none of ours', () => {
    const files = memory({ '/home/src/main.py': '', '/home/work/docker/Dockerfile': 'FROM debian:12\nCOPY src /app/\n' });
    equal(Workspace.of(files, ['/home/work/']).contextsOf('/home/work/docker/Dockerfile')[0]!.folder, '/home/work/docker/');
  });
});

suite('the Dockerfile of a service', () => {
  const STAGES = 'FROM debian:12 AS base\nUSER root\nFROM base AS debug\nUSER 1\nFROM base AS serve\nUSER 2\n';
  const ask = (build: string, files: Record<string, string>) => {
    const project = workspaceOf({ ...files, 'compose.yaml': compose(build) });
    const service = project.documents('compose')[0]!.parts[0]!.part.nodes.find((node) => node.kind === 'Container') as Container;
    return project.dockerfileOf('compose.yaml', service);
  };

  test('its shipped container is that of the last stage, or of the target', () => {
    const container = (build: string) => ask(build, { Dockerfile: STAGES })?.container;
    deepEqual([container('.')?.name, container('.')?.user.value], ['serve', '2']);
    deepEqual(
      [container('{ context: ., target: debug }')?.name, container('{ context: ., target: debug }')?.user.value],
      ['debug', '1'],
    );
    equal(container('{ context: ., target: Base }')?.user.value, 'root');
    equal(container('{ context: ., target: "1" }')?.name, 'debug');
    equal(container('{ context: ., target: nowhere }'), undefined);
  });

  test('spans are those of the whole text', () => {
    const found = ask('{ context: ., target: base }', { Dockerfile: STAGES })!;
    equal(found.document.text, STAGES);
    equal(STAGES.slice(found.container.user.span.start, found.container.user.span.end), 'root');
  });

  test('one that is not in the workspace is not guessed', () => equal(ask('./api', { Dockerfile: STAGES }), undefined));
});

suite('documents', () => {
  const MANIFEST = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: records\n';

  test('are told apart by name and text, sorted by name', () => {
    const project = workspaceOf({
      'b.yaml': MANIFEST,
      'a.yaml': MANIFEST,
      'notes.yaml': 'a: 1',
      Dockerfile: DOCKERFILE,
      'compose.yaml': compose('.'),
      'readme.md': '',
    });
    deepEqual(
      project.documents('kubernetes').map(({ uri }) => uri),
      ['a.yaml', 'b.yaml'],
    );
    deepEqual(
      project.documents('dockerfile').map(({ uri }) => uri),
      ['Dockerfile'],
    );
    deepEqual(
      project.documents('compose').map(({ uri }) => uri),
      ['compose.yaml'],
    );
    deepEqual(project.documents('image'), []);
  });

  test('objects have their file and the place of their section in it', () => {
    const project = workspaceOf({ 'all.yaml': `${MANIFEST}---\n${MANIFEST.replace('records', 'imaging')}` });
    deepEqual(
      project.manifests().map(({ file, manifest: { type, name } }) => [file, type, name]),
      [
        ['all.yaml', 'Namespace', 'records'],
        ['all.yaml', 'Namespace', 'imaging'],
      ],
    );
    const { start, manifest } = project.manifests()[1]!;
    equal(
      `${MANIFEST}---\n${MANIFEST.replace('records', 'imaging')}`.slice(manifest.span.start + start, manifest.span.end + start),
      'imaging',
    );
  });

  test('a file that a kustomization lists as a patch is one', () => {
    const project = workspaceOf({
      'overlays/prod/kustomization.yaml':
        'resources: [../../base]\npatches:\n  - path: memory.yaml\npatchesStrategicMerge:\n  - ../user.yaml\n  - |-\n    apiVersion: v1\npatchesJson6902:\n  - path: port.yaml\n    target: { kind: Service, name: api }\n',
      'overlays/prod/memory.yaml': MANIFEST,
    });
    for (const file of ['overlays/prod/memory.yaml', 'overlays/user.yaml', 'overlays/prod/port.yaml'])
      ok(project.isPatch(file), file);
    equal(project.isPatch('base'), false);
  });

  test('are read once, and again only when they change', () => {
    const read: string[] = [];
    const texts: Record<string, string> = { 'a.yaml': MANIFEST, 'b.yaml': MANIFEST, Dockerfile: DOCKERFILE };
    const files = () => ({
      ...memory({ ...texts }),
      text: (name: string) => (name in texts ? texts[read[read.push(name) - 1]!] : undefined),
    });
    const first = Workspace.of(files(), ['']);
    deepEqual(read, []);
    for (const target of ['kubernetes', 'compose', 'dockerfile', 'kubernetes'] as const) first.documents(target);
    deepEqual([...new Set(read.splice(0))].sort(), ['Dockerfile', 'a.yaml', 'b.yaml']);
    equal(first.documents('kubernetes'), first.documents('kubernetes'));
    deepEqual(read, []);
    texts['b.yaml'] = MANIFEST.replace('records', 'imaging');
    delete texts['Dockerfile'];
    const second = first.after(files(), [''], ['b.yaml', 'Dockerfile']);
    deepEqual(
      second.manifests().map(({ manifest }) => manifest.name),
      ['records', 'imaging'],
    );
    deepEqual(second.documents('dockerfile'), []);
    deepEqual([...new Set(read)], ['b.yaml']);
    equal(second.documents('kubernetes')[0], first.documents('kubernetes')[0]);
    deepEqual(
      first.manifests().map(({ manifest }) => manifest.name),
      ['records', 'records'],
    );
    notEqual(second, first);
  });

  test('what is too large is left out, and the project says that it is not all', () => {
    const files = memory({ 'a.yaml': MANIFEST, 'b.yaml': MANIFEST, 'c.yaml': `${MANIFEST}# ${'x'.repeat(500)}` });
    const project = Workspace.of(files, [''], { file: 300, all: MANIFEST.length, recent: 0 });
    deepEqual(
      project.documents('kubernetes').map(({ uri }) => uri),
      ['a.yaml'],
    );
    equal(project.complete, false);
    equal(workspaceOf({ 'a.yaml': MANIFEST }).complete, true);
    const later = project.after(memory({ 'b.yaml': MANIFEST }), [''], ['a.yaml', 'c.yaml']);
    deepEqual(
      later.documents('kubernetes').map(({ uri }) => uri),
      ['b.yaml'],
    );
    equal(later.complete, true);
  });

  test('can be read in steps', () => {
    const project = workspaceOf({ 'a.yaml': MANIFEST, Dockerfile: DOCKERFILE });
    ok([...project.prepare()].length >= 2);
    equal(project.manifests().length, 1);
  });
});

suite('names', () => {
  test('one file has one name, however its URI is escaped', () => {
    for (const uri of ['file:///work/a%20b/%40x/(1)/Dockerfile', 'file:///work/a b/@x/%281%29/Dockerfile'])
      equal(sameName(uri), 'file:///work/a%20b/%40x/%281%29/Dockerfile');
    equal(sameName('file:///C:/work/Dockerfile'), 'file:///c%3A/work/Dockerfile');
    equal(sameName('/work/a b/Dockerfile'), '/work/a b/Dockerfile');
    equal(beside('file:///work/Dockerfile', '@x/a b.csv'), 'file:///work/%40x/a%20b.csv');
  });

  test('a project in the editor is asked by URIs', () => {
    const files = memory({
      'file:///work/a%20b/compose.yaml': compose('./%40'),
      'file:///work/a%20b/%2540/Dockerfile': DOCKERFILE,
      'file:///work/a%20b/%2540/@data/x.csv': '',
    });
    const project = Workspace.of(files, ['file:///work/']);
    const [context] = project.contextsOf('file:///work/a b/%2540/Dockerfile');
    equal(context!.folder, 'file:///work/a%20b/%2540/');
    equal(project.buildsOf('file:///work/a%20b/%2540/Dockerfile').length, 1);
  });

  test('the last part is as people write it', () => {
    equal(nameOf('file:///work/a%20b.yaml'), 'a b.yaml');
    equal(nameOf('/work/a%20b.yaml'), 'a%20b.yaml');
    equal(nameOf('file:///work/100%.yaml'), '100%.yaml');
  });
});
