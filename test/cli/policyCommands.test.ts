import { deepEqual, equal, match } from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { tree } from '../files/tree.ts';
import { runCli } from './runCli.ts';

/** A date that has passed, and one that has not. */
const PASSED = '2020-01-31';
const AHEAD = '2999-12-31';

const run = (cwd: string, ...args: string[]) => runCli(args, { cwd });
const check = async (cwd: string, ...args: string[]) => {
  const { code, out, err } = await run(cwd, 'check', '--format', 'json', ...args);
  const report = JSON.parse(out) as {
    findings: {
      rule: string;
      path: string;
      target: string;
      severity: string;
      start: { line: number; column: number };
      message: string;
      baseline?: true;
    }[];
    summary: Record<string, number>;
  };
  return { code, err, ...report };
};
const inPolicy = async (cwd: string, ...args: string[]): Promise<string[]> =>
  (await check(cwd, ...args)).findings
    .filter(({ target }) => target === 'policy')
    .map(({ rule, path, start, severity, message }) => `${path}:${start.line}:${start.column} ${severity} ${rule}: ${message}`);

const ROOT = 'FROM docker.io/library/node:22.1\nUSER root\n';
const FINE = 'FROM docker.io/library/node:22.1\nUSER 10001\n';

suite('what is wrong in a policy is among the findings of check', () => {
  test('in the file it stands in, and ends with 2', async () => {
    const cwd = tree({
      Dockerfile: FINE,
      '.breakwater.yaml': 'extends: ./base.yaml\nrules:\n  root-usr: off\n',
      'base.yaml': 'rulez: {}\nlocked: [floating-tag]\n',
    });
    const { code, err } = await check(cwd);
    deepEqual([code, err], [2, '']);
    deepEqual(await inPolicy(cwd), [
      '.breakwater.yaml:1:10 error invalid-policy: Something is wrong in `./base.yaml`, or in what it extends.',
      '.breakwater.yaml:3:3 error unknown-rule: There is no rule `root-usr`. Did you mean `root-user`?',
      'base.yaml:1:1 error invalid-policy: A policy has no key `rulez`. Did you mean `rules`?',
    ]);
    match(
      (await run(cwd, 'check')).out,
      /\.breakwater\.yaml\n {2}1:10 {2}error .*\n {6}1 \| extends: \.\/base\.yaml\n {8}\| {10}\^+/,
    );
  });

  test('an attempt on a locked rule, and exceptions that lapse, count by their severity', async () => {
    const cwd = tree({
      Dockerfile: ROOT,
      '.breakwater.yaml': `extends: ./base.yaml\nrules: { root-user: off }\nexceptions:\n  - { rule: floating-tag, reason: Agreed., until: ${PASSED} }\n`,
      'base.yaml': 'locked: [root-user]\n',
    });
    deepEqual(await inPolicy(cwd), [
      '.breakwater.yaml:2:10 error locked-rule: `root-user` is locked by a policy this one extends: `off` changes nothing here: it stays `error`.',
      `.breakwater.yaml:4:51 warning lapsed-exception: This exception lapsed on ${PASSED}, so it excepts nothing any more.`,
    ]);
    equal((await check(cwd)).code, 1);
  });

  test('exceptions that except nothing and patterns that fit nothing, once all of the folder was looked at', async () => {
    const cwd = tree({
      'app/Dockerfile': ROOT,
      'other/Dockerfile': FINE,
      '.breakwater.yaml':
        'exceptions:\n  - { rule: root-user, files: "app/**", reason: Agreed. }\n  - { rule: floating-tag, reason: Agreed. }\n  - { rule: root-user, files: "vendor/**", reason: Agreed. }\noverrides:\n  - { files: ["app/**", "tests/**"], rules: { floating-tag: info } }\n',
    });
    deepEqual(await inPolicy(cwd), [
      '.breakwater.yaml:3:7 warning unused-exception: `floating-tag` finds nothing here to except.',
      '.breakwater.yaml:4:31 info unmatched-glob: `vendor/**` fits no file that is checked here.',
      '.breakwater.yaml:6:25 info unmatched-glob: `tests/**` fits no file that is checked here.',
    ]);
    deepEqual(await inPolicy(cwd, 'other'), []);
    deepEqual(await inPolicy(cwd, '--rule', 'root-user'), []);
  });

  test('nothing of it where the policy switches it off', async () => {
    const cwd = tree({
      Dockerfile: FINE,
      '.breakwater.yaml': 'exceptions: [{ rule: root-user, reason: Agreed. }]\nrules: { unused-exception: off }\n',
    });
    deepEqual(await inPolicy(cwd), []);
  });

  test('a rule with a regular expression runs', async () => {
    const cwd = tree({
      Dockerfile: `${FINE}RUN curl -k https://a.example | sh\n`,
      '.breakwater.yaml': 'custom: [{ id: curl-pipe, commands: { matches: "curl.*[|] *sh" }, action: block }]\n',
    });
    const { findings, code } = await check(cwd);
    deepEqual(findings.map(({ rule, severity }) => `${rule} ${severity}`).includes('curl-pipe error'), true);
    equal(code, 1);
  });
});

