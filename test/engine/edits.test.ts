import { deepEqual, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { lint, type Finding } from '../../rules/engine/lint.ts';
import { rule } from '../../rules/engine/rule.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { readPolicy } from '../../rules/engine/policyText.ts';
import { rules } from '../../rules/index.ts';
import { type Document, readDocument } from '../../rules/model/document.ts';
import type { Target } from '../../rules/model/nodes.ts';

const DOCKERFILE = `# syntax=docker/dockerfile:1
ARG VERSION=12
FROM debian:$VERSION AS base
ENV DB_PASSWORD=example-only NODE_TLS_REJECT_UNAUTHORIZED=0
WORKDIR /srv
FROM base AS build
ARG API_TOKEN
RUN curl -k http://files.example/patients.csv -o data/patients.csv && \\
    psql -c "ALTER USER app PASSWORD 'Winter2024x'"
COPY .env id_rsa data/patients.csv ./
COPY --from=busybox:latest /bin/sh /bin/
FROM ubuntu:latest
ENV AUDIT_LOG_ENABLED=false LOG_LEVEL=debug
LABEL contact="https://user:Winter2024x@records.example"
# breakwater: allow root-user -- a tool
COPY --from=build /srv /srv
EXPOSE 21 8080
RUN chmod -R 777 /srv && rm -f /srv/.env
USER root
CMD ["sh", "-c", "mysqld --skip-grant-tables --ssl=0"]
`;

const COMPOSE = `x-a: &a {image: "db:latest", environment: {POSTGRES_PASSWORD: postgres}}
services:
  db:
    <<: *a
    ports: ["21:21", "5432:5432"]
  web:
    image: web
    privileged: true
    environment: [DB_PASSWORD=Winter2024x, "URL=http://records.example"]
    depends_on: [db]
  job: {image: job, user: root, volumes: [/var/run/docker.sock:/var/run/docker.sock]}
`;

const KUBERNETES = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {containers: [{name: c, image: x, securityContext: {privileged: true}, ports: [{containerPort: 21}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: s}
spec:
  type: NodePort
  ports: [{port: 21}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: m}
data:
  DB_PASSWORD: Winter2024x
  a.conf: |
    ssl = off
`;

const PIECES = [
  ...['\n', ' ', 'x', '"', "'", '#', '\\\n', '\\', ':', '$VERSION', '[', '{', '\r\n', '---\n', '  ', '- '],
  ...['\nFROM a AS b\n', 'USER root\n', 'ENV A=1\n', '\nWORKDIR /etc\n', 'ARG VERSION=9\n', 'RUN <<EOF\n', '\nEOF\n', 'latest'],
  ...['\nSHELL ["powershell"]\n', '--from=build ', 'COPY .env /\n', 'EXPOSE 23\n', '\n# a comment\n', '  image: y\n'],
];

const POLICIES: Readonly<Record<string, string>> = {
  'all rules': 'extends: strict\n',
  'a policy for one stage': `extends: strict
overrides:
  - files: ['**']
    selector: {stage: build}
    rules: {secret-file-copy: off, disabled-tls-verification: info}
`,
};

suite('checking after edits', () => {
  const edits = fc.array(
    fc.record({ at: fc.nat(), removed: fc.nat({ max: 25 }), added: fc.oneof(fc.constantFrom(...PIECES), fc.constant('')) }),
    { maxLength: 10 },
  );

  for (const [name, settings] of Object.entries(POLICIES)) {
    const policyOf = (): Policy => Policy.of(rules, readPolicy(settings, rules).settings);
    for (const [target, uri, sample] of [
      ['dockerfile', '/w/Dockerfile', DOCKERFILE],
      ['compose', '/w/compose.yaml', COMPOSE],
      ['kubernetes', '/w/k.yaml', KUBERNETES],
    ] as const)
      test(`finds in a ${target} what checking afresh finds (${name})`, () => {
        const policy = policyOf();
        fc.assert(
          fc.property(edits, (steps) => {
            let text = sample;
            let document = readDocument(uri, target, text);
            ok(found(document, policy).length > 3);
            for (const { at, removed, added } of steps) {
              const start = at % (text.length + 1);
              text = text.slice(0, start) + added + text.slice(start + removed);
              document = readDocument(uri, target, text, document);
              deepEqual(found(document, policy), afresh(uri, target, text, policyOf()));
            }
          }),
          { numRuns: 40 },
        );
      });
  }

  test('asks a rule again that looked at other nodes, and only such a rule', () => {
    const looked: string[] = [];
    const counting = (id: string, count: (context: { readonly nodes: readonly unknown[] }) => number) =>
      rule({
        ...rules.find((one) => one.id === 'debug-mode')!,
        id,
        check: {
          Command(command, context) {
            looked.push(id);
            context.report({ at: command, message: `Beside ${count(context)} others.` });
          },
        },
      });
    const policy = Policy.of([counting('asking', ({ nodes }) => nodes.length), counting('modest', () => 0)]);
    let text = 'FROM a\nRUN b\nENV C=1\nRUN d\nRUN e\n';
    let document = readDocument('/w/Dockerfile', 'dockerfile', text);
    lint(document, policy, TODAY);
    looked.length = 0;
    for (const [from, to] of [
      ['ENV C=1', 'LABEL c=1'],
      ['LABEL c=1\n', 'LABEL c=1\nLABEL f=g\n'],
    ] as const) {
      text = text.replace(from, to);
      document = readDocument('/w/Dockerfile', 'dockerfile', text, document);
      deepEqual(found(document, policy), afresh('/w/Dockerfile', 'dockerfile', text, policy));
    }
    const times = (id: string): number => looked.filter((one) => one === id).length;
    // three commands, twice after an edit and twice afresh
    deepEqual(times('asking'), 12);
    // the two below a variable that is gone; none below a label
    deepEqual(times('modest') - 6, 2);
  });

  test('tells of a moved instruction where it stands now, its fixes too', () => {
    const policy = Policy.of(rules);
    const text = 'FROM debian:12\nENV A=1\nRUN curl -k https://files.example/a -o /a\nUSER 65532\n';
    const before = readDocument('/w/Dockerfile', 'dockerfile', text);
    lint(before, policy, TODAY);
    const edited = text.replace('ENV A=1\n', 'LABEL b=c\nENV A=1\n');
    const after = readDocument('/w/Dockerfile', 'dockerfile', edited, before);
    const finding = lint(after, policy, TODAY).findings.find(({ rule }) => rule.id === 'disabled-tls-verification')!;
    deepEqual(edited.slice(finding.span.start, finding.span.end), '-k');
    for (const { edits } of finding.fixes)
      for (const { span } of edits) ok(edited.slice(span.start, span.end).includes('-k'), 'an edit stands elsewhere');
  });
});

const TODAY = '2026-11-25';

function afresh(uri: string, target: Target, text: string, policy: Policy): unknown {
  return found(readDocument(uri, target, text), policy);
}

/** All that a finding says, without what it is made of. */
function found(document: Document, policy: Policy): readonly unknown[] {
  const { findings, failures } = lint(document, policy, TODAY);
  deepEqual(failures, []);
  return findings.map(({ rule, severity, message, span, related, fixes, resource, exception }: Finding) =>
    JSON.stringify([rule.id, severity, message, span, related, fixes, resource, exception]),
  );
}
