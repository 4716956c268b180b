import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { readDocument } from '../../rules/model/document.ts';
import { readKubernetes } from '../../rules/model/kubernetes.ts';
import { fromBase64, toBase64 } from '../../rules/model/kubernetes/base64.ts';
import type { NodeKind, NodeOf } from '../../rules/model/nodes.ts';
import { applyEdits } from '../../rules/model/text.ts';
import { cut, outline, said } from './outline.ts';

const shown = (text: string, kind: NodeKind): string[] => outline(text, readKubernetes(text, 'x.yaml').nodes, kind);
const all = <K extends NodeKind>(text: string, kind: K): NodeOf<K>[] =>
  readKubernetes(text, 'x.yaml').nodes.filter((node): node is NodeOf<K> => node.kind === kind);
const first = <K extends NodeKind>(text: string, kind: K): NodeOf<K> => all(text, kind)[0]!;
const pod = (container: string, spec = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: records\nspec:\n${spec === '' ? '' : `${spec.replace(/^/gm, '  ')}\n`}  containers:\n    - name: api\n      image: a/b:1\n${container === '' ? '' : `${container.replace(/^/gm, '      ')}\n`}`;

suite('kubernetes: where pods are', () => {
  const containers = 'containers: [{name: api, image: x}]';
  const objects: readonly (readonly [string, string])[] = [
    ['Pod', `apiVersion: v1\nkind: Pod\nspec: {${containers}}`],
    ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'].map(
      (kind) => [kind, `apiVersion: apps/v1\nkind: ${kind}\nspec: {selector: {}, template: {spec: {${containers}}}}`] as const,
    ),
    ['ReplicationController', `apiVersion: v1\nkind: ReplicationController\nspec: {template: {spec: {${containers}}}}`],
    [
      'CronJob',
      `apiVersion: batch/v1\nkind: CronJob\nspec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {${containers}}}}}}`,
    ],
    ['PodTemplate', `apiVersion: v1\nkind: PodTemplate\ntemplate: {spec: {${containers}}}`],
    ['DeploymentConfig', `apiVersion: apps.openshift.io/v1\nkind: DeploymentConfig\nspec: {template: {spec: {${containers}}}}`],
    ['Rollout', `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec: {template: {spec: {${containers}}}}`],
    [
      'Workflow',
      'apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec: {templates: [{name: t, container: {name: api, image: x}}]}',
    ],
    ['Knative Service', `apiVersion: serving.knative.dev/v1\nkind: Service\nspec: {template: {spec: {${containers}}}}`],
    ['Tekton Task', 'apiVersion: tekton.dev/v1\nkind: Task\nspec: {steps: [{name: api, image: x}]}'],
    [
      'a podTemplate of an operator',
      `apiVersion: example.com/v1\nkind: Cluster\nspec: {nodes: [{podTemplate: {spec: {${containers}}}}]}`,
    ],
    ['a list', `apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Pod, spec: {${containers}}}]`],
    [
      'an OpenShift template',
      `apiVersion: template.openshift.io/v1\nkind: Template\nobjects: [{apiVersion: v1, kind: Pod, spec: {${containers}}}]`,
    ],
  ];
  for (const [name, text] of objects)
    test(name, () => deepEqual(shown(text, 'Container'), ['api → main user=unset privileged=unset readOnly=unset']));

  test('init and ephemeral containers', () => {
    const text =
      'apiVersion: v1\nkind: Pod\nspec:\n  initContainers: [{name: a, image: x}]\n  containers: [{name: b, image: x}]\n  ephemeralContainers: [{name: c, image: x}]\n';
    deepEqual(
      shown(text, 'Container').map((line) => line.split(' ')[2]),
      ['init', 'main', 'ephemeral'],
    );
  });
  test('nothing that only looks like one', () => {
    const patterns = [
      `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec: {rules: [{validate: {pattern: {spec: {${containers}}}}}]}`,
      'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: worker, image: kindest/node:v1}]',
      'apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nspec: {privileged: true}',
      'apiVersion: example.com/v1\nkind: Ship\nspec: {containers: [{size: 40ft}, {name: box}]}',
      `apiVersion: v1\nkind: ConfigMap\ndata: {x: "${containers.replaceAll('"', '')}"}`,
      'apiVersion: autoscaling.k8s.io/v1\nkind: VerticalPodAutoscaler\nspec: {resourcePolicy: {containerPolicies: [{containerName: "*"}]}}',
    ];
    for (const text of patterns) deepEqual(shown(text, 'Container'), [], text);
  });
  test('manifests', () => {
    const text = `${pod('')}  \n`;
    deepEqual(shown(text, 'kubernetes.Manifest'), ['records → v1 Pod /records [api]']);
    deepEqual(shown('apiVersion: v1\nkind: Namespace\nmetadata: {generateName: x-, namespace: y}\n', 'kubernetes.Manifest'), [
      'Namespace → v1 Namespace y/x- []',
    ]);
  });
});

