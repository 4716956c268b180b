import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { asTemplate } from '../../rules/model/helm.ts';
import { readKubernetes } from '../../rules/model/kubernetes.ts';
import type { NodeKind, NodeOf } from '../../rules/model/nodes.ts';
import { applyEdits } from '../../rules/model/text.ts';
import { parseYaml } from '../../rules/model/yaml.ts';
import { outline, said } from './outline.ts';

const PATH = 'charts/records/templates/x.yaml';
const shown = (text: string, kind: NodeKind): string[] =>
  outline(text, readKubernetes(text, PATH).nodes, kind).map((line) => line.split(' → ').at(-1)!);
const first = <K extends NodeKind>(text: string, kind: K): NodeOf<K> =>
  readKubernetes(text, PATH).nodes.find((node): node is NodeOf<K> => node.kind === kind)!;

/** The masked text, with `·` for what is open. */
const masked = (text: string): string => {
  const { masked: result } = asTemplate(text);
  equal(result.length, text.length);
  return result.replace(/\uFDD0/g, '·').replace(/ +$/gm, '');
};

const DEPLOYMENT = `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "records.fullname" . }}
  labels:
    {{- include "records.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicas }}
  {{- end }}
  selector:
    matchLabels: {{- include "records.selector" . | nindent 6 }}
  template:
    spec:
      {{- with .Values.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default "1.0" }}"
          {{- if .Values.debug }}
          securityContext:
            privileged: true
          {{- end }}
          env:
            - name: DB_PASSWORD
              value: hunter22
            - name: DB_HOST
              value: {{ .Values.db.host | quote }}
            {{- range $key, $value := .Values.env }}
            - name: {{ $key }}
              value: {{ $value | quote }}
            {{- end }}
          ports:
            - containerPort: 21
            - containerPort: {{ .Values.port }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
        - name: sidecar
          image: nginx
{{- end }}
`;

suite('templates of charts', () => {
  test('are no problem', () => deepEqual(readKubernetes(DEPLOYMENT, PATH).problems, []));
  test('what is literal is read, what is templated is unknown', () => {
    deepEqual(shown(DEPLOYMENT, 'Container'), [
      'main user=unset privileged=true readOnly=unset partial',
      'main user=unset privileged=unset readOnly=unset partial',
    ]);
    deepEqual(shown(DEPLOYMENT, 'ImageReference'), ['run ? tag=unknown', 'run docker.io/library/nginx tag=unset']);
    deepEqual(shown(DEPLOYMENT, 'Variable'), [
      'environment of {{ .Chart.Name }}: DB_PASSWORD=hunter22',
      'environment of {{ .Chart.Name }}: DB_HOST=unknown',
    ]);
    deepEqual(shown(DEPLOYMENT, 'Port'), ['container-port 21/tcp declared', 'container-port ?/tcp declared']);
    equal(
      shown(DEPLOYMENT, 'kubernetes.Manifest')[0]!.startsWith('apps/v1 Deployment /{{ include "records.fullname" . }} partial'),
      true,
    );
  });
  test('what is taken out leaves the conditions whole', () => {
    const { privileged } = first(DEPLOYMENT, 'Container');
    equal(
      applyEdits(DEPLOYMENT, [privileged.remove!()]),
      DEPLOYMENT.replace('          securityContext:\n            privileged: true\n', ''),
    );
  });
  test('nothing is written into a condition that is not about it', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    {{- if .Values.on }}\n    - name: api\n      image: x\n      {{- end }}\n';
    equal(
      applyEdits(text, [first(text, 'Container').user.set!('65532')]),
      text.replace('- name: api\n', '- name: api\n      securityContext:\n        runAsUser: 65532\n'),
    );
    const conditional =
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - securityContext:\n        {{- if .Values.on }}\n        runAsGroup: 1\n        {{- end }}\n      name: api\n      image: x\n';
    equal(first(conditional, 'Container').user.set, undefined);
  });
  test('what a template may fill in is not missing', () => {
    const state = (line: string): string =>
      said(
        first(`apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: api\n      image: x\n${line}\n`, 'Container').user,
      );
    equal(state('      securityContext: {{ toYaml .Values.sc }}'), 'unknown');
    equal(state('      securityContext:\n        {{- toYaml .Values.sc | nindent 8 }}'), 'unknown');
    equal(state('      {{- include "sc" . | nindent 6 }}'), 'unknown');
    equal(state('      resources:\n        {{- toYaml .Values.r | nindent 8 }}'), 'unset');
    equal(
      state('      securityContext:\n        privileged: true\n      resources:\n        {{- toYaml .Values.r | nindent 8 }}'),
      'unset',
    );
  });
  test('a file without actions in that folder is one like any other', () =>
    equal(first('apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: x}]}\n', 'Container').partial, false));
  test('actions in the texts of a plain manifest do not make it a template', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    summary: "{{ $labels.pod }} is down"\nspec:\n  containers:\n    - name: a\n      image: x\n';
    const { nodes } = readKubernetes(text, 'alerts/pod.yaml');
    deepEqual(outline(text, nodes, 'Container'), ['a → main user=unset privileged=unset readOnly=unset']);
  });
  test('but what is no YAML without them is one', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nspec:\n  {% if gpu %}\n  nodeSelector: {gpu: "yes"}\n  {% endif %}\n  containers:\n    - name: a\n      image: {{ image }}\n';
    const { nodes, problems } = readKubernetes(text, 'pod.yaml.j2');
    deepEqual(
      [outline(text, nodes, 'Container'), problems],
      [['a → main user=unset privileged=unset readOnly=unset partial'], []],
    );
  });
});

