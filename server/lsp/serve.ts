import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  FileChangeType,
  LSPErrorCodes,
  PositionEncodingKind,
  ResponseError,
  TextDocuments,
  TextDocumentSyncKind,
  type CancellationToken,
  type CompletionItem,
  type Connection,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type Location,
  type Range,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { BASELINE_FILE } from '../../rules/engine/baseline.ts';
import { policySchema } from '../../rules/engine/policy/schema.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import { abilitiesOf } from './abilities.ts';
import { Checks, nameOf } from './checks.ts';
import { codeActions, completeAction, FIX_ALL, SHOW_PAGE } from './codeActions.ts';
import { EditorSettingsOfFolders } from './editorSettings.ts';
import { hoverAt } from './hover.ts';
import { REVEAL } from './policyActions.ts';
import { completeInPolicy } from './policyCompletion.ts';
import { hoverInPolicy } from './policyHover.ts';
import type { Schema } from './policySchema.ts';
import type { Policies, PolicyWorld } from './policies.ts';
import { policyActions } from './policyProblems.ts';
import { Push } from './push.ts';
import { STATUS } from './status.ts';
import { toRange, type Abilities, type Surroundings } from './translate.ts';

/** What a server is made of. */
export interface Serving {
  /** The built-in rules, for help with writing policies. */
  readonly rules?: readonly Rule[];
  /** The category of each rule, which is the folder of its page; a rule without one has no page. */
  readonly categories: Readonly<Record<string, string>>;
  readonly policies: (world: PolicyWorld) => Policies;
  /** The day, as an ISO date. */
  readonly today: () => string;
  readonly version?: string;
}

/** The command that answers with the policy in force for a file, as a text; its argument is the file's URI. */
export const EFFECTIVE_POLICY = 'breakwater.effectivePolicy';

/** Where the pages of the rules are read. */
const PAGES = 'https://github.com/breakwater-lint/breakwater/blob/main/rules';

/** Policies may extend any YAML file. */
const WATCHED = ['**/*.{yaml,yml}', `**/${BASELINE_FILE}`];

/** Edits of a policy in a burst are answered with one refresh, after so many milliseconds. */
const REFRESH_PAUSE = 50;

