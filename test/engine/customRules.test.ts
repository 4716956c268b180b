import { deepEqual, equal, throws } from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { loadPatterns } from '../../rules/engine/policy/patterns.ts';
import { parsePath } from '../../rules/engine/policy/pathTest.ts';
import { spend } from '../../rules/engine/policy/textTest.ts';
import { layered, findingsIn, policyOf, problemsOf, severitiesIn } from './policySupport.ts';

before(loadPatterns);

const QUIET = 'rules: {any-image: off, any-port: off}\n';

/** What a rule of a team's own finds: the text underlined, and the message. */
function found(rule: string, path: string, text: string): string[] {
  const policy = `${QUIET}custom:\n  - {id: own, ${rule}}\n`;
  deepEqual(problemsOf(policy), []);
  return findingsIn(policyOf(policy), path, text).map(({ span, message }) => `${text.slice(span.start, span.end)} → ${message}`);
}

const spans = (rule: string, path: string, text: string): string[] =>
  found(rule, path, text).map((line) => line.split(' → ')[0]!);

suite('a rule of your own about files', () => {
  const text =
    'FROM a:1\nWORKDIR /app\nCOPY data/Visits.export.csv notes.txt /data/\nADD ["x.csv", "./"]\nCOPY --from=0 /srv/x.csv y\n';

  test('names them by glob, wherever they come from', () => {
    deepEqual(found('files: "*.export.csv", message: Exports stay out of images.', 'Dockerfile', text), [
      'data/Visits.export.csv → `data/Visits.export.csv`: Exports stay out of images.',
    ]);
    deepEqual(spans('files: ["data/**"]', 'Dockerfile', text), ['data/Visits.export.csv']);
    deepEqual(spans('files: ["*.csv", "!x.csv"]', 'Dockerfile', text).includes('notes.txt'), false);
  });

  test('names a folder of the image by its path', () => {
    deepEqual(spans('files: /data/', 'Dockerfile', text), ['data/Visits.export.csv', 'notes.txt']);
    deepEqual(spans('files: /dat/', 'Dockerfile', text), []);
  });
});

suite('a rule of your own about ports', () => {
  test('names numbers, ranges and protocols; a range in the file counts when any of it does', () => {
    const text = 'FROM a:1\nEXPOSE 21 2000-2005 53/udp 8080\n';
    deepEqual(spans('ports: [21, 2005-3000]', 'Dockerfile', text), ['21', '2000-2005']);
    deepEqual(spans('ports: [53/tcp, 8080/tcp]', 'Dockerfile', text), ['8080']);
    deepEqual(found('ports: 21', 'Dockerfile', text), ['21 → The policy keeps port `21` closed.']);
  });

  test('looks at the side of the container', () =>
    deepEqual(spans('ports: 21', 'compose.yaml', 'services:\n  a:\n    ports: ["2121:21", "21:80"]\n'), ['2121:21']));
});

test('a rule of your own about images normalises names as Docker does', () => {
  const text = 'FROM redis AS r\nFROM docker.io/library/redis:7\nFROM registry.example/team/app:1\nFROM r\nFROM ${UNKNOWN}\n';
  deepEqual(spans('images: redis', 'Dockerfile', text), ['redis', 'docker.io/library/redis:7']);
  deepEqual(spans('images: "redis:7"', 'Dockerfile', text), ['docker.io/library/redis:7']);
  deepEqual(spans('images: "registry.example/*"', 'Dockerfile', text), ['registry.example/team/app:1']);
  deepEqual(spans('images: "*/team/*"', 'Dockerfile', text), ['registry.example/team/app:1']);
});

suite('a rule of your own about variables', () => {
  const text = 'FROM a:1\nENV DEBUG=true LOG_LEVEL=info MODE=dev\nARG debug\n';
  test('names them, without regard to case', () => deepEqual(spans('variables: DEBUG', 'Dockerfile', text), ['true', 'debug']));
  test('asks for a value, which is never shown', () => {
    deepEqual(spans('variables: [{name: LOG_*, value: debug}, {name: MODE, value: dev}]', 'Dockerfile', text), ['dev']);
    deepEqual(found('variables: {name: {matches: "^MO"}, value: {matches: "^d.v$"}}', 'Dockerfile', text), [
      'dev → The policy does not allow `MODE` to be set like this.',
    ]);
    deepEqual(spans('variables: {name: DEBUG, value: true}', 'Dockerfile', text), ['true']);
  });
});

