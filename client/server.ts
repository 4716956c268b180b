import {
  type CancellationToken,
  type CodeAction,
  commands,
  type Disposable,
  extensions,
  l10n,
  languages,
  Location,
  type LogOutputChannel,
  Position,
  Range,
  Uri,
  workspace,
} from 'vscode';
import {
  CloseAction,
  DocumentDiagnosticRequest,
  ErrorAction,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  vsdiag,
  type ErrorHandler,
  type LanguageClientOptions,
  type MessageTransports,
  type Middleware,
  WorkDoneProgress,
} from 'vscode-languageclient/node';
import { Crashes } from './crashes.ts';
import { runOf, SELECTOR, switchedOn, wanted } from './documents.ts';
import { STATUS, type LanguageStatus, type Status } from './languageStatus.ts';
import type { Notices } from './notices.ts';
import type { ServerProcesses } from './serverProcesses.ts';
import { traceChannel } from './traceChannel.ts';
import { UnseenFiles } from './unseenFiles.ts';
import type { Tell } from './working.ts';

/** In milliseconds: a server that dies at once is not started in the same moment. */
const PAUSE = 250;

/** The language server as the extension sees it: started when first needed, started again when it dies. */
export class Server implements Disposable {
  readonly #client: LanguageClient;
  readonly #crashes = new Crashes();
  readonly #processes: ServerProcesses;
  readonly #status: LanguageStatus;
  readonly #output: LogOutputChannel;
  readonly #listeners: Disposable[];
  readonly #notices: Notices;
  readonly #unseen: UnseenFiles;
  #state: 'waiting' | 'started' | 'dead' | 'given up' | 'disposed' = 'waiting';
  #again: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #saidSo = false;

  constructor(processes: ServerProcesses, output: LogOutputChannel, status: LanguageStatus, notices: Notices) {
    [this.#processes, this.#output, this.#status, this.#notices] = [processes, output, status, notices];
    const trace = traceChannel(output);
    // The client's own way of starting a server again speaks up at each failure, and speaks of itself.
    const errorHandler: ErrorHandler = {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        this.#died();
        return { action: CloseAction.DoNotRestart, message: 'The server has stopped.', handled: true };
      },
    };
    const options: LanguageClientOptions = {
      documentSelector: SELECTOR,
      // what was found in files nobody sees stands where a task puts its problems, so that the one takes the place of the other
      diagnosticCollectionProvider: {
        create: (_, source) => languages.createDiagnosticCollection(source === 'pull' ? 'breakwater-editors' : 'breakwater'),
        dispose: (collection) => collection.dispose(),
      },
      diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
      outputChannel: output,
      traceOutputChannel: trace.channel,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler,
      initializationFailedHandler: () => false,
      middleware: { ...MIDDLEWARE, ...watching(status), handleDiagnostics: (uri, found) => this.#unseen.tell(uri, found) },
      // what the server writes of files is escaped; of its own links this command alone is followed
      markdown: { isTrusted: { enabledCommands: ['breakwater.showPage'] } },
      // Without trust the server looks at nothing but the open files. What it finds in others it tells unasked: the client's
      // own way of asking for the workspace keeps what it has of a file whose tab was closed as long as its text is open.
      initializationOptions: () => ({ trusted: workspace.isTrusted, workspaceDiagnostics: 'push', commandLinks: true }),
    };
    const connect = async (): Promise<MessageTransports> => {
      const started = processes.next();
      if (started.pid === undefined) throw new Error('spawn failed');
      return { reader: new IPCMessageReader(started), writer: new IPCMessageWriter(started) };
    };
    this.#client = new QuietClient('breakwater', 'Breakwater', connect, options);
    this.#unseen = new UnseenFiles(this.#client);
    this.#listeners = [
      trace.disposable,
      this.#unseen,
      this.#client.onNotification(STATUS, (told: Status) => status.tell(told)),
      this.#client.onDidChangeState(({ newState }) => this.#show(newState)),
      workspace.onDidOpenTextDocument(() => this.startWhenNeeded()),
      workspace.onDidGrantWorkspaceTrust(() => void (this.#state === 'started' && this.restart())),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('breakwater.enable') || event.affectsConfiguration('breakwater.run')) this.#reconsider();
      }),
    ];
  }

