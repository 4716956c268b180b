import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { MarkupContent } from 'vscode-languageserver';
import { rules } from '../../rules/index.ts';
import { Client } from './support/client.ts';

const workspace = mkdtempSync(join(tmpdir(), 'breakwater-explain-'));
after(() => rmSync(workspace, { recursive: true, force: true }));
let folders = 0;

interface Around {
  readonly file?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** What is said of the thing at `|`, line by line, without what is said of findings; the folder is `file:///`. */
async function told(marked: string, { file = 'compose.yaml', files = {} }: Around = {}): Promise<string[]> {
  const folder = join(workspace, String(++folders));
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const client = await Client.start({ rules, folders: [pathToFileURL(folder).href] });
  const uri = pathToFileURL(join(folder, file)).href;
  const offset = marked.indexOf('|');
  const before = marked.slice(0, offset);
  await client.open(uri, before + marked.slice(offset + 1));
  await client.diagnostics(uri);
  if (files['.env'] !== undefined) await client.until(() => client.refreshes > 0);
  const hover = await client.hover(uri, {
    line: before.split('\n').length - 1,
    character: offset - before.lastIndexOf('\n') - 1,
  });
  await client.stop();
  const { value = '' } = (hover?.contents ?? {}) as MarkupContent;
  const fact = value.split('\n\n---\n\n').find((part) => /^\*\*(?:Image|Port|Variable)\b/.test(part)) ?? '';
  return fact
    .replaceAll(`${pathToFileURL(folder).href}/`, 'file:///')
    .split('\n')
    .filter((line) => line !== '');
}

suite('an image is explained', () => {
  const image = (name: string, around?: Around): Promise<string[]> => told(`FROM |${name}\n`, { file: 'Dockerfile', ...around });

  test('by its whole name, whether it moves, until when it is supported, and whom it starts as', async () => {
    deepEqual(await image('node:20'), [
      '**Image** `docker.io/library/node:20`',
      '- **Trusted**: on the built-in list of Docker Official Images and vendors’ own namespaces.',
      '- The tag `20` may still be set to another image by its publisher; a digest may not.',
      '- **Node.js 20** has had no security fixes since 2026-04-30 (dates as of 2026-11-25).',
      '- **Starts as root** unless told otherwise.',
    ]);
    const inside = await image('python:3.13-slim-bookworm');
    match(inside[3]!, /^- Python 3\.13 gets security fixes until 2029-/);
    match(inside[4]!, /^- Built on Debian 12 \(bookworm\), which gets security fixes until 2028-06-30/);
    match((await image('postgres'))[2]!, /^- \*\*Moves\*\*: no tag means `latest`/);
    match((await image('node:lts'))[2]!, /^- \*\*Moves\*\*: the tag `lts`/);
    const pinned = await image(`node:20@sha256:${'a'.repeat(64)}`);
    deepEqual(pinned[0], '**Image** `docker.io/library/node:20@sha256:aaaaaaaaaaaa…`');
    match(pinned[2]!, /^- \*\*Pinned\*\* by its digest/);
  });

  test('by the line of the policy that trusts it, or the list it is not on', async () => {
    const trust = async (name: string, files: Around['files'] = {}): Promise<string> => (await image(name, { files }))[1]!;
    equal(
      await trust('ghcr.io/acme/app:1.2.3'),
      '- **Not trusted**: it is not on the built-in list of Docker Official Images and vendors’ own namespaces.',
    );
    match(await trust('registry.example/app:1.2.3'), /by its name the registry is an organisation’s own/);
    const policy = {
      '.breakwater.yaml': 'extends: ./policies/base.yaml\n',
      'policies/base.yaml': '# ours\ntrustedImages:\n  - default\n  - ghcr.io/acme/*\n',
    };
    equal(
      await trust('ghcr.io/acme/app:1.2.3', policy),
      '- **Trusted** as `ghcr.io/acme/*` by [`policies/base.yaml:4`](<file:///policies/base.yaml#L4>).',
    );
    equal(
      await trust('node:20', policy),
      '- **Trusted**: on the built-in list of Docker Official Images and vendors’ own namespaces: `default` in [`policies/base.yaml:3`](<file:///policies/base.yaml#L3>) stands for it.',
    );
    equal(
      await trust('registry.example/app:1.2.3', policy),
      '- **Not trusted**: no entry of `trustedImages` ([`policies/base.yaml:2`](<file:///policies/base.yaml#L2>)) is for it.',
    );
    const option = { '.breakwater.yaml': 'rules:\n  untrusted-image: { trusted: [ghcr.io/acme/*] }\n' };
    match(await trust('ghcr.io/acme/app:1.2.3', option), /by \[`\.breakwater\.yaml:2`\]/);
  });

  test('as the name of what is built, and not at all where it is not known', async () => {
    deepEqual(await told('services:\n  a:\n    build: .\n    image: |acme/app\n'), [
      '**Image** `docker.io/acme/app`',
      'The name of what is built here. It is pulled from nowhere.',
    ]);
    deepEqual(await told('services:\n  a:\n    image: |${IMAGE}\n'), []);
  });
});

suite('a port is explained', () => {
  const port = (entry: string): Promise<string[]> => told(`services:\n  a:\n    image: acme/app\n    ports: ["|${entry}"]\n`);

  test('by protocol, encryption and twin', async () => {
    deepEqual(await told('FROM a:1\nEXPOSE |21\n', { file: 'Dockerfile' }), [
      '**Port 21/tcp** · FTP · **in clear text**',
      '- Its encrypted twin is 990/tcp.',
      '- **Declared**: `EXPOSE` tells which port is meant and publishes nothing.',
    ]);
    match((await told('FROM a:1\nEXPOSE |389 636\n', { file: 'Dockerfile' }))[1]!, /twin is 636\/tcp, which is open here too\.$/);
    equal((await port('8443:443'))[0], '**Port 443/tcp** · HTTPS · encrypted');
    equal((await port('5432:5432'))[0], '**Port 5432/tcp** · PostgreSQL · encrypted only if the server is set up so');
    equal((await port('22:22'))[0], '**Port 22/tcp** · SSH · encrypted');
    equal((await port('514:514/udp'))[0], '**Port 514/udp** · syslog · **in clear text**');
    equal((await port('3456:3456'))[0], '**Port 3456/tcp**');
    equal((await port('9000-9010:9000-9010'))[0], '**Port 9000–9010/tcp**');
  });

  test('by who reaches it', async () => {
    equal((await port('2121:21')).at(-1), '- **Published** on every address of the host at 2121.');
    equal((await port('10.0.0.5:2121:21')).at(-1), '- **Published** on `10.0.0.5` at 2121.');
    equal((await port('127.0.0.1:2121:21')).at(-1), '- **Declared**: open on `127.0.0.1` at 2121, for the host alone.');
    const service = (type: string): Promise<string[]> =>
      told(`apiVersion: v1\nkind: Service\nmetadata: { name: a }\nspec:\n  type: ${type}\n  ports: [{ port: |104 }]\n`, {
        file: 'service.yaml',
      });
    match((await service('ClusterIP'))[0]!, /DICOM · \*\*in clear text\*\*/);
    equal((await service('ClusterIP')).at(-1), '- **Declared**: reachable within the cluster.');
    equal((await service('NodePort')).at(-1), '- **Published**: reachable from outside the cluster.');
  });
});

suite('a credential is explained by where its value comes from', () => {
  const env = (entry: string, around?: Around): Promise<string[]> =>
    told(
      `services:\n  a:\n    image: a:1\n    environment:\n      |${entry}\n    secrets: [pw]\nsecrets: { pw: { file: x } }\n`,
      around,
    );

  test('in compose', async () => {
    deepEqual(await env('DB_PASSWORD: s3cr3t-value'), [
      '**Variable** `DB_PASSWORD` · a credential by its name',
      'Written in this file, for whoever can read it.',
    ]);
    equal(
      (await env('DB_PASSWORD: ${PW:?}'))[1],
      'Comes from `PW` in the environment that starts it, or in a `.env` beside this file. Without it nothing starts.',
    );
    match((await env('DB_PASSWORD: ${PW:-s3cr3t-value}'))[1]!, /Without it, a default written here counts\.$/);
    match(
      (await env('DB_PASSWORD: ${PW}', { files: { '.env': 'PW=s3cr3t-value\n' } }))[1]!,
      /^Comes from `PW` in the `\.env` beside this file, unless/,
    );
    equal((await env('DB_PASSWORD_FILE: /run/secrets/pw'))[1], 'Read from a file at run time: the secret `pw` is mounted there.');
    match((await env('DB_PASSWORD:'))[1]!, /^Comes from `DB_PASSWORD` in the environment/);
  });

  test('in Kubernetes', async () => {
    const pod = (entry: string): Promise<string[]> =>
      told(
        `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n    - name: a\n      image: a:1\n      env:\n        - name: |DB_PASSWORD\n          ${entry}\n`,
        { file: 'pod.yaml' },
      );
    equal((await pod('valueFrom: { secretKeyRef: { name: db, key: pw } }'))[1], 'Comes from the key `pw` of the Secret `db`.');
    match((await pod('valueFrom: { configMapKeyRef: { name: db, key: pw } }'))[1]!, /ConfigMap `db`, whose values are kept like/);
    equal((await pod('value: s3cr3t-value'))[1], 'Written in this file, for whoever can read it.');
  });

  test('in a Dockerfile', async () => {
    const line = async (marked: string): Promise<string> => (await told(`FROM a:1\n${marked}\n`, { file: 'Dockerfile' }))[1]!;
    match(await line('ARG |API_TOKEN'), /^Given when the image is built\. Build arguments stay/);
    match(await line('ARG |API_TOKEN=s3cr3t-value'), /^A default is written in this file/);
    match(await line('ENV API_|TOKEN=$OTHER'), /^Comes from `OTHER`, .* It becomes part of the image\.$/);
  });

  test('when the policy names it, and never by its value', async () => {
    const files = { '.breakwater.yaml': 'rules:\n  secret-in-variable: { names: [CHART_NO], ignore: [API_TOKEN] }\n' };
    const own = await env('CHART_NO: s3cr3t-value', { files });
    deepEqual(own[0], '**Variable** `CHART_NO` · a credential by the policy');
    deepEqual(await env('API_TOKEN: x', { files }), []);
    deepEqual(await env('LOG_LEVEL: debug'), []);
    for (const lines of [own, await env('DB_PASSWORD: ${PW:-s3cr3t-value}'), await env('API_TOKEN: s3cr3t-value')])
      equal(lines.join('\n').includes('s3cr3t'), false);
  });
});
