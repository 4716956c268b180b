import { deepEqual, equal, match } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { boolean, oneOf, strings } from '../../rules/engine/options.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { nearest, readPolicy, trustImageEdit } from '../../rules/engine/policyText.ts';
import { rule } from '../../rules/engine/rule.ts';
import { applyEdits } from '../../rules/model/text.ts';

const common = {
  title: 'T',
  why: 'W.',
  remedy: 'R.',
  severity: 'error',
  targets: ['dockerfile'],
  safeguards: ['164.312(a)(1)'],
  check: {},
} as const;
const pinned = rule({
  ...common,
  id: 'pinned',
  profile: 'recommended',
  options: { pin: oneOf('How.', ['tag', 'digest'], 'tag'), allow: strings('Which.'), weak: boolean('Weak.', false, true) },
});
const strict = rule({ ...common, id: 'only-strict', profile: 'strict' });
const rules = [pinned, strict];

const active = (text: string): string[] =>
  Policy.of(rules, readPolicy(text, rules).settings).active.map(({ rule, severity }) => `${rule.id} ${severity}`);
const problems = (text: string): string[] =>
  readPolicy(text, rules).problems.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);

suite('a policy', () => {
  test('that says nothing leaves the recommended profile', () => deepEqual(active(''), ['pinned error']));
  test('chooses a profile', () => deepEqual(active('profile: strict\n'), ['pinned error', 'only-strict error']));
  test('switches a strict rule on by naming it', () =>
    deepEqual(active('rules: {only-strict: info}\n'), ['pinned error', 'only-strict info']));
  test('switches a rule off', () => deepEqual(active('rules:\n  pinned: off\n'), []));
  test('sets options, and knows which', () => {
    const [entry] = Policy.of(rules, readPolicy('rules:\n  pinned: {pin: digest, allow: [a/, b/]}\n', rules).settings).active;
    deepEqual(entry!.options, { pin: 'digest', allow: ['a/', 'b/'], weak: false });
    deepEqual([...entry!.written], ['pin', 'allow']);
  });
  test('takes the strict value of an option with the profile', () =>
    equal(Policy.of(rules, { profile: 'strict' }).active[0]!.options['weak'], true));
});

suite('a mistake in a policy is a problem with its place', () => {
  test('an unknown rule', () =>
    deepEqual(problems('rules:\n  pined: off\n'), ['pined: There is no rule `pined`. Did you mean `pinned`?']));
  test('an unknown key', () => deepEqual(problems('rule: {}\n'), ['rule: A policy has no key `rule`. Did you mean `rules`?']));
  test('a wrong severity', () => match(problems('rules: {pinned: high}\n')[0]!, /^high: /));
  test('a wrong option', () => match(problems('rules: {pinned: {pin: sha}}\n')[0]!, /^sha: `pin` of `pinned`/));
  test('an unknown option', () => match(problems('rules: {pinned: {pn: tag}}\n')[0]!, /^pn: .*Did you mean `pin`/));
  test('and the rest applies', () => deepEqual(active('rules: {pined: off, pinned: warning}\n'), ['pinned warning']));
  test('broken YAML', () => equal(problems('rules: {pinned: [\n').length > 0, true));
  test('a list in place of a map', () => match(problems('- a\n')[0]!, /A policy is a map/));
});

test('a word is matched to the nearest one that is close', () => {
  equal(nearest('rootuser', ['root-user', 'floating-tag']), 'root-user');
  equal(nearest('banana', ['root-user', 'floating-tag']), undefined);
});

suite('trusting an image adds to the policy', () => {
  const added = (text: string): string => {
    const edit = trustImageEdit({ uri: 'file:///p', text }, 'registry.example/*');
    return edit ? applyEdits(text, [edit]) : 'no edit';
  };
  test('that has no list yet', () =>
    equal(added('profile: strict'), 'profile: strict\ntrustedImages:\n  - default\n  - "registry.example/*"\n'));
  test('with a list', () =>
    equal(
      added('trustedImages:\n  - default # built-in\nrules: {}\n'),
      'trustedImages:\n  - default # built-in\n  - "registry.example/*"\nrules: {}\n',
    ));
  test('with a list on one line', () =>
    equal(added('trustedImages: [default]\n'), 'trustedImages: [default, "registry.example/*"]\n'));
});
