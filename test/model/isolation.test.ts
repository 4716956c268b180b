import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDocument } from '../../rules/model/document.ts';
import {
  addedCapabilities,
  droppedCapabilities,
  hasCapability,
  isWindows,
  privilegeEscalation,
} from '../../rules/model/isolation.ts';
import type { Container } from '../../rules/model/nodes.ts';
import { applyEdits } from '../../rules/model/text.ts';

suite('isolation', () => {
  test('capabilities have one name, and unknown ones none', () => {
    const service = serviceOf('cap_add: [cap_net_admin, Sys_Time, "${MORE}"]\n    cap_drop: ["${LESS}", all]');
    deepEqual(
      addedCapabilities(service).map(({ name }) => name),
      ['NET_ADMIN', 'SYS_TIME'],
    );
    equal(hasCapability(service, 'SYS_ADMIN'), false);
    const { names, known } = droppedCapabilities(service)!;
    deepEqual([...names], ['ALL']);
    equal(known, false);
    equal(hasCapability(serviceOf('cap_add: [ALL]'), 'SYS_ADMIN'), true);
  });

  test('of several security options the last one counts, and the service before what it extends', () => {
    equal(privilegeEscalation(serviceOf('security_opt: ["no-new-privileges:true", "no-new-privileges=false"]'))!.value, true);
    const text =
      'services:\n  base:\n    image: a\n    security_opt: ["no-new-privileges"]\n  app:\n    extends: base\n    image: b\n    security_opt: ["no-new-privileges:false"]\n  other:\n    extends: base\n    image: c\n';
    const [, app, other] = servicesOf(text);
    equal(privilegeEscalation(app!)!.value, true);
    equal(privilegeEscalation(other!)!.value, false);
    equal(privilegeEscalation(other!)!.set, undefined);
  });

  test('an option is written into the list that is there', () => {
    const text = 'services:\n  app:\n    image: b\n    security_opt:\n      - apparmor=app\n';
    const setting = privilegeEscalation(servicesOf(text)[0]!)!;
    equal(setting.state, 'unset');
    equal(applyEdits(text, [setting.set!(false)]), `${text}      - "no-new-privileges:true"\n`);
  });

  test('an option that is not known leaves the question open', () => {
    equal(privilegeEscalation(serviceOf('security_opt: ["${OPTION}"]'))!.state, 'unknown');
    equal(privilegeEscalation(serviceOf('security_opt: ["no-new-privileges:${ON}"]'))!.state, 'unknown');
  });

  test('Windows is told by the pod, its nodes, or its options', () => {
    for (const spec of [
      'os: { name: windows }',
      'nodeSelector: { kubernetes.io/os: windows }',
      'securityContext: { windowsOptions: { runAsUserName: x } }',
    ]) {
      const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  ${spec}\n  containers: [{ name: a, image: b }]\n`;
      equal(isWindows(containersOf('pod.yaml', 'kubernetes', text)[0]!), true, spec);
    }
    equal(isWindows(serviceOf('platform: windows/amd64')), true);
    equal(isWindows(serviceOf('platform: linux/amd64')), false);
  });
});

const serviceOf = (lines: string): Container => servicesOf(`services:\n  app:\n    image: a\n    ${lines}\n`)[0]!;
const servicesOf = (text: string): Container[] => containersOf('compose.yaml', 'compose', text);

function containersOf(name: string, target: 'compose' | 'kubernetes', text: string): Container[] {
  return readDocument(name, target, text).parts.flatMap(({ part }) => part.nodes.filter((node) => node.kind === 'Container'));
}
