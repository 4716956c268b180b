import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { compose, dockerfile, manifest } from './generate.ts';

/*
 * What a workspace of 10,000 files costs: the time to the first diagnostics of the open file with and without looking
 * through it, the longest answer while it is looked through, how long that takes, and the memory of the server.
 */

const FILES = 10_000;

/** One file in ten is one of ours; the rest is a program. */
function build(folder: string): void {
  const manifests = manifest(100, 1);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (let n = 0; n < FILES; n++) {
    const at = `services/team-${n % 40}/app-${n % 400}`;
    if (n % 100 === 0) write(`${at}/${n}.Dockerfile`, dockerfile(60));
    else if (n % 200 === 1) write(`${at}/compose.${n}.yaml`, compose(120));
    else if (n % 12 === 2) write(`${at}/${n}.yaml`, manifests);
    else write(`${at}/src/${n % 7}/${n}.ts`, `export const n = ${n};\n`);
  }
  write('Dockerfile', OPENED);
}

const OPENED = 'FROM node:22.14\nUSER root\nCOPY . /app\n';

interface Measured {
  /** All in milliseconds, but memory, in MB. */
  readonly first: number;
  readonly longest: number;
  /** The first answer after it was looked through. */
  readonly next: number;
  readonly looked?: number;
  readonly memory: number;
}

async function measure(folder: string, trusted: boolean): Promise<Measured> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../server/main.ts'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  let refreshed: () => void = () => {};
  const refresh = new Promise<void>((resolve) => (refreshed = resolve));
  connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshed();
    return null;
  });
  connection.listen();
  const uri = pathToFileURL(join(folder, 'Dockerfile')).href;
  const root = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: root,
    workspaceFolders: [{ uri: root, name: 'root' }],
    capabilities: { textDocument: { diagnostic: {} }, workspace: { diagnostics: { refreshSupport: true } } },
    initializationOptions: { trusted },
  });
  const start = performance.now();
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'dockerfile', version: 1, text: OPENED },
  });
  const ask = async (): Promise<number> => {
    const asked = performance.now();
    await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    return performance.now() - asked;
  };
  await ask();
  const first = performance.now() - start;

  // somebody types: how long does an answer take at worst
  let looking = trusted;
  const done = trusted ? refresh.then(() => (looking = false)) : undefined;
  let longest = 0;
  for (let version = 2; looking || version < 100; version++) {
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text: `${OPENED}# ${version}\n` }],
    });
    longest = Math.max(longest, await ask());
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await done;
  const looked = performance.now() - start;
  const next = await ask();
  const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await exited;
  connection.dispose();
  return { first, longest, next, memory, ...(trusted && { looked }) };
}

const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
try {
  build(folder);
  await measure(folder, false); // the disk and the sources are warm from here on
  for (const [name, trusted] of [
    ['without the workspace', false],
    ['with the workspace', true],
  ] as const) {
    const { first, longest, next, looked, memory } = await measure(folder, trusted);
    const seen =
      looked === undefined ? '' : `, looked through after ${(looked / 1000).toFixed(1)} s, the answer then ${next.toFixed(0)} ms`;
    console.log(
      `${name}: first diagnostics ${first.toFixed(0)} ms, longest answer ${longest.toFixed(0)} ms${seen}, ${memory.toFixed(0)} MB`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
