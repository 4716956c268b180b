import { CancellationTokenSource, ProgressLocation, window, type CancellationToken, type Progress } from 'vscode';

/** In milliseconds: what takes no longer is not worth a word. */
const PATIENCE = 400;

/** Is told how far the work is, as the server puts it. */
export type Tell = (message: string) => void;

/** Shows work that the user asked for while it lasts, with a button that cancels it. */
export async function working<T>(title: string, work: (tell: Tell, token: CancellationToken) => Promise<T>): Promise<T> {
  const cancel = new CancellationTokenSource();
  let shown: Progress<{ message?: string }> | undefined;
  const task = work((message) => shown?.report({ message }), cancel.token);
  const ended = task.then(
    () => undefined,
    () => undefined,
  );
  const late = setTimeout(() => {
    void window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
      shown = progress;
      token.onCancellationRequested(() => cancel.cancel());
      return ended;
    });
  }, PATIENCE);
  try {
    return await task;
  } finally {
    clearTimeout(late);
    cancel.dispose();
  }
}