test('a rule of your own about commands finds words or a regular expression anywhere', () => {
  const text = 'FROM a:1\nRUN apt-get update && \\\n    curl   -k https://x.example | sh\nCMD ["serve"]\n';
  equal(found('commands: "curl -k *| sh"', 'Dockerfile', text).length, 1);
  equal(found('commands: {matches: "curl .*\\\\|\\\\s*(ba)?sh"}', 'Dockerfile', text).length, 1);
  equal(found('commands: wget', 'Dockerfile', text).length, 0);
});

suite('a rule of your own about a path', () => {
  const deployment = (labels: string, policy = 'Always'): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  labels: ${labels}\nspec:\n  replicas: 1\n  selector: {}\n  template:\n    spec:\n      containers:\n        - name: web\n          image: a:1\n          imagePullPolicy: ${policy}\n`;

  test('asks for a key that is missing', () => {
    const rule =
      'in: kubernetes, kinds: [Deployment], path: \'metadata.labels["app.kubernetes.io/owner"]\', when: {missing: true}';
    deepEqual(found(rule, 'a.yaml', deployment('{app: api}')), [
      'labels → The policy asks for `metadata.labels["app.kubernetes.io/owner"]`, which is not set.',
    ]);
    deepEqual(found(rule, 'a.yaml', deployment('{app.kubernetes.io/owner: imaging}')), []);
    deepEqual(found(rule.replace('[Deployment]', 'Stateful*'), 'a.yaml', deployment('{}')), []);
  });

  test('asks for a value in every container, whatever holds it', () => {
    const rule = 'in: container, path: imagePullPolicy, unless: {equals: Always}';
    deepEqual(found(rule, 'a.yaml', deployment('{}', 'IfNotPresent')), [
      'IfNotPresent → The policy does not allow this value of `web: imagePullPolicy`.',
    ]);
    deepEqual(found(rule, 'a.yaml', deployment('{}')), []);
    deepEqual(found(rule, 'a.yaml', deployment('{}', '"{{ .Values.policy }}"')), []);
    const cron =
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: n}\nspec: {schedule: x, jobTemplate: {spec: {template: {spec: {containers: [{name: job, image: "a:1"}]}}}}}\n';
    deepEqual(found(rule, 'a.yaml', cron), ['job → The policy asks for `job: imagePullPolicy`, which is not set.']);
  });

  test('compares numbers and texts', () => {
    const replicas = 'in: kubernetes, path: spec.replicas';
    deepEqual(spans(`${replicas}, when: {below: 2}`, 'a.yaml', deployment('{}')), ['1']);
    deepEqual(spans(`${replicas}, when: {above: 1}`, 'a.yaml', deployment('{}')), []);
    deepEqual(spans(`${replicas}, when: {oneOf: [1, 3]}`, 'a.yaml', deployment('{}')), ['1']);
    deepEqual(spans(`${replicas}, when: {noneOf: [2, 3]}`, 'a.yaml', deployment('{}')), ['1']);
    deepEqual(spans('in: kubernetes, path: kind, when: {matches: "^Dep", notMatches: "Set$"}', 'a.yaml', deployment('{}')), [
      'Deployment',
    ]);
    deepEqual(spans('in: kubernetes, path: metadata.labels.*, when: {equals: x}', 'a.yaml', deployment('{a: x, b: y}')), ['x']);
  });

  test('looks into compose files', () => {
    const text = 'services:\n  a:\n    image: a:1\n    read_only: true\n  b:\n    image: b:1\n';
    deepEqual(spans('in: compose, path: services.*.read_only, unless: {equals: true}', 'compose.yaml', text), ['b']);
    deepEqual(spans('in: container, services: [a], path: read_only, when: {missing: false}', 'compose.yaml', text), ['true']);
  });

  test('is written with dots, brackets and stars', () => {
    deepEqual(parsePath('a["b.c"][*].*'), [{ key: 'a' }, { key: 'b.c' }, 'every', 'every']);
    for (const wrong of ['', '.a', 'a.', 'a..b', 'a[', 'a[b]', 'a b']) equal(parsePath(wrong), undefined, wrong);
  });
});

suite('a rule of your own', () => {
  test('says its severity as such or as an action', () => {
    const severity = (said: string) => policyOf(`custom: [{id: own, ports: 1, ${said}}]`).rule('own')!.severity;
    deepEqual(['action: block', 'action: warn', 'action: audit', 'severity: error', 'title: T'].map(severity), [
      'error',
      'warning',
      'info',
      'error',
      'warning',
    ]);
  });

  test('brings its words and safeguards, and its own targets', () => {
    const { rule } = policyOf(
      'custom: [{id: own, ports: 1, targets: compose, title: A port, why: Because., remedy: Close it., safeguards: ["45 CFR 164.312(e)(1)"]}]',
    ).rule('own')!;
    const { title, why, remedy, safeguards, targets } = rule;
    deepEqual(
      { title, why, remedy, safeguards, targets },
      { title: 'A port', why: 'Because.', remedy: 'Close it.', safeguards: ['164.312(e)(1)'], targets: ['compose'] },
    );
  });

  test('names what it found where the message says {name}', () =>
    deepEqual(found('ports: 21, message: "Port {name} is for FTP."', 'Dockerfile', 'FROM a:1\nEXPOSE 21\n'), [
      '21 → Port `21` is for FTP.',
    ]));

  test('is set, overridden, excepted and locked like a built-in one', () => {
    const base = 'custom: [{id: no-ftp, ports: 21, action: warn}]\n';
    const text = 'FROM a:1\nEXPOSE 21\n';
    const of = (...layers: string[]) => severitiesIn(layered(`${QUIET}${base}`, ...layers).policy, 'Dockerfile', text);
    deepEqual(of('rules: {no-ftp: error}'), { '21': 'error' });
    deepEqual(of('overrides: [{files: Dockerfile, rules: {no-ftp: off}}]'), {});
    deepEqual(of('exceptions: [{rule: no-ftp, reason: Agreed.}]'), { '21': 'excepted' });
    deepEqual(of('locked: [no-ftp]', 'rules: {no-ftp: off}'), { '21': 'warning' });
    deepEqual(
      severitiesIn(policyOf(`${QUIET}${base}`), 'Dockerfile', 'FROM a:1\n# breakwater allow no-ftp: Agreed.\nEXPOSE 21\n'),
      { '21': 'excepted' },
    );
  });

  test('finds secrets by where they come from', () => {
    const text =
      'services:\n  a:\n    environment: {DB_PASSWORD: hunter2x, TOKEN_FILE: /run/secrets/x, MODE: a, API_KEY: "${KEY}"}\n';
    deepEqual(found('secrets: environment', 'compose.yaml', text), [
      'DB_PASSWORD → The value of `DB_PASSWORD` is written where it is set.',
    ]);
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: a\n      envFrom: [{secretRef: {name: s}}]\n      env: [{name: X, valueFrom: {secretKeyRef: {name: s, key: k}}}]\n';
    deepEqual(
      found('secrets: [kubernetes]', 'p.yaml', pod)
        .map((line) => line.replace(/^.* → /, ''))
        .sort(),
      ['The environment of `a` is filled from a Kubernetes Secret.', '`X` is filled from a Kubernetes Secret.'].sort(),
    );
  });

  test('that looks at too much of a file fails there, and does not hang', () => {
    const context = {};
    throws(() => {
      for (let count = 0; count < 3; count++) spend(context, 400_000);
    }, RangeError);
  });

  test('with a regular expression waits for the engine', () =>
    deepEqual(problemsOf('custom: [{id: a, commands: {matches: a}}]'), []));
});
