import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { PUMPS, pumped, SLOTS, timeOf } from './support/bait.ts';
import { everythingIn } from './support/everything.ts';

/** In UTF-16 units. What takes time with the square of the length takes seconds at this. */
const LENGTH = Number(process.env['LENGTH'] ?? 12_000);
/** In milliseconds of the processor. */
const LIMIT = 400;
/** Each piece is tried at every so many places; another one at the others. */
const EVERY = Number(process.env['EVERY'] ?? 13);

suite('bait for slow patterns', () => {
  for (const target of ['dockerfile', 'compose', 'kubernetes'] as const)
    test(`${target}: no rule throws, and none takes long`, () => {
      const wrong: string[] = [];
      const slots = SLOTS.filter((slot) => slot.target === target);
      for (const { uri, text } of slots) everythingIn(uri, target, text('a=b'));
      for (const [which, piece] of PUMPS.entries())
        for (const [place, { uri, text }] of slots.entries()) {
          if ((which + place) % EVERY !== 0) continue;
          const bait = text(pumped(piece, LENGTH));
          let failed: readonly string[] = [];
          const check = (): void => {
            failed = everythingIn(uri, target, bait).failures.map(({ rule, error }) => `${rule}: ${error}`);
          };
          let time = timeOf(check);
          // a collection of garbage may have come between
          if (time > LIMIT) time = Math.min(time, timeOf(check));
          const at = `${JSON.stringify(piece)} in ${JSON.stringify(text('…'))}`;
          if (time > LIMIT) wrong.push(`${Math.round(time)} ms for ${at}`);
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
  const aliases = Array.from({ length: 30 }, (_, at) => `b${at}: &b${at} ${at === 0 ? '[x]' : nines(`b${at - 1}`)}\n`).join('');
  const merges = Array.from(
    { length: 30 },
    (_, at) => `m${at}: &m${at} {k${at}: "1", <<: [${at === 0 ? '' : `*m${at - 1}, `.repeat(9)}]}\n`,
  ).join('');
  const blob = 'QUJD'.repeat(250_000);
  const service = 'image: x, environment: *b29, ports: *b29, volumes: *b29, command: *b29, labels: *b29, depends_on: *b29';
  const container = '{name: a, image: a, env: *b29, args: *b29, ports: *b29, volumeMounts: *b29, securityContext: *m29}';
  const files = [
    ['compose.yaml', 'compose', `${aliases}services: {a: {${service}, user: root}}\n`],
    ['compose.yaml', 'compose', `${merges}services: {a: {image: x, environment: *m29, <<: *m29, user: root}}\n`],
    ['k.yaml', 'kubernetes', `kind: Pod\n${aliases}${merges}spec: {containers: [${container}], volumes: *b29}\n`],
    ['k.yaml', 'kubernetes', `apiVersion: v1\nkind: Secret\ndata: {a: ${blob}}\nstringData: {a: "${blob}"}\n`],
    [
      'k.yaml',
      'kubernetes',
      `apiVersion: v1\nkind: ConfigMap\ndata:\n  a.conf: |\n    ${blob}\n  b: "${'\\n'.repeat(500_000)}"\n`,
    ],
    ['compose.yaml', 'compose', `services: {a: {image: x, user: root, environment: {A: "${blob}"}, command: "${blob}"}}\n`],
    ['compose.yaml', 'compose', `services: {a: {image: x, user: root, environment: [${'"A=1", '.repeat(30_000)}]}}\n`],
    ['Dockerfile', 'dockerfile', `FROM a\nENV A="${blob}"\nRUN echo ${blob} \\\n${'  && true \\\n'.repeat(50_000)}\nUSER root\n`],
    ['Dockerfile', 'dockerfile', `FROM a\nCOPY <<EOF /a\n${blob}\n${'x\n'.repeat(200_000)}EOF\nUSER root\n`],
  ] as const;
  for (const [uri, target, text] of files)
    test(`${JSON.stringify(text.slice(0, 50))}…: no rule fails, and all take a few seconds for a megabyte`, () => {
      let failed: readonly string[] = [];
      const time = timeOf(() => {
        failed = everythingIn(`/w/${uri}`, target, text).failures.map(({ rule, error }) => `${rule}: ${error}`);
      });
      deepEqual(failed, []);
      ok(time < 5000, `${Math.round(time)} ms`);
    });
});

const said = (text: string): string => {
  const { findings, failures, document } = everythingIn('/w/k.yaml', 'kubernetes', `apiVersion: v1\n${text}`);
  return JSON.stringify([document.problems, findings.length, failures.length]);
};
