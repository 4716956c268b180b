import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';

/* A server that reads nothing, and finds the first character of every file. */

const connection = createConnection(ProposedFeatures.all);
const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
connection.onInitialize(() => ({
  capabilities: { textDocumentSync: 1, diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } },
}));
connection.languages.diagnostics.on(() => ({ kind: 'full', items: [{ range, message: 'Found.' }] }));
connection.listen();