suite('kubernetes: what a container says', () => {
  test('a pod says it for its containers, unless they do', () => {
    const text =
      pod('', 'securityContext: {runAsUser: 0}') +
      '    - name: sidecar\n      image: x\n      securityContext:\n        runAsUser: 65532\n        privileged: true\n        readOnlyRootFilesystem: true\n';
    deepEqual(shown(text, 'Container'), [
      'api → main user=0 privileged=unset readOnly=unset',
      'sidecar → main user=65532 privileged=true readOnly=true',
    ]);
    const { user } = first(text, 'Container');
    equal(cut(text, user.span), '0');
    equal(user.remove, undefined);
    ok(
      applyEdits(text, [user.set!('65532')]).includes(
        '    - name: api\n      securityContext:\n        runAsUser: 65532\n      image: a/b:1\n',
      ),
    );
  });
  test('a user is a number; what is none is not known', () => {
    deepEqual(
      ['0', '"0"', 'root', '1.5', '{{ .U }}', '$(U)', ''].map((user) =>
        said(first(pod(`securityContext:\n  runAsUser: ${user}`), 'Container').user),
      ),
      ['0', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unset'],
    );
  });
  test('on Windows it has a name', () =>
    equal(
      said(first(pod('', 'securityContext: {windowsOptions: {runAsUserName: ContainerAdministrator}}'), 'Container').user),
      'ContainerAdministrator',
    ));
  test('the words for a switch', () =>
    deepEqual(
      ['true', '"true"', 'yes', 'false', '{{ .P }}'].map((word) =>
        said(first(pod(`securityContext: {privileged: ${word.startsWith('{') ? `"${word}"` : word}}`), 'Container').privileged),
      ),
      ['true', 'true', 'true', 'false', 'unknown'],
    ));
  test('privileged goes, and takes an empty securityContext with it', () => {
    const alone = pod('securityContext:\n  privileged: true\ntty: true');
    equal(applyEdits(alone, [first(alone, 'Container').privileged.remove!()]), pod('tty: true'));
    const among = pod('securityContext:\n  # why\n  privileged: true\n  runAsUser: 1');
    equal(applyEdits(among, [first(among, 'Container').privileged.remove!()]), pod('securityContext:\n  # why\n  runAsUser: 1'));
  });
  test('a key that is there but empty is filled', () => {
    const text = pod('securityContext:');
    equal(applyEdits(text, [first(text, 'Container').user.set!('65532')]), pod('securityContext:\n  runAsUser: 65532'));
  });
});

suite('kubernetes: what need not be whole', () => {
  const partial = (text: string): boolean => first(text, 'Container').partial;
  test('a patch lacks what the kind requires', () => {
    equal(partial('apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {containers: [{name: a, image: x}]}}}'), true);
    equal(
      partial('apiVersion: apps/v1\nkind: Deployment\nspec: {selector: {}, template: {spec: {containers: [{name: a}]}}}'),
      true,
    );
    equal(
      partial(
        'apiVersion: apps/v1\nkind: Deployment\nspec: {selector: {}, template: {spec: {containers: [{name: a, image: x}]}}}',
      ),
      false,
    );
    equal(
      partial(
        'apiVersion: apps/v1\nkind: Deployment\nspec: {template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: x}]}}}',
      ),
      false,
    );
    equal(
      partial('apiVersion: extensions/v1beta1\nkind: Deployment\nspec: {template: {spec: {containers: [{name: a, image: x}]}}}'),
      false,
    );
    equal(
      partial(
        'apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: x}]}}}}}',
      ),
      true,
    );
    equal(
      partial(
        'apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: x}]}}}}}',
      ),
      false,
    );
  });
});

suite('kubernetes: images', () => {
  test('placeholders of other tools are unknown', () =>
    deepEqual(
      ['a/b:1', '"a/b:{{ .T }}"', 'a/b:$(TAG)', '"${IMAGE}"', 'a/b:@VERSION@', '"{% x %}"'].map(
        (image) => shown(pod('').replace('a/b:1', image), 'ImageReference')[0]!.split(' → ')[1],
      ),
      [
        'run docker.io/a/b tag=1',
        'run docker.io/a/b tag=unknown',
        'run docker.io/a/b tag=unknown',
        'run ? tag=?',
        'run docker.io/a/b tag=unknown',
        'run ? tag=?',
      ],
    ));
  test('of a volume', () =>
    deepEqual(
      shown(pod('', 'volumes: [{name: v, image: {reference: "q.io/x:1"}}]'), 'ImageReference')[0],
      'q.io/x:1 → volume q.io/x tag=1',
    ));
});

suite('kubernetes: variables', () => {
  test('a value, a reference, and nothing', () => {
    const text = pod(
      'env:\n  - name: A\n    value: "x"\n  - name: B\n    valueFrom: {secretKeyRef: {name: s, key: k}}\n  - name: C\n    valueFrom: {configMapKeyRef: {name: s, key: k}}\n  - name: D\n  - name: E\n    value: $(A)/y\n  - {name: F, valueFrom: {fieldRef: {fieldPath: x}}}',
    );
    deepEqual(shown(text, 'Variable'), [
      'A → environment of api: A=x',
      'B → environment of api: B=unknown from secret',
      'C → environment of api: C=unknown from config-map',
      'D → environment of api: D=unset',
      'E → environment of api: E=unknown',
      'F → environment of api: F=unknown from field',
    ]);
  });
  test('an entry can be made a reference', () => {
    for (const [before, after] of [
      [
        'env:\n  - name: A\n    value: hunter22 # dev\n    x: 1',
        'env:\n  - name: A\n    valueFrom: { secretKeyRef: { name: api, key: A } } # dev\n    x: 1',
      ],
      ['env: [{name: A, value: hunter22}]', 'env: [{name: A, valueFrom: { secretKeyRef: { name: api, key: A } }}]'],
    ] as const) {
      const text = pod(before);
      const { field } = first(text, 'Variable');
      equal(
        applyEdits(text, [field!.at('value').replacePair('valueFrom: { secretKeyRef: { name: api, key: A } }')!]),
        pod(after),
      );
    }
  });
  test('the data of a ConfigMap', () => {
    const text =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata:\n  A: x\n  app.conf: |\n    a=1\n    b=${B}\n  C: ${C}\nbinaryData:\n  d: aGk=\n';
    deepEqual(
      all(text, 'Variable').map(({ name, value, place, owner }) => [name, said(value), place, owner]),
      [
        ['A', 'x', 'config-map', 'conf'],
        ['app.conf', 'a=1\nb=\uFFFE\n', 'config-map', 'conf'],
        ['C', 'unknown', 'config-map', 'conf'],
        ['d', 'hi', 'config-map', 'conf'],
      ],
    );
    equal(first(text, 'Variable').written, 'x');
  });
  test('the data of a Secret, decoded', () => {
    const text =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  A: aHVudGVyMjI=\n  B: "%%%"\n  C: /wD/\nstringData:\n  D: plain\n';
    deepEqual(
      all(text, 'Variable').map(({ name, value, written }) => [name, said(value), written]),
      [
        ['A', 'hunter22', 'aHVudGVyMjI='],
        ['B', 'unknown', '%%%'],
        ['C', 'unknown', '/wD/'],
        ['D', 'plain', 'plain'],
      ],
    );
    equal(applyEdits(text, [first(text, 'Variable').value.set!('é€😀')]).includes(`A: ${toBase64('é€😀')}`), true);
  });
  test('base64, there and back', () => {
    for (const text of ['', 'a', 'ab', 'abc', 'é€😀', 'a\nb']) equal(fromBase64(toBase64(text)), text);
    deepEqual(['YQ', 'Y Q = =', 'YQ=', 'Y', '!', 'gA=='].map(fromBase64), ['a', 'a', 'a', undefined, undefined, undefined]);
    equal(toBase64('é€😀'), 'w6nigqzwn5iA');
  });
  test('generators of kustomize', () => {
    const text =
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nconfigMapGenerator:\n  - name: conf\n    literals: [A=x, "B=y z"]\n    files: [data/patients.csv, key=exports/visits.csv]\nsecretGenerator:\n  - name: keys\n    envs: [.env]\n';
    deepEqual(shown(text, 'Variable'), ['A → literal of conf: A=x', 'B → literal of conf: B=y z']);
    deepEqual(shown(text, 'CopiedFile'), [
      'data/patients.csv → generator data/patients.csv',
      'exports/visits.csv → generator exports/visits.csv→key',
      '.env → generator .env',
    ]);
  });
  test('labels and annotations, of the object and its pods', () => {
    const text =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, labels: {a: "1"}}\nspec: {template: {metadata: {annotations: {b: x}}, spec: {}}}';
    deepEqual(shown(text, 'Label'), ['a → label of d: a=1', 'b → annotation of d: b=x']);
  });
});