/** Speaks the Language Server Protocol over a connection. Holds the open texts and nothing else: findings are asked of `lint`, which remembers. */
export function serve(connection: Connection, { rules, categories, policies: policiesOf, today, version }: Serving): void {
  const texts = new TextDocuments(TextDocument);
  const folders = new Set<string>();
  const settings = new EditorSettingsOfFolders(connection, () => [...folders]);
  const policies = policiesOf({
    folders: () => [...folders],
    open: () => texts.all(),
    policyFileFor: (uri) => settings.for(uri).policyFile,
    ready: () => refresh(),
  });
  const reports = new Map<string, { id: string; version: number; policy: unknown; today: string; settings: unknown }>();
  let abilities: Abilities = abilitiesOf({});
  let reportNumber = 0;
  let refreshing: ReturnType<typeof setTimeout> | undefined;

  let known: Schema | undefined;
  const schema = (): Schema => (known ??= policySchema(rules ?? []) as Schema);
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
    settingsOf: (uri) => settings.for(uri),
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
        completionProvider: {},
        definitionProvider: true,
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL], resolveProvider: true },
        executeCommandProvider: { commands: [...(abilities.showDocument ? [SHOW_PAGE, REVEAL] : []), EFFECTIVE_POLICY] },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    if (abilities.configuration) {
      connection.client.register(DidChangeConfigurationNotification.type, { section: 'breakwater' }).catch(ignore);
      reloadSettings();
    }
    if (abilities.watch)
      connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED.map((globPattern) => ({ globPattern })) })
        .catch(() => log('The editor does not watch policy files; a changed one counts when a file is opened or saved.'));
    if (abilities.folders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) folders.delete(uri);
        for (const { uri } of added) folders.add(uri);
        policies.forget();
        if (abilities.configuration) reloadSettings();
        else refresh();
      });
  });

  connection.onDidChangeConfiguration(() => {
    if (abilities.configuration) reloadSettings();
  });

  connection.languages.diagnostics.on(async ({ textDocument: { uri }, previousResultId }, token) => {
    // what the editor has set counts from the first diagnostics on
    if (settings.pending) await settings.pending;
    return answer(token, { kind: DocumentDiagnosticReportKind.Full, items: [] } as DocumentDiagnosticReport, () => {
      const text = texts.get(uri);
      if (!text) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
      const now = { version: text.version, policy: policies.for(uri).policy, today: today(), settings: settings.for(uri) };
      const last = reports.get(uri);
      if (
        last &&
        last.id === previousResultId &&
        last.version === now.version &&
        last.policy === now.policy &&
        last.today === now.today &&
        last.settings === now.settings
      )
        return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: last.id };
      const items = checks.diagnose(uri);
      const id = `${now.version}.${++reportNumber}`;
      reports.set(uri, { id, ...now });
      return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
    });
  });

  connection.onHover(({ textDocument: { uri }, position }, token) =>
    answer(token, null, () => {
      const text = texts.get(uri);
      if (!text) return null;
      if (policies.isPolicy(uri))
        return hoverInPolicy(text, text.offsetAt(position), schema(), policies.for(uri).policy.rules, pageOf) ?? null;
      const file = checks.at(uri);
      return file ? (hoverAt(file, checks.resultOf(file).findings, text.offsetAt(position), pageOf) ?? null) : null;
    }),
  );

  connection.onCompletion(({ textDocument: { uri }, position }, token) =>
    answer(token, [] as CompletionItem[], () => {
      const text = texts.get(uri);
      if (!text || !policies.isPolicy(uri)) return [];
      return completeInPolicy(text, text.offsetAt(position), schema(), policies.for(uri).policy.rules);
    }),
  );

  connection.onDefinition(({ textDocument: { uri }, position }, token) =>
    answer(token, null as Location | null, () => {
      const text = texts.get(uri);
      const found = text && policies.isPolicy(uri) ? policies.definitionAt(uri, text.offsetAt(position)) : undefined;
      if (!found) return null;
      const target = texts.get(found.uri) ?? TextDocument.create(found.uri, 'yaml', 0, policies.textOf(found.uri) ?? '');
      return { uri: found.uri, range: toRange(target, found.span) };
    }),
  );

  connection.onCodeAction(({ textDocument: { uri }, range, context }, token) =>
    answer(token, [], () => {
      const text = texts.get(uri);
      if (!text || !abilities.actionLiterals) return [];
      const span = { start: text.offsetAt(range.start), end: text.offsetAt(range.end) };
      const wrong = policies.isPolicy(uri) ? policies.problemsIn(uri, today()) : undefined;
      if (wrong) return policyActions(text, wrong, policies.for(uri).policy, span, context, surroundings());
      const file = checks.at(uri);
      return file ? codeActions(file, span, context, surroundings()) : [];
    }),
  );

  connection.onCodeActionResolve((action, token) =>
    answer(token, action, () => completeAction(action, (uri) => checks.at(uri), surroundings())),
  );

  connection.onExecuteCommand(({ command, arguments: [first, second] = [] }, token) =>
    answer(token, null as string | null, () => {
      if (command === EFFECTIVE_POLICY) return policies.effective(String(first));
      if (command === REVEAL)
        connection.window.showDocument({ uri: String(first), selection: second as Range, takeFocus: true }).catch(ignore);
      const page = command === SHOW_PAGE ? pageOf(String(first)) : undefined;
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

  function reloadSettings(): void {
    settings.load().then(
      () => {
        policies.forget();
        refresh();
      },
      () => log('The settings of the editor could not be read.'),
    );
  }

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
