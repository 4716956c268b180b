import { PassThrough } from 'node:stream';
import {
  type CodeActionTriggerKind,
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type CancellationToken,
  type ClientCapabilities,
  type CodeAction,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type Hover,
  type InitializeResult,
  type MessageConnection,
  type Position,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type Range,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Rule } from '../../../rules/engine/rule.ts';
import { editorOf, greeting } from '../../../server/lsp/greeting.ts';
import { PoliciesOnDisk } from '../../../server/lsp/policies.ts';
import { ProjectsOnDisk } from '../../../server/lsp/projects.ts';
import { serve } from '../../../server/lsp/serve.ts';
import type { Status } from '../../../server/lsp/status.ts';
import { standIns } from './rules.ts';

/** What VS Code says it can do, as far as it matters here. */
export const MODERN: ClientCapabilities = {
  textDocument: {
    diagnostic: { dynamicRegistration: true, relatedDocumentSupport: true, relatedInformation: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'source'] } },
      dataSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
  workspace: {
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'], snippetEditSupport: true },
  },
  window: { showDocument: { support: true } },
};

/** An editor of the plain sort: no pull, no lazy edits, no files created, nothing registered. */
export const PLAIN: ClientCapabilities = {
  textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } } },
};

export interface Setup {
  readonly capabilities?: ClientCapabilities;
  readonly rules?: readonly Rule[];
  readonly categories?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  readonly today?: () => string;
  /** What the editor says when it is asked for its settings. */
  readonly settings?: () => unknown;
  readonly options?: unknown;
}

/** An editor and a server, each at its end of a stream, in one process. */
export class Client {
  readonly connection: ProtocolConnection;
  readonly statuses: Status[] = [];
  readonly published: PublishDiagnosticsParams[] = [];
  readonly logs: string[] = [];
  readonly shown: string[] = [];
  readonly registered: string[] = [];
  /** What was shown to be going on, in order. */
  readonly progress: string[] = [];
  refreshes = 0;
  initialized!: InitializeResult;
  readonly #documents = new Map<string, TextDocument>();
  readonly #waiting = new Set<() => void>();

  private constructor(connection: ProtocolConnection) {
    this.connection = connection;
    const happened = (): void => {
      for (const look of this.#waiting) look();
    };
    connection.onNotification('breakwater/status', (status: Status) => {
      this.statuses.push(status);
      happened();
    });
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      happened();
    });
    connection.onNotification('window/logMessage', ({ message }: { message: string }) => void this.logs.push(message));
    connection.onRequest('workspace/diagnostic/refresh', () => {
      this.refreshes++;
      happened();
      return null;
    });
    connection.onRequest('window/showDocument', ({ uri }: { uri: string }) => {
      this.shown.push(uri);
      happened();
      return { success: true };
    });
    connection.onRequest('window/workDoneProgress/create', () => null);
    (connection as unknown as MessageConnection).onUnhandledProgress(({ value }: { value: { kind: string; title?: string } }) => {
      this.progress.push(value.title ?? value.kind);
      happened();
    });
    connection.onRequest('client/registerCapability', ({ registrations }: { registrations: { method: string }[] }) => {
      this.registered.push(...registrations.map(({ method }) => method));
      happened();
      return null;
    });
  }

  static async start(setup: Setup = {}): Promise<Client> {
    const {
      capabilities = MODERN,
      rules = standIns,
      categories = {},
      folders = [],
      today = () => '2026-11-25',
      settings,
      options,
    } = setup;
    const [up, down] = [new PassThrough(), new PassThrough()];
    const server = createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down));
    server.onInitialize((params) => {
      const editor = editorOf(params);
      serve(server, editor, {
        rules,
        categories,
        policies: (world) => new PoliciesOnDisk(rules, world),
        projects: (world) => new ProjectsOnDisk(world),
        today,
      });
      return greeting(editor, undefined);
    });
    server.listen();
    const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    const client = new Client(connection);
    if (settings)
      connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => settings()));
    connection.listen();
    const workspaceFolders = folders.map((uri) => ({ uri, name: uri }));
    client.initialized = await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: settings ? { ...capabilities, workspace: { ...capabilities.workspace, configuration: true } } : capabilities,
      workspaceFolders,
      initializationOptions: options,
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  async open(uri: string, text: string, languageId = languageOf(uri)): Promise<void> {
    this.#documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Replaces what stands between two offsets; without them the whole text is sent. */
  async edit(uri: string, text: string, start?: number, end = start): Promise<void> {
    const document = this.#documents.get(uri)!;
    const change =
      start === undefined ? { text } : { range: { start: document.positionAt(start), end: document.positionAt(end!) }, text };
    await this.change(uri, [change]);
  }

  /** Sends changes as they are. */
  async change(uri: string, changes: { range?: Range; text: string }[]): Promise<void> {
    const document = this.#documents.get(uri)!;
    const version = document.version + 1;
    TextDocument.update(document, changes as { text: string }[], version);
    await this.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: changes });
  }

  async close(uri: string): Promise<void> {
    this.#documents.delete(uri);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  text(uri: string): string {
    return this.#documents.get(uri)!.getText();
  }

  report(uri: string, previousResultId?: string, token?: CancellationToken): Promise<DocumentDiagnosticReport> {
    const params = { textDocument: { uri }, ...(previousResultId !== undefined && { previousResultId }) };
    return this.connection.sendRequest('textDocument/diagnostic', params, ...(token ? [token] : []));
  }

  async diagnostics(uri: string): Promise<Diagnostic[]> {
    const report = await this.report(uri);
    return report.kind === 'full' ? report.items : [];
  }

  hover(uri: string, position: Position): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
  }

  actions(uri: string, range?: Range, only?: string[], triggerKind?: CodeActionTriggerKind): Promise<CodeAction[]> {
    const document = this.#documents.get(uri)!;
    const whole = { start: document.positionAt(0), end: document.positionAt(document.getText().length) };
    const context = { diagnostics: [], ...(only && { only }), ...(triggerKind && { triggerKind }) };
    return this.connection.sendRequest('textDocument/codeAction', { textDocument: { uri }, range: range ?? whole, context });
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.connection.sendRequest('codeAction/resolve', action);
  }

  /** The text of an open file after an edit; a snippet leaves its placeholder's words. */
  after(uri: string, edit: WorkspaceEdit | undefined): string {
    const edits: TextEdit[] = [...(edit?.changes?.[uri] ?? [])];
    for (const change of edit?.documentChanges ?? [])
      if ('edits' in change && change.textDocument.uri === uri)
        for (const one of change.edits)
          edits.push('snippet' in one ? { range: one.range, newText: one.snippet.value.replace(/\$\{1:(\w+)\}/, '$1') } : one);
    return TextDocument.applyEdits(this.#documents.get(uri)!, edits);
  }

  /** Waits until something that arrives makes it so. */
  until(so: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error('It did not happen within half a minute.'));
      }, 30_000);
      const look = (): void => {
        if (!so()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }
}

/** The text a range covers. */
export function textAt(text: string, range: Range): string {
  return TextDocument.create('file:///x', '', 0, text).getText(range);
}

function languageOf(uri: string): string {
  if (/\.ya?ml$/.test(uri)) return 'yaml';
  return /dockerfile/i.test(uri) ? 'dockerfile' : 'plaintext';
}