suite('kubernetes: ports', () => {
  const port = (entry: string, spec = ''): string => shown(pod(`ports: [${entry}]`, spec), 'Port')[0]!;
  test('of a container', () => {
    equal(port('{containerPort: 21, name: ftp}'), '21 → container-port 21/tcp declared ftp');
    equal(port('{containerPort: 69, protocol: UDP, hostPort: 6969}'), '69 → container-port 6969→69/udp published');
    equal(port('{containerPort: 21, hostPort: 21, hostIP: 127.0.0.1}'), '21 → container-port 21→21/tcp declared');
    equal(port('{containerPort: 21}', 'hostNetwork: true'), '21 → container-port 21/tcp published');
    equal(port('{containerPort: "{{ .P }}"}'), '{{ .P }} → container-port ?/tcp declared');
  });
  const service = (spec: string, annotations = ''): string =>
    shown(`apiVersion: v1\nkind: Service\nmetadata: {name: s, annotations: {${annotations}}}\nspec: {${spec}}`, 'Port')[0]!;
  test('of a Service', () => {
    equal(service('ports: [{port: 389}]'), '389 → service-port 389→389/tcp declared');
    equal(
      service('type: NodePort, ports: [{port: 80, targetPort: 8080, name: http}]'),
      '8080 → service-port 80→8080/tcp published http',
    );
    equal(service('type: LoadBalancer, ports: [{port: 389, targetPort: ldap}]'), 'ldap → service-port 389→?/tcp published');
    equal(
      service('type: LoadBalancer, ports: [{port: 389}]', 'service.beta.kubernetes.io/azure-load-balancer-internal: "true"'),
      '389 → service-port 389→389/tcp declared',
    );
    equal(service('externalIPs: [192.0.2.1], ports: [{port: 389}]'), '389 → service-port 389→389/tcp published');
    equal(service('type: "{{ .T }}", ports: [{port: 389}]'), '389 → service-port 389→389/tcp declared');
  });
  test('are siblings within their container or Service', () => {
    const text = pod('ports: [{containerPort: 389}, {containerPort: 636}]');
    for (const { siblings, image } of all(text, 'Port')) deepEqual([siblings.length, image?.text], [2, 'a/b:1']);
    equal(first(text, 'kubernetes.Manifest').ports.length, 2);
  });
  test('are rewritten and taken out', () => {
    const text = pod('ports:\n  - containerPort: 389\n    name: ldap\n  - containerPort: 80');
    equal(applyEdits(text, [first(text, 'Port').set!(636)]), text.replace('389', '636'));
    equal(applyEdits(text, [first(text, 'Port').remove!()]), pod('ports:\n  - containerPort: 80'));
  });
});

