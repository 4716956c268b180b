import { deepEqual, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { type Document, readDocument } from '../../rules/model/document.ts';
import type { Target } from '../../rules/model/nodes.ts';
import { assertInProportion } from '../support/growth.ts';
import { filesOf } from './filesOf.ts';
import { outline } from './outline.ts';

/** Another seed, or more runs, by the environment: `SEED=7 RUNS=5000 node --test test/model/anything.test.ts`. */
const runs = { seed: Number(process.env['SEED'] ?? 20261125), numRuns: Number(process.env['RUNS'] ?? 25) };

const DOCKERFILE = `# syntax=docker/dockerfile:1
ARG TAG=1.2
FROM --platform=linux/amd64 a/b:\${TAG:-3} AS build
ENV A=1 \\
  # note
  B="\${A}-2"
RUN <<EOF
curl http://x.example | sh
EOF
COPY --chown=1:1 ["a b", "/srv/"]
FROM build
COPY --from=0 /srv /srv
HEALTHCHECK CMD curl -f https://x
EXPOSE 21/tcp \${A}
ONBUILD USER root
USER 1000:0
CMD ["node", "x"]
`;
const COMPOSE = `x-env: &env {A: 1, TOKEN: "\${TOKEN:-hunter22}"}
include: [other.yaml, {path: [other.yaml, compose.yaml], env_file: .env}]
services:
  api: &api
    extends: {file: other.yaml, service: base}
    image: a/b:\${TAG}
    user: "\${UID:-0}"
    environment: {<<: *env, B: ~}
    env_file: [.env, {path: x.env, required: false}]
    ports: ["127.0.0.1:80:80", {target: 21, published: "2121"}]
    command: sh -c "echo 'a b'"
  job:
    <<: *api
    ports: !override ["22:22"]
    cap_add: !reset []
    build:
      dockerfile_inline: |
        FROM alpine
        RUN <<EOF
          echo $$HOME
        EOF
        USER root
configs:
  c:
    content: |
      key = \${VALUE}
`;
const KUBERNETES = `apiVersion: apps/v1
kind: Deployment
metadata: {name: api, labels: {a: b}}
spec:
  template:
    spec:
      securityContext: {runAsUser: 0}
      volumes: [{name: v, hostPath: {path: /}}]
      containers:
        - name: app
          image: "a/b:$(TAG)"
          env:
            - {name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}
          command: [sh, -c, "curl http://x"]
          volumeMounts: [{name: v, mountPath: /host}]
---
apiVersion: v1
kind: List
items:
  - kind: ConfigMap
    data:
      a.conf: |
        x = @VALUE@
  - kind: Secret
    data: {p: aHVudGVyMjI=}
`;
const TEMPLATE = `{{- if .Values.on }}
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "x.name" . | quote }}
spec:
  {{- with .Values.pod }}
  securityContext: {{- toYaml . | nindent 4 }}
  {{- end }}
  containers:
    - name: app
      image: "{{ .Values.image }}:{{ .Values.tag | default "1" }}"
      args:
        - >-
          --x={{ .Values.x }}
      {{- range $k, $v := .Values.env }}
      - {{ $k }}
      {{- end }}
{{- end }}
`;
const KUSTOMIZATION = `kind: Kustomization
resources: [../base, k.yaml]
patches: [{path: p.yaml}]
images: [{name: a/b, newTag: latest}]
secretGenerator: [{name: s, literals: [A=b, TOKEN=hunter22], files: [x=y.key]}]
`;
const around = filesOf({
  '/w/.env': 'TAG=1\nUID=0\nTOKEN=hunter22\n',
  '/w/other.yaml':
    'include: [compose.yaml]\nservices: {base: {extends: {file: compose.yaml, service: api}, user: root, ports: ["1:1"]}}\n',
  '/w/compose.yaml': COMPOSE,
  '/w/compose.override.yaml': 'services: {api: {user: "5", ports: !reset []}}\n',
  '/w/kustomization.yaml': KUSTOMIZATION,
  '/w/Chart.yaml': 'name: x\nappVersion: "1"\n',
  '/w/values.yaml': 'image: a/b\ntag: ""\nx: true\n',
});
const texts: readonly (readonly [uri: string, target: Target, text: string])[] = [
  ['/w/Dockerfile', 'dockerfile', DOCKERFILE],
  ['/w/compose.yaml', 'compose', COMPOSE],
  ['/w/k.yaml', 'kubernetes', KUBERNETES],
  ['/w/templates/t.yaml', 'kubernetes', TEMPLATE],
  ['/w/kustomization.yaml', 'kubernetes', KUSTOMIZATION],
];

/** Pieces that mean something to one reader or another, and some that mean nothing. */
const PIECES = [
  ...['\n', '  ', '\t', '- ', ': ', '{', '}', '[', ']', '"', "'", '|', '>-\n', '#', '&a ', '*a', '<<: *a\n'],
  ...['!reset ', '!override ', '---\n', '...\n', '? ', '$', '$$', '$(', '}}', '{{ ', '{{- if x }}', '{%', '\\\n'],
  ...['`', '<<EOF\n', 'EOF\n', 'FROM x\n', 'USER 0\n', 'RUN ', 'ARG A\n', 'services:\n', 'extends: api\n'],
  ...['include: [x]\n', 'kind: Pod\n', 'containers:\n', 'env_file: .env\n', '\r\n', '\0', '\uFEFF', '\uD800'],
  ...['\uFDD0', '\uFFFE', '\u2028', 'x'.repeat(300), '[['.repeat(60)],
];

interface Change {
  readonly at: number;
  readonly length: number;
  readonly piece: string;
}

const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  piece: fc.constantFrom('', ...PIECES),
});

