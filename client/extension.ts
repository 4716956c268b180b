import { tasks, window, type ExtensionContext } from 'vscode';
import { CheckTasks, TASK } from './checkTask.ts';
import { registerCommands } from './commands.ts';
import { EffectivePolicies } from './effectivePolicy.ts';
import { FindingsView } from './findingsView.ts';
import { LanguageStatus } from './languageStatus.ts';
import { Notices } from './notices.ts';
import { ServerWhenNeeded } from './serverWhenNeeded.ts';

/** Called by the editor. It starts nothing yet: the server comes with the first document that may be ours, or when it is asked for something. */
export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel('Breakwater', { log: true });
  const status = new LanguageStatus();
  const server = new ServerWhenNeeded(context, output, status, new Notices(context.globalState));
  const effective = new EffectivePolicies((uri) => server.effectivePolicy(uri));
  const view = new FindingsView(
    async () => (server.isRunning ? server.ask('breakwater.findings') : undefined),
    context.globalState,
  );
  context.subscriptions.push(
    output,
    status,
    effective,
    view,
    tasks.registerTaskProvider(TASK, new CheckTasks(context.extensionUri)),
    ...registerCommands({ server, view, effective, output, extension: context.extensionUri }),
  );
  running = server;
  server.startWhenNeeded();
}

/** Called by the editor, which waits for the server to end. */
export async function deactivate(): Promise<void> {
  await running?.dispose();
  running = undefined;
}

let running: ServerWhenNeeded | undefined;
