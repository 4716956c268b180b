import { deepEqual, equal, match } from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { loadPatterns } from '../../rules/engine/policy/patterns.ts';
import { readLayer } from '../../rules/engine/policy/readLayer.ts';
import { layered, policyOf, problemsOf, rules, severitiesIn } from './policySupport.ts';
import { assertInProportion } from '../support/growth.ts';

before(loadPatterns);

/** Each mistake with what is underlined and said of it. */
const mistakes: readonly (readonly [policy: string, ...problems: string[]])[] = [
  ['rulez: {}', 'invalid-policy at "rulez": A policy has no key `rulez`. Did you mean `rules`?'],
  ['profile: strickt', 'invalid-policy at "strickt": `profile` is `recommended` or `strict`. Did you mean `strict`?'],
  ['profile: [strict]', 'invalid-policy at "profile": `profile` is `recommended` or `strict`.'],
  [
    'extends: recomended',
    'invalid-policy at "recomended": `recomended` is neither `recommended`, `strict`, a path such as `./base.yaml`, nor `npm:NAME`. Did you mean `recommended`?',
  ],
  [
    'extends: https://policies.example/base.yaml',
    'invalid-policy at "https://policies.example/base.yaml": A policy is never fetched: name a file, or a package as `npm:NAME`.',
  ],
  ['extends: {a: b}', 'invalid-policy at "extends": `extends` is a list of texts.'],
  ['trustedImages: registry.example/*', 'invalid-policy at "registry.example/*": `trustedImages` is a list.'],
  ['trustedImages: [3.5, {source: a, digest: maybe}]', 'invalid-policy at "maybe": `digest` is `required` or `optional`.'],
  ['trustedImages: [{digest: required}]', 'invalid-policy at "digest": An image source that is a map has the key `source`.'],
  ['trustedImages: [true]', 'invalid-policy at "true": An image source is a text.'],
  ['phi: {path: [a]}', 'invalid-policy at "path": `phi` has no key `path`. Did you mean `paths`?'],
  ['phi: {paths: {a: b}}', 'invalid-policy at "paths": `phi.paths` is a list of texts.'],
  ['rules: [any-image]', 'invalid-policy at "rules": `rules` is a map.'],
  ['rules: {any-imag: off}', 'unknown-rule at "any-imag": There is no rule `any-imag`. Did you mean `any-image`?'],
  [
    'rules: {any-image: eror}',
    'invalid-policy at "eror": `any-image` is `error`, `warning`, `info` or `off`, or a map with `severity` and the rule\'s options. Did you mean `error`?',
  ],
  ['rules: {any-image: {severity: high}}', 'invalid-policy at "high": `severity` is `error`, `warning`, `info` or `off`.'],
  ['rules: {any-image: {alow: []}}', 'invalid-policy at "alow": `any-image` has no option `alow`. Did you mean `allow`?'],
  [
    'rules: {any-image: {allow: 3}}',
    'invalid-policy at "3": `allow` of `any-image` does not take this value. Images that are left alone.',
  ],
  ['overrides: {files: a}', 'invalid-policy at "overrides": `overrides` is a list.'],
  [
    'overrides: [{file: a, rules: {any-image: off}}]',
    'invalid-policy at "file": An override has no key `file`. Did you mean `files`?',
    'invalid-policy at "file": An override says what it is for: `files`, `kinds`, `namespaces`, `services` or `stages`.',
  ],
  ['overrides: [{files: a}]', 'invalid-policy at "files": An override says what `rules` are like there.'],
  [
    'overrides: [{files: [], rules: {any-image: off}}]',
    'unreachable-override at "files": This override never decides anything: it fits nothing, or later ones say something else of all its rules.',
  ],
  [
    'overrides: [{files: a/**, rules: {any-image: off}}, {files: "**", rules: {any-image: info}}]',
    'unreachable-override at "files": This override never decides anything: it fits nothing, or later ones say something else of all its rules.',
  ],
  ['exceptions: [{reason: Because we said so.}]', 'invalid-policy at "reason": An exception names the `rule` it is for.'],
  [
    'exceptions: [{rule: any-imag, reason: Agreed.}]',
    'unknown-rule at "any-imag": There is no rule `any-imag`. Did you mean `any-image`?',
  ],
  ['exceptions: [{rule: any-image}]', 'unreasoned-exception at "rule": This exception has no reason, so it excepts nothing.'],
  [
    'exceptions: [{rule: any-image, reason: ""}]',
    'unreasoned-exception at "\\"\\"": This exception has no reason, so it excepts nothing.',
  ],
  [
    'exceptions: [{rule: any-image, reason: TODO}]',
    'unreasoned-exception at "TODO": This exception gives `TODO` as its reason, which is none.',
  ],
  [
    'exceptions: [{rule: any-image, reason: Agreed., until: soon}]',
    'invalid-policy at "soon": `until` is a day, such as `2027-03-31`.',
  ],
  [
    'exceptions: [{rule: any-image, reason: Agreed., until: 2027-02-30}]',
    'invalid-policy at "2027-02-30": `until` is a day, such as `2027-03-31`.',
  ],
  ['exceptions: [any-image]', 'invalid-policy at "any-image": An exception is a map with `rule` and `reason`.'],
  [
    'exceptions: [{rule: any-image, reason: Agreed., fils: a}]',
    'invalid-policy at "fils": An exception has no key `fils`. Did you mean `files`?',
  ],
  ['locked: [any-imag]', 'unknown-rule at "any-imag": There is no rule `any-imag`. Did you mean `any-image`?'],
  ['custom: [{files: a}]', 'invalid-policy at "files": A rule of your own has an `id`.'],
  ['custom: [{id: any-image, files: a}]', 'invalid-policy at "any-image": There is a rule `any-image` already.'],
  ['custom: [{id: a, files: a}, {id: a, ports: 1}]', 'invalid-policy at "a": There is a rule `a` already.'],
  [
    'custom: [{id: Not an id, files: a}]',
    'invalid-policy at "Not an id": An `id` is a few lower-case words with `-` between, such as `export-in-image`.',
  ],
  [
    'custom: [{id: a}]',
    'invalid-policy at "id": A rule of your own says what it finds: `files`, `ports`, `images`, `variables`, `commands`, `secrets` or `path`.',
  ],
  [
    'custom: [{id: a, port: 1}]',
    'invalid-policy at "port": A rule of your own has no key `port`. Did you mean `ports`?',
    'invalid-policy at "id": A rule of your own says what it finds: `files`, `ports`, `images`, `variables`, `commands`, `secrets` or `path`.',
  ],
  [
    'custom: [{id: a, ports: [70000]}]',
    'invalid-policy at "70000": A port is a number from 1 to 65535, a range such as `2000-2010`, or either with `/tcp` or `/udp`.',
  ],
  [
    'custom: [{id: a, files: a, action: blok}]',
    'invalid-policy at "blok": `action` is `block`, `warn` or `audit`. Did you mean `block`?',
  ],
  [
    'custom: [{id: a, files: a, safeguards: ["164.312(z)(1)"]}]',
    'invalid-policy at "\\"164.312(z)(1)\\"": `164.312(z)(1)` is no safeguard of the Security Rule, such as `164.312(a)(1)`. Did you mean `164.312(a)(1)`?',
  ],
  [
    'custom: [{id: a, commands: {matches: "(?=x)"}}]',
    'invalid-policy at "\\"(?=x)\\"": This is no regular expression of RE2: invalid or unsupported Perl syntax.',
  ],
  [
    'custom: [{id: a, commands: {matches: "(a{500}){2}"}}]',
    'invalid-policy at "\\"(a{500}){2}\\"": This regular expression repeats too much.',
  ],
  [
    'custom: [{id: a, path: a..b, in: compose, when: {missing: true}}]',
    'invalid-policy at "a..b": A path is keys with `.` between, such as `spec.template.spec.containers.*.image`.',
  ],
  [
    'custom: [{id: a, path: a, when: {missing: true}}]',
    'invalid-policy at "path": A path is looked for `in` one of `kubernetes`, `compose` or `container`.',
  ],
  [
    'custom: [{id: a, path: a, in: compose}]',
    'invalid-policy at "path": A path has either `when`, what is a finding there, or `unless`, what is none.',
  ],
  [
    'custom: [{id: a, path: a, in: compose, when: {is: b}}]',
    'invalid-policy at "is": `when` has no key `is`.',
    'invalid-policy at "when": `when` has a condition: `missing`, `equals`, `oneOf`, `noneOf`, `matches`, `notMatches`, `above`, `below`.',
  ],
  ['custom: [{id: a, ports: 1, kinds: Pod}]', 'invalid-policy at "kinds": `kinds` goes with `path`.'],
  [
    'custom: [{id: a, path: a, in: compose, kinds: Pod, when: {missing: true}}]',
    'invalid-policy at "kinds": `kinds` does not go with `in: compose`.',
  ],
  ['- a', 'invalid-policy at "a": A policy is a map with keys such as `rules` and `trustedImages`.'],
  ['rules: {any-image: off}\nrules: {any-port: off}', 'invalid-policy at "rules": Key `rules` stands twice in one map.'],
];