suite('kubernetes: mounts and commands', () => {
  test('a mount is joined with its volume', () => {
    const text = pod(
      'volumeMounts:\n  - {name: sock, mountPath: /sock, readOnly: true}\n  - {name: tmp, mountPath: /tmp}\n  - {name: mem, mountPath: /mem}\n  - {name: key, mountPath: /key}\n  - {name: conf, mountPath: /conf}\n  - {name: data, mountPath: /data}\n  - {name: none, mountPath: /none}',
      'volumes:\n  - {name: sock, hostPath: {path: /var/run/docker.sock}}\n  - {name: tmp, emptyDir: {}}\n  - {name: mem, emptyDir: {medium: Memory}}\n  - {name: key, secret: {secretName: s}}\n  - {name: conf, configMap: {name: c}}\n  - {name: data, persistentVolumeClaim: {claimName: p}}',
    );
    deepEqual(
      shown(text, 'Mount').map((line) => line.split(' → ')[1]),
      [
        'bind /var/run/docker.sock→/sock readOnly=true',
        'volume ?→/tmp readOnly=unset',
        'tmpfs ?→/mem readOnly=unset',
        'secret s→/key readOnly=unset',
        'config c→/conf readOnly=unset',
        'claim p→/data readOnly=unset',
        'other ?→/none readOnly=unset',
      ],
    );
    equal(cut(text, first(text, 'Mount').volume!.at('hostPath', 'path').span), '/var/run/docker.sock');
    equal(cut(text, first(text, 'Mount').span), '/sock');
  });
  test('the claims of a StatefulSet', () =>
    deepEqual(
      shown(
        'apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  selector: {}\n  volumeClaimTemplates: [{metadata: {name: data}}]\n  template: {spec: {containers: [{name: a, image: x, volumeMounts: [{name: data, mountPath: /d}]}]}}\n',
        'Mount',
      ),
      ['/d → claim data→/d readOnly=unset'],
    ));
  test('a command with its arguments, probes and hooks', () => {
    const text = pod(
      'command: ["sh", "-c"]\nargs:\n  - echo $(date) && x\nlivenessProbe: {exec: {command: [check]}}\nlifecycle: {preStop: {exec: {command: [bye]}}}',
    );
    deepEqual(
      shown(text, 'Command').map((line) => line.split(' → ').at(-1)),
      ['command exec ["sh","-c","echo $(date) && x"]', 'probe exec ["check"]', 'hook exec ["bye"]'],
    );
    deepEqual(shown(pod('args: [--x]'), 'Command'), ['--x → args exec ["--x"]']);
  });
  test('a script of Tekton', () =>
    deepEqual(
      shown(
        'apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n    - image: x\n      script: |\n        echo a\n        echo b\n',
        'Command',
      ).map((line) => line.split(' → ').at(-1)),
      ['command shell "echo a\\necho b\\n"'],
    ));
});

