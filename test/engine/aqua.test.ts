import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { findingsIn, layered, policyOf, problemsOf } from './policySupport.ts';

const NESTED = `apiVersion: xray.aqua.security/v1
kind: Policy
metadata:
  name: sensitive-data
spec:
  description: "What must not be in an image."
  rules:
    - name: "known-phi-files"
      description: "Patient data stays out of images"
      scanner: "file"
      match:
        any:
          - "name: *.csv"
          - name: "*.sql"
          - "path: /data/phi/"
      action: "block"
    - name: "network-ports"
      scanner: "network"
      match:
        any:
          - "port: 23"
          - port: 21
      action: "warn"
    - name: "secrets-in-env"
      scanner: "secrets"
      match:
        any:
          - "secrets.provider: kubernetes"
          - secrets: { provider: env }
      action: "audit"
`;

const FLAT = NESTED.split('\n')
  .map((line) => line.trimStart())
  .join('\n');

const OFF = 'rules: {any-image: off, any-port: off}\n';
const IMAGE =
  'FROM a:1\nCOPY patients.csv /data/phi/\nCOPY notes.txt /data/phi/x/\nCOPY notes.txt /data/\nEXPOSE 21 22\nENV DB_PASSWORD=hunter2x\n';

const found = (...layers: string[]): string[] =>
  findingsIn(layered(...layers, OFF).policy, 'Dockerfile', IMAGE).map(
    ({ rule, severity, message, span }) => `${rule.id} ${severity} ${IMAGE.slice(span.start, span.end)}: ${message}`,
  );

const EXPECTED = [
  'known-phi-files error patients.csv: `patients.csv`: Patient data stays out of images.',
  'known-phi-files error notes.txt: `notes.txt`: Patient data stays out of images.',
  'network-ports warning 21: The policy keeps port `21` closed.',
  'secrets-in-env info hunter2x: The value of `DB_PASSWORD` is written where it is set.',
];

suite("a policy in Aqua's form", () => {
  test('works as rules of your own: block is error, warn warning, audit info', () => deepEqual(found(NESTED), EXPECTED));
  test('is read as well when its indentation is lost', () => deepEqual(found(FLAT), EXPECTED));
  test('has nothing wrong in it', () => {
    deepEqual(problemsOf(NESTED), []);
    deepEqual(problemsOf(FLAT), []);
    deepEqual(problemsOf(NESTED.replaceAll('\n', '\r\n')), []);
    deepEqual(problemsOf(FLAT.replaceAll('\n', '\r\n')), []);
  });
  test('stands as the policy itself', () => equal(policyOf(NESTED).rule('known-phi-files')?.severity, 'error'));
  test('can be overridden and excepted from above', () =>
    deepEqual(
      found(NESTED, 'rules: {known-phi-files: off, secrets-in-env: off}\nexceptions: [{rule: network-ports, reason: Agreed.}]')
        .length,
      1,
    ));
  test('may be several documents', () => {
    const two = `${NESTED}---\n${NESTED.replaceAll('known-phi-files', 'more-files').replace('*.csv', '*.txt')}`;
    deepEqual(policyOf(two).rule('more-files')?.severity, 'error');
    deepEqual(policyOf(two).rule('network-ports-2')?.severity, 'warning');
  });
});

suite("what cannot be mapped in Aqua's form is told where it is", () => {
  for (const [what, change, ...problems] of [
    [
      'a scanner',
      ['scanner: "network"', 'scanner: "malware"'],
      'invalid-policy at "\\"malware\\"": This policy is read for the scanners `file`, `network` and `secrets`; `malware` is not checked.',
    ],
    [
      'a match',
      ['"port: 23"', '"hash: abc"'],
      'invalid-policy at "\\"hash: abc\\"": The scanner `network` is read for `port`; `hash` is not checked.',
    ],
    ['a port', ['"port: 23"', '"port: telnet"'], 'invalid-policy at "\\"port: telnet\\"": `telnet` is no port.'],
    [
      'an action',
      ['action: "warn"', 'action: "warm"'],
      'invalid-policy at "\\"warm\\"": `action` is `block`, `warn` or `audit`; this rule counts as `block`. Did you mean `warn`?',
    ],
    [
      'a provider',
      ['secrets.provider: kubernetes', 'secrets.provider: vault'],
      'invalid-policy at "\\"secrets.provider: vault\\"": Secrets are looked for where the provider is `env` or `kubernetes`; `vault` is not checked.',
    ],
  ] as const) {
    test(what, () => deepEqual(problemsOf(NESTED.replace(change[0], change[1])), problems));
    test(`${what}, where the indentation is lost`, () => equal(problemsOf(FLAT.replace(change[0], change[1])).length, 1));
  }

  test('a list `all` and keys nobody knows', () =>
    deepEqual(problemsOf(NESTED.replace('any:', 'all:').replace('action: "block"', 'acton: "block"')), [
      'invalid-policy at "acton": `acton` of a rule is not understood. Did you mean `action`?',
      'invalid-policy at "all": Of `match` the list `any` is read; `all` is not checked.',
      'invalid-policy at "match": `match` has a list `any`.',
      'invalid-policy at "known-phi-files": This rule has no `action`, so it counts as `block`.',
      'invalid-policy at "known-phi-files": This rule has no match that is understood, so it checks nothing.',
    ]));

  test('a policy without rules', () =>
    deepEqual(problemsOf('apiVersion: xray.aqua.security/v1\nkind: Policy\n'), [
      'invalid-policy at "apiVersion: xray.aqua.security/v1": This policy has no rule under `spec.rules`.',
    ]));
});
