import type { Message, MessageStrategy } from 'vscode-languageserver';

/** Keeps what an editor says after `initialize` until the server is ready to hear it, in order. */
export class HeldMessages implements MessageStrategy {
  readonly #held: (() => void)[] = [];
  #state: 'unspoken' | 'holding' | 'released' = 'unspoken';

  /** Called by the connection for each message; `next` handles it. */
  handleMessage(message: Message, next: (message: Message) => void): void {
    if (this.#state === 'holding') this.#held.push(() => next(message));
    else {
      if (this.#state === 'unspoken' && 'method' in message && message.method === 'initialize') this.#state = 'holding';
      next(message);
    }
  }

  /** Hands on what was kept, and from now on everything as it comes. */
  release(): void {
    this.#state = 'released';
    for (const handle of this.#held.splice(0)) handle();
  }
}
