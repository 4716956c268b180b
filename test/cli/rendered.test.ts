import { deepEqual, equal } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { runCli } from './runCli.ts';

const TEMPLATE = `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  containers:
    - name: api
      image: {{ .Values.image }}
      securityContext:
          privileged: true
`;
const pod = (image: string): string => `apiVersion: v1
kind: Pod
metadata:
  name: portal
spec:
  containers:
    - name: api
      image: ${image}
      securityContext:
        privileged: true
`;

suite('rendered input', () => {
  let cwd: string;
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  };
  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'breakwater-rendered-'));
    write('portal/templates/api.yaml', TEMPLATE);
    write('base/api.yaml', pod('alpine:3.22'));
  });
  after(() => rmSync(cwd, { recursive: true }));

  const placesOf = async (stdin: string, folder = cwd) => {
    const rules = ['--rule', 'privileged-container', '--rule', 'floating-tag'];
    const { out } = await runCli(['check', '-', '--stdin-filename', 'out.yaml', '--format', 'json', ...rules], {
      cwd: folder,
      stdin,
    });
    const { findings } = JSON.parse(out) as {
      findings: { rule: string; path: string; start: object; end: object; fixes: object[]; related: { path: string }[] }[];
    };
    return findings.map(({ rule, path, start, end, fixes, related }) => ({
      rule,
      path,
      at: [start, end].flatMap((place) => Object.values(place)).join(' '),
      fixes: fixes.length,
      related: related.map(({ path }) => path),
    }));
  };

  test('of `helm template` is told at the template, on the line that reads the same, else on the one of its key', async () => {
    const rendered = `---\n# Source: portal/templates/api.yaml\n${pod('alpine:latest')}---\n# Source: portal/templates/gone.yaml\n${pod('alpine:3.22')}`;
    const expected = (path: string) => [
      { rule: 'privileged-container', path: 'out.yaml', at: '24 21 24 25', fixes: 1, related: [] },
      { rule: 'floating-tag', path, at: '8 7 8 33', fixes: 0, related: ['out.yaml'] },
      { rule: 'privileged-container', path, at: '10 23 10 27', fixes: 0, related: ['out.yaml'] },
    ];
    deepEqual(await placesOf(rendered), expected('portal/templates/api.yaml'));
    const inChart = (await placesOf(rendered, join(cwd, 'portal'))).map(({ path }) => path);
    deepEqual(inChart, ['out.yaml', 'templates/api.yaml', 'templates/api.yaml']);
  });

  test('of `kustomize build` with origins is told at the resource', async () => {
    const rendered = pod('alpine:3.22').replace(
      '  name: portal',
      '  annotations:\n    config.kubernetes.io/origin: |\n      path: base/api.yaml\n  name: portal',
    );
    deepEqual(
      (await placesOf(rendered)).map(({ path, at }) => `${path} ${at}`),
      ['base/api.yaml 10 21 10 25'],
    );
  });

  test('that does not say where it comes from stays where it is', async () => {
    const [only, ...others] = await placesOf(pod('alpine:3.22'));
    deepEqual([only?.path, only?.fixes, others], ['out.yaml', 1, []]);
    equal(only?.related.length, 0);
  });
});
