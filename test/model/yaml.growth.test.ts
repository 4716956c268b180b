import { suite, test } from 'node:test';
import { readCompose } from '../../rules/model/compose.ts';
import { readKubernetes } from '../../rules/model/kubernetes.ts';
import { splitYaml } from '../../rules/model/yaml.ts';
import { assertInProportion } from '../support/growth.ts';

const compose = (text: string): unknown => readCompose(text, 'compose.yaml');
const kubernetes = (text: string): unknown => splitYaml(text).map((piece) => readKubernetes(piece.text, 'templates/x.yaml'));
const repeat = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');
const service = 'services:\n  a:\n    image: x\n';
const pod = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n';

const constructs: Readonly<Record<string, readonly [(text: string) => unknown, (count: number) => string]>> = {
  services: [compose, (count) => `services:\n${repeat(count, (index) => `  s${index}:\n    image: a/b:${index}\n`)}`],
  'services that extend the next': [
    compose,
    (count) => `services:\n${repeat(count, (index) => `  s${index}:\n    image: a\n    extends: s${index + 1}\n`)}`,
  ],
  'services that merge the one before': [
    compose,
    (count) =>
      `services:\n${repeat(count, (index) => `  s${index}: &s${index}\n    ${index === 0 ? 'tty: true' : `<<: *s${index - 1}`}\n    image: a\n`)}`,
  ],
  'services that share an environment': [
    compose,
    (count) =>
      `x: &e\n${repeat(count, (index) => `  A${index}: b\n`)}services:\n${repeat(count, (index) => `  s${index}: {image: a, environment: *e}\n`)}`,
  ],
  variables: [compose, (count) => `${service}    environment:\n${repeat(count, (index) => `      - A${index}=v\n`)}`],
  'ports in brackets': [compose, (count) => `${service}    ports: [${repeat(count, (index) => `"${index % 60_000}:80", `)}]\n`],
  'empty entries': [compose, (count) => `${service}    environment:\n${repeat(count, () => '      -\n')}`],
  documents: [compose, (count) => repeat(count, () => `---\n${service}`)],
  containers: [kubernetes, (count) => pod + repeat(count, (index) => `  - name: c${index}\n    image: a/b\n`)],
  manifests: [kubernetes, (count) => repeat(count, () => `---\n${pod}  - name: c\n    image: a/b\n`)],
  'data of a ConfigMap': [
    kubernetes,
    (count) => `apiVersion: v1\nkind: ConfigMap\ndata:\n${repeat(count, (index) => `  k${index}: v\n`)}`,
  ],
  'pod templates of a custom resource': [
    kubernetes,
    (count) =>
      `apiVersion: x.example/v1\nkind: X\nspec:\n${repeat(count, (index) => `  a${index}: {containers: [{image: a}]}\n`)}`,
  ],
  'lines of a template': [
    kubernetes,
    (count) =>
      `${pod}${repeat(count, (index) => `  - name: c${index}\n    image: {{ .V }}\n    {{- toYaml .R | nindent 4 }}\n`)}`,
  ],
  'actions on one line': [kubernetes, (count) => `a: ${repeat(count, () => '{{ if x }}')}`],
  'actions that are never closed': [kubernetes, (count) => repeat(count, () => ' {{ "}}" \n')],
  'a text with errors': [
    kubernetes,
    (count) => `apiVersion: v1\nkind: ConfigMap\ndata:\n${repeat(count, (index) => `  k${index}: v: x\n`)}`,
  ],
};

suite('four times the text takes about four times as long', () => {
  for (const [name, [read, make]] of Object.entries(constructs)) test(name, () => assertInProportion(1_000, make, read));
});
