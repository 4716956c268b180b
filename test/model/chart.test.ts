import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Asking } from '../../rules/model/asking.ts';
import { readDocument } from '../../rules/model/document.ts';
import { Chart } from '../../rules/model/kubernetes/chart.ts';
import type { Container, NodeKind, NodeOf } from '../../rules/model/nodes.ts';
import { filesOf } from './filesOf.ts';
import { cut, outline, said } from './outline.ts';

const values =
  'image: {repository: registry.example/app, tag: ""}\nport: 8443\nuid: 0\nprivileged: true\nempty:\ndb: {password: hunter22, host: db.example}\nlog: debug\nlist: [1]\ntext: |\n  a\n  b\ntemplate: "{{ .Release.Name }}"\nbig: 10000000\n';
const chart = { 'c/Chart.yaml': 'name: app\nversion: 1.0.0\nappVersion: "2.3"\n', 'c/values.yaml': values };
const at = (uri: string, texts: Readonly<Record<string, string>>) => Chart.around(uri, new Asking(filesOf(texts)));

suite('what a template takes from its chart', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['.Values.port', 8443], ['- $.Values.port -', 8443], ['.Values.image.repository | quote', 'registry.example/app'], ['.Values.image.tag | default .Chart.AppVersion', '2.3'],
    ['default "x" .Values.empty', 'x'], ['.Values.none.at.all | default 5', 5], ['.Values.none | default (printf "%s-%d" .Chart.Name .Values.port)', 'app-8443'], ['.Values.none', null],
    ['printf "%s:%s" .Values.image.repository .Chart.AppVersion', 'registry.example/app:2.3'], ['printf "%s" .Values.none', undefined], ['printf "%q" .Values.log', undefined],
    ['.Values.list', undefined], ['.Values.image', undefined], ['.Values.log | upper | lower | trim | toString', 'debug'], ['required "say it" .Values.log', 'debug'],
    ['tpl .Values.log .', undefined], ['tpl .Values.template $', undefined], ['include "app.name" .', undefined], ['.Release.Name', undefined], ['.Values.log | nindent 4', undefined],
    ['.Values.release | default .Release.Name', undefined], ['.Release.Name | default "x"', undefined], ['"lit"', 'lit'], ['`raw`', 'raw'], ['.Values.log | default', undefined], ['(((', undefined], ['', undefined],
    ['.Values.log | b64enc', undefined], ['index .Values "log"', undefined], ['.Files.Get "x"', undefined], ['.Chart.Version', '1.0.0'], ['.Values["log"]', undefined],
  ]; // biome-ignore format: a table
  for (const [source, value] of cases)
    test(source, () =>
      equal(
        at('c/templates/x.yaml', chart)!.evaluate(
          `{{${source.startsWith('-') ? '' : ' '}${source}${source.endsWith('-') ? '' : ' '}}}`,
        ),
        value,
      ),
    );

  test('a chart within a chart takes its values from both', () => {
    const texts = {
      'c/Chart.yaml': 'name: c\n',
      'c/values.yaml': 'sub: {a: outer}\nglobal: {g: 1}\na: not\n',
      'c/charts/sub/Chart.yaml': 'name: sub\n',
      'c/charts/sub/values.yaml': 'a: inner\nb: inner\n',
    };
    const sub = at('c/charts/sub/templates/deep/x.yaml', texts)!;
    deepEqual(
      ['a', 'b', 'global.g', 'c'].map((path) => sub.evaluate(`{{ .Values.${path} }}`)),
      ['outer', 'inner', 1, null],
    );
  });
  test('without a Chart.yaml there is none', () => {
    equal(at('c/templates/x.yaml', { 'c/values.yaml': values }), undefined);
    equal(at('c/mytemplates/x.yaml', chart), undefined);
    equal(at('templates/x.yaml', { 'Chart.yaml': 'name: x' })?.evaluate('{{ .Chart.Name }}'), 'x');
  });
});

suite('a template with the values of its chart', () => {
  const text =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include "app.name" . }}\nspec:\n  selector: {}\n  template:\n    spec:\n      containers:\n        - name: app\n          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"\n          securityContext:\n            runAsUser: {{ .Values.uid }}\n            privileged: {{ .Values.privileged | quote }}\n          ports:\n            - containerPort: {{ .Values.port }}\n          args: ["--log={{ .Values.log }}", "--password={{ .Values.db.password }}"]\n          env:\n            - name: DB_PASSWORD\n              value: {{ .Values.db.password | quote }}\n            - name: DB_HOST\n              value: {{ .Values.db.host }}\n            - name: LOG\n              value: {{ .Values.log }}\n';
  const read = (files: Readonly<Record<string, string>> | undefined) =>
    readDocument('c/templates/x.yaml', 'kubernetes', text, undefined, files && filesOf(files)).parts[0]!.part.nodes;
  const first = <K extends NodeKind>(kind: K): NodeOf<K> => read(chart).find((node): node is NodeOf<K> => node.kind === kind)!;
  test('values are known, at the place of the template', () => {
    const { user, privileged, partial, image } = first('Container') as Container;
    deepEqual([user.value, privileged.value, partial], ['0', true, true]);
    equal(cut(text, user.span), '{{ .Values.uid }}');
    deepEqual([image?.name?.repository, image?.name?.tag.value, image?.set], ['registry.example/app', '2.3', undefined]);
    equal(user.set, undefined);
    deepEqual([first('Port').from, first('Port').set], [8443, undefined]);
  });
  test('what a process sees is known where it is a plain setting', () => {
    deepEqual(
      outline(text, read(chart), 'Variable').map((line) => line.split(': ')[1]),
      ['DB_PASSWORD=unknown', 'DB_HOST=unknown', 'LOG=debug'],
    );
    deepEqual(
      first('Command').words!.map(({ text }) => text),
      ['--log=debug', '--password=\uFFFE'],
    );
  });
  test('without files nothing is', () => {
    const [container] = read(undefined).filter((node) => node.kind === 'Container');
    deepEqual([said(container!.user), container!.image?.name?.repository], ['unknown', undefined]);
  });
});
