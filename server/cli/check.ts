import { dirname, resolve } from 'node:path';
import pc from 'picocolors';
import type { Found } from '../files/discover.ts';
import { Repositories, withSlashes } from '../files/places.ts';
import { LARGEST, readBytes, readText, tooLarge, type Reading } from '../files/readFile.ts';
import { describeWriteError, writeWhole } from '../files/writeFile.ts';
import { Run, type RunOptions } from './checkRun.ts';
import { chooseFiles, pathsIn, type Choice } from './chooseFiles.ts';
import { compare } from './compare.ts';
import { formatted } from './formats.ts';
import type { Output } from './outputs.ts';
import { printable } from './printable.ts';
import { Progress } from './progress.ts';
import { exitCodeOf, summaryOf, type FailOn, type Report } from './report.ts';
import { ruleNamed } from './ruleNames.ts';
import { SmallHeap } from './smallHeap.ts';
import { examineInThreads } from './threads.ts';
import { isColored, UsageError, type World } from './world.ts';

/** What `breakwater check` was asked, as the argument parser gives it. */
export interface CheckOptions extends RunOptions, Choice {
  readonly outputs: readonly Output[];
  readonly failOn: FailOn;
  /** More warnings than these end with 1, whatever `failOn` says. */
  readonly maxWarnings?: number;
  /** Apply the fixes after which the program behaves as before. */
  readonly fix?: boolean;
  /** With `fix` or `diff`: the others too. */
  readonly unsafe?: boolean;
  /** Print what `fix` would change, and write nothing. */
  readonly diff?: boolean;
  /** An earlier report in the format `json`. */
  readonly compare?: string;
  readonly stdinFilename?: string;
  /** How many threads check at once. */
  readonly jobs: number;
  readonly color: boolean;
  readonly quiet?: boolean;
}

/** Checks what the paths lead to, writes the report to standard output, and returns the exit code. */
export async function check(paths: readonly string[], options: CheckOptions, world: World): Promise<number> {
  refuse(options, paths);
  for (const id of options.rule) ruleNamed(id);
  const earlier = options.compare === undefined ? undefined : earlierReport(options.compare, world);
  const input = await standardInput(paths, options, world);
  const listed = options.filesFrom === undefined ? undefined : pathsIn(await listOf(options.filesFrom, world));
  const run = new Run(options, world.cwd, fixingOf(options));
  const named = paths.filter((path) => path !== '-');
  const nothing = { found: [], unreadable: [], whole: false };
  const { found, unreadable, whole } =
    input && named.length === 0 && !listed ? nothing : chooseFiles(named, options, listed, world, run.repositories);
  for (const { path, problem } of unreadable) run.files.push({ path, status: 'failed', problem });

  if (input?.reading.status === 'read') run.projects.give(input.file.file, input.reading.text);
  if (input) await run.examine(input.file, () => input.reading, true);
  const progress = new Progress(world.stderr, !options.quiet);
  try {
    const given = input?.reading.status === 'read' ? ([input.file.file, input.reading.text] as const) : undefined;
    await examineAll(found, run, options, { cwd: world.cwd, given }, (done) => progress.tell(done, found.length));
  } finally {
    progress.end();
  }
  run.concludePolicies(whole ? named.map((path) => resolve(world.cwd, path)) : []);
  return conclude(run, earlier, options, world);
}

/** Examines files, in this thread or in several. What they came to is the same. */
async function examineAll(
  found: readonly Found[],
  run: Run,
  options: CheckOptions,
  { cwd, given }: { readonly cwd: string; readonly given: readonly [file: string, text: string] | undefined },
  tell: (done: number) => void,
): Promise<void> {
  const { jobs, profile, rule, isolated, policy } = options;
  if (jobs > 1 && found.length > 1) {
    const asked: RunOptions = {
      rule,
      ...(profile && { profile }),
      ...(isolated && { isolated }),
      ...(policy !== undefined && { policy }),
    };
    await examineInThreads(found, jobs, run, { options: asked, cwd, today: run.today, ...(given && { given }) }, tell);
    return;
  }
  const heap = new SmallHeap();
  for (const [done, file] of found.entries()) {
    tell(done);
    heap.tell(done);
    await run.examine(file, () => readText(file.file));
  }
}

