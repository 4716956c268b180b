import type { ClientCapabilities } from 'vscode-languageserver';
import { encodingFor } from './encodedText.ts';
import type { Abilities } from './translate.ts';

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
