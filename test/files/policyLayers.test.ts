import { deepEqual, equal, match } from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { rules } from '../../rules/index.ts';
import { describePolicyProblems, PolicyFiles } from '../../server/files/policyFile.ts';
import { tree } from './tree.ts';

/** The policy of `Dockerfile` in a tree of files. */
const policyIn = (top: string, path = 'Dockerfile') => new PolicyFiles(rules).policyFor(join(top, path), top);
const severity = (top: string, rule: string): string | undefined => policyIn(top).policy.rule(rule)?.severity;
const problems = (top: string): readonly string[] => describePolicyProblems(policyIn(top));

suite('a policy extends', () => {
  test('a file, and what that one extends, relative to where each stands', () => {
    const top = tree({
      '.breakwater.yaml': 'extends: ./policies/team.yaml\nrules: { floating-tag: info }\n',
      'policies/team.yaml': 'extends: [base/hospital.yaml, strict]\nrules: { root-user: warning }\n',
      'policies/base/hospital.yaml': 'rules: { root-user: info, privileged-container: warning, floating-tag: error }\n',
    });
    deepEqual(problems(top), []);
    deepEqual(
      ['root-user', 'privileged-container', 'floating-tag'].map((rule) => severity(top, rule)),
      ['warning', 'warning', 'info'],
    );
    equal(policyIn(top).policy.settings.profile, 'strict');
    deepEqual(
      policyIn(top).layers.map(({ file }) => file.slice(top.length + 1)),
      ['policies/base/hospital.yaml', 'policies/team.yaml', '.breakwater.yaml'],
    );
  });

  test('a package, the nearest above, with what it extends in itself', () => {
    const top = tree({
      'app/.breakwater.yaml': 'extends: [npm:@hospital/policy, npm:plain, "npm:plain/more.yaml"]\n',
      'node_modules/@hospital/policy/.breakwater.yaml': 'extends: ./parts/one.yaml\nrules: { root-user: warning }\n',
      'node_modules/@hospital/policy/parts/one.yaml': 'rules: { root-user: info, floating-tag: info }\n',
      'node_modules/plain/breakwater.yaml': 'rules: { privileged-container: info }\n',
      'node_modules/plain/more.yaml': 'rules: { plaintext-port: info }\n',
      'app/node_modules/plain/breakwater.yaml': 'rules: { privileged-container: warning }\n',
      'app/node_modules/plain/more.yaml': 'rules: { plaintext-port: warning }\n',
    });
    const { policy, problems } = policyIn(top, 'app/Dockerfile');
    deepEqual(problems, []);
    deepEqual(
      ['root-user', 'floating-tag', 'privileged-container', 'plaintext-port'].map((rule) => policy.rule(rule)?.severity),
      ['warning', 'info', 'warning', 'warning'],
    );
  });

  test('the same file once, however often it is named', () => {
    const names = Array.from({ length: 30 }, (_, index) => index);
    const top = tree({
      '.breakwater.yaml': 'extends: [./p0.yaml, ./p0.yaml]\n',
      ...Object.fromEntries(
        names.map((n) => [
          `p${n}.yaml`,
          n === 29 ? 'rules: { root-user: info }\n' : `extends: [./p${n + 1}.yaml, ./p${n + 1}.yaml]\n`,
        ]),
      ),
    });
    equal(policyIn(top).layers.length, 31);
    equal(severity(top, 'root-user'), 'info');
  });

  test("a policy in Aqua's form", () => {
    const top = tree({
      '.breakwater.yaml': 'extends: ./aqua.yaml\n',
      'aqua.yaml':
        'apiVersion: xray.aqua.security/v1\nkind: Policy\nspec:\n  rules:\n    - { name: ftp, scanner: network, match: { any: ["port: 21"] }, action: warn }\n',
    });
    equal(severity(top, 'ftp'), 'warning');
  });
});

suite('what cannot be extended is told where it stands, and the rest applies', () => {
  test('what is not there', () => {
    const top = tree({
      '.breakwater.yaml': 'rules: { root-user: info, own-rule-of-base: off }\nextends: [./none.yaml, npm:none, "npm:../x"]\n',
    });
    deepEqual(problems(top), [
      '2:11 `./none.yaml` is not there.',
      '2:24 `npm:none` is in no `node_modules` above this file.',
      '2:34 `npm:../x` is in no `node_modules` above this file.',
    ]);
    equal(severity(top, 'root-user'), 'info');
  });

  test('a circle', () => {
    const top = tree({
      '.breakwater.yaml': 'extends: ./a.yaml\nrules: { root-user: info }\n',
      'a.yaml': 'extends: ./b.yaml\n',
      'b.yaml': 'extends: ./a.yaml\nrules: { floating-tag: info }\n',
      'self/.breakwater.yaml': 'extends: ./.breakwater.yaml\n',
    });
    const { layers } = policyIn(top);
    deepEqual(describePolicyProblems({ text: layers[0]!.layer.source.text, problems: layers[0]!.problems }), [
      '1:10 `./a.yaml` is extended in a circle.',
    ]);
    deepEqual(problems(top), ['1:10 Something is wrong in `./a.yaml`, or in what it extends.']);
    deepEqual([severity(top, 'root-user'), severity(top, 'floating-tag')], ['info', 'info']);
    deepEqual(describePolicyProblems(policyIn(top, 'self/Dockerfile')), ['1:10 `./.breakwater.yaml` is extended in a circle.']);
  });

  test('what lies outside of the repository, by `..` or by a link', () => {
    const outer = tree({
      'secret.yaml': 'rules: { root-user: info }\n',
      'repo/.breakwater.yaml': 'extends: [../secret.yaml, ./link.yaml, /etc/hosts]\n',
      'repo/node_modules/p/.breakwater.yaml': 'extends: ../../../secret.yaml\n',
      'repo/b/.breakwater.yaml': 'extends: npm:p\n',
    });
    const top = join(outer, 'repo');
    symlinkSync(join(outer, 'secret.yaml'), join(top, 'link.yaml'));
    const found = problems(top);
    equal(found.length, 3);
    for (const problem of found) match(problem, /lies outside of the folder this policy belongs to, so it is not read\.$/);
    equal(policyIn(top, 'b/Dockerfile').policy.rule('root-user')?.severity, 'error');
    deepEqual(describePolicyProblems(policyIn(top, 'b/Dockerfile')), [
      '1:10 Something is wrong in `npm:p`, or in what it extends.',
    ]);
  });

  test('what cannot be read', () => {
    const top = tree({ '.breakwater.yaml': 'extends: [./folder, ./nul.yaml]\n', 'folder/x': '', 'nul.yaml': 'a\0b' });
    deepEqual(problems(top), [
      '1:11 `./folder` cannot be read: It is a folder.',
      '1:21 `./nul.yaml` cannot be read: Binary: it holds a NUL byte.',
    ]);
  });

  test('what has a mistake of its own, which stands in its own file', () => {
    const top = tree({ '.breakwater.yaml': 'extends: ./base.yaml\n', 'base.yaml': 'rules: { root-usr: off }\n' });
    const base = policyIn(top).layers[0]!;
    deepEqual(describePolicyProblems({ text: base.layer.source.text, problems: base.problems }), [
      '1:10 There is no rule `root-usr`. Did you mean `root-user`?',
    ]);
  });
});

