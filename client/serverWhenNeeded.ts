import {
  workspace,
  type CancellationToken,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type Uri,
} from 'vscode';
import { wanted } from './documents.ts';
import type { LanguageStatus } from './languageStatus.ts';
import type { Notices } from './notices.ts';
import type { Server } from './server.ts';
import { ServerProcesses } from './serverProcesses.ts';
import type { Tell } from './working.ts';

/**
 * The language server, whose client is not even loaded before it is needed: for a document that may be ours, or for something
 * the user asks. Loading it takes longer than all else the extension does when it is activated.
 */
export class ServerWhenNeeded implements Disposable {
  readonly #load: () => Promise<Server>;
  readonly #listeners: readonly Disposable[];
  #loading: Promise<Server> | undefined;
  #server: Server | undefined;

  constructor(context: ExtensionContext, output: LogOutputChannel, status: LanguageStatus, notices: Notices) {
    this.#load = async () => {
      const processes = new ServerProcesses(context, output);
      processes.startAhead();
      const { Server } = await import('./server.ts');
      this.#server = new Server(processes, output, status, notices);
      return this.#server;
    };
    this.#listeners = [
      workspace.onDidOpenTextDocument(() => this.startWhenNeeded()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('breakwater')) this.startWhenNeeded();
      }),
    ];
  }

  get isRunning(): boolean {
    return this.#server?.isRunning === true;
  }

  /** Starts the server once a document that may be ours is open. Afterwards it looks after itself. */
  startWhenNeeded(): void {
    if (this.#loading === undefined && workspace.textDocuments.some(wanted))
      void this.#loaded().then((server) => server.startWhenNeeded());
  }

  /** The policy in force for a file, as a text; nothing while the server does not run. */
  async effectivePolicy(uri: Uri): Promise<string | undefined> {
    return this.isRunning ? this.ask('breakwater.effectivePolicy', [uri.toString()]) : undefined;
  }

  /** What the server answers to one of its commands; it is started for that if need be. Nothing when it does not run. */
  async ask<T>(command: string, args: readonly unknown[] = [], tell?: Tell, token?: CancellationToken): Promise<T | undefined> {
    return (await this.#loaded()).ask(command, args, tell, token);
  }

  /** Stops the server if it runs, and starts it. */
  async restart(): Promise<void> {
    await (await this.#loaded()).restart();
  }

  async dispose(): Promise<void> {
    for (const listener of this.#listeners) listener.dispose();
    await this.#server?.dispose();
  }

  #loaded(): Promise<Server> {
    return (this.#loading ??= this.#load());
  }
}
