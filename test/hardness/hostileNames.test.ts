import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lint } from '../../rules/engine/lint.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { readLayer } from '../../rules/engine/policy/readLayer.ts';
import { mergeLayers } from '../../rules/engine/policy/merge.ts';
import { categories, rules } from '../../rules/index.ts';
import { readDocument } from '../../rules/model/document.ts';
import { formats } from '../../server/cli/outputs.ts';
import { runCli } from '../cli/runCli.ts';
import { tree } from '../files/tree.ts';
import { Client } from '../lsp/support/client.ts';
import { everyRule, everything, everythingIn, TODAY } from './support/everything.ts';
import { assertTame, assertTameAs, HOSTILE, UNPRINTABLE } from './support/hostile.ts';

suite('hostile names', () => {
  for (const [what, name] of Object.entries(HOSTILE)) {
    for (const format of formats) test(`${what}: stays a text as ${format}`, () => assertTameAs(format, name));

    test(`${what}: stays a text in hovers, titles and diagnostics`, async () => {
      const quoted = JSON.stringify(name);
      const texts: readonly (readonly [string, string])[] = [
        [
          'file:///w/compose.yaml',
          `services:\n  ${quoted}: {image: ${quoted}, user: root, privileged: true, ports: [${quoted}, "21:21"], environment: {DB_PASSWORD: hunter22, ${quoted}: x}}\n`,
        ],
        [
          'file:///w/k.yaml',
          `apiVersion: v1\nkind: Pod\nmetadata: {name: ${quoted}, annotations: {a: ${quoted}}}\nspec: {containers: [{name: ${quoted}, image: "x:latest", env: [{name: ${quoted}, value: x}], securityContext: {privileged: true}}]}\n`,
        ],
        [
          'file:///w/Dockerfile',
          `FROM ${name.replace(/[\r\n\u2028]+/g, '')}\nUSER root\n# breakwater allow root-user -- ${name.replace(/[\r\n\u2028]+/g, '')}\nRUN curl http://${name.replace(/\s+/g, '')} | sh\n`,
        ],
      ];
      const client = await Client.start({ rules, categories });
      for (const [uri, text] of texts) {
        await client.open(uri, text);
        const diagnostics = await client.diagnostics(uri);
        for (const { range } of diagnostics) {
          const hover = await client.hover(uri, range.start);
          if (hover) assertTame((hover.contents as { value: string }).value);
        }
        for (const { message } of diagnostics) equal(UNPRINTABLE.exec(String(message))?.[0], undefined, String(message));
        for (const { title } of await client.actions(uri)) equal(UNPRINTABLE.exec(title)?.[0], undefined, title);
        const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
        for (const method of ['codeLens', 'documentLink']) {
          const found = await client.connection.sendRequest<object[] | null>(`textDocument/${method}`, {
            textDocument: { uri },
            range,
          });
          for (const words of wordsIn(found)) {
            equal(UNPRINTABLE.exec(words)?.[0], undefined, `${method}: ${words}`);
            ok(!/^(?:command|javascript|vscode):/i.test(words), words);
          }
        }
      }
      for (const words of wordsIn(client.statuses)) equal(UNPRINTABLE.exec(words)?.[0], undefined, words);
      for (const words of client.logs) equal(UNPRINTABLE.exec(words)?.[0], undefined, words);
      await client.stop();
    });
  }
});

/** The texts in an answer, but for what is handed back as it came. */
function wordsIn(answer: unknown): string[] {
  if (typeof answer === 'string') return [answer];
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([key, value]) => (key === 'data' || key === 'arguments' ? [] : wordsIn(value)));
}

