import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDocument } from '../../rules/model/document.ts';
import type { NodeKind, NodeOf } from '../../rules/model/nodes.ts';
import { filesOf } from './filesOf.ts';
import { outline } from './outline.ts';

type Texts = Readonly<Record<string, string>>;

const read = (uri: string, texts: Texts) => readDocument(uri, 'kubernetes', texts[uri]!, undefined, filesOf(texts));
const all = <K extends NodeKind>(uri: string, texts: Texts, kind: K): NodeOf<K>[] =>
  read(uri, texts).parts.flatMap(({ part }) => part.nodes.filter((node): node is NodeOf<K> => node.kind === kind));
const partial = (uri: string, texts: Texts): string[] =>
  all(uri, texts, 'kubernetes.Manifest').map(
    ({ name, namespace, partial }) => `${namespace ?? '-'}/${name}${partial ? ' partial' : ''}`,
  );
const images = (uri: string, texts: Texts): string[] =>
  read(uri, texts).parts.flatMap(({ part }) => outline(part.text, part.nodes, 'ImageReference'));

const deployment = (name: string, image = 'nginx'): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  selector: {}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n        - name: app\n          image: ${image}\n`;
const base = {
  '/r/k/base/kustomization.yaml': 'resources: [api.yaml]\n',
  '/r/k/base/api.yaml': `${deployment('api')}---\n${deployment('web', 'a/web:1')}`,
};
const overlay = (body: string, name = 'prod'): Texts => ({
  [`/r/k/overlays/${name}/kustomization.yaml`]: `resources:\n  - ../../base\n${body}`,
});
const API = '/r/k/base/api.yaml';

suite('kustomize: a base with its overlays', () => {
  test('alone it is whole', () => deepEqual(partial(API, base), ['-/api', '-/web']));
  test('what a patch is for need not be whole, by whatever form', () => {
    for (const body of [
      'patches: [{path: p.yaml}]\n',
      'patchesStrategicMerge: [p.yaml]\n',
      'patchesStrategicMerge:\n  - |\n    kind: Deployment\n    metadata: {name: api}\n',
      'patches:\n  - target: {kind: Deployment, name: api}\n    patch: "- op: add"\n',
      'patchesJson6902: [{target: {kind: Deployment, name: api}, path: j.yaml}]\n',
      'replicas: [{name: api, count: 2}]\n',
    ])
      deepEqual(
        partial(API, { ...base, ...overlay(body), '/r/k/overlays/prod/p.yaml': 'kind: Deployment\nmetadata: {name: api}\n' }),
        ['-/api partial', '-/web'],
        body,
      );
    for (const body of [
      'patches: [{path: none.yaml}]\n',
      'patches: [{target: {kind: Deployment}, patch: x}]\n',
      'patches: [{target: {name: ".*"}, patch: x}]\n',
      'transformers: [t.yaml]\n',
    ])
      deepEqual(partial(API, { ...base, ...overlay(body) }), ['-/api partial', '-/web partial'], body);
    deepEqual(partial(API, { ...base, ...overlay('patches: [{target: {kind: Service}, patch: x}]\n') }), ['-/api', '-/web']);
  });
  test('components count, and overlays of overlays', () => {
    const texts = {
      ...base,
      ...overlay('components: [../../parts]\n'),
      '/r/k/parts/kustomization.yaml': 'kind: Component\npatches: [{target: {name: web}, patch: x}]\n',
      '/r/k/overlays/eu/kustomization.yaml': 'resources: [../prod]\nnamespace: eu\nimages: [{name: nginx, newTag: "1"}]\n',
    };
    deepEqual(partial(API, texts), ['eu/api', 'eu/web partial']);
    deepEqual(images(API, texts), ['nginx → run docker.io/library/nginx tag=1', 'a/web:1 → run docker.io/a/web tag=1']);
  });
  test('its namespace, when all overlays agree', () => {
    deepEqual(partial(API, { ...base, ...overlay('namespace: a\n') }), ['a/api', 'a/web']);
    deepEqual(partial(API, { ...base, ...overlay('namespace: a\n'), ...overlay('namespace: b\n', 'dev') }), [
      '-/api partial',
      '-/web partial',
    ]);
  });
  test('its images', () => {
    const tag = (body: string, other = ''): string[] =>
      images(API, { ...base, ...overlay(body), ...(other && overlay(other, 'dev')) }).map((line) => line.split(' → ')[1]!);
    const web = 'run docker.io/a/web tag=1';
    deepEqual(tag('images: [{name: nginx, newTag: "1.2"}]\n'), ['run docker.io/library/nginx tag=1.2', web]);
    deepEqual(tag('images: [{name: nginx, newName: r.example/n, newTag: "1.2"}]\n'), ['run r.example/n tag=1.2', web]);
    deepEqual(tag(`images: [{name: a/web, digest: "sha256:${'a'.repeat(64)}"}]\n`), [
      'run docker.io/library/nginx tag=unset',
      'run docker.io/a/web tag=unset',
    ]);
    deepEqual(tag('images: [{name: nginx, newTag: "1"}]\n', 'images: [{name: nginx, newTag: "2"}]\n'), [
      'run docker.io/library/nginx tag=unknown',
      web,
    ]);
    deepEqual(tag('images: [{name: nginx, newName: x, newTag: "1"}]\n', 'images: []\n'), ['run ? tag=?', web]);
  });
  test('what the kustomization decides is not written over', () => {
    const [nginx, web] = all(API, { ...base, ...overlay('images: [{name: nginx, newTag: "1.2"}]\n') }, 'ImageReference');
    deepEqual([nginx!.set, typeof web!.set], [undefined, 'function']);
  });
  test('a circle of kustomizations ends', () =>
    deepEqual(
      partial(API, {
        ...base,
        ...overlay('namespace: a\n'),
        '/r/k/base/kustomization.yaml': 'resources: [api.yaml, ../overlays/prod]\n',
      }),
      ['a/api', 'a/web'],
    ));
});

suite('kustomize: other files', () => {
  test('a patch need not be whole, wherever its kustomization is', () => {
    const patch = deployment('api');
    deepEqual(
      partial('/r/o/patches/p.yaml', {
        '/r/o/patches/p.yaml': patch,
        '/r/o/kustomization.yml': 'patches: [{path: patches/p.yaml}]\n',
      }),
      ['-/api partial'],
    );
    deepEqual(
      partial('/r/o/patches/p.yaml', {
        '/r/o/patches/p.yaml': patch,
        '/r/o/kustomization.yml': 'patches: [{path: patches/q.yaml}]\n',
      }),
      ['-/api'],
    );
  });
  test('the images a kustomization names', () =>
    deepEqual(
      images('k/kustomization.yaml', {
        'k/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages:\n  - {name: a, newTag: latest}\n  - {name: b, newName: r.example/b}\n  - name: c\n',
      }),
      ['latest → run docker.io/library/a tag=latest', 'r.example/b → run r.example/b tag=unknown'],
    ));
  test('a change of a patch elsewhere is noticed', () => {
    const texts: Texts = {
      ...base,
      ...overlay('patches: [{path: p.yaml}]\n'),
      '/r/k/overlays/prod/p.yaml': 'kind: Deployment\nmetadata: {name: api}\n',
    };
    const files = filesOf(texts);
    const document = readDocument(API, 'kubernetes', texts[API]!, undefined, files);
    equal(readDocument(API, 'kubernetes', texts[API]!, document, filesOf({ ...texts })), document);
    notEqual(
      readDocument(
        API,
        'kubernetes',
        texts[API]!,
        document,
        filesOf({ ...texts, '/r/k/overlays/prod/p.yaml': 'kind: Service\n' }),
      ),
      document,
    );
    notEqual(
      readDocument(API, 'kubernetes', texts[API]!, document, filesOf({ ...texts, ...overlay('namespace: x\n', 'new') })),
      document,
    );
  });
  test('URIs', () => {
    const uri = (texts: Texts): Texts =>
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [`file://${name}`, text]));
    deepEqual(partial(`file://${API}`, uri({ ...base, ...overlay('namespace: a\n') })), ['a/api', 'a/web']);
  });
});
