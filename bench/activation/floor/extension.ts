import { join } from 'node:path';
import { type ExtensionContext, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/* The least an extension with a language server can do: what Breakwater's times are compared with. */

/** Called by the editor. */
export function activate(context: ExtensionContext): void {
  const server = { module: join(context.extensionPath, 'server.cjs'), transport: TransportKind.ipc };
  client = new LanguageClient('floor', 'Floor', server, { documentSelector: [{ language: 'dockerfile' }] });
  context.subscriptions.push(workspace.onDidOpenTextDocument(() => void client?.start()));
}

/** Called by the editor. */
export const deactivate = async (): Promise<void> => client?.stop();

let client: LanguageClient | undefined;