suite('masking', () => {
  test('a value, a part of one, and a key', () =>
    equal(
      masked('a: {{ .A }}\nb: "x-{{ .B | default "y" }}"\n{{ .C }}: d\n'),
      `a: ${'·'.repeat(8)}\nb: "x-${'·'.repeat(22)}"\n${'·'.repeat(8)}: d\n`,
    ));
  test('lines of their own', () =>
    equal(
      masked('{{- if .A }}\na: 1\n{{- else if .B -}}\na: 2\n{{ end }}\n{{/* a\nnote: }} */}}\nb: 3\n'),
      '\na: 1\n\na: 2\n\n\n\nb: 3\n',
    ));
  test('an action over several lines', () =>
    equal(masked('a: {{ include "x"\n  (dict "y" "}}") }}\nb: 1\n'), `a: ${'·'.repeat(35)}\nb: 1\n`));
  test('a condition behind a key', () => equal(masked('a: {{- if .A }}\n  b: 1\n  {{- end }}\n'), 'a:\n  b: 1\n\n'));
  test('a condition around a value', () =>
    equal(masked('a: {{ if .A }}x{{ else }}y{{ end }}\n'), `a: ${'·'.repeat(11)}x${'·'.repeat(10)}y${'·'.repeat(9)}\n`));
  test('text of a block scalar stays in it', () => {
    const text = 'a: |\n  x {{ .A }}\n{{- if .B }}\n  y\n{{- end }}\n  z\n{{- if .C }}\nb: 1\n{{- end }}\n';
    equal(parseYaml(asTemplate(text).masked).root.at('b').value, 1);
    equal(
      parseYaml(asTemplate(text).masked)
        .root.at('a')
        .text?.split('\n')
        .filter((line) => line.trim() !== '').length,
      5,
    );
  });
  test('a block scalar that begins with an action', () => {
    const text = 'data:\n  x: |-\n    {{- tpl .A . | nindent 4 }}\n  y: 1\n';
    const { root, problems } = parseYaml(asTemplate(text).masked);
    deepEqual([root.at('data', 'y').value, problems], [1, []]);
  });
  test('the column of an output', () =>
    deepEqual(
      asTemplate('a:\n  {{- include "x" . | nindent 4 }}\n  {{ toYaml .B | indent 2 }}\n{{ .C }}\n{{ if .D }}\n').holes.map(
        ({ column, control }) => [column, control],
      ),
      [
        [4, false],
        [4, false],
        [-1, false],
        [-1, true],
      ],
    ));
  test('what is never closed ends with its line', () =>
    equal(masked('a: {{ .A\nb: 1\n{{ if\nc: {% x\n'), `a: ${'·'.repeat(5)}\nb: 1\n\nc:\n`));
  test('any text keeps its length, and its lines', () => {
    const pieces = fc.array(
      fc.constantFrom(
        'a',
        ': ',
        '\n',
        '  ',
        '- ',
        '{{',
        '}}',
        '{%',
        '%}',
        '{#',
        '#}',
        ' if ',
        ' end ',
        '"',
        '`',
        '/*',
        '*/',
        '|\n',
        '\r\n',
        '{{- end }}',
        '{{ .A }}',
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(pieces, (parts) => void masked(parts.join(''))),
      { numRuns: 2_000 },
    );
  });
});