suite('a policy that is loaded', () => {
  test('is loaded again when a file it extends changes, appears or goes', () => {
    const top = tree({ '.breakwater.yaml': 'extends: ./base.yaml\n', 'other/.breakwater.yaml': '' });
    const policies = new PolicyFiles(rules);
    const now = (): string | undefined => policies.policyFor(join(top, 'Dockerfile'), top).policy.rule('root-user')?.severity;
    const other = policies.policyFor(join(top, 'other/Dockerfile'), top);
    equal(now(), 'error');
    writeFileSync(join(top, 'base.yaml'), 'rules: { root-user: info }\n');
    policies.forget(join(top, 'base.yaml'));
    equal(now(), 'info');
    deepEqual(
      policies
        .layers()
        .map(({ file }) => file.slice(top.length + 1))
        .sort(),
      ['.breakwater.yaml', 'base.yaml', 'other/.breakwater.yaml'],
    );
    equal(policies.policyFor(join(top, 'other/Dockerfile'), top).layers[0]!.layer, other.layers[0]!.layer);
  });

  test('has its globs relative to its folder; one that was named, to the top', () => {
    const overrides = 'overrides: [{ files: "deploy/**", rules: { root-user: off } }]\n';
    const top = tree({ 'app/.breakwater.yaml': overrides, 'ci/policy.yaml': overrides });
    const ruleFor = (files: PolicyFiles, path: string) => {
      const { policy } = files.policyFor(join(top, path), top);
      return policy.for(pathToFileURL(join(top, path)).href).rule('root-user')?.severity;
    };
    const nearest = new PolicyFiles(rules);
    equal(ruleFor(nearest, 'app/deploy/Dockerfile'), undefined);
    equal(ruleFor(nearest, 'app/Dockerfile'), 'error');
    const named = new PolicyFiles(rules, { file: join(top, 'ci/policy.yaml') });
    equal(ruleFor(named, 'deploy/Dockerfile'), undefined);
    equal(ruleFor(named, 'app/deploy/Dockerfile'), 'error');
  });

  test('with regular expressions is whole after waiting for their engine', async () => {
    const top = tree({
      '.breakwater.yaml': 'custom: [{ id: own-words, commands: { matches: "a+b" } }]\n',
      'b/.breakwater.yaml': '',
    });
    const policies = new PolicyFiles(rules);
    equal(policies.ready(join(top, 'b/Dockerfile'), top), undefined);
    await policies.ready(join(top, 'Dockerfile'), top);
    const { policy, problems, pending } = policies.policyFor(join(top, 'Dockerfile'), top);
    equal(policy.rule('own-words')?.severity, 'warning');
    deepEqual([problems, pending], [[], false]);
  });
});

suite('a baseline', () => {
  const entry = '{"version":1,"findings":[{"rule":"root-user","path":"Dockerfile","resource":"","value":""}]}';

  test('is the nearest one, with or without a policy', () => {
    const top = tree({ '.breakwater-baseline.json': entry, 'a/.breakwater.yaml': '', 'a/b/.breakwater-baseline.json': '{' });
    const at = (path: string) => {
      const { policy, baseline } = new PolicyFiles(rules).policyFor(join(top, path), top);
      return [policy.settings.baseline?.base, baseline?.problem, policy.settings.baseline?.entries.length];
    };
    const base = `${pathToFileURL(top).href}/`;
    deepEqual(at('Dockerfile'), [base, undefined, 1]);
    deepEqual(at('a/Dockerfile'), [base, undefined, 1]);
    deepEqual(at('a/b/Dockerfile'), [`${base}a/b/`, 'It is not valid JSON.', 0]);
  });

  test('does not count when it is made anew', () => {
    const top = tree({ '.breakwater-baseline.json': entry });
    const found = new PolicyFiles(rules, { baseline: false }).policyFor(join(top, 'Dockerfile'), top);
    equal(found.policy.settings.baseline, undefined);
  });
});
