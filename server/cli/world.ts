/** A stream a command writes to. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly write: (text: string) => unknown;
}

/** What a command sees of the outside world besides the disk. */
export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Buffer>;
  /** The report alone. */
  readonly stdout: Output;
  /** The talk. */
  readonly stderr: Output;
}

/** A mistake in what was asked for; its message is for the person who asked. Ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Whether it is one, of whichever bundle: each has a class of its own. */
export const isUsageError = (error: unknown): error is UsageError => error instanceof Error && error.name === 'UsageError';

/**
 * Whether output to a stream is coloured: on a terminal, unless `--no-color` or NO_COLOR (https://no-color.org) says
 * otherwise; FORCE_COLOR says so for pipes too.
 */
export function isColored(stream: Output, env: World['env'], allowed: boolean): boolean {
  if (!allowed || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** The argument that makes the command line a thread of `check`. No one can type it: arguments of a process hold no NUL. */
export const AS_THREAD = '\0thread';
