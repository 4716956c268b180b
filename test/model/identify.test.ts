import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { identify } from '../../rules/model/identify.ts';
import { timeOf } from '../support/growth.ts';

const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: records\n';
const SERVICES = 'services:\n  records:\n    image: registry.example/records:1.4.2\n';

const target = (path: string, text = '', languageId?: string): string | undefined => identify(path, text, languageId).target;

suite('identify: Dockerfiles', () => {
  const ours = [
    'Dockerfile',
    'dockerfile',
    'a/b/Dockerfile',
    'a\\b\\Dockerfile',
    'file:///srv/My%20App/Dockerfile',
    'Containerfile',
    'api.dockerfile',
    'api.Dockerfile',
    'Dockerfile.prod',
    'Dockerfile-alpine',
    'Dockerfile.arm64v8',
  ];
  for (const path of ours) test(path, () => equal(target(path), 'dockerfile'));

  const others = [
    'dockerfile.go',
    'Dockerfile.ts',
    'Dockerfile.md',
    'Dockerfile.dockerignore',
    'api.dockerignore',
    '.dockerignore',
    'dockerfile_test.go',
    'Dockerfile.prod.dockerignore',
    'docs/dockerfile.html',
    '.dockerfile.swp',
  ];
  for (const path of others) test(`not ${path}`, () => equal(target(path, 'FROM debian:12\n'), undefined));

  test('the editor may know what the name does not say', () =>
    equal(target('untitled:Untitled-1', 'FROM debian:12\n', 'dockerfile'), 'dockerfile'));
  test('but it is wrong about an ignore file', () =>
    equal(target('Dockerfile.dockerignore', 'node_modules\n', 'dockerfile'), undefined));
});

suite('identify: compose', () => {
  const named = [
    'compose.yaml',
    'compose.yml',
    'docker-compose.yml',
    'docker-compose.override.yaml',
    'docker-compose.prod.yml',
    'compose.dev.yaml',
    'podman-compose.yml',
  ];
  for (const path of named) test(path, () => equal(target(path), 'compose'));

  test('a name that only begins so needs the text too', () => {
    equal(target('docker-compose-ci.yml', SERVICES), 'compose');
    equal(target('compose-settings.yaml', 'theme: dark\n'), undefined);
  });
  test('any name, when the text has services of compose', () => equal(target('stack.yml', SERVICES), 'compose'));
  test('services in braces', () => equal(target('stack.yml', 'services:\n  web: { image: nginx }\n'), 'compose'));
  test('after x- blocks, comments and a document mark', () =>
    equal(target('stack.yml', `---\n# ours\nx-common: &c\n  restart: always\n${SERVICES}`), 'compose'));
  test('a text that is an object after all', () => equal(target('compose.yaml', DEPLOYMENT, 'dockercompose'), 'kubernetes'));
  test('language ids lie', () => equal(target('pod.yaml', DEPLOYMENT, 'dockercompose'), 'kubernetes'));
  test('services that are a list are not ours', () => equal(target('ci.yml', 'services:\n  - postgres:15\n'), undefined));
  test('the services of a framework are not ours', () =>
    equal(
      target('config/services.yaml', 'services:\n  _defaults:\n    autowire: true\n  App\\:\n    resource: ../src\n'),
      undefined,
    ));
});

