import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixDocument } from '../../rules/engine/fix.ts';
import { lint } from '../../rules/engine/lint.ts';
import { Policy, type PolicySettings } from '../../rules/engine/policy.ts';
import { rule, type Rule, type Severity } from '../../rules/engine/rule.ts';
import { readDocument, type Document } from '../../rules/model/document.ts';
import privilegedContainer from '../../rules/least-privilege/privileged-container.ts';
import rootUser from '../../rules/least-privilege/root-user.ts';

const TODAY = '2026-06-01';
const RULES: readonly Rule[] = [rootUser, privilegedContainer];

const compose = (text: string): Document => readDocument('compose.yaml', 'compose', text);
const SHARED = compose(
  'x-common: &common\n  user: root\nservices:\n  api:\n    <<: *common\n    image: example/api:1\n  web:\n    <<: *common\n    image: example/web:1\n',
);
const POD = `apiVersion: v1
kind: Pod
metadata: {name: records}
spec:
  securityContext:
    runAsUser: 0
  containers:
    - name: api
      image: example/api:1
    - name: web
      image: example/web:1
`;

const shown = (document: Document, settings: PolicySettings = {}, rules = RULES): string[] =>
  lint(document, Policy.of(rules, settings), TODAY).findings.map(
    ({ severity, message, resource, related, exception }) =>
      `${exception ? 'excepted ' : ''}${severity} ${resource} ${[message, ...related.map(({ message }) => message)].join(' ')}`,
  );

suite('what a rule says several times of one place', () => {
  test('is one finding that names them all', () => {
    deepEqual(shown(SHARED), ['error services.api `api` runs as root. `web` runs as root.']);
    deepEqual(shown(readDocument('pod.yaml', 'kubernetes', POD)), ['error Pod/records `api` runs as root. `web` runs as root.']);
  });

  test('is fixed for all of them', () => {
    const pod = readDocument('pod.yaml', 'kubernetes', POD);
    const fixed = fixDocument(pod, Policy.of(RULES), TODAY, { unsafe: true }).text;
    equal(fixed.match(/runAsUser: 65532/g)?.length, 2);
    deepEqual(shown(readDocument('pod.yaml', 'kubernetes', fixed)), []);
  });

  test('is as severe as the most severe of them', () => {
    const settings = (severity: Severity | 'off'): PolicySettings => ({
      overrides: [{ selector: { services: ['api'] }, rules: { 'root-user': severity } }],
    });
    deepEqual(shown(SHARED, settings('info')), ['error services.web `web` runs as root. `api` runs as root.']);
    deepEqual(shown(SHARED, settings('off')), ['error services.web `web` runs as root.']);
  });

  test('stays apart where one of them has an exception', () => {
    const exceptions = (...services: string[]): PolicySettings => ({
      exceptions: services.map((service) => ({
        rules: ['root-user'],
        resources: [`services.${service}`],
        reason: 'Agreed.',
        file: '.breakwater.yaml',
        span: { start: 0, end: 0 },
        ruleSpans: [{ start: 0, end: 0 }],
      })),
    });
    deepEqual(shown(SHARED, exceptions('api')), [
      'excepted error services.api `api` runs as root.',
      'error services.web `web` runs as root.',
    ]);
    deepEqual(shown(SHARED, exceptions('web')), [
      'error services.api `api` runs as root.',
      'excepted error services.web `web` runs as root.',
    ]);
    const inline = SHARED.text.replace('  user', '  # breakwater allow root-user: a test bench\n  user');
    deepEqual(shown(compose(inline)), ['excepted error services.api `api` runs as root. `web` runs as root.']);
  });

  test('is what several rules say when they are several', () => {
    const both = compose(SHARED.text.replace('user: root', 'privileged: true'));
    deepEqual(shown(both), ['error services.api `api` is privileged. `web` is privileged.']);
    equal(shown(compose(SHARED.text.replace('user: root', 'user: root\n  privileged: true'))).length, 2);
  });

  test('names resources where the words are the same, and a few of many', () => {
    const same = rule({
      ...rootUser,
      id: 'same',
      options: {},
      check: { Container: ({ user }, { report }) => report({ at: user, message: 'Root.' }) },
    });
    deepEqual(shown(SHARED, {}, [same]), ['error services.api Root. It is the same for `services.web`.']);
    const many = Array.from({ length: 9 }, (_, index) => `  s${index}: {<<: *common, image: "a:1"}\n`).join('');
    deepEqual(shown(compose(`x-common: &common\n  user: root\nservices:\n${many}`)), [
      'error services.s0 `s0` runs as root. `s1` runs as root. `s2` runs as root. `s3` runs as root. `s4` runs as root. `s5` runs as root. And 3 more.',
    ]);
  });
});
