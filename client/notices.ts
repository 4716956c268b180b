import { l10n, window, type Memento } from 'vscode';

/** What a notice is about; a user may not want to be told of it again. */
export type Notice = 'restarted' | 'stopped';

/** Speaks up, which only what needs the user may do, and remembers what the user does not want to be told again. */
export class Notices {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  /** The choice taken; nothing when none was, or when the notice is not wanted. */
  async tell(notice: Notice, severity: 'warning' | 'error', message: string, ...choices: string[]): Promise<string | undefined> {
    const key = `unwanted.${notice}`;
    if (this.#memory.get(key, false)) return undefined;
    const never = l10n.t('Do Not Show Again');
    const show = severity === 'error' ? window.showErrorMessage : window.showWarningMessage;
    const choice = await show(message, ...choices, never);
    if (choice !== never) return choice;
    await this.#memory.update(key, true);
    return undefined;
  }
}
