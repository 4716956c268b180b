import { deepEqual, equal, match } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { tree } from '../files/tree.ts';
import { runCli, type Running } from './runCli.ts';

const COMPOSE = 'services:\n  records:\n    build: { context: ., target: debug }\n';
const STAGES = 'FROM debian:12 AS debug\nUSER root\nFROM debug\nUSER 10001\n';

/** `path:line rule` of each finding. */
async function findings(args: readonly string[], running: Running): Promise<string[]> {
  const { out, err } = await runCli(['check', '--format', 'json', ...args], running);
  match(out, /^\{/, err);
  return JSON.parse(out).findings.map(
    ({ path, start, rule }: { path: string; start: { line: number }; rule: string }) => `${path}:${start.line} ${rule}`,
  );
}

suite('check with the files around', () => {
  const copies = ['--rule', 'phi-file-copy'];
  const users = ['--rule', 'root-user'];

  test('what a service builds is looked at, and not when every file is on its own', async () => {
    const cwd = tree({ 'compose.yaml': COMPOSE, Dockerfile: STAGES });
    deepEqual(await findings(users, { cwd }), ['compose.yaml:2 root-user']);
    deepEqual(await findings([...users, '--isolated'], { cwd }), []);
    deepEqual(await findings([...users, 'compose.yaml'], { cwd }), ['compose.yaml:2 root-user']);
  });

  test('an ignore file keeps a file out of the build, and not when every file is on its own', async () => {
    const cwd = tree({ Dockerfile: 'FROM debian:12\nCOPY patients.csv /srv/\n', '.dockerignore': '*.csv\n' });
    deepEqual(await findings(copies, { cwd }), []);
    deepEqual(await findings([...copies, '--isolated'], { cwd }), ['Dockerfile:2 phi-file-copy']);
  });

  test('the project is the repository, wherever one stands in it', async () => {
    const folder = tree({
      '.git/HEAD': '',
      'deploy/compose.yaml': COMPOSE.replace('context: .', 'context: ../api'),
      'api/Dockerfile': STAGES,
    });
    deepEqual(await findings(users, { cwd: join(folder, 'deploy') }), ['compose.yaml:2 root-user']);
  });

  test('standard input counts in place of the file it is named after', async () => {
    const cwd = tree({ 'compose.yaml': 'services: {}\n', Dockerfile: STAGES });
    deepEqual(await findings([...users, '-', '--stdin-filename', 'compose.yaml'], { cwd, stdin: COMPOSE }), [
      'compose.yaml:2 root-user',
    ]);
    deepEqual(
      await findings([...users, '-', 'compose.yaml', '--stdin-filename', 'Dockerfile'], {
        cwd: tree({ 'compose.yaml': COMPOSE }),
        stdin: STAGES,
      }),
      ['compose.yaml:2 root-user'],
    );
  });

  test('places in other files have their paths, and a name that a URI escapes is the same file', async () => {
    const cwd = tree({ 'a (b)/@c/compose.yaml': COMPOSE, 'a (b)/@c/Dockerfile': STAGES });
    const { out } = await runCli(['check', '--format', 'json', ...users], { cwd });
    const [finding] = JSON.parse(out).findings;
    deepEqual(
      [finding.path, finding.related],
      [
        'a (b)/@c/compose.yaml',
        [{ path: 'a (b)/@c/Dockerfile', start: { line: 2, column: 6 }, message: 'The user of the stage `debug`.' }],
      ],
    );
  });

  test('a finding in a Dockerfile names the services that build it', async () => {
    const cwd = tree({ 'compose.yaml': 'services:\n  records:\n    build: .\n', Dockerfile: 'FROM debian:12\nUSER root\n' });
    const { out } = await runCli(['check', '--format', 'json', ...users], { cwd });
    const { findings } = JSON.parse(out);
    deepEqual(
      findings.map(({ path, related }: { path: string; related: unknown }) => [path, related]),
      [['Dockerfile', [{ path: 'compose.yaml', start: { line: 3, column: 5 }, message: '`records` builds it.' }]]],
    );
  });

  test('what was fixed counts for the files after it', async () => {
    const cwd = tree({
      'a.Dockerfile': STAGES,
      'compose.yaml': 'services:\n  records:\n    build: { context: ., dockerfile: a.Dockerfile, target: debug }\n',
    });
    await runCli(['check', '--fix', '--unsafe', ...users], { cwd });
    match(readFileSync(join(cwd, 'compose.yaml'), 'utf8'), /user: "65532"/);
    deepEqual(await findings(users, { cwd }), []);
  });

  test('the other commands see the same', async () => {
    const cwd = tree({ 'compose.yaml': COMPOSE, Dockerfile: STAGES });
    equal((await runCli(['baseline'], { cwd })).code, 0);
    match(readFileSync(join(cwd, '.breakwater-baseline.json'), 'utf8'), /root-user/);
    deepEqual((await runCli(['check', ...users], { cwd })).code, 0);
  });
});
