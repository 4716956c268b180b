import {
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DocumentDiagnosticReportKind,
  FileChangeType,
  LSPErrorCodes,
  ResponseError,
  TextDocuments,
  type CancellationToken,
  type Connection,
  type DocumentDiagnosticReport,
  type Range,
} from 'vscode-languageserver';
import type { Rule } from '../../rules/engine/rule.ts';
import { Checks, nameOf } from './checks.ts';
import { elapsed } from './clock.ts';
import { codeActions, completeAction } from './codeActions.ts';
import { EFFECTIVE_POLICY, LIST_EXCEPTED, REVEAL, SHOW_PAGE } from './commands.ts';
import { EditorSettingsOfFolders } from './editorSettings.ts';
import { textsIn } from './encodedText.ts';
import type { Editor } from './greeting.ts';
import { Help } from './help.ts';
import type { Policies, PolicyWorld } from './policies.ts';
import type { Projects, ProjectWorld } from './projects.ts';
import { policyActions } from './policyProblems.ts';
import { Push } from './push.ts';
import { STATUS } from './status.ts';
import type { Surroundings } from './translate.ts';
import { WorkspaceCommands } from './workspaceCommands.ts';

/** What a server is made of. */
export interface Serving {
  /** The built-in rules, for help with writing policies. */
  readonly rules?: readonly Rule[];
  /** The category of each rule, which is the folder of its page; a rule without one has no page. */
  readonly categories: Readonly<Record<string, string>>;
  readonly policies: (world: PolicyWorld) => Policies;
  readonly projects: (world: ProjectWorld) => Projects;
  /** The day, as an ISO date. */
  readonly today: () => string;
}

/** Where the pages of the rules are read. */
const PAGES = 'https://github.com/breakwater-lint/breakwater/blob/main/rules';

/** Policies may extend any YAML file, and any file may be in a build context. */
const WATCHED = ['**/*'];

const CHANGES = {
  [FileChangeType.Created]: 'created',
  [FileChangeType.Changed]: 'changed',
  [FileChangeType.Deleted]: 'deleted',
} as const;

/** Edits of a policy in a burst are answered with one refresh, after so many milliseconds. */
const REFRESH_PAUSE = 50;
/** In milliseconds: for so long a watcher is taken at its word. */
const TRUSTED = 60_000;

/**
 * Speaks the Language Server Protocol with an editor that has been greeted, over a connection that listens already. Holds the
 * open texts and nothing else: findings are asked of `lint`, which remembers.
 */