suite('identify: Kubernetes', () => {
  test('apiVersion and kind', () =>
    deepEqual(identify('a/records.yaml', DEPLOYMENT), { target: 'kubernetes', why: 'YAML with `apiVersion` and `kind`' }));
  test('in any order, quoted, after a BOM, with CRLF', () =>
    equal(target('x.yml', '\uFEFF"kind": Pod\r\nmetadata: {}\r\n"apiVersion": v1\r\n'), 'kubernetes'));
  test('in any document of the stream', () => equal(target('x.yaml', `note: first\n---\n${DEPLOYMENT}`), 'kubernetes'));
  test('but both in the same one', () => equal(target('x.yaml', 'apiVersion: v1\n---\nkind: Pod\n'), undefined));
  test('and at its top', () => equal(target('x.yaml', 'spec:\n  apiVersion: v1\n  kind: Pod\n'), undefined));
  test('JSON, and YAML written like it', () => {
    const pod = '{\n  "apiVersion": "v1",\n  "kind": "Pod"\n}\n';
    equal(target('pod.json', pod), 'kubernetes');
    equal(target('pod.yaml', pod), 'kubernetes');
    equal(target('package.json', '{"name": "kind", "x": {"apiVersion": "v1", "kind": "Pod"}}'), undefined);
  });
  test('a template of a chart', () => {
    equal(
      target(
        'charts/records/templates/deployment.yaml',
        '{{- if .Values.on }}\n  apiVersion: apps/v1\n  kind: Deployment\n{{- end }}\n',
      ),
      'kubernetes',
    );
    equal(target('charts/records/templates/notes.yaml', '{{ .Values.notes }}\n'), undefined);
  });
  for (const path of ['pod.yaml.tmpl', 'pod.yml.j2', 'pod.yaml.gotmpl'])
    test(path, () => equal(target(path, DEPLOYMENT), 'kubernetes'));
  test('a kustomization, with and without its kind', () => {
    equal(target('base/kustomization.yaml', 'resources: [records.yaml]\n'), 'kubernetes');
    equal(target('base/kustomization.yaml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'), 'kubernetes');
  });
  test('an object that is late in a long stream of others', () => {
    const data = 'apiVersion: v1\ndata:\n' + '  line: text\n'.repeat(30_000) + 'kind: ConfigMap\n';
    equal(target('big.yaml', data), 'kubernetes');
  });
});

suite('identify: not ours', () => {
  const workflows = [
    '.github/workflows/ci.yml',
    'C:\\src\\.github\\workflows\\ci.yml',
    '.gitlab-ci.yml',
    'azure-pipelines.yml',
    'bitbucket-pipelines.yml',
    '.circleci/config.yml',
    '.drone.yml',
    '.travis.yml',
    '.woodpecker/build.yaml',
  ];
  for (const path of workflows)
    test(path, () => deepEqual(identify(path, `${SERVICES}kind: pipeline\napiVersion: v1\n`), { why: 'a CI workflow' }));

  test('settings of a chart', () => {
    equal(target('charts/records/Chart.yaml', 'apiVersion: v2\nname: records\n'), undefined);
    equal(target('charts/records/values.yaml', 'image:\n  tag: "1"\n'), undefined);
    equal(target('charts/records/values-prod.yaml', 'replicas: 3\n'), undefined);
  });
  test('the policy', () => match(identify('.breakwater.yaml', 'rules: {}\n').why, /policy/));
  test('arbitrary YAML says why', () =>
    equal(identify('openapi.yaml', 'openapi: 3.1.0\npaths: {}\n').why, 'YAML without `apiVersion` and `kind`'));
  test('Ansible', () => equal(target('site.yml', '- hosts: all\n  tasks: []\n'), undefined));
  test('a backup copy', () => equal(target('pod.yaml.bak', DEPLOYMENT), undefined));
  test('no text, no name', () => equal(target('', ''), undefined));

  test('is told without looking through a large text', () => {
    const texts = [
      '  key: some value\n'.repeat(600_000),
      'x'.repeat(10_000_000),
      '{'.repeat(10_000_000),
      '\nservices:\n' + '   \n'.repeat(2_500_000),
      '\napiVersio'.repeat(1_000_000),
    ];
    for (const text of texts) {
      const least = (work: () => unknown): number => Math.min(...Array.from({ length: 5 }, () => timeOf(work)));
      const told = least(() => equal(target('data.yaml', text), undefined));
      const lookedThrough = least(() => {
        let sum = 0;
        for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) | 0;
        return sum;
      });
      ok(told < lookedThrough / 2, `${told} ms, and ${lookedThrough} ms`);
    }
  });
});