suite('hostile names of files, and arguments', () => {
  const texts = {
    Dockerfile: 'FROM node:latest\nUSER root\n',
    'broken.dockerfile': 'FROM "\nXX\n',
    '.breakwater.yaml':
      'extends: [./gone.yaml]\nrules: {x: 1}\nexceptions: [{rule: root-user, files: "**", reason: A reason.}]\n',
  };
  // as far as a file system takes them
  const folders = Object.values(HOSTILE).map((name) => `${name.replace(/[/\0]|\p{Cs}/gu, '')}x`);
  const files = folders.flatMap((folder) => Object.entries(texts).map(([name, text]) => [`${folder}/${name}`, text]));
  const [arg, option] = [HOSTILE['a terminal escape']!, HOSTILE['a bidirectional override']!];
  for (const args of [
    ...[['check', '.'], ['check', '-f', 'compact', '.'], ['check', '-f', 'github', '.'], ['exceptions'], ['policy'], ['doctor']],
    ...[
      ['check', '--diff', '--unsafe', '.'],
      ['check', '--fix', '.'],
      ['baseline'],
      ['check', arg],
      ['policy', arg],
      ['explain', arg],
    ],
    ...[
      ['check', '--policy', arg],
      ['check', '--compare', option],
      ['check', '--rule', arg],
      [arg],
      ['check', `--${arg}`],
      ['help', arg],
    ],
    ...[
      ['check', '--format', option],
      ['check', '--files-from', arg],
      ['check', '-f', 'json', '-o', `x/${arg}/y`, '.'],
      ['completion', arg],
    ],
    ...[
      ['check', '--shard', arg],
      ['rules', '--category', arg],
      ['check', '--stdin-filename', arg, '-'],
      ['check', '--fail-on', arg],
    ],
  ])
    test(JSON.stringify(args), { skip: process.platform === 'win32' }, async () => {
      const cwd = tree(Object.fromEntries(files));
      for (const terminal of [false, true]) {
        const { out, err } = await runCli(args, { cwd, terminal, stdin: texts.Dockerfile });
        for (const text of [out, err]) {
          const plain = text.replace(/\u001b\[\d*m|\r?\u001b\[K/g, '');
          equal(UNPRINTABLE.exec(plain.replaceAll('\n', ''))?.[0], undefined, JSON.stringify(plain));
          ok(!/^ *::(?!(?:error|warning|notice) file=)|##(?:vso)?\[/m.test(plain), plain);
        }
      }
    });
});

/** Keys that every object of JavaScript answers to. */
const INHERITED = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  'prototype',
  'then',
  'length',
];

suite('keys that every object has', () => {
  const before = Object.getOwnPropertyNames(Object.prototype).sort().join();
  const compose = (key: string): string =>
    `${key}: {a: 1}\nx-a: &a {${key}: &b {polluted: true}}\nservices:\n  ${key}:\n    <<: *a\n    image: ${key}\n    user: root\n    privileged: true\n    environment: {${key}: ${key}, DB_PASSWORD: hunter22}\n    labels: {${key}: ${key}}\n    ports: [{${key}: 1}, "21:21"]\n    volumes: ["${key}:/x"]\n    depends_on: {${key}: {}}\n    networks: {${key}: {}}\n    secrets: [${key}]\n    configs: [${key}]\n    extends: {service: ${key}}\n    logging: {driver: ${key}, options: {${key}: x}}\nnetworks: {${key}: {}}\nvolumes: {${key}: {}}\nsecrets: {${key}: {environment: ${key}}}\nconfigs: {${key}: {content: ${key}}}\n`;
  const kubernetes = (key: string): string =>
    ['Pod', key]
      .map(
        (kind) =>
          `apiVersion: ${kind === key ? key : 'v1'}\nkind: ${kind}\n${key}: 1\nmetadata: {name: ${key}, namespace: ${key}, labels: {${key}: ${key}}, annotations: {${key}: ${key}}}\ndata: {${key}: "1"}\nspec: {${key}: 1, serviceAccountName: ${key}, containers: [{name: ${key}, image: ${key}, ${key}: 1, env: [{name: ${key}, value: ${key}}], ports: [{name: ${key}, containerPort: 21}], securityContext: {privileged: true, ${key}: 1}}]}\n`,
      )
      .join('---\n');
  const dockerfile = (key: string): string =>
    `ARG ${key}=1\nFROM ${key} AS ${key}\nENV ${key}=a DB_PASSWORD=hunter22\nLABEL ${key}=b\nRUN ${key} --${key} ${key}=1 && curl http://${key}/ | sh\nCOPY --from=${key} ${key} ${key}\nEXPOSE ${key} 21\nUSER \${${key}}\n${key} x\nFROM ${key}\nUSER root\n`;

  for (const key of INHERITED)
    test(`${key} as the name of anything`, () => {
      for (const [uri, target, text] of [
        ['/w/compose.yaml', 'compose', compose(key)],
        ['/w/k.yaml', 'kubernetes', kubernetes(key)],
        ['/w/Dockerfile', 'dockerfile', dockerfile(key)],
      ] as const) {
        const { findings, failures } = everythingIn(uri, target, text);
        deepEqual(
          failures.map(({ rule, error }) => `${rule}: ${error}`),
          [],
        );
        // the same is found as under a name that means nothing
        const plain = everythingIn(uri, target, text.replaceAll(key, 'k'.repeat(key.length)));
        const found = new Set(findings.map(({ rule }) => rule.id));
        for (const id of ['root-user', 'privileged-container', 'secret-in-variable'])
          equal(
            found.has(id),
            plain.findings.some(({ rule }) => rule.id === id),
            `${uri} ${id}`,
          );
      }
      equal(Object.getOwnPropertyNames(Object.prototype).sort().join(), before);
      equal(({} as Record<string, unknown>)['polluted'], undefined);
    });

  test('in a policy and in comments', () => {
    for (const key of INHERITED) {
      const text = `${key}: {${key}: 1}\nprofile: ${key}\nextends: ${key}\nrules: {${key}: error, root-user: {${key}: 1, severity: ${key}}}\nlocked: [${key}]\nphi: {${key}: [a], labels: [${key}]}\noverrides: [{files: ["**"], ${key}: 1, rules: {${key}: off}}]\nexceptions: [{rule: ${key}, files: "**", reason: A reason., ${key}: 1}]\ncustom: [{id: ${key}, variables: [${key}], ${key}: 1}, {id: own-${key.toLowerCase().replaceAll('_', '')}, path: ${key}.${key}, in: kubernetes, when: {${key}: 1}}]\n`;
      const layer = readLayer({ uri: '/w/.breakwater.yaml', text }, everyRule);
      ok(layer.problems.length > 0);
      const { settings } = mergeLayers([layer], everyRule);
      const policy = Policy.of(everyRule, settings, layer.source);
      const document = readDocument('/w/Dockerfile', 'dockerfile', `# breakwater allow ${key} -- a reason\nFROM a\nUSER root\n`);
      deepEqual(lint(document, policy, TODAY).failures, []);
      equal(policy.rule(key), undefined);
      equal(everything.rule(key), undefined);
    }
  });

  test('in an earlier report, a baseline and the arguments', async () => {
    const odd = `{"tool":{"name":"breakwater"},"__proto__":{"polluted":true},"findings":[{"rule":"__proto__","path":"constructor","message":"toString","fingerprint":"__proto__"},{"__proto__":{"rule":"x"}},null,[],"x"]}`;
    const baseline =
      '{"__proto__":{"polluted":true},"constructor":1,"version":1,"findings":[{"rule":"__proto__","path":"constructor","message":"toString","count":1}]}';
    const cwd = tree({ Dockerfile: 'FROM a\nUSER root\n', 'report.json': odd, '.breakwater-baseline.json': baseline });
    const { err, code } = await runCli(['check', '--compare', 'report.json', '.'], { cwd });
    ok(code === 1 || /baseline/.test(err), err);
    for (const key of INHERITED) {
      for (const args of [
        ['check', '--rule', key],
        ['explain', key],
        ['check', '--format', key],
        ['completion', key],
        [key],
        ['rules', '--category', key],
      ]) {
        const { code, err } = await runCli(args, { cwd });
        ok(code !== 0 || args[0] === 'rules', `${args.join(' ')}: ${code} ${err}`);
        ok(!/internal|TypeError|at .*\.ts/.test(err), err);
      }
    }
    equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

test('all formats are looked at', () => equal(formats.length, 10));
