import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { lint } from '../../rules/engine/lint.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { readLayer } from '../../rules/engine/policy/readLayer.ts';
import { mergeLayers } from '../../rules/engine/policy/merge.ts';
import { rule } from '../../rules/engine/rule.ts';
import { categories, rules } from '../../rules/index.ts';
import { readDocument } from '../../rules/model/document.ts';
import { formatted } from '../../server/cli/formats.ts';
import { formats, type Format } from '../../server/cli/outputs.ts';
import type { Report } from '../../server/cli/report.ts';
import { report } from '../cli/support/reported.ts';
import { runCli } from '../cli/runCli.ts';
import { tree } from '../files/tree.ts';
import { Client } from '../lsp/support/client.ts';
import { everyRule, everything, everythingIn, TODAY } from './support/everything.ts';
import pc from 'picocolors';

/** Names that would do something where they are shown, if they were not escaped. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a terminal escape': 'a\u001b[2J\u001b]0;owned\u0007b',
  'a control character': 'a\u0000\u0008\u009b31mb',
  'a bidirectional override': 'a\u202Egpj.exe\u202C\u2066b\u2069',
  'invisible characters': 'a\u200B\u2060\uFEFF\u{E0041}b',
  'a line break': 'a\n::error title=owned::owned\r\n##[error]owned\u2028b',
  'a command of Azure': '##vso[task.setvariable variable=x]owned',
  'a link': '[owned](https://evil.example) ![owned](https://evil.example/x.png)',
  'a link of a command': '[owned](command:workbench.action.terminal.new) <command:x> [x](file:///etc/passwd)',
  HTML: '<img src=x onerror=alert(1)><script>alert(1)</script></code></pre><a href="javascript:alert(1)">',
  backquotes: '`a``b```c```` [owned](https://evil.example) <b>',
  'a row of a table': '| a | b |\n| - | - |\n# Heading\n> quote',
  XML: ']]><!-- --><x a="1" b=\'2\'>&amp;&#0;',
  'half a surrogate pair': 'a\uD800b',
};

/** What may not come raw: whatever moves the cursor, colours, hides or reorders. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A finding whose every text is hostile. */
function hostileReport(name: string): Report {
  const own = rule({
    id: 'own-rule',
    title: name,
    why: name,
    remedy: name,
    severity: 'error',
    profile: 'recommended',
    targets: ['dockerfile'],
    safeguards: ['164.312(a)(1)'],
    check: {},
  });
  const finding = {
    rule: 'own-rule',
    definition: own,
    severity: 'error',
    path: `dir/${name}`,
    target: 'dockerfile',
    start: { line: 1, column: 1 },
    end: { line: 1, column: 5 },
    message: `\`${name}\` is wrong: ${name}.`,
    safeguards: own.safeguards,
    fixes: [{ title: `Set ${name}`, safe: true, edits: [] }],
    related: [{ path: `other/${name}`, start: { line: 2, column: 1 }, message: `Like \`${name}\`.` }],
    resource: name,
    fingerprint: '5e3a'.repeat(16),
    source: { text: name, start: 0, end: Math.min(5, name.length) },
  } as const;
  return report(
    [finding, { ...finding, exception: { reason: name, owner: name, until: '2030-01-31', inline: true } }],
    [
      { path: `dir/${name}`, target: 'dockerfile', status: 'partial', problem: `Broken at ${name}.` },
      { path: `failed/${name}`, status: 'failed', problem: name },
    ],
    {
      policies: [{ path: name, layers: [name, name] }],
      endpoints: [{ vendor: 'X', kind: 'mail', places: [{ path: name, line: 1 }] }],
      comparison: { path: name, appeared: [finding], gone: [{ rule: 'own-rule', path: name, message: name }] },
    },
  );
}

