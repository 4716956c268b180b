import type { Command } from './nodes.ts';
import { moved, type Span } from './text.ts';

/** A command's shell text, with the places its characters come from. */
export interface ShellSource {
  readonly text: string;
  /** Where a stretch of `text` stands in the part. */
  readonly spanOf: (start: number, end: number) => Span;
  /** The words of the Dockerfile's last `SHELL`. */
  readonly shell?: readonly string[];
  /** A backtick as a Dockerfile's escape character tells of Windows. */
  readonly escapeChar?: string;
  /** The text is a file of its own, and may name its interpreter in a first line `#!`. */
  readonly isScript?: boolean;
}

/** A command in shell form, read character by character. */
export class ShellCommand implements Command {
  readonly kind = 'Command';
  readonly form = 'shell';
  readonly span: Span;
  readonly by: Command['by'];
  readonly text: string;
  readonly owner: string;
  declare readonly stage?: NonNullable<Command['stage']>;
  declare readonly workdir?: string;
  readonly #source: ShellSource;
  /** How many characters further on it stands than its source says. */
  readonly #distance: number;

  constructor({ span, by, owner, stage, workdir }: Omit<Command, 'kind' | 'form' | 'text'>, source: ShellSource, distance = 0) {
    [this.span, this.by, this.text, this.owner] = [span, by, source.text, owner];
    if (stage) this.stage = stage;
    if (workdir !== undefined) this.workdir = workdir;
    this.#source = source;
    this.#distance = distance;
  }

  /** What a reader said of a command, if it did. */
  static sourceOf(command: Command): ShellSource | undefined {
    if (!(#source in command)) return undefined;
    const source = command.#source;
    const distance = command.#distance;
    return distance === 0 ? source : { ...source, spanOf: (start, end) => moved(source.spanOf(start, end), distance) };
  }

  /** The same so many characters further on. */
  moved(by: number): ShellCommand {
    return new ShellCommand({ ...this, span: moved(this.span, by) }, this.#source, this.#distance + by);
  }
}