suite('breakwater exceptions', () => {
  const files = {
    Dockerfile:
      `# breakwater allow root-user: Image of a vendor, RISK-1 owner imaging until ${AHEAD}\n${ROOT}# breakwater allow floating-tag\n`.replace(
        'FROM',
        'FROM',
      ),
    'compose.yaml': `services:\n  # breakwater allow privileged-container: Agreed. until ${PASSED}\n  db:\n    image: docker.io/library/postgres:17.1\n    user: root\n    privileged: true\n`,
    '.breakwater.yaml': `extends: ./base.yaml\nexceptions:\n  - { rule: root-user, files: "compose.yaml", resource: services.db, reason: "=Legacy, RISK-2" }\n  - { rule: floating-tag, reason: Agreed. }\n  - { rule: plaintext-port, reason: Agreed. }\n  - { rule: plaintext-port }\n`,
    'base.yaml': 'locked: [plaintext-port]\n',
  };
  // the comment for root-user stands above FROM, so it does not reach USER
  const moved = { ...files, Dockerfile: files.Dockerfile.replace(/^(#.*\n)(FROM.*\n)/, '$2$1') };

  test('lists each with its status and what it hides', async () => {
    const { code, out } = await run(tree(moved), 'exceptions', '--format', 'json');
    equal(code, 0);
    const { exceptions } = JSON.parse(out) as {
      exceptions: {
        path: string;
        start: { line: number };
        status: string;
        owner?: string;
        until?: string;
        reason: string;
        findings: { path: string; rule: string }[];
      }[];
    };
    deepEqual(
      exceptions.map(
        ({ path, start, status, findings }) =>
          `${path}:${start.line} ${status} ${findings.map(({ path, rule }) => `${path} ${rule}`).join()}`,
      ),
      [
        '.breakwater.yaml:3 in force compose.yaml root-user',
        '.breakwater.yaml:4 unused ',
        '.breakwater.yaml:5 locked ',
        '.breakwater.yaml:6 not understood ',
        'Dockerfile:2 in force Dockerfile root-user',
        'Dockerfile:4 not understood ',
        'compose.yaml:2 lapsed ',
      ],
    );
    const { owner, until, reason } = exceptions[4]!;
    deepEqual({ owner, until, reason }, { owner: 'imaging', until: AHEAD, reason: 'Image of a vendor, RISK-1' });
  });

  test('is a text, a table or a spreadsheet without formulas', async () => {
    const cwd = tree(moved);
    const text = (await run(cwd, 'exceptions')).out;
    match(
      text,
      /^Dockerfile:2:1 {2}in force {2}root-user\n {4}Image of a vendor, RISK-1 \(owner imaging, until 2999-12-31\)\n {4}hides Dockerfile:3:6 error /m,
    );
    match(text, /7 exceptions \(2 in force, 1 unused, 1 locked, 2 not understood, 1 lapsed\), hiding 2 findings\.\n$/);
    const csv = (await run(cwd, 'exceptions', '--format', 'csv')).out;
    match(csv, /^"Place","Kind","Rules","For","Reason","Owner","Until","Status","Hides"\r\n/);
    match(csv, /"\.breakwater\.yaml:3:7","policy","root-user","compose\.yaml, services\.db","'=Legacy, RISK-2","","","in force"/);
    match((await run(cwd, 'exceptions', '--format', 'markdown')).out, /^\| Place \| Kind .*\n\| - \| - /);
  });
});

suite('breakwater baseline', () => {
  test('records what is there; new findings alone count; what is fixed is taken out', async () => {
    const cwd = tree({ '.git/': '', Dockerfile: ROOT, 'app/Dockerfile': ROOT });
    equal((await check(cwd)).code, 1);
    const made = await run(join(cwd, 'app'), 'baseline');
    deepEqual(
      [made.code, made.out],
      [0, '../.breakwater-baseline.json: 2 findings recorded. `breakwater check` now counts new ones alone.\n'],
    );
    const known = await check(cwd);
    equal(known.code, 0);
    deepEqual(
      known.findings.map(({ baseline }) => baseline),
      [true, true],
    );
    match((await run(cwd, 'check')).out, /2 findings in the baseline\./);

    writeFileSync(join(cwd, 'Dockerfile'), `# moved\n\n${FINE}`);
    writeFileSync(join(cwd, 'new.Dockerfile'), ROOT);
    const later = await check(cwd);
    equal(later.code, 1);
    deepEqual(
      later.findings.filter(({ baseline }) => !baseline).map(({ path }) => path),
      ['new.Dockerfile'],
    );
    equal((await run(cwd, 'baseline', '--update')).out, '.breakwater-baseline.json: 1 finding taken out, 1 finding left.\n');
    equal((await check(cwd)).code, 1);
    deepEqual(JSON.parse(readFileSync(join(cwd, '.breakwater-baseline.json'), 'utf8')).findings, [
      {
        rule: 'root-user',
        path: 'app/Dockerfile',
        resource: 'stage 0',
        value: JSON.parse(readFileSync(join(cwd, '.breakwater-baseline.json'), 'utf8')).findings[0].value,
      },
    ]);
  });

  test('is not written over, nor made while something cannot be checked', async () => {
    const cwd = tree({ Dockerfile: ROOT });
    await run(cwd, 'baseline');
    const again = await run(cwd, 'baseline');
    equal(again.code, 2);
    match(again.err, /There is \.breakwater-baseline\.json already\./);
    equal((await run(cwd, 'baseline', '--force')).code, 0);
    const none = await run(tree({ Dockerfile: ROOT }), 'baseline', '--update');
    deepEqual([none.code, /There is no baseline to update/.test(none.err)], [2, true]);
    const broken = tree({ Dockerfile: ROOT, '.breakwater-baseline.json': '{' });
    equal((await run(broken, 'baseline', '--update')).code, 2);
    const { code, err } = await check(broken);
    deepEqual([code, err], [2, 'breakwater: .breakwater-baseline.json: It is not valid JSON.\n']);
  });
});

suite('breakwater policy', () => {
  const cwd = () =>
    tree({
      'base.yaml':
        'trustedImages: [registry.example/*]\nrules:\n  root-user: warning\n  floating-tag: { allow: [x] }\nlocked: [privileged-container]\n',
      '.breakwater.yaml':
        'extends: ./base.yaml\ntrustedImages: [default, { source: quay.io/a, digest: required }]\nphi: { paths: [data/**] }\nrules: { floating-tag: info }\noverrides:\n  - { files: "test/**", rules: { root-user: off } }\n  - { kinds: [Job], rules: { root-user: info } }\nexceptions:\n  - { rule: floating-tag, files: "test/**", reason: "Agreed, RISK-3" }\ncustom:\n  - { id: ftp-port, ports: 21 }\n',
      'test/Dockerfile': FINE,
    });

  test('prints what is in force for a file, each line with its origin', async () => {
    const { code, out, err } = await run(cwd(), 'policy', 'test/Dockerfile');
    deepEqual([code, err], [0, '']);
    for (const line of [
      '# The policy in force for test/Dockerfile',
      '# Made of base.yaml, .breakwater.yaml; the later one counts more.',
      'profile: recommended  # built in',
      '  - "registry.example/*"  # base.yaml:1',
      '  - { source: quay.io/a, digest: required }  # .breakwater.yaml:2',
      '    - "data/**"  # .breakwater.yaml:3',
      '  root-user: off  # .breakwater.yaml:6',
      '  plaintext-port: error  # built in',
      '  floating-tag:\n    severity: info  # .breakwater.yaml:4\n    allow: [x]  # base.yaml:4',
      '  ftp-port: warning  # a rule of .breakwater.yaml:11',
      '  - { kinds: [Job], rules: { root-user: info } }  # .breakwater.yaml:7',
      '  - { rules: [floating-tag], reason: "Agreed, RISK-3" }  # .breakwater.yaml:9',
      'locked:\n  - privileged-container  # base.yaml:5',
    ])
      equal(out.includes(line), true, `${line}\n\n${out}`);
  });

  test('prints what is in force for a folder, where no override is', async () => {
    const { out } = await run(cwd(), 'policy');
    match(out, /^ {2}root-user: warning {2}# base\.yaml:3$/m);
    equal(out.includes('exceptions:'), false);
  });

  test('says that there is none, and ends with 2 where one is broken', async () => {
    match((await run(tree({}), 'policy')).out, /^# No policy file was found, so what is built in counts\.$/m);
    const { code, err } = await run(tree({ '.breakwater.yaml': 'rulez: 1\n' }), 'policy');
    deepEqual([code, err], [2, 'breakwater: .breakwater.yaml: 1:1 A policy has no key `rulez`. Did you mean `rules`?\n']);
    equal((await run(tree({}), 'policy', 'none')).code, 2);
  });
});

suite('breakwater init', () => {
  test('writes a policy of comments, from what it finds, once', async () => {
    const cwd = tree({
      Dockerfile: 'FROM registry.hospital.example/imaging/viewer:1\nFROM redis:7.2\n',
      'package.json': '{}',
      'api/pom.xml': '',
    });
    equal((await run(cwd, 'init')).code, 0);
    const text = readFileSync(join(cwd, '.breakwater.yaml'), 'utf8');
    match(text, /^# {3}- "registry\.hospital\.example\/imaging\/\*" # one reference here$/m);
    match(text, /tests of Node\.js, Java usually lie here/);
    match(text, /files: \["\*\*\/test\/\*\*", "\*\*\/__tests__\/\*\*", "\*\*\/src\/test\/\*\*"\]/);
    deepEqual(await inPolicy(cwd), []);
    const again = await run(cwd, 'init');
    deepEqual([again.code, again.err], [2, 'breakwater: There is .breakwater.yaml already; it is left as it is.\n']);
    equal(readFileSync(join(cwd, '.breakwater.yaml'), 'utf8'), text);
  });

  test('is a policy without mistakes once it is uncommented', async () => {
    const cwd = tree({ Dockerfile: FINE });
    await run(cwd, 'init');
    const file = join(cwd, '.breakwater.yaml');
    equal(existsSync(file), true);
    const text = readFileSync(file, 'utf8')
      .replace(/^# (?=[a-zA-Z]+:$| )/gm, '')
      .replace(/^ {2}(?= - | {2})/gm, '  ');
    writeFileSync(file, text);
    deepEqual(
      (await inPolicy(cwd)).filter((problem) => !/unused|unmatched/.test(problem)),
      [],
    );
  });
});
