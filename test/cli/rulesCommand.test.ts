import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { categories, rules } from '../../rules/index.ts';
import { runCli } from './runCli.ts';

const cwd = '/';

async function listed(...args: readonly string[]): Promise<readonly Record<string, any>[]> {
  const { code, out } = await runCli(['rules', '--format', 'json', ...args], { cwd });
  assert.equal(code, 0);
  return JSON.parse(out) as Record<string, any>[]; // any: what JSON holds is asserted, not typed
}

suite('rules', () => {
  test('lists all of them once, by category and id', async () => {
    const all = await listed();
    const names = all.map(({ category, id }) => `${category}/${id}`);
    assert.deepEqual(names, [...names].sort());
    assert.equal(new Set(names).size, rules.length);
    assert.deepEqual(Object.keys(all[0] ?? {}), [
      'id',
      'category',
      'title',
      'why',
      'remedy',
      'severity',
      'profile',
      'targets',
      'safeguards',
      'options',
    ]);
  });

  test('can be narrowed by category, target and safeguard', async () => {
    const secrets = await listed('--category', 'secrets');
    assert.ok(secrets.some(({ id }) => id === 'secret-in-variable'));
    assert.ok(secrets.every(({ id }) => categories[id] === 'secrets'));
    const compose = await listed('--target', 'compose');
    assert.ok(compose.length > 0 && compose.every(({ targets }) => targets.includes('compose')));
    const access = await listed('--safeguard', '45 CFR 164.312(a)');
    assert.ok(access.some(({ id }) => id === 'root-user'));
    assert.ok(access.every(({ safeguards }) => safeguards.some(({ citation }: any) => /^164\.312\(a\)/.test(citation))));
    assert.deepEqual(await listed('--safeguard', '164.312(a)(9)'), []);
  });

  test('as text has a line for each, under its category, and a count', async () => {
    const { out } = await runCli(['rules', '--category', 'least-privilege'], { cwd });
    assert.match(out, /^least-privilege\n {2}\S/);
    assert.match(out, /\n {2}root-user +error +Container runs as root\n/);
    assert.match(out, /\n\n\d+ rules\.\n$/);
  });

  test('as Markdown is a table', async () => {
    const { out } = await runCli(['rules', '--format', 'markdown'], { cwd });
    const lines = out.trimEnd().split('\n');
    assert.equal(lines.length, rules.length + 2);
    for (const line of lines) assert.equal(line.split(/(?<!\\)\|/).length, 9, line);
  });

  test('a safeguard that is none is bad usage', async () => {
    const { code, err } = await runCli(['rules', '--safeguard', 'HIPAA'], { cwd });
    assert.equal(code, 2);
    assert.match(err, /A safeguard looks like 164\.312\(e\)\(1\)\./);
  });
});

suite('explain', () => {
  test('prints the page of a rule', async () => {
    const { code, out } = await runCli(['explain', 'root-user'], { cwd });
    assert.equal(code, 0);
    assert.match(out, /^# `root-user`/);
  });

  test('suggests the nearest rule', async () => {
    const { code, out, err } = await runCli(['explain', 'rootuser'], { cwd });
    assert.deepEqual(
      { code, out, err },
      { code: 2, out: '', err: 'breakwater: There is no rule `rootuser`. Did you mean `root-user`?\n' },
    );
  });
});
