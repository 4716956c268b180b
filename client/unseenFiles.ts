import type { Diagnostic, Disposable, Uri } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

/**
 * What was found in files that no editor shows. What an editor shows is asked for as it is typed, and stands in a collection
 * of its own; here such a file has nothing, so that no finding is shown twice.
 */
export class UnseenFiles implements Disposable {
  readonly #client: LanguageClient;
  readonly #found = new Map<string, Diagnostic[]>();
  readonly #listeners: Disposable[];

  constructor(client: LanguageClient) {
    this.#client = client;
    const { visibleDocuments } = client;
    const show = (uris: Iterable<Uri>): void => {
      for (const uri of uris) this.#show(uri);
    };
    this.#listeners = [visibleDocuments.onOpen(show), visibleDocuments.onClose(show)];
  }

  /** The server says what was found in a file. */
  tell(uri: Uri, found: Diagnostic[]): void {
    this.#found.set(uri.toString(), found);
    this.#show(uri);
  }

  /** What a server said is forgotten with it. */
  forget(): void {
    this.#found.clear();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #show(uri: Uri): void {
    const found = this.#found.get(uri.toString());
    if (found) this.#client.diagnostics?.set(uri, this.#client.visibleDocuments.isVisible(uri) ? [] : found);
  }
}
