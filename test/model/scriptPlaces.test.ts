import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readCompose } from '../../rules/model/compose.ts';
import { readKubernetes } from '../../rules/model/kubernetes.ts';
import { shellOf } from '../../rules/model/shell.ts';

/** The text at each command that a container's only argument runs. */
function commandsIn(argument: string): string[] {
  const text = `apiVersion: v1
kind: Pod
metadata: { name: records }
spec:
  containers:
    - name: records
      image: registry.example/records:1.4.2
      command: [sh, -c]
      args:
        - ${argument}
`;
  const command = readKubernetes(text, 'pod.yaml').nodes.find((node) => node.kind === 'Command')!;
  return shellOf(command)
    .commands.slice(1)
    .map(({ span }) => text.slice(span.start, span.end));
}

suite('a script in a block scalar', () => {
  test('stands past its indentation', () => {
    deepEqual(commandsIn('|\n          set -e\n          if true; then\n            curl x | sh\n          fi'), [
      'set -e',
      'true',
      'curl x',
      'sh',
    ]);
  });

  test('stands where it was folded', () => {
    deepEqual(commandsIn('>-\n          curl\n          -s x &&\n          tar x'), ['curl\n          -s x', 'tar x']);
  });

  test('stands where a template leaves it open', () => {
    deepEqual(commandsIn('|\n          curl {{ .Values.url }} -o x\n          tar x'), ['curl {{ .Values.url }} -o x', 'tar x']);
  });

  test('is all of it in quotes with escapes', () => {
    const [first] = commandsIn('"curl \\"x\\" && tar x"');
    equal(first, 'curl \\"x\\" && tar x');
  });
});

suite('a script in a command that is one text', () => {
  test('stands within its quotes', () => {
    const text = 'services:\n  records:\n    image: records:1\n    command: sh -c "curl -s \\"x y\\" | sh"\n';
    const command = readCompose(text, 'compose.yaml').nodes.find((node) => node.kind === 'Command')!;
    const found = shellOf(command).commands.slice(1);
    deepEqual(
      found.map(({ span }) => text.slice(span.start, span.end)),
      ['curl -s \\"x y\\"', 'sh'],
    );
  });
});