/** Says what the run came to, and returns the exit code. */
async function conclude(run: Run, earlier: string | undefined, options: CheckOptions, world: World): Promise<number> {
  const report = run.report(earlier === undefined ? undefined : compare(options.compare!, earlier, run.findings));
  const failed = report.files.filter(({ status, missed }) => status === 'failed' || missed);
  // what is wrong in a policy stands among the findings
  const told = new Set(report.findings.flatMap(({ target, path }) => (target === 'policy' ? [path] : [])));
  for (const { path, problem = '' } of failed.filter(({ path }) => !told.has(path)))
    world.stderr.write(`breakwater: ${printable(path)}: ${printable(problem)}\n`);
  if (options.diff) {
    world.stdout.write(await run.diff());
    return failed.length > 0 ? 2 : run.changed > 0 ? 1 : 0;
  }
  if (options.fix && !options.quiet && run.changed > 0)
    world.stderr.write(`Fixed ${run.changed === 1 ? '1 file' : `${run.changed} files`}.\n`);
  const written = writeReports(report, options, world);
  const code = exitCodeOf(report, options.failOn);
  const tooMany = code === 0 && options.maxWarnings !== undefined && summaryOf(report).warning > options.maxWarnings;
  if (tooMany) world.stderr.write(`breakwater: More warnings than the ${options.maxWarnings} allowed.\n`);
  return Math.max(written, tooMany ? 1 : code);
}

/** What cannot be asked together. */
function refuse({ fix, unsafe, diff, outputs, jobs }: CheckOptions, paths: readonly string[]): void {
  if (fix && diff)
    throw new UsageError('Choose one of `--fix` and `--diff`: the one writes, the other shows what would be written.');
  if (jobs > 1 && (fix || diff))
    throw new UsageError('Fixing goes file by file, since one may change what is found in the next: leave out `--jobs`.');
  if (unsafe && !fix && !diff) throw new UsageError('`--unsafe` says which fixes: give `--fix` or `--diff` too.');
  if (fix && paths.includes('-')) throw new UsageError('Standard input cannot be fixed: `--diff` shows what would change.');
  if (diff && (outputs.length > 1 || outputs[0]?.format !== 'text' || outputs[0].file !== undefined))
    throw new UsageError('`--diff` prints the changes instead of a report: leave out `--format` and `--output`.');
}

const fixingOf = ({ fix = false, diff = false, unsafe = false }: CheckOptions) =>
  fix || diff ? { unsafe, write: fix } : undefined;

/** Writes the report in every form asked for. Returns 2 when one could not be written. */
function writeReports(report: Report, { outputs, color, quiet = false }: CheckOptions, world: World): 0 | 2 {
  let code: 0 | 2 = 0;
  for (const { format, file } of outputs) {
    const colors = pc.createColors(file === undefined && isColored(world.stdout, world.env, color));
    const text = formatted(report, format, { colors, quiet });
    if (file === undefined) world.stdout.write(text);
    else
      try {
        writeWhole(resolve(world.cwd, file), text);
      } catch (error) {
        world.stderr.write(`breakwater: ${printable(file)}: ${describeWriteError(error)}\n`);
        code = 2;
      }
  }
  return code;
}

function earlierReport(path: string, { cwd }: World): string {
  const reading = readText(resolve(cwd, path));
  if (reading.status !== 'read') throw new UsageError(`\`${path}\` cannot be compared with. ${reading.problem}`);
  return reading.text;
}

/** The text of a list of files: standard input for `-`. */
async function listOf(file: string, world: World): Promise<string> {
  if (file === '-') return (await bytesOf(world.stdin)).bytes.toString('utf8');
  const reading = readText(resolve(world.cwd, file));
  // a list separated by NUL looks binary
  if (reading.status === 'binary') throw new UsageError(`\`${file}\` cannot be read as a list of files: pass it through \`-\`.`);
  if (reading.status !== 'read') throw new UsageError(`\`${file}\` cannot be read as a list of files. ${reading.problem}`);
  return reading.text;
}

async function standardInput(
  paths: readonly string[],
  { stdinFilename, filesFrom }: CheckOptions,
  world: World,
): Promise<{ readonly file: Found; readonly reading: Reading } | undefined> {
  if (!paths.includes('-')) {
    if (stdinFilename !== undefined) throw new UsageError('`--stdin-filename` names standard input: give `-` as a path too.');
    return undefined;
  }
  if (filesFrom === '-') throw new UsageError('Standard input is one thing: a file to check, or a list of files.');
  if (stdinFilename === undefined || stdinFilename === '')
    throw new UsageError('Reading standard input takes a name for it, such as `--stdin-filename deploy/api.yaml`.');
  const { bytes, size } = await bytesOf(world.stdin);
  const file = resolve(world.cwd, stdinFilename);
  const folder = dirname(file);
  const top = new Repositories().topOf(folder, world.cwd, folder);
  return {
    file: { path: withSlashes(stdinFilename), file, named: true, top },
    reading: size > LARGEST ? tooLarge() : readBytes(bytes),
  };
}

/** What comes through a stream, as much of it as a file may have. */
async function bytesOf(stdin: World['stdin']): Promise<{ readonly bytes: Buffer; readonly size: number }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    size += chunk.length;
    if (size <= LARGEST) chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), size };
}
