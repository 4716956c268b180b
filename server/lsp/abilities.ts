import { PositionEncodingKind, type ClientCapabilities } from 'vscode-languageserver';

/** What the editor at the other end can take, as far as we care. */
export interface Abilities {
  readonly pull: boolean;
  readonly refresh: boolean;
  readonly related: boolean;
  readonly versions: boolean;
  readonly documentChanges: boolean;
  readonly createFiles: boolean;
  readonly snippets: boolean;
  readonly lazyEdits: boolean;
  readonly actionLiterals: boolean;
  readonly showDocument: boolean;
  readonly watch: boolean;
  readonly folders: boolean;
  readonly configuration: boolean;
  readonly completionSnippets: boolean;
  readonly refreshLenses: boolean;
  /** What the `character` of its positions counts. */
  readonly encoding: Encoding;
  readonly progress: boolean;
}

/** What the `character` of a position counts: bytes, UTF-16 units or code points. Offsets are UTF-16 everywhere in here. */
export type Encoding = 'utf-8' | 'utf-16' | 'utf-32';

/** Reads what we care about out of what an editor says it can do. What it does not mention it cannot. */
export function abilitiesOf(capabilities: ClientCapabilities): Abilities {
  const { textDocument, workspace, window } = capabilities;
  const edits = workspace?.workspaceEdit;
  const action = textDocument?.codeAction;
  return {
    pull: textDocument?.diagnostic !== undefined,
    refresh: workspace?.diagnostics?.refreshSupport === true,
    related: (textDocument?.diagnostic ?? textDocument?.publishDiagnostics)?.relatedInformation !== false,
    versions: textDocument?.publishDiagnostics?.versionSupport === true,
    documentChanges: edits?.documentChanges === true,
    createFiles: edits?.resourceOperations?.includes('create') === true,
    snippets: edits?.documentChanges === true && edits.snippetEditSupport === true,
    lazyEdits: action?.dataSupport === true && action.resolveSupport?.properties.includes('edit') === true,
    actionLiterals: action?.codeActionLiteralSupport !== undefined,
    showDocument: window?.showDocument?.support === true,
    watch: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
    configuration: workspace?.configuration === true,
    completionSnippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    refreshLenses: workspace?.codeLens?.refreshSupport === true,
    encoding: encodingFor(capabilities),
    progress: window?.workDoneProgress === true,
  };
}

const ENCODINGS: readonly PositionEncodingKind[] = [
  PositionEncodingKind.UTF8,
  PositionEncodingKind.UTF16,
  PositionEncodingKind.UTF32,
];

/** The encoding an editor likes best among those it names; UTF-16, as the protocol has it, when it names none we know. */
export const encodingFor = ({ general }: ClientCapabilities): Encoding =>
  (general?.positionEncodings?.find((encoding) => ENCODINGS.includes(encoding)) ?? PositionEncodingKind.UTF16) as Encoding;
