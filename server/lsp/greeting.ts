import { CodeActionKind, TextDocumentSyncKind, type InitializeParams, type InitializeResult } from 'vscode-languageserver';
import { abilitiesOf, type Abilities } from './abilities.ts';
import { COMMANDS, EFFECTIVE_POLICY, FIX_ALL, LIST_EXCEPTED, REVEAL, SHOW_PAGE } from './commands.ts';

/** What an editor says of itself and of what it wants when it begins. */
export interface Editor {
  readonly abilities: Abilities;
  /** The URIs of its workspace folders. */
  readonly folders: readonly string[];
  readonly trusted: boolean;
  /** Whether it follows commands in hovers. */
  readonly commandLinks: boolean;
  /** Whether it asks for open files alone, and wants to be told of others unasked. */
  readonly pushes: boolean;
}

/** Reads `initialize`. */
export function editorOf({ capabilities, workspaceFolders, rootUri, initializationOptions }: InitializeParams): Editor {
  const options = (initializationOptions ?? {}) as Readonly<Record<string, unknown>>;
  return {
    abilities: abilitiesOf(capabilities),
    folders: workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []),
    trusted: options['trusted'] !== false,
    commandLinks: options['commandLinks'] === true,
    pushes: options['workspaceDiagnostics'] === 'push',
  };
}

/** Answers `initialize`: what the server can do for an editor. It is known before any of that is loaded. */
export function greeting({ abilities, pushes }: Editor, version: string | undefined): InitializeResult {
  return {
    serverInfo: { name: 'Breakwater', ...(version !== undefined && { version }) },
    capabilities: {
      positionEncoding: abilities.encoding,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
      // what changes elsewhere is told by a refresh, so that no editor asks for every file at every keystroke
      ...(abilities.pull && {
        diagnosticProvider: { identifier: 'breakwater', interFileDependencies: false, workspaceDiagnostics: !pushes },
      }),
      hoverProvider: true,
      completionProvider: { triggerCharacters: [' ', ':', ','] },
      definitionProvider: true,
      documentLinkProvider: {},
      codeLensProvider: {},
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL], resolveProvider: true },
      executeCommandProvider: {
        commands: [
          ...(abilities.showDocument ? [REVEAL] : []),
          SHOW_PAGE,
          LIST_EXCEPTED,
          EFFECTIVE_POLICY,
          ...Object.values(COMMANDS),
        ],
      },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}
