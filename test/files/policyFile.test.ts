import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { rule, type Rule } from '../../rules/engine/rule.ts';
import { Repositories } from '../../server/files/places.ts';
import { describePolicyProblems, PolicyFiles } from '../../server/files/policyFile.ts';
import { tree } from './tree.ts';

const named = (id: string): Rule =>
  rule({
    id,
    title: 'Something',
    why: 'Because.',
    remedy: 'Change it.',
    severity: 'error',
    profile: 'recommended',
    targets: ['dockerfile'],
    safeguards: ['164.312(a)(1)'],
    check: {},
  });
const rules = [named('root-user'), named('floating-tag')];

const severities = (policies: PolicyFiles, file: string, top: string): Record<string, string> =>
  Object.fromEntries(policies.policyFor(file, top).policy.active.map(({ rule, severity }) => [rule.id, severity]));

suite('policy files', () => {
  test('the nearest one from the file upward counts, and no layer below it', () => {
    const top = tree({
      '.breakwater.yaml': 'rules: { root-user: info, floating-tag: info }\n',
      'a/.breakwater.yaml': 'rules: { root-user: warning }\n',
      'a/b/Dockerfile': '',
    });
    const policies = new PolicyFiles(rules);
    assert.deepEqual(severities(policies, join(top, 'a/b/Dockerfile'), top), { 'root-user': 'warning', 'floating-tag': 'error' });
    assert.deepEqual(severities(policies, join(top, 'c/Dockerfile'), top), { 'root-user': 'info', 'floating-tag': 'info' });
  });

  test('nothing above the top is looked at', () => {
    const above = tree({ '.breakwater.yaml': 'rules: { root-user: off }\n', 'top/Dockerfile': '' });
    const { policy, file } = new PolicyFiles(rules).policyFor(join(above, 'top/Dockerfile'), join(above, 'top'));
    assert.equal(file, undefined);
    assert.equal(policy.active.length, 2);
    const outside = new PolicyFiles(rules).policyFor(join(above, 'top/Dockerfile'), join(above, 'elsewhere'));
    assert.equal(outside.file, undefined);
  });

  test('the same policy is the same object, until it is forgotten', () => {
    const top = tree({ '.breakwater.yaml': '' });
    const policies = new PolicyFiles(rules);
    const first = policies.policyFor(join(top, 'a/Dockerfile'), top).policy;
    assert.equal(policies.policyFor(join(top, 'b/c/Dockerfile'), top).policy, first);
    writeFileSync(join(top, '.breakwater.yaml'), 'rules: { root-user: off }\n');
    assert.equal(policies.policyFor(join(top, 'a/Dockerfile'), top).policy, first);
    policies.forget(join(top, '.breakwater.yaml'));
    assert.deepEqual(severities(policies, join(top, 'a/Dockerfile'), top), { 'floating-tag': 'error' });
  });

  test('one that appears or goes is noticed after forgetting', () => {
    const top = tree({ 'a/Dockerfile': '' });
    const policies = new PolicyFiles(rules);
    const policy = join(top, 'a/.breakwater.yaml');
    const fileFor = () => policies.policyFor(join(top, 'a/Dockerfile'), top).file;
    assert.equal(fileFor(), undefined);
    writeFileSync(policy, '');
    policies.forget(policy);
    assert.equal(fileFor(), policy);
    rmSync(policy);
    policies.forget(policy);
    assert.equal(fileFor(), undefined);
  });

  test('a named one counts for all files', () => {
    const top = tree({ '.breakwater.yaml': 'rules: { root-user: off }\n', 'strict.yaml': 'rules: { root-user: info }\n' });
    const policies = new PolicyFiles(rules, { file: join(top, 'strict.yaml') });
    assert.equal(severities(policies, join(top, 'Dockerfile'), top)['root-user'], 'info');
  });

  test('a broken one says where, and what can be read of it applies', () => {
    const text = '\uFEFFrules:\r\n  root-usr: error\r\n  floating-tag: warning\r\n';
    const top = tree({ '.breakwater.yaml': text });
    const policies = new PolicyFiles(rules);
    const file = join(top, 'Dockerfile');
    assert.deepEqual(describePolicyProblems(policies.policyFor(file, top)), [
      '2:3 There is no rule `root-usr`. Did you mean `root-user`?',
    ]);
    assert.equal(severities(policies, file, top)['floating-tag'], 'warning');
  });

  test('one that cannot be read is a problem, and the built-in policy applies', () => {
    const top = tree({ 'nul/.breakwater.yaml': 'a\0', 'huge/.breakwater.yaml': '#'.repeat(1024 * 1024 + 1) });
    mkdirSync(join(top, 'folder/.breakwater.yaml'), { recursive: true });
    for (const [folder, problem] of [
      ['nul', 'Binary: it holds a NUL byte.'],
      ['huge', 'Larger than 1 MB.'],
      ['folder', 'It is a folder.'],
    ] as const) {
      const found = new PolicyFiles(rules).policyFor(join(top, folder, 'Dockerfile'), top);
      assert.deepEqual(describePolicyProblems(found), [problem]);
      assert.equal(found.policy.active.length, 2);
    }
    const missing = new PolicyFiles(rules, { file: join(top, 'none.yaml') }).policyFor(join(top, 'Dockerfile'), top);
    assert.deepEqual(describePolicyProblems(missing), ['There is no such file or folder.']);
  });

  test('adjustments come on top of what a policy says', () => {
    const top = tree({ '.breakwater.yaml': 'rules: { root-user: off, floating-tag: info }\n' });
    const policies = new PolicyFiles(rules, {
      adjust: (settings) => ({ ...settings, only: ['root-user'], rules: { ...settings.rules, 'root-user': 'warning' } }),
    });
    const found = policies.policyFor(join(top, 'Dockerfile'), top);
    assert.deepEqual(found.problems, []);
    assert.deepEqual(severities(policies, join(top, 'Dockerfile'), top), { 'root-user': 'warning' });
  });

  test('an editor hands in texts that are not saved, and URIs', () => {
    const policies = new PolicyFiles(rules, {
      exists: (file) => file === '/work/.breakwater.yaml',
      read: () => ({ status: 'read', text: 'rules: { root-user: info }', encoding: 'utf-8' }),
      uriOf: (file) => `file://${file}`,
    });
    const { policy } = policies.policyFor('/work/a/Dockerfile', '/work');
    assert.equal(policy.active[0]?.severity, 'info');
    assert.equal(policy.source?.uri, 'file:///work/.breakwater.yaml');
  });
});

suite('where looking upward ends', () => {
  test('at the root of the repository, else at the current folder, else at what was named', () => {
    const outer = tree({ 'repo/.git/': '', 'repo/a/b/': '', 'plain/c/': '' });
    const at = (path: string): string => join(outer, path);
    const repositories = new Repositories();
    assert.equal(repositories.topOf(at('repo/a/b'), at('repo/a'), at('repo/a/b')), at('repo'));
    assert.equal(repositories.topOf(at('plain/c'), at('plain'), at('plain/c')), at('plain'));
    assert.equal(repositories.topOf(at('plain/c'), at('repo'), at('plain')), at('plain'));
  });

  test('a `.git` file, as a worktree has, marks a root too', () => {
    const outer = tree({ 'worktree/.git': 'gitdir: elsewhere\n', 'worktree/a/': '' });
    assert.equal(new Repositories().rootOf(join(outer, 'worktree/a')), join(outer, 'worktree'));
  });
});
