import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

/** A moment after the start of a process, in milliseconds: by the clock, and of the processor. */
export interface Moment {
  readonly clock: number;
  /** `NaN` where the system does not tell. */
  readonly cpu: number;
}

export interface ServerStart {
  readonly initialized: Moment;
  readonly diagnosed: Moment;
}

type Environment = Readonly<Record<string, string>>;

/** Starts a server, asks it for the diagnostics of a Dockerfile as soon as it may be asked, and ends it. */
export async function startServer(script: string, text: string, env: Environment): Promise<ServerStart> {
  const start = performance.now();
  const child = spawn(process.execPath, [script, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.listen();
  const moment = (): Moment => ({ clock: performance.now() - start, cpu: processorTimeOf(child.pid!) });
  const uri = 'file:///bench/Dockerfile';
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {} } },
  });
  const initialized = moment();
  await connection.sendNotification('initialized', {});
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'dockerfile', version: 1, text },
  });
  await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  const diagnosed = moment();
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  await exited;
  connection.dispose();
  return { initialized, diagnosed };
}

/** Runs Node to its end; `hook` is a file that says at the end what time of the processor that took. */
export function runNode(args: readonly string[], cwd: string, hook: string, env: Environment): Moment {
  const start = performance.now();
  const { stderr } = spawnSync(process.execPath, ['--require', hook, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  const clock = performance.now() - start;
  return { clock, cpu: Number(/^cpu (\d+)$/m.exec(stderr)?.[1] ?? Number.NaN) / 1000 };
}

/** What `runNode` needs. */
export const HOOK = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write('\\ncpu ' + (user + system) + '\\n');
});
`;

/** Of all threads of a process (https://docs.kernel.org/scheduler/sched-stats.html). */
function processorTimeOf(pid: number): number {
  try {
    const folder = `/proc/${pid}/task`;
    return readdirSync(folder).reduce(
      (sum, thread) => sum + Number(readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
      0,
    );
  } catch {
    return Number.NaN;
  }
}
