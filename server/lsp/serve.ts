import {
  CodeActionKind,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  FileChangeType,
  LSPErrorCodes,
  PositionEncodingKind,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type DocumentDiagnosticReport,
  type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { BASELINE_FILE } from '../../rules/engine/baseline.ts';
import { abilitiesOf } from './abilities.ts';
import { Checks, nameOf } from './checks.ts';
import { codeActions, completeAction, FIX_ALL, SHOW_PAGE } from './codeActions.ts';
import { hoverAt } from './hover.ts';
import type { Policies, PolicyWorld } from './policies.ts';
import { policyActions } from './policyProblems.ts';
import { Push } from './push.ts';
import { STATUS } from './status.ts';
import type { Abilities, Surroundings } from './translate.ts';

/** What a server is made of. */
export interface Serving {
  /** The category of each rule, which is the folder of its page; a rule without one has no page. */
  readonly categories: Readonly<Record<string, string>>;
  readonly policies: (world: PolicyWorld) => Policies;
  /** The day, as an ISO date. */
  readonly today: () => string;
  readonly version?: string;
}

/** Where the pages of the rules are read. */
const PAGES = 'https://github.com/breakwater-lint/breakwater/blob/main/rules';

/** Policies may extend any YAML file. */
const WATCHED = ['**/*.{yaml,yml}', `**/${BASELINE_FILE}`];

/** Edits of a policy in a burst are answered with one refresh, after so many milliseconds. */
const REFRESH_PAUSE = 50;

/** Speaks the Language Server Protocol over a connection. Holds the open texts and nothing else: findings are asked of `lint`, which remembers. */
export function serve(connection: Connection, { categories, policies: policiesOf, today, version }: Serving): void {
  const texts = new TextDocuments(TextDocument);
  const folders = new Set<string>();
  const policies = policiesOf({ folders: () => [...folders], open: () => texts.all(), ready: () => refresh() });
  const reports = new Map<string, { id: string; version: number; policy: unknown; today: string }>();
  let abilities: Abilities = abilitiesOf({});
  let reportNumber = 0;
  let refreshing: ReturnType<typeof setTimeout> | undefined;

  const pageOf = (rule: string): string | undefined =>
    Object.hasOwn(categories, rule) ? `${PAGES}/${categories[rule]}/${rule}.md` : undefined;
  const surroundings = (): Surroundings => ({
    textOf: (uri) => policies.textOf(uri),
    pageOf,
    abilities,
  });
  const checks = new Checks({
    textAt: (uri) => texts.get(uri),
    policies,
    today,
    surroundings,
    tell: (status) => void connection.sendNotification(STATUS, status).catch(ignore),
    log,
  });
  const push = new Push(
    (uri) => {
      const text = texts.get(uri);
      return text && { uri, diagnostics: checks.diagnose(uri), ...(abilities.versions && { version: text.version }) };
    },
    (published) => void connection.sendDiagnostics(published).catch(ignore),
  );

  connection.onInitialize(({ capabilities, workspaceFolders, rootUri }): InitializeResult => {
    abilities = abilitiesOf(capabilities);
    for (const uri of workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : [])) folders.add(uri);
    return {
      serverInfo: { name: 'Breakwater', ...(version !== undefined && { version }) },
      capabilities: {
        positionEncoding: PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        ...(abilities.pull && {
          diagnosticProvider: { identifier: 'breakwater', interFileDependencies: false, workspaceDiagnostics: false },
        }),
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL], resolveProvider: true },
        ...(abilities.showDocument && { executeCommandProvider: { commands: [SHOW_PAGE] } }),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    if (abilities.watch)
      connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED.map((globPattern) => ({ globPattern })) })
        .catch(() => log('The editor does not watch policy files; a changed one counts when a file is opened or saved.'));
    if (abilities.folders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) folders.delete(uri);
        for (const { uri } of added) folders.add(uri);
        policies.forget();
        refresh();
      });
  });

  connection.languages.diagnostics.on(({ textDocument: { uri }, previousResultId }, token) =>
    answer(token, { kind: DocumentDiagnosticReportKind.Full, items: [] } as DocumentDiagnosticReport, () => {
      const text = texts.get(uri);
      if (!text) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
      const now = { version: text.version, policy: policies.for(uri).policy, today: today() };
      const last = reports.get(uri);
      if (
        last &&
        last.id === previousResultId &&
        last.version === now.version &&
        last.policy === now.policy &&
        last.today === now.today
      )
        return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: last.id };
      const items = checks.diagnose(uri);
      const id = `${now.version}.${++reportNumber}`;
      reports.set(uri, { id, ...now });
      return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
    }),
  );

  connection.onHover(({ textDocument: { uri }, position }, token) =>
    answer(token, null, () => {
      const file = checks.at(uri);
      if (!file) return null;
      const { text, document } = file;
      return hoverAt(text, document.target, checks.resultOf(file).findings, text.offsetAt(position), pageOf) ?? null;
    }),
  );

  connection.onCodeAction(({ textDocument: { uri }, range, context }, token) =>
    answer(token, [], () => {
      const text = texts.get(uri);
      if (!text || !abilities.actionLiterals) return [];
      const span = { start: text.offsetAt(range.start), end: text.offsetAt(range.end) };
      const wrong = policies.problemsIn(uri);
      if (wrong) return policyActions(text, wrong, policies.for(uri).policy, span, context, surroundings());
      const file = checks.at(uri);
      return file ? codeActions(file, span, context, surroundings()) : [];
    }),
  );

  connection.onCodeActionResolve((action, token) =>
    answer(token, action, () => completeAction(action, (uri) => checks.at(uri), surroundings())),
  );

  connection.onExecuteCommand(({ command, arguments: [rule] = [] }, token) =>
    answer(token, null, () => {
      const page = command === SHOW_PAGE ? pageOf(String(rule)) : undefined;
      if (page !== undefined) connection.window.showDocument({ uri: page, external: true }).catch(ignore);
      return null;
    }),
  );

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const relevant = changes.filter(({ uri, type }) => policies.changed(uri, type === FileChangeType.Created));
    if (relevant.length > 0) refresh();
  });

  // without a watcher a policy is looked at again whenever somebody opens or saves a file
  texts.onDidOpen(() => {
    if (!abilities.watch) policies.forget();
  });

  texts.onDidSave(({ document: { uri } }) => {
    if (abilities.watch) return;
    policies.forget();
    if (!abilities.pull) push.changed(uri);
  });

  texts.onDidChangeContent(({ document: { uri } }) => {
    if (policies.changed(uri)) refresh();
    if (!abilities.pull) push.changed(uri);
  });

  texts.onDidClose(({ document: { uri } }) => {
    checks.close(uri);
    reports.delete(uri);
    if (!abilities.pull) push.closed(uri);
    if (policies.changed(uri)) refresh();
  });

  connection.onShutdown(() => {
    clearTimeout(refreshing);
    push.stop();
  });

  texts.listen(connection);
  connection.listen();

  /** Asks the editor to ask again, or tells it anew. */
  function refresh(): void {
    clearTimeout(refreshing);
    refreshing = setTimeout(() => {
      if (!abilities.pull) for (const uri of texts.keys()) push.changed(uri);
      else if (abilities.refresh) connection.languages.diagnostics.refresh().catch(ignore);
    }, REFRESH_PAUSE);
  }

  /** Answers a request unless it was cancelled while it waited. Whatever goes wrong, the server lives and says nothing of the file. */
  function answer<T>(token: CancellationToken, otherwise: T, work: () => T): T | ResponseError<never> {
    if (token.isCancellationRequested) return new ResponseError<never>(LSPErrorCodes.RequestCancelled, 'Cancelled.');
    try {
      return work();
    } catch (error) {
      log(`A request failed: ${nameOf(error)}.`);
      return otherwise;
    }
  }

  function log(message: string): void {
    connection.console.error(message);
  }
}

/** An editor that went away, or refuses what it said it could, is no error of ours. */
const ignore = (): void => {};
