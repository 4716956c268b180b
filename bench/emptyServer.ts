import { TextDocuments, TextDocumentSyncKind, type Connection } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** Keeps the texts and finds nothing: what the protocol alone costs. */
export function serveNothing(connection: Connection): void {
  const texts = new TextDocuments(TextDocument);
  connection.onInitialize(() => ({
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false },
    },
  }));
  connection.languages.diagnostics.on(({ textDocument }) => {
    texts.get(textDocument.uri)?.getText();
    return { kind: 'full', items: [] };
  });
  texts.listen(connection);
  connection.listen();
}
