import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import pc from 'picocolors';
import { formatJson } from '../../server/cli/formats/json.ts';
import { exitCodeOf, sortReport, summaryOf, type ReportedFile, type ReportedFinding } from '../../server/cli/report.ts';
import { safeguards } from '../../rules/safeguards.ts';
import { formatText } from '../../server/cli/formats/text.ts';
import { checked, exception, finding, report } from './support/reported.ts';

const plain = { colors: pc.createColors(false) };

suite('the summary and the exit code', () => {
  const mixed = report(
    [
      finding({ severity: 'warning' }),
      finding({ severity: 'info' }),
      finding({ severity: 'info' }),
      finding({ severity: 'error', exception }),
    ],
    [checked, { path: 'a.yaml', status: 'partial' }, { path: 'b.yaml', status: 'skipped' }],
  );

  test('excepted findings are counted apart, partly checked files are checked', () => {
    assert.deepEqual(summaryOf(mixed), { error: 0, warning: 1, info: 2, excepted: 1, files: 2 });
  });

  test('the threshold decides between 0 and 1', () => {
    assert.equal(exitCodeOf(mixed, 'error'), 0);
    assert.equal(exitCodeOf(mixed, 'warning'), 1);
    assert.equal(exitCodeOf(mixed, 'info'), 1);
    assert.equal(exitCodeOf(mixed, 'never'), 0);
    assert.equal(exitCodeOf(report([finding()]), 'error'), 1);
  });

  test('what could not be checked wins over findings and over `never`', () => {
    const failed = report([finding()], [{ path: 'x', status: 'failed', problem: 'Gone.' }]);
    assert.equal(exitCodeOf(failed, 'error'), 2);
    assert.equal(exitCodeOf(failed, 'never'), 2);
    assert.equal(exitCodeOf(report([], [{ path: 'x', status: 'skipped', missed: true }]), 'error'), 2);
    assert.equal(exitCodeOf(report([], [{ path: 'x', status: 'skipped' }]), 'error'), 0);
  });

  test('findings are sorted by path, position, rule', () => {
    const at = (path: string, line: number, rule: string): ReportedFinding =>
      finding({ path, rule, start: { line, column: 1 }, end: { line, column: 2 } });
    const { findings } = sortReport(
      report([at('b', 1, 'x'), at('a', 10, 'x'), at('a', 2, 'z'), at('a', 2, 'y'), at('B', 1, 'x')]),
    );
    assert.deepEqual(
      findings.map(({ path, start, rule }) => `${path}:${start.line} ${rule}`),
      ['B:1 x', 'a:2 y', 'a:2 z', 'a:10 x', 'b:1 x'],
    );
  });
});

suite('JSON', () => {
  test('has the documented keys in the documented order, on one line', () => {
    const text = formatJson(
      report(
        [
          finding({
            resource: 'stage build',
            fixes: [
              {
                title: 'Remove the port',
                safe: true,
                edits: [
                  { start: { line: 7, column: 1 }, end: { line: 8, column: 1 }, text: '' },
                  { path: '.breakwater.yaml', start: { line: 1, column: 1 }, end: { line: 1, column: 1 }, text: 'x' },
                ],
              },
            ],
            related: [{ path: 'Dockerfile', start: { line: 1, column: 6 }, message: 'Here.' }],
            exception,
          }),
        ],
        [checked, { path: 'b.yaml', status: 'skipped', problem: 'Larger than 10 MB.' }],
      ),
    );
    const [documented, arranged = ''] = text.split(',"report":');
    assert.ok(text.endsWith('}\n') && !text.trimEnd().includes('\n'));
    assert.deepEqual(Object.keys(JSON.parse(arranged.trimEnd().slice(0, -1))), [
      'regulation',
      'policies',
      'rules',
      'safeguards',
      'thirdParties',
      'disclaimer',
    ]);
    assert.equal(
      documented,
      '{"tool":{"name":"breakwater","version":"1.2.3"},"date":"2026-11-25",' +
        '"findings":[{"rule":"plaintext-port","severity":"error","path":"Dockerfile","target":"dockerfile","resource":"stage build",' +
        '"start":{"line":7,"column":8},"end":{"line":7,"column":10},"message":"Port 23 is Telnet.","safeguards":["164.312(e)(1)"],' +
        '"fixes":[{"title":"Remove the port","safe":true,"edits":[' +
        '{"start":{"line":7,"column":1},"end":{"line":8,"column":1},"text":""},' +
        '{"path":".breakwater.yaml","start":{"line":1,"column":1},"end":{"line":1,"column":1},"text":"x"}]}],' +
        '"related":[{"path":"Dockerfile","start":{"line":1,"column":6},"message":"Here."}],' +
        `"exception":{"reason":"RISK-12","until":"2030-01-31","owner":"ops"},"fingerprint":"${'5e3a'.repeat(16)}"}],` +
        '"files":[{"path":"Dockerfile","target":"dockerfile","status":"checked"},' +
        '{"path":"b.yaml","status":"skipped","problem":"Larger than 10 MB."}],' +
        '"summary":{"error":0,"warning":0,"info":0,"excepted":1,"files":1}',
    );
  });

  test('is whole when there is nothing', () => {
    const { report: arranged, ...rest } = JSON.parse(formatJson(report([])));
    assert.equal(arranged.safeguards.length, Object.keys(safeguards).length);
    assert.deepEqual(rest, {
      tool: { name: 'breakwater', version: '1.2.3' },
      date: '2026-11-25',
      findings: [],
      files: [],
      summary: { error: 0, warning: 0, info: 0, excepted: 0, files: 0 },
    });
  });
});

