import { commands, window, type ExtensionContext } from 'vscode';
import { LanguageStatus } from './languageStatus.ts';
import { EffectivePolicies } from './effectivePolicy.ts';
import { Server } from './server.ts';

/** Called by the editor. It starts nothing yet: the server comes with the first document that may be ours. */
export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('Breakwater', { log: true });
  const status = new LanguageStatus({ title: 'Show Output', command: 'breakwater.showOutput' });
  const server = new Server(context, output, status);
  const effective = new EffectivePolicies((uri) => server.effectivePolicy(uri));
  context.subscriptions.push(
    output,
    status,
    commands.registerCommand('breakwater.restartServer', () => server.restart()),
    effective,
    commands.registerCommand('breakwater.showOutput', () => output.show()),
    commands.registerCommand('breakwater.showEffectivePolicy', () => effective.show()),
  );
  running = server;
  server.startWhenNeeded();
}

/** Called by the editor, which waits for the server to end. */
export async function deactivate(): Promise<void> {
  await running?.dispose();
  running = undefined;
}

let running: Server | undefined;
