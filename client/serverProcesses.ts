import { fork, type ChildProcess } from 'node:child_process';
import { type ExtensionContext, type LogOutputChannel, Uri } from 'vscode';

/** In milliseconds: how long a server that was told to end may take. */
const PATIENCE = 2000;

/**
 * The processes of the language server. The first starts before the client that talks to it is even loaded, since either
 * takes its time and neither needs the other for that.
 */
export class ServerProcesses {
  readonly #module: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #output: LogOutputChannel;
  readonly #all = new Set<ChildProcess>();
  #ahead: ChildProcess | undefined;

  constructor(context: ExtensionContext, output: LogOutputChannel) {
    this.#module = Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
    this.#env = {
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
      ELECTRON_NO_ASAR: '1',
      // Node keeps the compiled code there, which nearly halves the time the next start takes
      NODE_COMPILE_CACHE: Uri.joinPath(context.globalStorageUri, 'compiled').fsPath,
    };
    this.#output = output;
  }

  /** Starts the one that `next` gives. */
  startAhead(): void {
    this.#ahead ??= this.#start();
  }

  /** One that runs and has been told nothing yet; it listens to the messages of its parent. */
  next(): ChildProcess {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead && this.#all.has(ahead) ? ahead : this.#start();
  }

  /** Ends those that were told to end, or lost their client, and do not do so by themselves. Not the one that `next` gives. */
  endOld(): void {
    for (const started of this.#all)
      if (started !== this.#ahead) setTimeout(() => this.#all.has(started) && started.kill('SIGKILL'), PATIENCE).unref();
  }

  /** Ends all of them. */
  dispose(): void {
    this.#ahead?.kill();
    this.endOld();
  }

  #start(): ChildProcess {
    const started = fork(this.#module, ['--node-ipc', `--clientProcessId=${process.pid}`], {
      env: this.#env,
      execArgv: isDebugged() ? ['--nolazy', '--inspect=6119'] : [],
      silent: true,
    });
    this.#all.add(started);
    const ended = (): void => void this.#all.delete(started);
    started.on('exit', (code, signal) => {
      ended();
      if (code !== 0) this.#output.error(`The server process ended with ${signal ?? `code ${code}`}.`);
    });
    started.on('error', (error) => {
      ended();
      this.#output.error('The server process failed.', error.message);
    });
    for (const stream of [started.stdout, started.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => this.#output.info(text.trimEnd()));
    return started;
  }
}

/** Whether the extension is being debugged: the server then can be, too. */
const isDebugged = (): boolean => process.execArgv.some((argument) => /^--(?:inspect|debug)(?:-brk)?(?:=|$)/.test(argument));
