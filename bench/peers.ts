import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { keystrokes, timing, Typist, type Keystroke, type Timing } from './measure.ts';
import { shown, table } from './report.ts';
import { composeFiles, dockerfiles, manifests, type BenchFile } from './scenarios.ts';
import { startedAs, type Started } from './servers.ts';

const folder = join(import.meta.dirname, 'peers', 'node_modules');

/** In milliseconds: what a peer may take for one file in all, so that the slow ones end. */
const PATIENCE = 60_000;

/** In milliseconds: what takes longer counts as that. */
const LONGEST = 30_000;

interface Peer {
  readonly name: string;
  readonly package: string;
  readonly files: readonly BenchFile[];
  readonly start: (scratch: string) => Promise<Other>;
}

/** Something that checks a text again after a keystroke. */
interface Other {
  readonly open: (file: BenchFile) => Promise<void>;
  readonly type: (keystroke: Keystroke) => Promise<number>;
  readonly stop: () => Promise<void>;
}

const peers: readonly Peer[] = [
  {
    name: 'Docker language server',
    package: 'dockerfile-language-server-nodejs',
    files: dockerfiles,
    start: () => pushing([join(folder, 'dockerfile-language-server-nodejs', 'bin', 'docker-langserver'), '--stdio']),
  },
  {
    name: 'yaml-language-server, with Kubernetes’ schema',
    package: 'yaml-language-server',
    files: manifests,
    start: (scratch) => {
      const schema = pathToFileURL(kubernetesSchema(scratch)).href;
      const yaml = { validate: true, schemaStore: { enable: false }, schemas: { [schema]: '*.yaml' } };
      return pushing([join(folder, 'yaml-language-server', 'bin', 'yaml-language-server'), '--stdio'], (section) =>
        section === 'yaml' ? yaml : {},
      );
    },
  },
  { name: 'dclint', package: 'dclint', files: composeFiles, start: dclint },
];

/** A table of what others take from a keystroke to the end of their check, each beside Breakwater at the same keystrokes. */
export async function peerTable(ours: Started, scratch: string, count: number): Promise<string> {
  const rows: string[][] = [];
  for (const peer of peers) {
    const manifest = join(folder, peer.package, 'package.json');
    if (!existsSync(manifest)) {
      rows.push([peer.name, '', 'not installed', '', '']);
      continue;
    }
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    const other = await peer.start(scratch);
    for (const file of peer.files) {
      const [theirs, own] = await measure(file, other, ours, count);
      rows.push([`${peer.name} ${version}`, file.name, shown(theirs), shown(own), (theirs.median / own.median).toFixed(0)]);
      process.stderr.write(`${rows.at(-1)!.join(', ')}\n`);
    }
    await other.stop();
  }
  return table(['Peer', 'Typing in', 'takes', 'Breakwater', 'Ratio'], rows);
}

async function measure(file: BenchFile, other: Other, ours: Started, count: number): Promise<readonly [Timing, Timing]> {
  const [theirs, own]: [number[], number[]] = [[], []];
  const typist = await Typist.open(ours.connection, file);
  await other.open(file);
  const start = performance.now();
  for (const [index, keystroke] of keystrokes(file.text, count).entries()) {
    const [one, two] = [await other.type(keystroke), (await typist.type(keystroke)).time];
    if (index > 1) {
      theirs.push(one);
      own.push(two);
    }
    if (performance.now() - start > PATIENCE && theirs.length > 2) break;
  }
  await typist.close();
  return [timing(theirs), timing(own)];
}

/** A language server that sends its diagnostics unasked. */
async function pushing(args: readonly string[], settings: (section: string) => unknown = () => ({})): Promise<Other> {
  const capabilities = { textDocument: { publishDiagnostics: {} }, workspace: { configuration: true } };
  const { connection, stop } = await startedAs(args, { capabilities, settings });
  await connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  let document = TextDocument.create('', '', 0, '');
  let told: (uri: string) => void = () => {};
  connection.onNotification('textDocument/publishDiagnostics', ({ uri }: { uri: string }) => told(uri));
  // of two edits that a server takes together it tells once
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      const late = setTimeout(resolve, LONGEST);
      told = (uri) => {
        if (uri !== document.uri) return;
        clearTimeout(late);
        resolve();
      };
    });
  return {
    open: async ({ uri, languageId, text }) => {
      document = TextDocument.create(uri, languageId, 1, text);
      const checked = next();
      await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
      await checked;
    },
    type: async ({ start, end, text }) => {
      const range = { start: document.positionAt(start), end: document.positionAt(end) };
      const version = document.version + 1;
      const checked = next();
      const from = performance.now();
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: document.uri, version },
        contentChanges: [{ range, text }],
      });
      await checked;
      const time = performance.now() - from;
      document = TextDocument.update(document, [{ range, text }], version);
      return time;
    },
    stop,
  };
}

/** It knows files alone: each keystroke is saved, which counts for it. */
async function dclint(scratch: string): Promise<Other> {
  const module = join(folder, 'dclint', 'dist', 'index.esm.js');
  const { DCLinter } = (await import(pathToFileURL(module).href)) as {
    DCLinter: new (config: object) => { lintFiles: (paths: readonly string[], recursive: boolean) => unknown };
  };
  const linter = new DCLinter({ quiet: true, debug: false, exclude: [], rules: {} });
  const path = join(scratch, 'docker-compose.yml');
  let text = '';
  const check = async (): Promise<number> => {
    const from = performance.now();
    writeFileSync(path, text);
    await linter.lintFiles([path], false);
    return performance.now() - from;
  };
  return {
    open: async (file) => {
      text = file.text;
      await check();
    },
    type: ({ start, end, text: typed }) => {
      text = text.slice(0, start) + typed + text.slice(end);
      return check();
    },
    stop: async () => {},
  };
}

/** A schema of all kinds that have one, from the definitions in `schemastore`. */
function kubernetesSchema(scratch: string): string {
  const store = dirname(createRequire(import.meta.url).resolve('schemastore/package.json'));
  const text = readFileSync(join(store, 'schemas', 'json', 'kubernetes-definitions.json'), 'utf8');
  const { definitions } = JSON.parse(text) as { definitions: Record<string, object> };
  const kinds = Object.keys(definitions).filter((name) => 'x-kubernetes-group-version-kind' in definitions[name]!);
  const oneOf = kinds.map((name) => ({ $ref: `#/definitions/${name}` }));
  mkdirSync(scratch, { recursive: true });
  const path = join(scratch, 'kubernetes.json');
  writeFileSync(path, JSON.stringify({ oneOf, definitions }));
  return path;
}
