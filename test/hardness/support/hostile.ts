import { deepEqual, equal, match, ok } from 'node:assert/strict';
import pc from 'picocolors';
import { rule } from '../../../rules/engine/rule.ts';
import { formatted } from '../../../server/cli/formats.ts';
import type { Format } from '../../../server/cli/outputs.ts';
import type { Report } from '../../../server/cli/report.ts';
import { report } from '../../cli/support/reported.ts';

/** Names that would do something where they are shown, if they were not escaped. */
export const HOSTILE: Readonly<Record<string, string>> = {
  'a terminal escape': 'a\u001b[2J\u001b]0;owned\u0007b',
  'a control character': 'a\u0000\u0008\u009b31mb',
  'a bidirectional override': 'a\u202Egpj.exe\u202C\u2066b\u2069',
  'invisible characters': 'a\u200B\u2060\uFEFF\u{E0041}b',
  'a line break': 'a\n::error title=owned::owned\r\n##[error]owned\u2028b',
  'a command of Azure': '##vso[task.setvariable variable=x]owned',
  'a command of GitHub': '::stop-commands::owned',
  'what becomes one before a line number': ':',
  'an indented command of GitHub': '  ::add-mask::e ##[add-mask]e',
  'a link': '[owned](https://evil.example) ![owned](https://evil.example/x.png)',
  'a link of a command': '[owned](command:workbench.action.terminal.new) <command:x> [x](file:///etc/passwd)',
  HTML: '<img src=x onerror=alert(1)><script>alert(1)</script></code></pre><a href="javascript:alert(1)">',
  backquotes: '`a``b```c```` [owned](https://evil.example) <b>',
  'a row of a table': '| a | b |\n| - | - |\n# Heading\n> quote',
  XML: ']]><!-- --><x a="1" b=\'2\'>&amp;&#0;',
  'half a surrogate pair': 'a\uD800b',
};

/** What may not come raw: whatever moves the cursor, colours, hides or reorders. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** A finding whose every text is hostile. */
export function hostileReport(name: string): Report {
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
    [
      finding,
      { ...finding, path: name },
      { ...finding, exception: { reason: name, owner: name, until: '2030-01-31', inline: true } },
    ],
    [
      { path: name, target: 'dockerfile', status: 'partial', problem: `Broken at ${name}.` },
      { path: name, status: 'failed', problem: name },
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
export function assertTame(markdown: string): void {
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

/** A report whose every text is such a name says in each format what it says of any other name, and nothing of its own accord. */
export async function assertTameAs(format: Format, name: string): Promise<void> {
  const text = await formatted(hostileReport(name), format, { colors: pc.createColors(true), quiet: false });
  await TAME[format](text, name);
}

function inTerminal(text: string): void {
  const plain = text.replace(/\u001b\[\d+m/g, '');
  equal(UNPRINTABLE.exec(plain.replaceAll('\n', ''))?.[0], undefined, JSON.stringify(plain));
  ok(!/^ *::|##(?:vso)?\[/m.test(plain), `begins a command of a pipeline: ${plain}`);
}

function inXml(text: string): void {
  ok(!/<x |<img|<script|<!--/.test(text));
  equal(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.exec(text)?.[0], undefined);
}

/** What is a string of JSON stays one, and is the name. */
function inJson(text: string, name: string): void {
  equal(text.indexOf('\n'), text.length - 1);
  ok(JSON.stringify(JSON.parse(text)).includes(JSON.stringify(name).slice(1, 3)));
}

const TAME: Readonly<Record<Format, (text: string, name: string) => void>> = {
  text: inTerminal,
  compact: (text) => {
    inTerminal(text);
    equal(text.trimEnd().split('\n').length, 3);
  },
  github: (text) => {
    const lines = text.trimEnd().split('\n');
    deepEqual(
      lines.map((line) => /^(?:::\w+|\d+ error)/.test(line)),
      [true, true, true, true, true],
    );
    equal(UNPRINTABLE.exec(lines.join(''))?.[0], undefined, JSON.stringify(text));
  },
  markdown: (text) => {
    assertTame(text);
    equal(UNPRINTABLE.exec(text.replaceAll('\n', ''))?.[0], undefined, JSON.stringify(text));
  },
  html: (text) => {
    const tags = new Set([...text.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag!.toLowerCase()));
    for (const tag of ['script', 'img', 'iframe', 'object', 'link', 'x']) ok(!tags.has(tag), tag);
    ok(!/<[^>]*\son\w+\s*=/i.test(text.replace(/"[^"]*"/g, '""')), 'an attribute that is code');
    for (const [, where] of text.matchAll(/href="([^"]*)"/g)) match(where!, /^(?:https:\/\/|#)/);
    // a tab of a line of source is a blank there
    equal(UNPRINTABLE.exec(text.replace(/[\n\t]/g, ''))?.[0], undefined);
  },
  junit: inXml,
  checkstyle: inXml,
  json: inJson,
  gitlab: inJson,
  sarif: (text, name) => {
    inJson(text, name);
    // https://docs.oasis-open.org/sarif/sarif/v2.1.0/ 3.11.6: a message may hold links
    const { runs } = JSON.parse(text) as { runs: { results: { message: { text: string } }[] }[] };
    for (const { message } of runs[0]!.results) ok(!/\]\(/.test(message.text), message.text);
  },
};