export function serve(
  connection: Connection,
  { abilities, folders: before, trusted, commandLinks, pushes }: Editor,
  { rules, categories, policies: policiesOf, projects: projectsOf, today }: Serving,
): void {
  const texts = new TextDocuments(textsIn(() => abilities.encoding));
  const folders = new Set(before);
  const settings = new EditorSettingsOfFolders(connection, () => [...folders]);
  const policies = policiesOf({
    folders: () => [...folders],
    open: () => texts.all(),
    policyFileFor: (uri) => settings.for(uri).policyFile,
    ready: () => refresh(),
  });
  const projects = projectsOf({
    folders: () => [...folders],
    open: () => texts.all(),
    trusted: () => trusted,
    ready: () => refresh(),
    progress: () => (abilities.progress ? connection.window.createWorkDoneProgress() : undefined),
    log,
  });
  const reports = new Map<string, { id: string; about: readonly unknown[] }>();
  let reportNumber = 0;
  let refreshing: ReturnType<typeof setTimeout> | undefined;
  let looked = elapsed();

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
    projects,
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

  const workspace = new WorkspaceCommands({
    connection,
    rules: rules ?? [],
    categories,
    folders: () => [...folders],
    trusted: () => trusted,
    open: () => texts.all(),
    isOurs: (uri) => policies.isPolicy(uri) || checks.at(uri) !== undefined,
    diagnose: (uri) => checks.diagnose(uri),
    policies,
    projects,
    settingsOf: (uri) => settings.for(uri),
    today,
    surroundings,
    abilities: () => abilities,
    pushes: () => pushes,
    log,
  });

  connection.onInitialized(() => {
    projects.foldersChanged();
    workspace.start();
    if (abilities.configuration) {
      connection.client.register(DidChangeConfigurationNotification.type, { section: 'breakwater' }).catch(ignore);
      reloadSettings();
    }
    if (abilities.watch)
      connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED.map((globPattern) => ({ globPattern })) })
        .catch(() => log('The editor does not watch files; what changes counts when a file is opened or saved.'));
    if (abilities.folders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) folders.delete(uri);
        for (const { uri } of added) folders.add(uri);
        policies.forget();
        projects.foldersChanged();
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
      const about = [text.version, policies.for(uri).policy, today(), settings.for(uri), projects.for(uri)];
      const last = reports.get(uri);
      if (last && last.id === previousResultId && last.about.every((what, index) => what === about[index]))
        return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: last.id };
      const items = checks.diagnose(uri);
      const id = `${text.version}.${++reportNumber}`;
      reports.set(uri, { id, about });
      return { kind: DocumentDiagnosticReportKind.Full, resultId: id, items };
    });
  });

  connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token, _, stream) =>
    workspace.diagnostics.pull(previousResultIds, token, stream),
  );

  const help = new Help(connection, {
    rules: rules ?? [],
    textAt: (uri) => texts.get(uri),
    policies,
    checks,
    settingsOf: (uri) => settings.for(uri),
    today,
    surroundings,
    commandLinks: () => commandLinks,
    answer,
  });

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

  connection.onExecuteCommand(({ command, arguments: [first, second] = [] }, token, progress) =>
    answer(token, null as unknown, () => {
      const result = workspace.run(command, [first, second], token, progress);
      if (result) return result;
      if (command === EFFECTIVE_POLICY) return policies.effective(String(first));
      if (command === REVEAL)
        connection.window.showDocument({ uri: String(first), selection: second as Range, takeFocus: true }).catch(ignore);
      if (command === SHOW_PAGE) help.showPage(String(first));
      if (command === LIST_EXCEPTED) help.listExcepted(String(first)).catch(ignore);
      return null;
    }),
  );

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const relevant = changes.filter(({ uri, type }) => policies.changed(uri, type === FileChangeType.Created));
    if (relevant.length > 0) policiesChanged();
    workspace.lint.changed(changes);
    projects.changed(changes.map(({ uri, type }) => ({ uri, type: CHANGES[type] })));
  });

  texts.onDidOpen(lookAgain);

  texts.onDidSave(({ document: { uri } }) => {
    lookAgain();
    if (!abilities.watch && !abilities.pull) push.changed(uri);
  });

  texts.onDidChangeContent(({ document }) => {
    const { uri } = document;
    if (policies.changed(uri)) policiesChanged();
    projects.edited(uri, document.getText());
    workspace.lint.edited(uri);
    if (!abilities.pull) push.changed(uri);
  });

  texts.onDidClose(({ document: { uri } }) => {
    checks.close(uri);
    projects.edited(uri, undefined);
    reports.delete(uri);
    if (!abilities.pull) push.closed(uri);
    workspace.closed(uri);
    if (policies.changed(uri)) policiesChanged();
  });

  connection.onShutdown(() => {
    clearTimeout(refreshing);
    push.stop();
    projects.stop();
    workspace.stop();
  });

  texts.listen(connection);

  /**
   * Without a watcher all is looked at again whenever somebody opens or saves a file; with one now and then, since a system
   * drops events when many files change at once.
   */
  function lookAgain(): void {
    const now = elapsed();
    if (abilities.watch && now - looked < TRUSTED) return;
    looked = now;
    policies.forget();
    projects.renew();
  }

  function reloadSettings(): void {
    settings.load().then(
      () => {
        policies.forget();
        policiesChanged();
      },
      () => log('The settings of the editor could not be read.'),
    );
  }

  /** The findings of all files may be others now. */
  function policiesChanged(): void {
    refresh();
    workspace.lint.outdated();
  }

  /** Asks the editor to ask again, or tells it anew. */
  function refresh(): void {
    clearTimeout(refreshing);
    refreshing = setTimeout(() => {
      if (!abilities.pull) for (const uri of texts.keys()) push.changed(uri);
      else if (abilities.refresh) connection.languages.diagnostics.refresh().catch(ignore);
      if (abilities.refreshLenses) connection.sendRequest(CodeLensRefreshRequest.type).catch(ignore);
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
