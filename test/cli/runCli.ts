import { Readable } from 'node:stream';
import { run } from '../../server/cli/program.ts';

/** What a run of the command line left behind. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Buffer;
  /** Standard output and error are a terminal. */
  readonly terminal?: boolean;
}

/** Runs the command line in this process. */
export async function runCli(args: readonly string[], { cwd, env = {}, stdin = '', terminal = false }: Running): Promise<Ran> {
  const written = { out: '', err: '' };
  const to = (name: 'out' | 'err') => ({
    isTTY: terminal,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const code = await run(args, { cwd, env, stdin: Readable.from([Buffer.from(stdin)]), stdout: to('out'), stderr: to('err') });
  return { code, ...written };
}