suite('each mistake is told where it is', () => {
  for (const [policy, ...problems] of mistakes) test(policy, () => deepEqual(problemsOf(policy), problems));
});

suite('what is wrong in a policy', () => {
  test('leaves the rest in force', () => {
    const policy = policyOf('rulez: 1\nprofile: [\nrules:\n  any-image: error\n  any-port: loud\n');
    equal(policy.active.length > 0, true);
    const half = policyOf(
      'rules:\n  any-image: error\n  any-port: loud\nexceptions:\n  - rule: any-port\n    reason: Agreed\n    files: [\n',
    );
    equal(half.rule('any-image')?.severity, 'error');
  });

  test('never makes an exception or an override wider than was meant', () => {
    const text = 'FROM a:1\nEXPOSE 21\n';
    const all = { 'a:1': 'warning', '21': 'error' };
    for (const policy of [
      'exceptions: [{rule: any-image, reason: Agreed., fils: test/**}]',
      'exceptions: [{rule: any-image, reason: Agreed., files: {a: b}}]',
      'exceptions: [{rule: any-image, reason: Agreed., until: 2026-02-31}]',
      'overrides: [{files: test/**, kind: Pod, rules: {any-image: off}}]'.replace('test/**', '"**"'),
      'overrides: [{rules: {any-image: off}}]',
    ])
      deepEqual(severitiesIn(policyOf(policy), 'Dockerfile', text), all, policy);
  });

  test('is told in the layer it stands in; a rule of a base is known above it', () => {
    const { problems } = layered('custom: [{id: no-telnet, ports: 23}]', 'rules: {no-telnet: error, no-telnt: off}');
    deepEqual(problems, [[], ['unknown-rule at "no-telnt": There is no rule `no-telnt`. Did you mean `no-telnet`?']]);
    const twice = layered('custom: [{id: no-telnet, ports: 23}]', 'custom: [{id: no-telnet, ports: 24}]');
    deepEqual(twice.problems, [[], ['invalid-policy at "no-telnet": A policy this one extends has a rule `no-telnet` already.']]);
  });

  test('of a policy that is too large is one sentence', () => {
    const layer = readLayer({ uri: '/p', text: `# ${'x'.repeat(10 * 1024 * 1024)}\nrules: {any-image: off}\n` }, rules);
    deepEqual(
      layer.problems.map(({ message }) => message),
      ['A policy has at most 1 MB; this one is not read.'],
    );
    equal(layer.rules, undefined);
  });

  test('stops being listed after a hundred', () => {
    const problems = problemsOf(Array.from({ length: 3000 }, (_, index) => `key${index}: 1`).join('\n'));
    equal(problems.length, 101);
    match(problems.at(-1)!, /More is wrong from here on\.$/);
  });
});

