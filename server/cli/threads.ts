import { join } from 'node:path';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Found } from '../files/discover.ts';
import { readText } from '../files/readFile.ts';
import { policiesOf, Run, type RunOptions } from './checkRun.ts';
import type { Gathered } from './gathered.ts';
import { ProjectsOfRun } from './projects.ts';
import { SmallHeap } from './smallHeap.ts';
import { AS_THREAD, UsageError } from './world.ts';

/** What every thread is told when it starts. */
export interface Assignment {
  readonly options: RunOptions;
  readonly cwd: string;
  /** An ISO date. */
  readonly today: string;
  /** The path and the text of standard input. */
  readonly given?: readonly [file: string, text: string];
}

/** So many files at most are handed to a thread at once. */
const LARGEST_SHARE = 128;

/** How many shares each thread gets, at least, so that none is left with the slowest files. */
const SHARES = 8;

/** Starts the command line anew, as `work`. Bundled, this code lies beside it. */
const ENTRY = join(import.meta.dirname, ...(typeof __filename === 'string' ? ['cli.cjs'] : ['..', 'cli.ts']));

/**
 * Has so many threads examine files. The run then holds what it would had it examined them itself, in the same order. What a
 * thread held when it ended before its time has failed.
 */
export async function examineInThreads(
  found: readonly Found[],
  jobs: number,
  run: Run,
  assignment: Assignment,
  tell: (done: number) => void,
): Promise<void> {
  const size = Math.max(1, Math.min(LARGEST_SHARE, Math.ceil(found.length / (jobs * SHARES))));
  const shares = Array.from({ length: Math.ceil(found.length / size) }, (_, n) => found.slice(n * size, (n + 1) * size));
  const came: (Gathered | Ended)[] = [];
  let [next, done] = [0, 0];
  const drive = async (): Promise<void> => {
    const thread = new Thread(assignment);
    try {
      for (let share = shares[next]; share; share = shares[next]) {
        const number = next++;
        const answer = await thread.ask(share);
        came[number] = answer;
        if ('ended' in answer) return;
        tell((done += share.length));
      }
    } finally {
      await thread.end();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, shares.length) }, drive));
  for (const [number, share] of shares.entries()) {
    const answer = came[number] ?? { ended: 'none was left' };
    delete came[number];
    if (!('ended' in answer)) await run.take(answer);
    else
      for (const { path } of share)
        run.files.push({ path, status: 'failed', problem: `Its thread ended before it was checked (${answer.ended}).` });
  }
}

interface Ended {
  readonly ended: string;
}

function start(assignment: Assignment): Worker {
  try {
    return new Worker(ENTRY, { argv: [AS_THREAD], workerData: assignment });
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_ACCESS_DENIED') throw error;
    throw new UsageError('`--jobs` starts threads, which Node.js does not permit here: give `--allow-worker` to it.');
  }
}

/** One of the threads. It may end at any time. */
class Thread {
  readonly #worker: Worker;
  #answer: (answer: Gathered | Ended) => void = () => undefined;
  #ended: Ended | undefined;

  constructor(assignment: Assignment) {
    this.#worker = start(assignment);
    this.#worker.on('message', (gathered: Gathered) => this.#answer(gathered));
    this.#worker.on('error', (error: { code?: string; name?: string }) => this.#end(error.code ?? error.name ?? 'error'));
    this.#worker.on('exit', (code) => this.#end(`exit code ${code}`));
  }

  ask(share: readonly Found[]): Promise<Gathered | Ended> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      if (this.#ended) resolve(this.#ended);
      else this.#worker.postMessage(share);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(ended: string): void {
    this.#ended ??= { ended };
    this.#answer(this.#ended);
  }
}

/** What a thread does: it examines the files it is sent, and sends back what they came to. */
export function work(): void {
  const { options, cwd, today, given } = workerData as Assignment;
  const projects = new ProjectsOfRun(options.isolated);
  if (given) projects.give(...given);
  const known = { policies: policiesOf(options, cwd), projects, today };
  const heap = new SmallHeap();
  let done = 0;
  const examine = async (share: readonly Found[]): Promise<void> => {
    const run = new Run(options, cwd, undefined, known);
    for (const found of share) {
      heap.tell(done++);
      await run.examine(found, () => readText(found.file));
    }
    parentPort!.postMessage(run.gathered());
  };
  parentPort!.on('message', (share: readonly Found[]) => void examine(share));
}
