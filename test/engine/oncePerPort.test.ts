import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fixDocument } from '../../rules/engine/fix.ts';
import { lint, type Finding } from '../../rules/engine/lint.ts';
import { Policy, type PolicySettings } from '../../rules/engine/policy.ts';
import { identify, readDocument, type Document } from '../../rules/model/document.ts';
import plaintextHealthProtocol from '../../rules/data-in-transit/plaintext-health-protocol.ts';
import plaintextPort from '../../rules/data-in-transit/plaintext-port.ts';
import unusedException from '../../rules/policy/unused-exception.ts';
import { workspaceOf } from '../support/memory.ts';

const TODAY = '2026-06-01';
const RULES = [plaintextPort, plaintextHealthProtocol, unusedException];

type Files = Readonly<Record<string, string>>;

function read(file: string, text: string, files?: Files): Document {
  return readDocument(file, identify(file, text).target!, text, undefined, files && workspaceOf(files).files);
}

const policyOf = (settings: PolicySettings = {}): Policy => Policy.of(RULES, settings, { uri: '.breakwater.yaml', text: '' });

function findingsIn(file: string, files: Files, settings?: PolicySettings, alone = false): readonly Finding[] {
  const project = alone ? undefined : workspaceOf(files);
  const { findings, failures } = lint(read(file, files[file]!, alone ? undefined : files), policyOf(settings), TODAY, project);
  deepEqual(failures, []);
  return findings;
}

/** Each finding as the text it points at, with the texts of what is related to it. */
function shown(file: string, files: Files, settings?: PolicySettings, alone = false): string[] {
  const cut = (name: string, { start, end }: Finding['span']): string => files[name]!.slice(start, end);
  return findingsIn(file, files, settings, alone).map(({ span, related, exception }) =>
    [
      `${exception ? 'excepted ' : ''}${cut(file, span)}`,
      ...related.map((other) => `${other.file === undefined ? '' : `${other.file} `}${cut(other.file ?? file, other.span)}`),
    ].join(' <- '),
  );
}

const alone = (file: string, text: string): string[] => shown(file, { [file]: text }, {}, true);

const deployment = (ports: string, { name = 'files', namespace = '' } = {}): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}, tier: back}}
    spec:
      containers:
        - name: main
          image: registry.example/${name}:1.0
          ports:
            ${ports}
`;
const service = (ports: string, { name = 'files', selector = 'app: files', namespace = '', type = 'ClusterIP' } = {}): string =>
  `apiVersion: v1
kind: Service
metadata: {name: ${name}${namespace}}
spec:
  type: ${type}
  selector: {${selector}}
  ports:
    ${ports}
