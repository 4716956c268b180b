import { equal, ok } from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import fc from 'fast-check';
import { readBaseline } from '../../rules/engine/baseline.ts';
import { parseException } from '../../rules/engine/exceptions.ts';
import { loadPatterns } from '../../rules/engine/policy/patterns.ts';
import { readLayer } from '../../rules/engine/policy/readLayer.ts';
import { fitsWildcard } from '../../rules/engine/policy/wildcard.ts';
import { layered, rules } from './policySupport.ts';

before(loadPatterns);

const KEYS =
  `extends profile trustedImages phi rules overrides exceptions locked custom files kinds stages rule reason until owner
  id ports images variables commands secrets path in when unless severity any-image any-port allow name matches missing equals
  apiVersion kind spec match any scanner action`.split(/\s+/);
const scalar = fc.constantFrom(
  'off',
  'error',
  'strict',
  'any-image',
  '*',
  '**',
  '"x"',
  "'",
  '3',
  'true',
  '~',
  '2027-01-31',
  '',
  '&a',
  '*a',
  '<<',
  '- -',
  '|',
  '>',
  '!!str x',
  '{',
  ']',
  '#',
  'npm:x',
  'a..b',
  '(',
  '\0',
  '\uFEFF',
  '\uD800',
  '__proto__',
  'constructor',
);
const key = fc.constantFrom(...KEYS);

/** Texts that look like policies, most of them wrong somewhere. */
const policy = fc
  .array(fc.tuple(fc.nat(8), fc.boolean(), key, scalar), { maxLength: 25 })
  .map((lines) =>
    lines.map(([indent, dash, key, value]) => `${' '.repeat(indent)}${dash ? '- ' : ''}${key}: ${value}`).join('\n'),
  );

suite('any text at all', () => {
  test('is read as a policy, with problems that lie in it', () =>
    fc.assert(
      fc.property(fc.oneof(policy, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        const layer = readLayer({ uri: '/p', text }, rules);
        for (const { span } of [...layer.problems, ...layer.mentions, ...layer.globs, ...layer.exceptions])
          ok(0 <= span.start && span.start <= span.end && span.end <= text.length, JSON.stringify(span));
        layered(text, text);
      }),
      { numRuns: 400 },
    ));

  test("is read as a policy in Aqua's form", () =>
    fc.assert(
      fc.property(policy, (text) => {
        const aqua = `apiVersion: xray.aqua.security/v1\nkind: Policy\n${text}`;
        for (const { span } of readLayer({ uri: '/p', text: aqua }, rules).problems)
          ok(0 <= span.start && span.start <= span.end && span.end <= aqua.length, JSON.stringify(span));
      }),
      { numRuns: 300 },
    ));

  test('is read as a comment and as a baseline', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        parseException(`# breakwater allow ${text}`);
        parseException(text);
        readBaseline(text);
      }),
    ));
});

test('a pattern with stars fits what a regular expression of the same meaning fits', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 }),
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }),
      (pattern, text) => {
        equal(fitsWildcard(text, pattern), new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text));
      },
    ),
  ));
