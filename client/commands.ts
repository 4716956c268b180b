import { commands, l10n, type Uri, window, workspace, type Disposable, type LogOutputChannel } from 'vscode';
import type { Exception, Rule, Summary } from './answers.ts';
import { createPolicy } from './createPolicy.ts';
import { switchedOn } from './documents.ts';
import type { EffectivePolicies } from './effectivePolicy.ts';
import { explainRule } from './explainRule.ts';
import { exportReport, type Wanted } from './exportReport.ts';
import type { Node } from './findingsTree.ts';
import { openSafeguard, type FindingsView } from './findingsView.ts';
import { fixAll } from './fixAll.ts';
import { listExceptions } from './listExceptions.ts';
import type { ServerWhenNeeded } from './serverWhenNeeded.ts';
import { working } from './working.ts';

/** What the commands work with. */
export interface Parts {
  readonly server: ServerWhenNeeded;
  readonly view: FindingsView;
  readonly effective: EffectivePolicies;
  readonly output: LogOutputChannel;
  /** The folder of the extension. */
  readonly extension: Uri;
}

/** Registers everything the extension offers as a command, but for the groupings of the view. */
export function registerCommands(parts: Parts): Disposable[] {
  const { server, view, effective, output, extension } = parts;
  const register = (name: string, run: (...args: never[]) => unknown): Disposable =>
    commands.registerCommand(`breakwater.${name}`, run);
  // the menus know that, too; a key of the user's own does not
  const trusted = (name: string, run: (...args: never[]) => unknown): Disposable =>
    register(name, (...args: never[]) => (workspace.isTrusted ? run(...args) : undefined));
  return [
    trusted('lintWorkspace', () => lint(parts, undefined)),
    trusted('lintFolder', (folder?: Uri, selected?: readonly Uri[]) => lint(parts, selected ?? (folder && [folder]))),
    register('fixAll', () => fixAll(undefined)),
    register('fixAllInFile', (file?: Uri) => fixAll(file)),
    register('explainRule', async (about?: string | Node) => {
      const rules = await server.ask<readonly Rule[]>('breakwater.rules');
      const id = typeof about === 'object' ? view.tree.ruleOf(about) : about;
      if (rules) await explainRule(id, rules, extension);
      else sayStopped();
    }),
    register('openSafeguard', (node: Node) => openSafeguard(view.tree, node)),
    register('refreshFindings', () => view.refresh()),
    register('showFindings', () => commands.executeCommand('breakwater.findingsView.focus')),
    register('showEffectivePolicy', () => effective.show()),
    trusted('createPolicy', () =>
      createPolicy((folder) =>
        working(l10n.t('Looking through the workspace'), (tell, token) =>
          server.ask<string>('breakwater.starterPolicy', [folder.toString()], tell, token),
        ),
      ),
    ),
    trusted('listExceptions', async () => {
      const exceptions = await working(l10n.t('Looking for exceptions'), (tell, token) =>
        server.ask<readonly Exception[]>('breakwater.exceptions', [], tell, token),
      );
      if (exceptions) await listExceptions(exceptions);
    }),
    trusted('exportReport', (wanted?: Wanted) =>
      exportReport(
        (format) =>
          working(l10n.t('Making the report'), (tell, token) => server.ask<string>('breakwater.report', [format], tell, token)),
        wanted,
      ),
    ),
    register('restartServer', () => server.restart()),
    register('showOutput', () => output.show()),
  ];
}

/** Checks folders, or all of the workspace that the settings do not leave out, and shows what is found. */
async function lint({ server, view }: Parts, folders: readonly Uri[] | undefined): Promise<Summary | undefined> {
  const wanted = folders ?? (workspace.workspaceFolders ?? []).map(({ uri }) => uri).filter(switchedOn);
  if (wanted.length === 0) return undefined;
  const summary = await view.during(
    working(l10n.t('Checking the workspace'), (tell, token) =>
      server.ask<Summary>('breakwater.lint', [wanted.map(String)], tell, token),
    ),
  );
  if (summary) await view.reveal();
  else sayStopped();
  return summary;
}

function sayStopped(): void {
  const [message, restart] = [l10n.t('The Breakwater server does not run.'), l10n.t('Restart Server')];
  void window.showErrorMessage(message, restart).then((choice) => choice && commands.executeCommand('breakwater.restartServer'));
}
