import { performance } from 'node:perf_hooks';
import type { ProtocolConnection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { BenchFile, Within } from './scenarios.ts';

/** One keystroke: what takes the place of the text between two offsets. */
export interface Keystroke {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Medians and 95th percentiles are in milliseconds. */
export interface Timing {
  readonly median: number;
  readonly p95: number;
}

/**
 * Keystrokes at varied places, the same on every run: a character at the end of a line and away again, a new line with
 * the beginning of a word, a character in the middle. Every other one undoes the one before, so that the text stays what it is.
 */
export function keystrokes(text: string, count: number, [from, to]: Within = [0, 1]): Keystroke[] {
  const ends: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
    if (at >= from * text.length && at <= to * text.length) ends.push(at);
  let state = 20261125;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' generator
    return Math.floor((state / 2 ** 32) * below);
  };
  const typed = ['x', '-', '\n  k', '"', '1', '\nRU', ' ', ':'];
  return Array.from({ length: Math.ceil(count / 2) }, (_, index) => {
    const start = ends[random(ends.length)]! - (index % 3 === 2 ? 2 : 0);
    const text = typed[index % typed.length]!;
    return [
      { start, end: start, text },
      { start, end: start + text.length, text: '' },
    ];
  }).flat();
}

/** Milliseconds by the clock, and of the processor in this process. */
export interface Taken {
  readonly time: number;
  readonly cpu: number;
}

/** Starts to measure; what it gives tells what was taken since. */
export function stopwatch(): () => Taken {
  const [from, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { time: performance.now() - from, cpu: (user + system) / 1000 };
  };
}

export interface Typed extends Taken {
  /** How many there are in the new text. */
  readonly findings: number;
}

/** An open document at the editor's end of a connection. */
export class Typist {
  readonly #connection: ProtocolConnection;
  readonly #document: TextDocument;
  #id: string | undefined;

  private constructor(connection: ProtocolConnection, document: TextDocument) {
    [this.#connection, this.#document] = [connection, document];
  }

  static async open(connection: ProtocolConnection, { uri, languageId, text }: BenchFile): Promise<Typist> {
    const document = TextDocument.create(uri, languageId, 1, text);
    const textDocument = { uri, languageId, version: 1, text };
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    return new Typist(connection, document);
  }

  /** Types, and waits for the diagnostics of the new text. */
  async type({ start, end, text }: Keystroke): Promise<Typed> {
    const document = this.#document;
    const { uri } = document;
    const change = { range: { start: document.positionAt(start), end: document.positionAt(end) }, text };
    const version = document.version + 1;
    const since = stopwatch();
    void this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [change],
    });
    const report: { kind: string; resultId?: string; items?: unknown[] } = await this.#connection.sendRequest(
      'textDocument/diagnostic',
      {
        textDocument: { uri },
        ...(this.#id !== undefined && { previousResultId: this.#id }),
      },
    );
    const took = since();
    if (report.kind !== 'full') throw new Error('An edited text was said to be unchanged.');
    this.#id = report.resultId;
    TextDocument.update(document, [change], version);
    return { ...took, findings: report.items?.length ?? 0 };
  }

  /** Closes the document. */
  async close(): Promise<void> {
    await this.#connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.#document.uri } });
  }

  get text(): string {
    return this.#document.getText();
  }
}

/** The middle and the slow end of some times. */
export function timing(times: readonly number[]): Timing {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}
