import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Target } from '../../rules/model/nodes.ts';
import { growsTooFast, timeOf } from '../support/growth.ts';
import { PUMPS, pumped, SLOTS } from './support/bait.ts';
import { everythingIn } from './support/everything.ts';

/** In UTF-16 units. What takes time with the square of the length takes seconds at this. */
const LENGTH = Number(process.env['LENGTH'] ?? 12_000);
/** In milliseconds of the processor: what takes longer is looked at again, with four times the length. */
const NOTICED = 150;
/** Each piece is tried at every so many places; another one at the others. */
const EVERY = Number(process.env['EVERY'] ?? 13);

suite('bait for slow patterns', () => {
  for (const target of ['dockerfile', 'compose', 'kubernetes'] as const)
    test(`${target}: no rule throws, and none takes time with the square of the length`, () => {
      const wrong: string[] = [];
      const slots = SLOTS.filter((slot) => slot.target === target);
      for (const { uri, text } of slots) everythingIn(uri, target, text('a=b'));
      for (const [which, piece] of PUMPS.entries())
        for (const [place, { uri, text }] of slots.entries()) {
          if ((which + place) % EVERY !== 0) continue;
          const at = `${JSON.stringify(piece)} in ${JSON.stringify(text('…'))}`;
          const make = (length: number): string => text(pumped(piece, length));
          const check = (bait: string): string[] =>
            everythingIn(uri, target, bait).failures.map(({ rule, error }) => `${rule}: ${error}`);
          let failed: readonly string[] = [];
          const time = timeOf(() => (failed = check(make(LENGTH))));
          const slow = time > NOTICED ? growsTooFast(LENGTH, make, check) : undefined;
          if (slow) wrong.push(`${slow}: ${at}`);
          for (const failure of failed) wrong.push(`${failure} for ${at}`);
        }
      deepEqual(wrong, []);
    });
});

suite('nesting', () => {
  const deep = 5000;
  const shapes = {
    brackets: `a: ${'['.repeat(deep)}`,
    braces: `a: ${'{a: '.repeat(deep)}`,
    dashes: `${'- '.repeat(deep)}a`,
    'dashes after a word': `a b ${'- ? '.repeat(deep)}:  ${'? - '.repeat(deep)}x\nkind: Pod\n`,
    'question marks': `${'? '.repeat(deep)}a`,
    colons: `${'? - : '.repeat(deep)}a`,
    indentation: Array.from({ length: 1000 }, (_, at) => `${' '.repeat(at)}a:\n`).join(''),
  };
  for (const [name, text] of Object.entries(shapes))
    test(`without end, of ${name}, does not depend on how much stack there is`, () => {
      // a stack that is nearly used up
      const near = (left: number): string => (left === 0 ? said(text) : near(left - 1));
      equal(near(5000), said(text));
    });
});

suite('bombs', () => {
  const nines = (of: string): string => `[${`*${of}, `.repeat(9)}]`;
  const aliases = (depth: number): string =>
    Array.from({ length: depth }, (_, at) => `b${at}: &b${at} ${at === 0 ? '[x]' : nines(`b${at - 1}`)}\n`).join('');
  const merges = (depth: number): string =>
    Array.from(
      { length: depth },
      (_, at) => `m${at}: &m${at} {k${at}: "1", <<: [${at === 0 ? '' : `*m${at - 1}, `.repeat(9)}]}\n`,
    ).join('');
  const uses = (last: string): string =>
    `image: x, environment: ${last}, ports: ${last}, volumes: ${last}, command: ${last}, labels: ${last}, depends_on: ${last}`;
  const container = (list: string, map: string): string =>
    `{name: a, image: a, env: ${list}, args: ${list}, ports: ${list}, volumeMounts: ${list}, securityContext: ${map}}`;
  const blob = (size: number): string => 'QUJD'.repeat(size);
  const files: Readonly<Record<string, readonly [string, Target, size: number, (size: number) => string]>> = {
    'aliases of aliases': [
      'compose.yaml',
      'compose',
      8,
      (depth) => `${aliases(depth)}services: {a: {${uses(`*b${depth - 1}`)}, user: root}}\n`,
    ],
    'merges of merges': [
      'compose.yaml',
      'compose',
      8,
      (depth) => `${merges(depth)}services: {a: {image: x, environment: *m${depth - 1}, <<: *m${depth - 1}, user: root}}\n`,
    ],
    'both, in a pod': [
      'k.yaml',
      'kubernetes',
      8,
      (depth) => {
        const [list, map] = [`*b${depth - 1}`, `*m${depth - 1}`];
        return `kind: Pod\n${aliases(depth)}${merges(depth)}spec: {containers: [${container(list, map)}], volumes: ${list}}\n`;
      },
    ],
    'a Secret of one text': [
      'k.yaml',
      'kubernetes',
      60_000,
      (size) => `apiVersion: v1\nkind: Secret\ndata: {a: ${blob(size)}}\nstringData: {a: "${blob(size)}"}\n`,
    ],
    'a ConfigMap of one text': [
      'k.yaml',
      'kubernetes',
      60_000,
      (size) => `apiVersion: v1\nkind: ConfigMap\ndata:\n  a.conf: |\n    ${blob(size)}\n  b: "${'\\n'.repeat(2 * size)}"\n`,
    ],
    'a variable of one text': [
      'compose.yaml',
      'compose',
      60_000,
      (size) => `services: {a: {image: x, user: root, environment: {A: "${blob(size)}"}, command: "${blob(size)}"}}\n`,
    ],
    'many variables': [
      'compose.yaml',
      'compose',
      8_000,
      (size) => `services: {a: {image: x, user: root, environment: [${'"A=1", '.repeat(size)}]}}\n`,
    ],
    'a long command': [
      'Dockerfile',
      'dockerfile',
      12_000,
      (size) => `FROM a\nENV A="${blob(5 * size)}"\nRUN echo ${blob(5 * size)} \\\n${'  && true \\\n'.repeat(size)}\nUSER root\n`,
    ],
    'a long heredoc': [
      'Dockerfile',
      'dockerfile',
      50_000,
      (size) => `FROM a\nCOPY <<EOF /a\n${blob(size)}\n${'x\n'.repeat(size)}EOF\nUSER root\n`,
    ],
  };
  for (const [name, [uri, target, size, make]] of Object.entries(files))
    test(`${name}: no rule fails, and the time grows with the size`, () => {
      const failed = new Set<string>();
      const slow = growsTooFast(size, make, (text) => {
        for (const { rule, error } of everythingIn(`/w/${uri}`, target, text).failures) failed.add(`${rule}: ${error}`);
      });
      deepEqual([...failed], []);
      equal(slow, undefined);
    });
});

const said = (text: string): string => {
  const { findings, failures, document } = everythingIn('/w/k.yaml', 'kubernetes', `apiVersion: v1\n${text}`);
  return JSON.stringify([document.problems, findings.length, failures.length]);
};