suite('kubernetes: whatever is typed', () => {
  test('wrong types are silence', () => {
    for (const text of [
      '',
      'apiVersion: v1',
      'kind: [Pod]',
      'apiVersion: v1\nkind: Pod\nspec: x',
      'apiVersion: v1\nkind: Pod\nspec: {containers: {a: b}}',
      'apiVersion: v1\nkind: Pod\nspec: {containers: [a, [b], null]}',
      'apiVersion: v1\nkind: List\nitems: x',
      'kind: List\nitems: &i [{kind: List, items: *i}]',
      '\0',
      '- a',
      'apiVersion: v1\nkind: Service\nspec: {ports: [1, {port: x}]}',
      'apiVersion: v1\nkind: Secret\ndata: [a]',
    ])
      readKubernetes(text, 'x.yaml');
  });
  test('a half-typed line costs nothing else', () => {
    const text = pod('sec\nenv:\n  - name: A\n    value: x', 'hostNetwork: true');
    deepEqual(
      [shown(text, 'Container').length, shown(text, 'Variable').length, readKubernetes(text, 'x.yaml').problems.length],
      [1, 1, 1],
    );
  });
  test('an edit re-reads one document of the stream', () => {
    const text = [pod(''), pod('tty: true'), pod('stdin: true')].join('---\n');
    const before = readDocument('x.yaml', 'kubernetes', text);
    const after = readDocument('x.yaml', 'kubernetes', text.replace('tty: true', 'tty: false'), before);
    deepEqual(
      after.parts.map(({ part }, index) => part === before.parts[index]!.part),
      [true, false, true],
    );
    const fresh = readDocument('x.yaml', 'kubernetes', text.replace('tty: true', 'tty: false'));
    deepEqual(
      after.parts.map(({ start, part }) => [start, part.nodes.length]),
      fresh.parts.map(({ start, part }) => [start, part.nodes.length]),
    );
  });
  test('a text edited step by step reads as one that is read fresh', () => {
    const pieces = [
      '---\n',
      'apiVersion: v1\n',
      'kind: Pod\n',
      pod(''),
      pod('tty: true'),
      '  x',
      '\n',
      '"',
      '- ',
      'securityContext: {privileged: true}',
      '# breakwater\n',
      '{{ .X }}',
    ];
    const step = fc.record({ at: fc.nat(), cut: fc.nat(40), piece: fc.constantFrom(...pieces) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let text = [pod(''), pod('tty: true')].join('---\n');
        let document = readDocument('x.yaml', 'kubernetes', text);
        for (const { at, cut: length, piece } of steps) {
          const from = at % (text.length + 1);
          text = text.slice(0, from) + piece + text.slice(from + length);
          document = readDocument('x.yaml', 'kubernetes', text, document);
          const fresh = readDocument('x.yaml', 'kubernetes', text);
          const said = (read: typeof fresh): unknown =>
            read.parts.map(({ start, part }) => [
              start,
              part.text,
              part.problems,
              part.comments,
              ...(['Container', 'Label', 'kubernetes.Manifest'] as const).map((kind) => outline(part.text, part.nodes, kind)),
            ]);
          deepEqual(said(document), said(fresh));
        }
      }),
      { numRuns: 60 },
    );
  });
});
