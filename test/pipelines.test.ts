import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import Ajv from 'ajv';
import AjvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { runCli } from './cli/runCli.ts';
import { root } from './support/files.ts';

const schemas = join(dirname(createRequire(import.meta.url).resolve('schemastore/package.json')), 'schemas', 'json');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const isValid = (path: string, schemaPath: string): void => {
  const schema = JSON.parse(readFileSync(join(schemas, schemaPath), 'utf8'));
  const options = { strict: false, allErrors: true, unicodeRegExp: false, logger: false } as const;
  const ajv = /draft-04/.test(schema.$schema) ? new AjvDraft4.default(options) : new Ajv.default(options);
  addFormats.default(ajv as never);
  const validate = ajv.compile(schema);
  ok(validate(parse(read(path))), JSON.stringify(validate.errors, undefined, 1));
};

suite('what pipelines use', () => {
  test('is valid as their own schemas have it', () => {
    isValid('action.yml', 'github-action.json');
    isValid('.pre-commit-hooks.yaml', 'pre-commit-hooks.json');
    isValid('docs/ci/gitlab.yml', 'gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json');
    isValid(
      'docs/ci/azure-pipelines.yml',
      'raw.githubusercontent.com/microsoft/azure-pipelines-vscode/master/service-schema.json',
    );
  });

  test('names options and formats that exist', async () => {
    const { out } = await runCli(['check', '--help'], { cwd: '/' });
    const used = ['action.yml', 'docs/ci/gitlab.yml', 'docs/ci/azure-pipelines.yml', 'docs/ci/Jenkinsfile', 'docs/ci/README.md'];
    for (const path of used) {
      const commands = read(path).match(/(?:breakwater check|options[+=]*\(|check --files-from).*/g) ?? [];
      ok(commands.length > 0, path);
      for (const command of commands) {
        for (const [, option] of command.matchAll(/ (--[a-z][a-z-]*)/g)) ok(out.includes(option!), `${path}: ${option}`);
        for (const [, format] of command.matchAll(/--format (\w+)/g))
          ok(out.replace(/\s+/g, ' ').includes(format!), `${path}: ${format}`);
      }
    }
  });

  test('the problem matcher reads the compact format', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'breakwater-matcher-'));
    try {
      writeFileSync(join(cwd, 'Dockerfile'), 'FROM alpine:3.22\nUSER root\n');
      const { out } = await runCli(['check', '--format', 'compact', '--rule', 'root-user'], { cwd });
      const [{ pattern }] = JSON.parse(read('docs/ci/github-problem-matcher.json')).problemMatcher;
      const [, file, line, column, severity, message, code] = new RegExp(pattern[0].regexp).exec(out.trimEnd()) ?? [];
      deepEqual([file, line, column, severity, code], ['Dockerfile', '2', '6', 'error', 'root-user']);
      match(message ?? '', /runs as root\.$/);
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });
});

suite('the script of the GitHub action', { skip: spawnSync('bash', ['--version']).status !== 0 && 'there is no bash' }, () => {
  let cwd: string;
  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'breakwater-action-'));
    writeFileSync(join(cwd, 'Dockerfile'), 'FROM alpine:3.22\nUSER root\n');
    writeFileSync(join(cwd, 'other.Dockerfile'), 'FROM alpine:3.22\nUSER 10001\n');
  });
  after(() => rmSync(cwd, { recursive: true }));

  const run = (inputs: Readonly<Record<string, string>>) => {
    const { runs } = parse(read('action.yml'));
    const { run: script, env } = runs.steps.find(({ name }: { name: string }) => name === 'Check');
    const given = Object.fromEntries(Object.keys(env).map((name) => [name, '']));
    return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd,
      encoding: 'utf8',
      env: {
        PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
        ...given,
        BREAKWATER: join(root, 'server/cli.ts'),
        PATHS: '.',
        FAIL_ON: 'error',
        ...inputs,
      },
    });
  };

  test('annotates, and fails on findings', () => {
    const { status, stdout, stderr } = run({});
    equal(stderr, '');
    equal(status, 1);
    match(stdout, /^::error file=Dockerfile,line=2,/m);
  });

  test('takes paths, a threshold and files for reports; nothing in an input is run', () => {
    const { status, stderr } = run({ PATHS: 'other.Dockerfile\n', SARIF: 'out.sarif', HTML: '$(touch pwned).html' });
    equal(stderr, '');
    equal(status, 0);
    equal(JSON.parse(readFileSync(join(cwd, 'out.sarif'), 'utf8')).version, '2.1.0');
    ok(readFileSync(join(cwd, '$(touch pwned).html'), 'utf8').startsWith('<!doctype html>'));
    equal(run({ FAIL_ON: 'never' }).status, 0);
  });
});
