import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { identify, readDocument } from '../../rules/model/document.ts';
import { placeOfHost } from '../../rules/model/hosts.ts';
import { UNKNOWN } from '../../rules/model/imageName.ts';
import { readUrls, urlsIn, type Url } from '../../rules/model/urls.ts';
import { assertInProportion } from '../support/growth.ts';

suite('URLs in nodes', () => {
  test('stand where they are written', () => {
    const text = `FROM debian:12
ENV A=http://records.example.org/fhir
RUN curl -fsS "http://user:p@ss@host.example.org/x" && sh -c 'wget http://a.example.org/$X'
COPY <<EOF /etc/proxy.conf
proxy_pass http://backend:80;
EOF
LABEL url="http://label.example.org"
`;
    deepEqual(written('Dockerfile', text), [
      'http://records.example.org/fhir',
      'http://user:p@ss@host.example.org/x',
      'http://a.example.org/$X',
      'http://backend:80',
      'http://label.example.org',
    ]);
  });

  test('have their defaults, and places where these are written', () => {
    const text = `services:
  api:
    image: registry.example/api:1.0.0
    environment:
      A: \${URL:-http://records.example.org/fhir}
      B: "http://\${HOST:-records.example.org}/fhir"
      C: http://\${HOST}/fhir
      D: plain
`;
    deepEqual(written('compose.yaml', text), [
      'http://records.example.org/fhir',
      'http://${HOST:-records.example.org}/fhir',
      'http://${HOST}/fhir',
    ]);
    deepEqual(
      all('compose.yaml', text).map(({ hosts }) => hosts[0]?.text),
      ['records.example.org', 'records.example.org', UNKNOWN],
    );
  });

  test('are found in the lines of a ConfigMap, indented or not', () => {
    const text = `apiVersion: v1
kind: ConfigMap
metadata: { name: api }
data:
  application.properties: |
    # see http://docs.example.org
    fhir.url = \${FHIR_URL:http://fhir.example.org/fhir}
  URL: "http://records.example.org"
`;
    deepEqual(written('config.yaml', text), [
      'http://docs.example.org',
      'http://fhir.example.org/fhir',
      'http://records.example.org',
    ]);
    deepEqual(
      all('config.yaml', text).map(({ comment }) => comment),
      [true, false, false],
    );
  });

  test('of a Secret are decoded', () => {
    const text = `apiVersion: v1
kind: Secret
metadata: { name: api }
data:
  URL: aHR0cDovL3MuZXhhbXBsZS5vcmcv
`;
    deepEqual(
      all('secret.yaml', text).map(({ text }) => text),
      ['http://s.example.org/'],
    );
    deepEqual(written('secret.yaml', text), ['aHR0cDovL3MuZXhhbXBsZS5vcmcv']);
  });
});

suite('The parts of a URL', () => {
  test('are those of RFC 3986', () => {
    const [url] = plain('see HTTPS://Anna:a%40b@Records.Example.org:8443/fhir/Patient?_count=1&x#top.');
    equal(url?.scheme.text, 'https');
    equal(url.user?.text, 'Anna');
    equal(url.password?.text, 'a%40b');
    deepEqual([url.hosts[0]?.text, url.hosts[0]?.port], ['records.example.org', 8443]);
    equal(url.path.text, '/fhir/Patient');
    deepEqual(
      url.parameters.map(({ name, value }) => [name, value?.text]),
      [
        ['_count', '1'],
        ['x', undefined],
      ],
    );
  });

  test('are those of database drivers too', () => {
    const [mongo] = plain('mongodb://u:<password>@a:27017,b:27018/records?ssl=false');
    deepEqual(
      mongo?.hosts.map(({ text, port }) => [text, port]),
      [
        ['a', 27017],
        ['b', 27018],
      ],
    );
    equal(mongo?.password?.text, '<password>');
    const [server] = plain('url=jdbc:sqlserver://db.example.org:1433;databaseName=r;encrypt=false');
    equal(server?.scheme.text, 'jdbc:sqlserver');
    deepEqual(
      server.parameters.map(({ name, value }) => [name, value?.text]),
      [
        ['databaseName', 'r'],
        ['encrypt', 'false'],
      ],
    );
    equal(plain('http://[fd00::1]:80/x')[0]?.hosts[0]?.text, 'fd00::1');
  });

  test('end where the URL does', () => {
    const ends: Readonly<Record<string, readonly string[]>> = {
      '(http://a.example.org/x_(y))': ['http://a.example.org/x_(y)'],
      'http://a.example.org,http://b.example.org': ['http://a.example.org', 'http://b.example.org'],
      '["http://a.example.org", "ws://b.example.org"]': ['http://a.example.org', 'ws://b.example.org'],
      'proxy_pass http://a.example.org;': ['http://a.example.org'],
      '{{ .Values.url | default "http://a.example.org" }}': ['http://a.example.org'],
      'http:// and ://x': [],
    };
    for (const [text, urls] of Object.entries(ends))
      deepEqual(
        plain(text).map((url) => url.text),
        urls,
        text,
      );
  });

  test('are found, and taken apart, in time that grows with the text alone', () => {
    const takenApart = (text: string): unknown =>
      plain(text).map(({ hosts, path, parameters, user, lead }) => [hosts, path, parameters, user, lead]);
    for (const piece of ['http://', '://', 'a://${', 'x://{{', 'http://a,', 'jdbc:a:'])
      assertInProportion(25_000, (times) => piece.repeat(times), takenApart, piece);
  });
});

suite('The place of a host', () => {
  const places: Readonly<Record<string, readonly string[]>> = {
    loopback: ['localhost', '127.0.0.1', '0.0.0.0', '::1', 'api.localhost'],
    internal: ['db', 'db.records.svc', 'db.records.svc.cluster.local', 'vault.internal', 'host.docker.internal', 'vault.secrets'],
    remote: ['records.example.org', '10.0.0.5', 'fd00::1', 'hospital.org', 'records.io', `${UNKNOWN}.example.org`],
    unknown: ['', UNKNOWN, `api.${UNKNOWN}`, `${UNKNOWN}.org`],
  };
  for (const [place, hosts] of Object.entries(places))
    for (const host of hosts) test(`of ${JSON.stringify(host)} is ${place}`, () => equal(placeOfHost(host), place));
});

const plain = (text: string): readonly Url[] => readUrls(text, (start, end) => ({ start, end }));

function all(name: string, text: string): readonly Url[] {
  return nodesOf(name, text).flatMap((node) => urlsIn(node));
}

function written(name: string, text: string): readonly string[] {
  return all(name, text).map(({ span }) => text.slice(span.start, span.end));
}

function nodesOf(name: string, text: string) {
  const nodes = readDocument(name, identify(name, text).target!, text).parts.flatMap(({ part }) => part.nodes);
  return nodes.filter(
    (node) => node.kind === 'Variable' || node.kind === 'Command' || node.kind === 'CopiedFile' || node.kind === 'Label',
  );
}
