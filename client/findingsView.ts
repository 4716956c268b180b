import { commands, env, l10n, languages, Uri, window, workspace, type Disposable, type Memento, type TreeView } from 'vscode';
import type { Findings, Summary } from './answers.ts';
import { countsOf, FindingsTree, GROUPINGS, type Grouping, type Node } from './findingsTree.ts';

/** The id of the view. */
export const VIEW = 'breakwater.findingsView';

/** In milliseconds: diagnostics change with every keystroke. */
const PAUSE = 250;

const REMEMBERED = 'findings.grouping';

/** The view of all findings: of the open files, and of the workspace once it was looked at. */
export class FindingsView implements Disposable {
  readonly tree: FindingsTree;
  readonly #view: TreeView<Node>;
  readonly #ask: () => Promise<Findings | undefined>;
  readonly #memory: Memento;
  readonly #listeners: Disposable[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #outdated = true;
  #asked = 0;

  /** `ask` gives nothing while the server does not run. */
  constructor(ask: () => Promise<Findings | undefined>, memory: Memento) {
    [this.#ask, this.#memory] = [ask, memory];
    const remembered = memory.get<Grouping>(REMEMBERED, 'safeguard');
    this.tree = new FindingsTree(GROUPINGS.includes(remembered) ? remembered : 'safeguard');
    this.#view = window.createTreeView(VIEW, { treeDataProvider: this.tree, showCollapseAll: true });
    this.#listeners = [
      this.#view,
      this.#view.onDidChangeVisibility(() => this.changed()),
      languages.onDidChangeDiagnostics(() => this.changed()),
      workspace.onDidChangeWorkspaceFolders(() => this.changed()),
      ...GROUPINGS.map((grouping) => commands.registerCommand(`breakwater.groupBy.${grouping}`, () => this.group(grouping))),
    ];
    void setContext('grouping', this.tree.grouping);
    void setContext('findings', 'idle');
    this.changed();
  }

  /** Something may have changed: what is seen is brought up to date after a while, what is not seen when it is. */
  changed(): void {
    this.#outdated = true;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#markFiles();
      if (this.#view.visible && this.#outdated) void this.refresh();
    }, PAUSE);
  }

  /** Brings the view up to date now. */
  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    this.#outdated = false;
    const found = await this.#ask().catch(() => undefined);
    if (asked !== this.#asked) return;
    this.tree.found = found;
    this.#say(found);
  }

  /** Puts findings together by something else, and remembers that. */
  async group(grouping: Grouping): Promise<void> {
    this.tree.grouping = grouping;
    this.#say(this.tree.found);
    await Promise.all([setContext('grouping', grouping), this.#memory.update(REMEMBERED, grouping)]);
  }

  /** Shows it without taking the keyboard from whoever types. */
  async reveal(): Promise<void> {
    await commands.executeCommand(`${VIEW}.focus`, { preserveFocus: true });
    await this.refresh();
  }

  /** Shows work on what it shows, as the editor does at the top of views. */
  async during<T>(work: Promise<T>): Promise<T> {
    void setContext('findings', this.tree.found.findings.length > 0 ? 'some' : 'working');
    void window.withProgress({ location: { viewId: VIEW } }, () =>
      work.then(
        () => undefined,
        () => undefined,
      ),
    );
    return work;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
  }

  #say(found: Findings | undefined): void {
    const findings = found?.findings ?? [];
    const state = findings.length > 0 ? 'some' : !found ? 'idle' : found.workspace ? 'none' : 'none open';
    void setContext('findings', state);
    this.#view.message = findings.length > 0 ? messageOf(found!, this.tree.grouping) : incompleteness(found?.workspace);
  }

  /** Tells the editor which files have findings, so that it offers what can be done about them. */
  #markFiles(): void {
    const files = languages
      .getDiagnostics()
      .filter(([, diagnostics]) => diagnostics.some(({ source }) => source === 'breakwater'))
      .map(([{ fsPath }]) => fsPath);
    void setContext('files', files);
  }
}

/** Opens the text of a safeguard that is in force. */
export async function openSafeguard(tree: FindingsTree, node: Node): Promise<void> {
  const url = tree.textOf(node);
  if (url !== undefined) await env.openExternal(Uri.parse(url, true));
}

/** How much there is, of what, and what was left out. */
function messageOf({ findings, workspace: looked }: Findings, grouping: Grouping): string {
  const files = new Set(findings.map(({ uri }) => uri)).size;
  const where = looked
    ? files === 1
      ? l10n.t('in 1 file of the workspace')
      : l10n.t('in {0} files of the workspace', files)
    : files === 1
      ? l10n.t('in 1 open file')
      : l10n.t('in {0} open files', files);
  const by = {
    safeguard: l10n.t('by safeguard'),
    practice: l10n.t('by practice'),
    file: l10n.t('by file'),
    rule: l10n.t('by rule'),
  }[grouping];
  const more = looked ? incompleteness(looked) : l10n.t('Lint Workspace checks all files.');
  return [`${countsOf(findings)} ${where}, ${by}.`, more].filter(Boolean).join(' ');
}

/** What was not looked at; empty when all was. */
function incompleteness(summary: Summary | undefined): string {
  if (!summary) return '';
  return [
    summary.cancelled && l10n.t('Stopped before all files were checked.'),
    summary.missed === 1 && l10n.t('1 file could not be checked.'),
    summary.missed > 1 && l10n.t('{0} files could not be checked.', summary.missed),
  ]
    .filter(Boolean)
    .join(' ');
}

const setContext = (key: string, value: unknown): Thenable<unknown> =>
  commands.executeCommand('setContext', `breakwater.${key}`, value);