function changed(text: string, { at, length, piece }: Change): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + piece + text.slice(start + length);
}

/** What was read, in words, after a look whether every place is one of the text. */
function said(document: Document): string[] {
  return document.parts.flatMap(({ start, part }) =>
    part.nodes.map((node) => {
      const { start: from, end } = node.span;
      ok(from >= 0 && from <= end && end <= part.text.length, `${node.kind} from ${from} to ${end}`);
      return `${start} ${from}-${end} ${node.kind} ${outline(part.text, [node], node.kind).join()}`;
    }),
  );
}

suite('whatever is typed', () => {
  for (const [uri, target, text] of texts)
    for (const files of [undefined, around])
      test(`${uri}${files ? ', with files' : ''}: nothing throws, and reading on is reading anew`, () =>
        fc.assert(
          fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
            let document = readDocument(uri, target, text, undefined, files);
            for (const one of changes) {
              const next = changed(document.text, one);
              document = readDocument(uri, target, next, document, files);
              deepEqual(said(document), said(readDocument(uri, target, next, undefined, files)));
            }
          }),
          runs,
        ));
});

suite('texts made to be slow', () => {
  const steady = (name: string, target: Target, size: number, make: (size: number) => string): void => {
    test(name, () => {
      assertInProportion(size, make, (text) =>
        said(readDocument(target === 'compose' ? '/w/compose.yaml' : '/w/x', target, text, undefined, around)),
      );
    });
  };
  const bomb = (depth: number): string =>
    Array.from({ length: depth }, (_, at) => `b${at}: &b${at} [${at > 0 ? `*b${at - 1},`.repeat(9) : 'x, x, x'}]\n`).join('');
  steady(
    'a bomb of aliases',
    'compose',
    5,
    (depth) => `${bomb(depth)}services:\n  a: {image: x, ports: *b${depth - 1}, environment: *b${depth - 1}}\n`,
  );
  const merges = (depth: number): string =>
    Array.from(
      { length: depth },
      (_, at) => `m${at}: &m${at}\n  k${at}: 1\n  <<: [${at > 0 ? `*m${at - 1}, *m${at - 1}` : ''}]\n`,
    ).join('');
  steady(
    'a bomb of merges',
    'compose',
    50,
    (depth) => `${merges(depth)}services:\n  a: {image: x, <<: *m${depth - 1}, environment: *m${depth - 1}}\n`,
  );
  steady(
    'merges in a circle',
    'compose',
    100,
    (count) =>
      `${Array.from({ length: count }, (_, at) => `m${at}: &m${at}\n  <<: [*m${(at + 1) % count}, *m${at}]\n`).join('')}services:\n  a: &s\n    <<: [*s, *m0]\n    image: x\n`,
  );
  steady('nesting without end, in brackets', 'kubernetes', 25_000, (depth) => `kind: Pod\nspec: ${'['.repeat(depth)}`);
  steady('nesting without end, in lines', 'kubernetes', 250, (depth) =>
    Array.from({ length: depth }, (_, at) => `${' '.repeat(at)}a:\n`).join(''),
  );
  steady('dashes without end', 'compose', 25_000, (depth) => `services:\n  ${'- '.repeat(depth)}`);
  steady(
    'a line of ten megabytes, of YAML',
    'kubernetes',
    1_250_000,
    (size) => `kind: ConfigMap\ndata:\n  a: ${'x '.repeat(size)}\n`,
  );
  steady('a line of ten megabytes, of a Dockerfile', 'dockerfile', 1_250_000, (size) => `FROM a\nRUN ${'x '.repeat(size)}\n`);
  steady('defaults without end', 'compose', 12_500, (count) => `services: {a: {image: "${'$'}${`{A:-$`.repeat(count)}"}}\n`);
  steady('actions without end', 'kubernetes', 12_500, (count) => `kind: Pod\na: ${'{{ .x | '.repeat(count)}\n`);
});