suite('a hostile policy hangs nothing', () => {
  const many = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  const bomb = (depth: number): string => {
    const lines = many(depth, (n) => {
      const below = n === 0 ? 'a' : `k${n - 1}`;
      return `k${n}: &k${n} [${`*${below}, `.repeat(9)}]`;
    });
    return `a: &a [x, x, x, x, x, x, x, x, x]\n${lines}\nlocked: *k${depth - 1}\n`;
  };
  const hostile: Readonly<Record<string, readonly [size: number, text: (size: number) => string]>> = {
    'a bomb of aliases': [5, bomb],
    'a list used ten thousand times': [
      2_500,
      (size) =>
        `locked: &l [${'any-image, '.repeat(20_000)}]\noverrides:\n${many(size, () => '  - {files: *l, rules: {any-image: off}}')}\n`,
    ],
    'a list nobody counts, used ten thousand times': [
      2_500,
      (size) =>
        `x: &l [${'any-image, '.repeat(20_000)}]\noverrides:\n${many(size, () => '  - {files: *l, rules: {any-image: off}}')}\n`,
    ],
    'forty thousand unknown rules': [10_000, (size) => `rules:\n${many(size, (n) => `  any-imagf-${n}: off`)}\n`],
    'forty thousand unknown keys': [10_000, (size) => many(size, (n) => `exceptionss${n}: off`)],
    'ten thousand broken overrides': [
      2_500,
      (size) => `overrides:\n${many(size, (n) => `  - {file: a${n}, rules: {any-image: loud}}`)}`,
    ],
    'deep nesting': [1_250, (size) => `rules: ${'{a: '.repeat(size)}`],
    'a million brackets': [250_000, (size) => '['.repeat(size)],
    'one long line': [250_000, (size) => `extends: ${'x'.repeat(size)}`],
    'a merge with itself': [
      250,
      (size) => `${many(size, (n) => `x${n}: &x${n}\n  <<: [*x${n}, *x${n}]`)}\nrules: &r\n  <<: [*r, *x0]\n`,
    ],
  };
  for (const [name, [size, make]] of Object.entries(hostile))
    test(name, () =>
      assertInProportion(size, make, (text) => {
        policyOf(text);
        problemsOf(text);
      }),
    );

  test('catastrophic regular expressions over a long command', () => {
    const policy = policyOf(
      `custom:\n${many(20, (n) => `  - {id: slow-${n}x, commands: {matches: "(a+)+$|(a|aa)+b|(.*a){10}c"}}`)}\n`,
    );
    assertInProportion(
      2250,
      (length) => `FROM a:1\n${`RUN ${'a'.repeat(length)}!\n`.repeat(10)}`,
      (text) => severitiesIn(policy, 'Dockerfile', text),
    );
  });
});
