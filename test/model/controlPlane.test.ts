import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { identify, readDocument } from '../../rules/model/document.ts';
import { componentsOf } from '../../rules/model/kubernetes/controlPlane.ts';
import type { Manifest } from '../../rules/model/nodes.ts';
import { applyEdits } from '../../rules/model/text.ts';

suite('control plane: flags', () => {
  test('of several spellings the last one counts, with the value beside it or apart', () => {
    const text = pod('[kube-apiserver, --anonymous-auth=true, --secure-port, "6443", --profiling, --anonymous-auth=false]');
    const [component] = componentsOf(manifestOf(text));
    equal(component!.program, 'kube-apiserver');
    equal(component!.flag('anonymous-auth').value, 'false');
    equal(component!.flag('secure-port').value, '6443');
    equal(component!.flag('profiling').value, 'true');
    equal(component!.flag('authorization-mode').state, 'unset');
    const { span } = component!.flag('secure-port');
    equal(text.slice(span.start, span.end), '6443');
  });

  test('hyperkube names its program first; an image without a command is called like it', () => {
    deepEqual(programs('[/hyperkube, apiserver, --profiling=false]'), ['kube-apiserver']);
    deepEqual(programs('[]', 'registry.example/kube-scheduler:v1.31.4'), ['kube-scheduler']);
    deepEqual(programs('[]', 'registry.example/kube-scheduler-tools:v1.31.4'), []);
    deepEqual(programs('[/bin/sh, -c, kube-apiserver]'), []);
  });

  test('a word that is not known leaves open what is not written', () => {
    const [component] = componentsOf(manifestOf(pod('[kube-apiserver, "$(FLAGS)", "--profiling=$(PROFILING)"]')));
    equal(component!.flag('anonymous-auth').state, 'unknown');
    equal(component!.flag('profiling').state, 'unknown');
  });

  test('a flag is written where the others are', () => {
    const text = pod('[kube-apiserver, --profiling=true]');
    const [component] = componentsOf(manifestOf(text));
    const write = (name: string): string => applyEdits(text, [component!.flag(name).set!('false')]);
    equal(write('profiling'), text.replace('--profiling=true', '"--profiling=false"'));
    equal(write('anonymous-auth'), text.replace('=true]', '=true, "--anonymous-auth=false"]'));
  });

  test('installers spell them as maps, as names with values, as texts, and in camel case', () => {
    for (const [text, type] of [
      ['apiServer: { extraArgs: { profiling: "false" } }', 'ClusterConfiguration'],
      [
        'apiServer: { extraArgs: [{ name: profiling, value: "true" }, { name: profiling, value: "false" }] }',
        'ClusterConfiguration',
      ],
      ['spec: { kubeAPIServer: { profiling: false } }', 'Cluster'],
      ['spec: { rkeConfig: { machineGlobalConfig: { kube-apiserver-arg: ["profiling=false"] } } }', 'Cluster'],
    ] as const) {
      const group =
        type === 'ClusterConfiguration' ? 'kubeadm.k8s.io/v1beta4' : text.includes('rke') ? 'x/v1' : 'kops.k8s.io/v1alpha2';
      const [component] = componentsOf(manifestOf(`apiVersion: ${group}\nkind: ${type}\n${text}\n`));
      equal(component!.flag('profiling').value, 'false', text);
      equal(component!.form, 'settings');
    }
  });

  test('the configuration of a k3s node is told by its keys', () => {
    const text = 'tls-san: [records.registry.example]\nkube-apiserver-arg: ["anonymous-auth=true"]\n';
    equal(identify('config.yaml', text).target, 'kubernetes');
    equal(componentsOf(manifestOf(text))[0]!.flag('anonymous-auth').value, 'true');
    equal(identify('config.yaml', 'server: x\nlog-level: info\n').target, undefined);
    equal(identify('.gitlab-ci.yml', 'tls-san:\n  script: [make]\n').target, undefined);
  });
});

const pod = (command: string, image = 'registry.example/program:1.0.0'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: program }\nspec:\n  containers:\n    - name: program\n      image: ${image}\n      command: ${command}\n`;

const programs = (command: string, image?: string): string[] =>
  componentsOf(manifestOf(pod(command, image))).map(({ program }) => program);

function manifestOf(text: string): Manifest {
  const { parts } = readDocument('config.yaml', 'kubernetes', text);
  return parts[0]!.part.nodes.find((node) => node.kind === 'kubernetes.Manifest')!;
}
