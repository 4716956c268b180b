import { type Disposable, EventEmitter, l10n, languages, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';

const SCHEME = 'breakwater-policy';

/** Shows the policy in force for a file in an editor of its own, which cannot be written to. */
export class EffectivePolicies implements Disposable, TextDocumentContentProvider {
  readonly #ask: (uri: Uri) => Promise<string | undefined>;
  readonly #changed = new EventEmitter<Uri>();
  readonly #listeners: Disposable[];
  readonly onDidChange = this.#changed.event;

  constructor(ask: (uri: Uri) => Promise<string | undefined>) {
    this.#ask = ask;
    this.#listeners = [this.#changed, workspace.registerTextDocumentContentProvider(SCHEME, this)];
  }

  /** For the file at hand. Asked again it is brought up to date. */
  async show(): Promise<void> {
    const file = window.activeTextEditor?.document.uri;
    if (!file || file.scheme === SCHEME) {
      void window.showInformationMessage(l10n.t('Open a file first: the policy in force depends on where it is.'));
      return;
    }
    const name = file.path.slice(file.path.lastIndexOf('/') + 1);
    const uri = Uri.from({ scheme: SCHEME, path: `${l10n.t('Policy for {0}', name)}.yaml`, query: file.toString() });
    this.#changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await languages.setTextDocumentLanguage(document, 'yaml');
    await window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent({ query }: Uri): Promise<string> {
    const text = await this.#ask(Uri.parse(query));
    return (
      text ?? `# ${l10n.t('The Breakwater server does not run yet: open a Dockerfile, a compose file or Kubernetes YAML.')}\n`
    );
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }
}
