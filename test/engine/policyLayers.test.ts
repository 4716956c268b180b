import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { layered, policyOf, severitiesIn } from './policySupport.ts';

const DOCKERFILE = 'FROM a:1 AS build\nEXPOSE 21\nFROM b:2\nEXPOSE 23\n';
const COMPOSE = 'services:\n  db:\n    image: db:1\n    ports: ["5432:5432"]\n  web:\n    image: web:1\n';
const object = (kind: string, namespace: string, name: string): string =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: ${name}:1\n        - name: side\n          image: side-${name}:1\n`;

suite('layers', () => {
  test('the nearest one wins, and keeps what it does not speak of', () => {
    const { policy } = layered(
      'rules:\n  any-image: {severity: error, allow: ["a:1"]}\n  any-port: off\n',
      'rules: {any-image: info}\n',
    );
    deepEqual(severitiesIn(policy, 'Dockerfile', DOCKERFILE), { 'b:2': 'info' });
  });

  test('say which images are trusted, and `default` is what is trusted below', () => {
    const trusted = (...texts: string[]) => layered(...texts).policy.settings.trustedImages;
    deepEqual(trusted('trustedImages: [a/*]', 'trustedImages: [default, b/*]'), ['a/*', 'b/*']);
    deepEqual(trusted('trustedImages: [a/*]', 'trustedImages: [b/*]'), ['b/*']);
    deepEqual(trusted('{}', 'trustedImages: [default, b/*]'), ['default', 'b/*']);
    deepEqual(trusted('trustedImages: [{source: a/*, digest: required}]', '{}'), ['a/*']);
    deepEqual(layered('trustedImages: [{source: a/*, digest: required}, b]').policy.settings.digestRequired, ['a/*']);
    deepEqual(layered('trustedImages: [{source: a/*, signature: required}]').policy.settings.digestRequired, ['a/*']);
  });

  test('add up what holds PHI', () => {
    const { policy } = layered(
      'phi: {paths: ["*.csv"], namespaces: [records]}',
      'phi: {paths: [data/phi/**], labels: [hipaa=yes, phi-*]}',
    );
    deepEqual(policy.settings.phi, {
      paths: ['*.csv', 'data/phi/**'],
      names: [],
      namespaces: ['records'],
      labels: ['hipaa=yes', 'phi-*'],
    });
    equal(policy.phi.hasPath('./data/phi/a/b.txt'), true);
    equal(policy.phi.hasPath('data/other.txt'), false);
    equal(policy.phi.hasNamespace('records'), true);
    equal(policy.phi.hasLabel('hipaa', 'no'), false);
    equal(policy.phi.hasLabel('hipaa', 'yes'), true);
    equal(policy.phi.hasLabel('phi-level', 'high'), true);
    equal(policy.phi.hasName('anything'), false);
  });

  test('choose a profile; `extends` may name it', () => {
    equal(policyOf('extends: strict\n').rule('strict-only')?.severity, 'info');
    equal(policyOf('extends: [recommended]\n').rule('strict-only'), undefined);
    equal(layered('profile: strict', '{}').policy.rule('strict-only')?.severity, 'info');
    equal(layered('profile: strict', 'profile: recommended').policy.rule('strict-only'), undefined);
  });
});

suite('overrides', () => {
  test('are for files, relative to the folder of the policy, the later one wins', () => {
    const policy = policyOf(
      'overrides:\n  - {files: ["test/**", "!test/keep/**"], rules: {any-image: off, any-port: info}}\n  - {files: "test/b/**", rules: {any-port: warning}}\n',
    );
    deepEqual(severitiesIn(policy, 'Dockerfile', 'FROM a:1\nEXPOSE 21\n'), { 'a:1': 'warning', '21': 'error' });
    deepEqual(severitiesIn(policy, 'test/Dockerfile', 'FROM a:1\nEXPOSE 21\n'), { '21': 'info' });
    deepEqual(severitiesIn(policy, 'test/b/Dockerfile', 'FROM a:1\nEXPOSE 21\n'), { '21': 'warning' });
    deepEqual(severitiesIn(policy, 'test/keep/Dockerfile', 'FROM a:1\n'), { 'a:1': 'warning' });
  });

  test('are for stages', () => {
    const policy = policyOf('overrides:\n  - {stages: [build], rules: {any-image: off, any-port: info}}\n');
    deepEqual(severitiesIn(policy, 'Dockerfile', DOCKERFILE), { '21': 'info', 'b:2': 'warning', '23': 'error' });
  });

  test('are for services, also where one points at an anchor outside of them', () => {
    const policy = policyOf('overrides:\n  - {services: [d*], rules: {any-image: off}}\n');
    deepEqual(severitiesIn(policy, 'compose.yaml', COMPOSE), { '5432:5432': 'error', 'web:1': 'warning' });
    const anchored = 'x-i: &i {ports: ["9:9"]}\nservices:\n  db:\n    <<: *i\n    image: db:1\n';
    deepEqual(severitiesIn(policyOf('overrides:\n  - {services: [db], rules: {any-port: off}}\n'), 'compose.yaml', anchored), {
      'db:1': 'warning',
    });
  });

  test('are for kinds and namespaces, both when both are given', () => {
    const text = [object('Deployment', 'records', 'a'), object('Job', 'records', 'b'), object('Deployment', 'web', 'c')].join(
      '---\n',
    );
    const policy = policyOf(
      'overrides:\n  - {kinds: [Deployment], namespaces: [rec*], rules: {any-image: error}}\n  - {kinds: [Job], rules: {any-image: off}}\n',
    );
    deepEqual(severitiesIn(policy, 'pods.yaml', text), {
      'a:1': 'error',
      'side-a:1': 'error',
      'c:1': 'warning',
      'side-c:1': 'warning',
    });
  });

  test('may switch on what is off, and set options there alone', () => {
    const policy = policyOf(
      'rules: {any-image: off}\noverrides:\n  - {services: [web, db], rules: {any-image: {severity: info, allow: ["db:1"]}}}\n',
    );
    deepEqual(severitiesIn(policy, 'compose.yaml', COMPOSE), { '5432:5432': 'error', 'web:1': 'info' });
  });

  test('of a base count less than what a nearer layer says of the rule', () => {
    const base = 'overrides:\n  - {files: "**", rules: {any-image: off}}\n';
    deepEqual(severitiesIn(layered(base, '{}').policy, 'Dockerfile', 'FROM a:1\n'), {});
    deepEqual(severitiesIn(layered(base, 'rules: {any-image: error}').policy, 'Dockerfile', 'FROM a:1\n'), { 'a:1': 'error' });
  });

  test('give the same policy object wherever the same ones apply', () => {
    const policy = policyOf(
      'overrides:\n  - {files: "a/**", rules: {any-image: off}}\n  - {files: "b/**", rules: {any-image: info}}\n',
    );
    equal(policy.for('/repo/a/Dockerfile'), policy.for('/repo/a/x/Dockerfile'));
    equal(policy.for('/repo/a/Dockerfile') === policy.for('/repo/b/Dockerfile'), false);
  });

  test('find their files by URI as well as by path', () => {
    const policy = policyOf('overrides:\n  - {files: "a b/**", rules: {any-image: off}}\n');
    equal(policy.pathOf('/repo/a b/Dockerfile'), 'a b/Dockerfile');
  });
});

suite('a locked rule', () => {
  const base =
    'locked: [any-port, untrusted-image]\nrules: {any-port: warning}\nexceptions:\n  - {rule: any-port, files: "vendor/**", reason: Agreed in RISK-1}\n';

  test('is not lowered, switched off or given options below, and whoever tries is told where', () => {
    const { policy, problems } = layered(
      base,
      'rules:\n  any-port: info\noverrides:\n  - {files: "**", rules: {any-port: off}}\ntrustedImages: [x/*]\n',
    );
    deepEqual(severitiesIn(policy, 'Dockerfile', 'FROM a:1\nEXPOSE 21\n'), { 'a:1': 'warning', '21': 'warning' });
    deepEqual(policy.settings.trustedImages, undefined);
    equal(policy.settings.trustLocked, true);
    equal(layered(base).policy.settings.trustLocked, undefined);
    deepEqual(problems, [
      [],
      [
        'locked-rule at "trustedImages": `untrusted-image` is locked by a policy this one extends: `trustedImages` changes nothing here.',
        'locked-rule at "any-port": `any-port` is locked by a policy this one extends: `info` changes nothing here: it stays `warning`.',
        'locked-rule at "any-port": `any-port` is locked by a policy this one extends: `off` changes nothing here: it stays `warning`.',
      ],
    ]);
  });

  test('may be raised', () => {
    const { policy, problems } = layered(base, 'rules: {any-port: error}\n');
    deepEqual(severitiesIn(policy, 'Dockerfile', 'EXPOSE 21\n'), { '21': 'error' });
    deepEqual(problems[1], []);
  });

  test('is excepted by the policy that locks it, and by nothing below', () => {
    const { policy, problems } = layered(base, 'exceptions:\n  - {rule: any-port, reason: We need it.}\n');
    deepEqual(severitiesIn(policy, 'vendor/Dockerfile', 'EXPOSE 21\n'), { '21': 'excepted' });
    deepEqual(severitiesIn(policy, 'Dockerfile', '# breakwater allow any-port: We need it.\nEXPOSE 21\n'), {
      '21': 'warning',
      'any-port': 'error',
    });
    deepEqual(problems[1], [
      'locked-rule at "any-port": `any-port` is locked by a policy this one extends: it cannot be excepted here.',
    ]);
  });

  test('of the strict profile is on', () => equal(policyOf('locked: [strict-only]\n').rule('strict-only')?.severity, 'info'));
});
