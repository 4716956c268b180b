import {
  l10n,
  ProcessExecution,
  Task,
  Uri,
  workspace,
  type TaskDefinition,
  type TaskProvider,
  type WorkspaceFolder,
} from 'vscode';

/** The type of task: `breakwater check` by the command line that comes with the extension. */
export const TASK = 'breakwater';

/** What `tasks.json` may say of one. */
interface CheckDefinition extends TaskDefinition {
  /** Files and folders, relative to the workspace folder. */
  readonly paths?: readonly string[];
  readonly profile?: string;
  readonly policy?: string;
  readonly failOn?: string;
}

/** Offers to check each workspace folder in the terminal. Nothing runs before the user runs it. */
export class CheckTasks implements TaskProvider {
  readonly #cli: string;

  constructor(extension: Uri) {
    this.#cli = Uri.joinPath(extension, 'dist', 'cli.cjs').fsPath;
  }

  provideTasks(): Task[] {
    return (workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map((folder) => this.#task({ type: TASK }, folder, l10n.t('check')));
  }

  resolveTask({ definition, scope, name }: Task): Task | undefined {
    const folder = typeof scope === 'object' ? scope : workspace.workspaceFolders?.[0];
    return folder && this.#task(definition as CheckDefinition, folder, name);
  }

  /** The editor's own Node runs it: on the desktop that is Electron, which acts as Node when it is told to. */
  #task(definition: CheckDefinition, folder: WorkspaceFolder, name: string): Task {
    const { paths = ['.'], profile, policy, failOn } = definition;
    const options = Object.entries({ profile, policy, 'fail-on': failOn }).flatMap(([option, value]) =>
      value === undefined ? [] : [`--${option}`, String(value)],
    );
    const args = [this.#cli, 'check', ...paths.map(String), '--format', 'compact', ...options];
    const execution = new ProcessExecution(process.execPath, args, {
      cwd: folder.uri.fsPath,
      env: { ELECTRON_RUN_AS_NODE: '1' },
    });
    const task = new Task(definition, folder, name, 'breakwater', execution, '$breakwater');
    task.detail = l10n.t('Checks files by the command line that comes with the extension');
    return task;
  }
}