/** Markdown without what its code spans and escapes hold: what is left can be markup. CommonMark 0.31, 6.1 and 2.4. */
function markupOf(markdown: string): string {
  let left = '';
  for (let at = 0; at < markdown.length; ) {
    const [run = ''] = /^`+/.exec(markdown.slice(at)) ?? [];
    if (run !== '') {
      const rest = markdown.slice(at + run.length);
      const close = rest.search(new RegExp(`(?<!\`)${run}(?!\`)`));
      const paragraph = rest.search(/\n\s*\n/);
      if (close !== -1 && (paragraph === -1 || close < paragraph)) {
        at += run.length * 2 + close;
        left += 'CODE';
        continue;
      }
    }
    if (markdown[at] === '\\' && /[!-/:-@[-`{-~]/.test(markdown[at + 1] ?? '')) {
      left += 'ESCAPED';
      at += 2;
      continue;
    }
    left += run === '' ? markdown[at]! : run;
    at += run.length || 1;
  }
  return left;
}

/** No link, image, HTML or heading of a stranger's. */
function assertTame(markdown: string): void {
  const left = markupOf(markdown);
  for (const [, where = ''] of left.matchAll(/\]\(<?([^)>\s]*)/g))
    match(
      where,
      /^(?:https:\/\/(?:www\.ecfr\.gov|www\.federalregister\.gov|github\.com\/breakwater-lint)\/|file:\/\/\/|#)/,
      left,
    );
  ok(!/!\[|<(?!https:\/\/www\.ecfr|https:\/\/github\.com\/breakwater-lint|file:\/\/\/)[a-z/!]/i.test(left), left);
  ok(!/^#+ Heading|^> quote/m.test(left), left);
}

suite('hostile names', () => {
  for (const [what, name] of Object.entries(HOSTILE)) {
    const given = hostileReport(name);
    const shown = (format: Format): Promise<string> => formatted(given, format, { colors: pc.createColors(true), quiet: false });

    test(`${what}: shown escaped in a terminal`, async () => {
      for (const format of ['text', 'compact'] as const) {
        const text = (await shown(format)).replace(/\u001b\[\d+m/g, '').replaceAll('\n', '');
        equal(UNPRINTABLE.exec(text)?.[0], undefined, `${format}: ${JSON.stringify(text)}`);
      }
      const compact = await shown('compact');
      equal(compact.trimEnd().split('\n').length, 2);
    });

    test(`${what}: begins no command of a pipeline`, async () => {
      const lines = (await shown('github')).trimEnd().split('\n');
      equal(lines.length, 4);
      deepEqual(
        lines.map((line) => /^(?:::\w+|\d+ error)/.test(line)),
        [true, true, true, true],
      );
      const text = lines.join('');
      equal(UNPRINTABLE.exec(text)?.[0], undefined, JSON.stringify(text));
      for (const format of ['text', 'compact'] as const)
        ok(!/^(?:::|##(?:vso)?\[)/m.test((await shown(format)).replace(/\u001b\[\d+m/g, '')));
    });

    test(`${what}: stays a text in Markdown`, async () => {
      const markdown = await shown('markdown');
      assertTame(markdown);
      equal(UNPRINTABLE.exec(markdown.replaceAll('\n', ''))?.[0], undefined, JSON.stringify(markdown));
    });

    test(`${what}: stays a text in HTML and XML`, async () => {
      const html = await shown('html');
      const tags = new Set([...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag!));
      for (const tag of ['script', 'img', 'iframe', 'object', 'link', 'x']) ok(!tags.has(tag), tag);
      ok(
        !/\son\w+\s*=\s*["']?alert/i.test(html.replace(/<[^>]*>/g, (tag) => tag.replace(/"[^"]*"/g, ''))) ||
          !/<[^>]*onerror/.test(html),
      );
      ok(![...html.matchAll(/href="([^"]*)"/g)].some(([, href]) => !/^(?:https:\/\/|#)/.test(href!)));
      equal(UNPRINTABLE.exec(html.replaceAll('\n', ''))?.[0], undefined);
      for (const format of ['junit', 'checkstyle'] as const) {
        const text = await shown(format);
        ok(!/<x |<img|<script|<!--/.test(text));
        equal(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(text)?.[0], undefined);
      }
    });

    test(`${what}: is one text in JSON`, async () => {
      for (const format of ['json', 'gitlab', 'sarif'] as const) {
        const text = await shown(format);
        equal(text.indexOf('\n'), text.length - 1);
        ok(JSON.stringify(JSON.parse(text)).includes(JSON.stringify(name).slice(1, 3)));
      }
      // https://docs.oasis-open.org/sarif/sarif/v2.1.0/ 3.11.6: a message may hold links
      const { runs } = JSON.parse(await shown('sarif'));
      for (const { message } of runs[0].results) ok(!/\]\(/.test(message.text), message.text);
    });

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
      }
      await client.stop();
    });
  }
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