suite('text', () => {
  test('shows what, where, which safeguard and what to do, then the summary', () => {
    const text = formatText(
      report(
        [
          finding({
            safeguards: ['164.312(e)(1)', '164.312(e)(2)(ii)', '164.312(a)(1)'],
            fixes: [
              { title: 'Remove the port', safe: false, edits: [] },
              { title: 'Use SSH', safe: false, edits: [] },
            ],
          }),
          finding({ severity: 'warning', rule: 'floating-tag', start: { line: 12, column: 1 }, exception }),
          finding({
            path: 'k8s/api.yaml',
            severity: 'info',
            related: [{ path: 'Dockerfile', start: { line: 7, column: 8 }, message: 'Same port.' }],
          }),
        ],
        [checked, { path: 'k8s/api.yaml', target: 'kubernetes', status: 'partial', problem: '3:1 A key is missing.' }],
      ),
      plain,
    );
    assert.equal(
      text,
      `Dockerfile
  7:8  error    Port 23 is Telnet.  plaintext-port
      7 | EXPOSE 23
        |        ^^
      Relates to 45 CFR 164.312(e)(1) Transmission security; also 164.312(e)(2)(ii), 164.312(a)(1)
      Fix: Remove the port (or 1 other)

k8s/api.yaml
  7:8  info     Port 23 is Telnet.  plaintext-port
      7 | EXPOSE 23
        |        ^^
      Related: Dockerfile:7:8 Same port.
      Relates to 45 CFR 164.312(e)(1) Transmission security

Not fully checked:
  k8s/api.yaml: 3:1 A key is missing.

1 error, 1 info in 2 files checked (1 in part). 1 finding allowed by an exception.
`,
    );
  });

  test('claims no more than was looked for', () => {
    assert.equal(formatText(report([], [checked]), plain), 'No issue found by these rules in 1 file checked.\n');
    assert.equal(formatText(report([]), plain), 'No Dockerfile, compose file or Kubernetes manifest was checked.\n');
  });

  test('says in the summary when something could not be checked', () => {
    const text = formatText(report([], [checked, { path: 'x', status: 'failed', problem: 'Gone.' }]), plain);
    assert.equal(text, 'No issue found by these rules in 1 file checked. 1 could not be checked.\n');
  });

  test('quiet is findings alone', () => {
    assert.equal(
      formatText(report([], [checked, { path: 'x', status: 'partial', problem: 'y' }]), { ...plain, quiet: true }),
      '',
    );
    assert.match(formatText(report([finding()]), { ...plain, quiet: true }), /^Dockerfile\n {2}7:8 .*\n(?: {6}.*\n)+$/);
  });

  test('names at most twenty files that were not checked', () => {
    const files = Array.from(
      { length: 23 },
      (_, index): ReportedFile => ({ path: `f${index}`, status: 'skipped', problem: 'No.' }),
    );
    assert.match(formatText(report([], files), plain), / {2}f19: No\.\n {2}and 3 others\n\n/);
  });

  test('puts the caret right under tabs, wide characters and what is shown escaped', () => {
    const carets = (text: string, meant: string): string[] => {
      const start = text.indexOf(meant);
      const shown = formatText(report([finding({ source: { text, start, end: start + meant.length } })]), plain);
      return shown.split('\n').slice(2, 4);
    };
    assert.deepEqual(carets('\tports: 23', '23'), ['      7 |     ports: 23', '        |            ^^']);
    assert.deepEqual(carets('名前: 23', '23'), ['      7 | 名前: 23', '        |       ^^']);
    assert.deepEqual(carets('a\u0301: 23', '23'), ['      7 | a\u0301: 23', '        |    ^^']);
    assert.deepEqual(carets('\u202ea 23', '23'), ['      7 | \\u{202e}a 23', '        |           ^^']);
    assert.deepEqual(carets('EXPOSE 23', ''), ['      7 | EXPOSE 23', '        | ^']);
  });

  test('lets no name, message or problem control the terminal', () => {
    const evil = 'a\x1b[2J\u202e\u2066\x9b\r\nb';
    const text = formatText(
      report(
        [
          finding({
            path: evil,
            message: evil,
            source: { text: evil, start: 0, end: 1 },
            fixes: [{ title: evil, safe: true, edits: [] }],
          }),
        ],
        [{ path: evil, status: 'partial', problem: evil }],
      ),
      plain,
    );
    assert.doesNotMatch(text, /[^\P{Cc}\n]|\p{Cf}/u);
    assert.match(text, /a\\u\{1b\}\[2J\\u\{202e\}\\u\{2066\}\\u\{9b\}\\u\{d\}\\u\{a\}b/);
  });

  test('colours severities only when asked to', () => {
    const colored = formatText(report([finding()], [checked]), { colors: pc.createColors(true) });
    assert.match(colored, /\x1b\[31merror {2}\x1b\[39m/);
    assert.equal(colored.replaceAll(/\x1b\[\d+m/g, ''), formatText(report([finding()], [checked]), plain));
  });
});