  /** Starts the server once a document that may be ours is open. */
  startWhenNeeded(): void {
    if (this.#state === 'waiting' && workspace.textDocuments.some(wanted)) void this.#start();
  }

  /** Stops the server if it runs, and starts it. */
  async restart(): Promise<void> {
    clearTimeout(this.#again);
    this.#crashes.forget();
    if (this.#client.needsStop()) await this.#client.stop().catch((error: unknown) => this.#output.error(String(error)));
    this.#processes.endOld();
    await this.#start();
  }

  get isRunning(): boolean {
    return this.#client.isRunning();
  }

  /** What the server answers to one of its commands; it is started for that if need be. Nothing when it does not run. */
  async ask<T>(command: string, args: readonly unknown[] = [], tell?: Tell, token?: CancellationToken): Promise<T | undefined> {
    if (!(await this.#runs())) return undefined;
    const workDoneToken = tell && `breakwater-${++this.#asked}`;
    const listening =
      workDoneToken &&
      this.#client.onProgress(WorkDoneProgress.type, workDoneToken, (progress) => {
        if (progress.kind !== 'end' && progress.message !== undefined) tell(progress.message);
      });
    try {
      const params = { command, arguments: args, ...(workDoneToken && { workDoneToken }) };
      return (
        (await this.#client.sendRequest<T | null>('workspace/executeCommand', params, ...(token ? [token] : []))) ?? undefined
      );
    } finally {
      if (listening) listening.dispose();
    }
  }

  async dispose(): Promise<void> {
    this.#state = 'disposed';
    clearTimeout(this.#again);
    for (const listener of this.#listeners) listener.dispose();
    await this.#client.dispose().catch(() => undefined);
    this.#processes.dispose();
  }

  async #runs(): Promise<boolean> {
    if (this.#state === 'waiting') await this.#start();
    else if (this.#state === 'started') await this.#client.start().catch(() => undefined);
    return this.isRunning;
  }

  async #start(): Promise<void> {
    this.#state = 'started';
    try {
      await this.#client.start();
    } catch (error) {
      this.#output.error('The server did not start.', error instanceof Error ? error.message : String(error));
      this.#died();
    }
  }

  /** Told of one death by the connection, by the failed start, or by both. */
  #died(): void {
    if (this.#state !== 'started') return;
    this.#processes.endOld();
    if (!this.#crashes.count(Date.now())) {
      this.#giveUp();
      return;
    }
    this.#state = 'dead';
    this.#again = setTimeout(async () => {
      await this.#start();
      if (this.#client.isRunning()) this.#sayRestarted();
    }, PAUSE);
  }

  #sayRestarted(): void {
    this.#output.warn('The server stopped and was started again.');
    if (this.#saidSo) return;
    this.#saidSo = true;
    const message = l10n.t('The Breakwater server stopped unexpectedly and was started again.');
    void this.#notices
      .tell('restarted', 'warning', message, l10n.t('Show Output'))
      .then((choice) => choice && this.#output.show());
  }

  #giveUp(): void {
    this.#state = 'given up';
    this.#show(this.#client.state);
    const message = l10n.t('The Breakwater server stopped several times and is not started again. Nothing is checked.');
    const [show, restart] = [l10n.t('Show Output'), l10n.t('Restart Server')];
    void this.#notices.tell('stopped', 'error', message, show, restart).then((choice) => {
      if (choice === show) this.#output.show();
      if (choice === restart) void this.restart();
    });
  }

  #show(state: State): void {
    if (state !== State.Running) this.#unseen.forget();
    this.#status.turn(state === State.Running ? 'running' : this.#state === 'given up' ? 'stopped' : 'starting');
  }

  /** A setting decides anew what is shown. */
  #reconsider(): void {
    this.startWhenNeeded();
    this.#status.show();
    this.#client.getFeature(DocumentDiagnosticRequest.method)?.refresh();
  }
}

/** What goes wrong is told once and in our words; all else is in the output. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Keeps what the server says from places and times where the user does not want it. */
const MIDDLEWARE: Middleware = {
  provideDiagnostics: async (document, previousResultId, token, next) => {
    const uri = document instanceof Uri ? document : document.uri;
    if (!switchedOn(uri)) return { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] };
    const unsaved = (): boolean => !(document instanceof Uri) && document.isDirty && runOf(uri) === 'onSave';
    if (previousResultId === undefined) return next(document, previousResultId, token);
    const report = unsaved() ? undefined : await next(document, previousResultId, token);
    // what was asked of a saved text may be answered when it is no longer that
    return unsaved() ? { kind: vsdiag.DocumentDiagnosticReportKind.unChanged, resultId: previousResultId } : report;
  },
  // where the YAML extension is at work, it completes by the same schema; comments it leaves alone
  provideCompletionItem: (document, position, context, token, next) => {
    const inComment = document.lineAt(position).text.slice(0, position.character).includes('#');
    const byOthers = !inComment && extensions.getExtension('redhat.vscode-yaml')?.isActive;
    return byOthers || !switchedOn(document.uri) ? undefined : next(document, position, context, token);
  },
  provideDefinition: (document, position, token, next) =>
    switchedOn(document.uri) ? next(document, position, token) : undefined,
  provideHover: (document, position, token, next) => (switchedOn(document.uri) ? next(document, position, token) : undefined),
  // the page that came with the extension is at hand, whatever else the server would show
  executeCommand: (command, args, next) => {
    if (command === 'breakwater.showPage') return commands.executeCommand('breakwater.explainRule', args[0]);
    return command === 'breakwater.listExcepted' ? listExcepted(args) : next(command, args);
  },
  provideCodeActions: (document, range, context, token, next) =>
    switchedOn(document.uri) ? next(document, range, context, token) : ([] as CodeAction[]),
};

/** Shows places that the server names as VS Code shows references. */
function listExcepted([uri, position, locations]: unknown[]): Thenable<unknown> {
  const at = ({ line, character }: Position): Position => new Position(line, character);
  const places = (locations as { uri: string; range: Range }[]).map(
    ({ uri, range }) => new Location(Uri.parse(uri), new Range(at(range.start), at(range.end))),
  );
  return commands.executeCommand('editor.action.showReferences', Uri.parse(uri as string), at(position as Position), places);
}

/** Tells the status when a file is being checked, and when that ended. */
const watching = (status: LanguageStatus): Middleware => ({
  provideDiagnostics: async (document, previousResultId, token, next) => {
    const uri = document instanceof Uri ? document : document.uri;
    const ended = status.checking(uri);
    try {
      return await MIDDLEWARE.provideDiagnostics!(document, previousResultId, token, next);
    } finally {
      ended(!token.isCancellationRequested);
    }
  },
});