`;
const both = (...parts: readonly string[]): string => parts.join('---\n');

suite('a Service and the containers it leads to', () => {
  test('are one finding, at the Service, whichever is written first', () => {
    const [pods, before] = [deployment('- {name: ftp, containerPort: 21}'), service('- {port: 2121, targetPort: 21}')];
    deepEqual(alone('a.yaml', both(pods, before)), ['21 <- 21']);
    deepEqual(alone('a.yaml', both(before, pods)), ['21 <- 21']);
    equal(findingsIn('a.yaml', { 'a.yaml': both(before, pods) })[0]!.resource, 'Service/files');
  });

  test('are so by the name of the port, and by the number of the Service where it names none', () => {
    const pods = deployment('- {name: ftp, containerPort: 21}');
    deepEqual(alone('a.yaml', both(pods, service('- {port: 21, targetPort: ftp}'))), ['ftp <- 21']);
    deepEqual(alone('a.yaml', both(pods, service('- {port: 21}'))), ['21 <- 21']);
  });

  test('are two where they do not lead to one another', () => {
    const pods = deployment('- {name: ftp, containerPort: 21}');
    for (const other of [
      service('- {port: 21, targetPort: files}'),
      service('- {port: 21}', { selector: 'app: other' }),
      service('- {port: 21}', { selector: 'app: files, tier: front' }),
      service('- {port: 21}', { namespace: ', namespace: other' }),
      service('- {port: 23}'),
    ])
      equal(alone('a.yaml', both(pods, other)).length, 2, other);
    const open = `apiVersion: v1\nkind: Service\nmetadata: {name: files}\nspec: {ports: [{port: 21}]}\n`;
    equal(alone('a.yaml', both(pods, open)).length, 2, 'without a selector it leads to what somebody else says');
  });

  test('are each on their own where both let the outside in', () => {
    const pods = deployment('- {name: ftp, containerPort: 21}');
    const [a, b] = ['a', 'b'].map((name) => service('- {port: 21, targetPort: ftp}', { name, type: 'LoadBalancer' }));
    deepEqual(alone('a.yaml', both(pods, a!, b!)), ['ftp <- 21', 'ftp <- 21']);
    const inside = service('- {port: 21, targetPort: ftp}', { name: 'c' });
    deepEqual(alone('a.yaml', both(inside, pods, a!)), ['ftp <- ftp <- 21']);
    const onHost = deployment('- {name: ftp, containerPort: 21, hostPort: 21}');
    deepEqual(alone('a.yaml', both(inside, onHost)), ['21 <- ftp'], 'the port of the host is further out');
  });

  test('of several Services inside the cluster, the first speaks', () => {
    const pods = deployment('- {name: ftp, containerPort: 21}');
    const [a, b] = ['a', 'b'].map((name) => service('- {port: 21, targetPort: ftp}', { name }));
    deepEqual(alone('a.yaml', both(a!, pods, b!)), ['ftp <- ftp <- 21']);
  });

  test('are one across the files of a folder', () => {
    const files = {
      'k8s/pods.yaml': deployment('- {name: ftp, containerPort: 21}'),
      'k8s/service.yaml': service('- {port: 21, targetPort: ftp}'),
    };
    deepEqual(shown('k8s/pods.yaml', files), []);
    deepEqual(shown('k8s/service.yaml', files), ['ftp <- k8s/pods.yaml 21']);
    deepEqual(shown('k8s/pods.yaml', files, {}, true), ['21']);
    deepEqual(shown('k8s/service.yaml', files, {}, true), ['ftp']);
  });

  test('with the same labels in several places, are those nearest to each other', () => {
    const files = {
      'a/service.yaml': service('- {port: 21, targetPort: ftp}'),
      'b/pods.yaml': deployment('- {name: ftp, containerPort: 21}'),
      'c/pods.yaml': deployment('- {name: ftp, containerPort: 21}'),
    };
    deepEqual(shown('a/service.yaml', files), ['ftp'], 'nobody can say which');
    deepEqual(shown('b/pods.yaml', files), ['21']);
    const near = { ...files, 'a/pods.yaml': deployment('- {name: ftp, containerPort: 21}') };
    deepEqual(shown('a/service.yaml', near), ['ftp <- a/pods.yaml 21']);
    deepEqual(shown('a/pods.yaml', near), []);
    deepEqual(shown('b/pods.yaml', near), ['21']);
  });

  test('are fixed together', () => {
    const text = both(
      deployment('- {name: ftp, containerPort: 21}'),
      service('- {name: ftp, port: 21, targetPort: ftp}\n    - {name: web, port: 80}'),
    );
    const [finding] = findingsIn('a.yaml', { 'a.yaml': text });
    deepEqual(
      finding!.fixes.map(({ title, edits }) => [title, edits.length]),
      [['Use the encrypted port 990 instead', 2]],
    );
    const fixed = fixDocument(read('a.yaml', text), policyOf(), TODAY, { unsafe: true }).text;
    equal(fixed, text.replace('containerPort: 21', 'containerPort: 990').replace('port: 21,', 'port: 990,'));
    deepEqual(alone('a.yaml', fixed), []);
  });
});

const compose = (more: string, build = './files'): string => `services:\n  files:\n    build: ${build}\n${more}`;
const DOCKERFILE = 'FROM debian:12 AS files\nEXPOSE 21\nUSER 1\n';

suite('what compose and a Dockerfile say of a port', () => {
  test('is one finding, where it is published', () => {
    const files = {
      'compose.yaml': compose('    ports: ["2121:21"]\n    expose: ["21"]\n'),
      'files/Dockerfile': DOCKERFILE,
    };
    deepEqual(shown('compose.yaml', files), ['2121:21 <- 21 <- files/Dockerfile 21']);
    deepEqual(shown('files/Dockerfile', files), []);
    deepEqual(shown('compose.yaml', files, {}, true), ['2121:21 <- 21']);
    deepEqual(shown('files/Dockerfile', files, {}, true), ['21']);
  });

  test('stays with the Dockerfile as long as nothing before it says the same', () => {
    for (const more of ['', '    ports: ["23:23"]\n', '    ports: ["21:${PORT}"]\n', '    ports: ["21:21/udp"]\n']) {
      const files = { 'compose.yaml': compose(more), 'files/Dockerfile': DOCKERFILE };
      deepEqual(shown('files/Dockerfile', files), ['21'], more);
    }
  });

  test('is one for a service that runs what another one builds', () => {
    const files = {
      'compose.yaml':
        'services:\n  base:\n    build: ./files\n    image: example/files:1\n  ftp:\n    image: example/files:1\n    ports: ["21:21"]\n',
      'files/Dockerfile': DOCKERFILE,
    };
    deepEqual(shown('compose.yaml', files), ['21:21 <- files/Dockerfile 21']);
    deepEqual(shown('files/Dockerfile', files), []);
  });

  test('is two where the image is built for something else too', () => {
    const files = {
      'compose.yaml': `${compose('    ports: ["21:21"]\n')}  other:\n    build: ./files\n`,
      'files/Dockerfile': DOCKERFILE,
    };
    deepEqual(shown('files/Dockerfile', files), ['21']);
    const all = { ...files, 'compose.yaml': `${files['compose.yaml']}    ports: ["2121:21"]\n` };
    deepEqual(shown('files/Dockerfile', all), []);
    deepEqual(shown('compose.yaml', all), ['21:21 <- files/Dockerfile 21', '2121:21 <- files/Dockerfile 21']);
  });

  test('is asked of the stage that is built', () => {
    const staged = 'FROM debian:12 AS plain\nUSER 1\nFROM plain AS files\nEXPOSE 21\nFROM files AS last\nRUN true\n';
    const files = (target: string): Files => ({
      'compose.yaml': compose('    ports: ["21:21"]\n', `{ context: ./files, target: ${target} }`),
      'files/Dockerfile': staged,
    });
    deepEqual(shown('files/Dockerfile', files('files')), []);
    deepEqual(shown('compose.yaml', files('files')), ['21:21 <- files/Dockerfile 21']);
    deepEqual(shown('files/Dockerfile', files('plain')), ['21']);
    deepEqual(shown('compose.yaml', files('plain')), ['21:21']);
  });

  test('is one for a Dockerfile that is written in the service', () => {
    const text =
      'services:\n  files:\n    build:\n      dockerfile_inline: |\n        FROM debian:12\n        EXPOSE 21\n        USER 1\n    ports: ["21:21"]\n';
    deepEqual(alone('compose.yaml', text), ['21:21 <- 21']);
  });

  test('is the same only for the same ports', () => {
    deepEqual(alone('compose.yaml', compose('    ports: ["21:21"]\n    expose: ["20-25"]\n')), ['21:21', '20-25']);
    deepEqual(alone('compose.yaml', compose('    ports: ["20-25:20-25"]\n    expose: ["20-25"]\n')), ['20-25:20-25 <- 20-25']);
    deepEqual(alone('Dockerfile', 'FROM debian:12\nEXPOSE 21\nEXPOSE 21/tcp 23\nUSER 1\n'), ['21 <- 21/tcp', '23']);
  });

  test('stays at each place that lets the outside in', () =>
    deepEqual(alone('compose.yaml', compose('    ports: ["21:21", "127.0.0.1:2121:21", "2122:21"]\n')), [
      '21:21 <- 127.0.0.1:2121:21',
      '2122:21 <- 127.0.0.1:2121:21',
    ]));

  test('is said of the image once the service does not say it any more', () => {
    const files = { 'compose.yaml': compose('    ports: ["21:21"]\n'), 'files/Dockerfile': DOCKERFILE };
    const closed = { ...files, 'compose.yaml': compose('') };
    deepEqual([shown('files/Dockerfile', files), shown('files/Dockerfile', closed)], [[], ['21']]);
  });
});

suite('an entry is not silent', () => {
  const files = { 'compose.yaml': compose('    ports: ["21:21"]\n'), 'files/Dockerfile': DOCKERFILE };
  const overriding = (setting: 'off' | 'info'): PolicySettings => ({
    overrides: [{ files: ['compose.yaml'], rules: { 'plaintext-port': setting } }],
  });

  test('for one where the rule is off or less severe', () => {
    deepEqual(shown('files/Dockerfile', files, overriding('off')), ['21']);
    deepEqual(shown('files/Dockerfile', files, overriding('info')), ['21']);
    deepEqual(shown('compose.yaml', files, overriding('info')), ['21:21']);
  });

  test('for one that has a policy of its own', () => {
    deepEqual(shown('files/Dockerfile', { ...files, 'files/.breakwater.yaml': '' }), ['21']);
    deepEqual(shown('files/Dockerfile', { ...files, 'other/.breakwater.yaml': '', '.breakwater.yaml': '' }), []);
  });

  test('where it is excepted itself, which excepts nothing else', () => {
    const excepted = {
      ...files,
      'files/Dockerfile': DOCKERFILE.replace('EXPOSE', '# breakwater allow plaintext-port: a test bench\nEXPOSE'),
    };
    deepEqual(shown('files/Dockerfile', excepted), ['excepted 21'], 'and its exception is not unused');
    deepEqual(shown('compose.yaml', excepted), ['21:21']);
    const text = both(
      service('- {port: 21, targetPort: ftp}'),
      deployment('- {name: ftp, containerPort: 21} # breakwater allow plaintext-port: a test bench'),
    );
    deepEqual(alone('a.yaml', text), ['ftp', 'excepted 21']);
  });

  test('for one that is excepted in another file', () => {
    const text = compose('    ports: ["21:21"] # breakwater allow plaintext-port: in the laboratory only\n');
    const excepted = { ...files, 'compose.yaml': text };
    deepEqual(shown('compose.yaml', excepted), ['excepted 21:21 <- files/Dockerfile 21']);
    deepEqual(shown('files/Dockerfile', excepted), ['21']);
    const again = { ...files, 'compose.yaml': `${text}    expose: ["21"]\n` };
    deepEqual(shown('compose.yaml', again), ['excepted 21:21 <- 21 <- files/Dockerfile 21']);
    deepEqual(shown('files/Dockerfile', again), ['21']);
  });

  test('but for one that is excepted in its own file, which is the same cause', () => {
    const text = both(
      service('- {port: 21, targetPort: ftp} # breakwater allow plaintext-port: behind the VPN'),
      deployment('- {name: ftp, containerPort: 21}'),
    );
    deepEqual(alone('a.yaml', text), ['excepted ftp <- 21']);
  });
});
