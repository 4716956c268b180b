import {
  type CodeAction,
  type Disposable,
  type ExtensionContext,
  extensions,
  type LogOutputChannel,
  Uri,
  window,
  workspace,
} from 'vscode';
import {
  CloseAction,
  DocumentDiagnosticRequest,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  TransportKind,
  vsdiag,
  type ErrorHandler,
  type LanguageClientOptions,
  type Middleware,
} from 'vscode-languageclient/node';
import { Crashes } from './crashes.ts';
import { runOf, SELECTOR, switchedOn, wanted } from './documents.ts';
import { STATUS, type LanguageStatus, type Status } from './languageStatus.ts';
import { traceChannel } from './traceChannel.ts';

/** In milliseconds: a server that dies at once is not started in the same moment. */
const PAUSE = 250;

/** The language server as the extension sees it: started when first needed, started again when it dies. */
export class Server implements Disposable {
  readonly #client: LanguageClient;
  readonly #crashes = new Crashes();
  readonly #status: LanguageStatus;
  readonly #output: LogOutputChannel;
  readonly #listeners: Disposable[];
  #state: 'waiting' | 'started' | 'dead' | 'given up' | 'disposed' = 'waiting';
  #again: ReturnType<typeof setTimeout> | undefined;
  #saidSo = false;

  constructor(context: ExtensionContext, output: LogOutputChannel, status: LanguageStatus) {
    [this.#output, this.#status] = [output, status];
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
      diagnosticCollectionName: 'breakwater',
      diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true },
      outputChannel: output,
      traceOutputChannel: trace.channel,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler,
      initializationFailedHandler: () => false,
      middleware: MIDDLEWARE,
    };
    const run = { module: Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath, transport: TransportKind.ipc };
    const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6119'] } };
    this.#client = new QuietClient('breakwater', 'Breakwater', { run, debug }, options);
    this.#listeners = [
      trace.disposable,
      this.#client.onNotification(STATUS, (told: Status) => status.tell(told)),
      this.#client.onDidChangeState(({ newState }) => this.#show(newState)),
      workspace.onDidOpenTextDocument(() => this.startWhenNeeded()),
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
    await this.#start();
  }

  /** The policy in force for a file, as a text; nothing while the server does not run. */
  async effectivePolicy(uri: Uri): Promise<string | undefined> {
    if (!this.#client.isRunning()) return undefined;
    const params = { command: 'breakwater.effectivePolicy', arguments: [this.#client.code2ProtocolConverter.asUri(uri)] };
    return this.#client.sendRequest<string>('workspace/executeCommand', params);
  }

  async dispose(): Promise<void> {
    this.#state = 'disposed';
    clearTimeout(this.#again);
    for (const listener of this.#listeners) listener.dispose();
    await this.#client.dispose().catch(() => undefined);
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
    void window
      .showWarningMessage('The Breakwater server stopped unexpectedly and was started again.', 'Show Output')
      .then((choice) => choice && this.#output.show());
  }

  #giveUp(): void {
    this.#state = 'given up';
    this.#show(this.#client.state);
    const message = 'The Breakwater server stopped several times and is not started again. Nothing is checked.';
    void window.showErrorMessage(message, 'Show Output', 'Restart Server').then((choice) => {
      if (choice === 'Show Output') this.#output.show();
      if (choice === 'Restart Server') void this.restart();
    });
  }

  #show(state: State): void {
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
  provideDiagnostics: (document, previousResultId, token, next) => {
    const uri = document instanceof Uri ? document : document.uri;
    if (!switchedOn(uri)) return { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] };
    const unsaved = !(document instanceof Uri) && document.isDirty && runOf(uri) === 'onSave';
    if (unsaved && previousResultId !== undefined)
      return { kind: vsdiag.DocumentDiagnosticReportKind.unChanged, resultId: previousResultId };
    return next(document, previousResultId, token);
  },
  // where the YAML extension is at work, it completes by the same schema
  provideCompletionItem: (document, position, context, token, next) =>
    extensions.getExtension('redhat.vscode-yaml')?.isActive || !switchedOn(document.uri)
      ? undefined
      : next(document, position, context, token),
  provideDefinition: (document, position, token, next) =>
    switchedOn(document.uri) ? next(document, position, token) : undefined,
  provideHover: (document, position, token, next) => (switchedOn(document.uri) ? next(document, position, token) : undefined),
  provideCodeActions: (document, range, context, token, next) =>
    switchedOn(document.uri) ? next(document, range, context, token) : ([] as CodeAction[]),
};
