import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import type { Exception } from '../../rules/engine/exceptions.ts';
import { breaksPolicy } from '../../rules/engine/policy/problem.ts';
import type { PolicySettings, RuleSettings } from '../../rules/engine/policy/settings.ts';
import type { Profile } from '../../rules/engine/rule.ts';
import { categories, rules } from '../../rules/index.ts';
import { identify } from '../../rules/model/identify.ts';
import { commitOf } from '../files/commit.ts';
import { discover, isNamedAsOurs, mayBeOurs, type Found } from '../files/discover.ts';
import { isWithin, Repositories, shownFrom, uriOfPath, withSlashes } from '../files/places.ts';
import { describePolicyProblems, PolicyFiles, type PolicyInForce } from '../files/policyFile.ts';
import { productVersion } from '../files/product.ts';
import { describeWriteError, writeWhole } from '../files/writeFile.ts';
import { LARGEST, readBytes, readText, tooLarge, type Reading } from '../files/readFile.ts';
import { compare } from './compare.ts';
import { examine, nameOf, noneOfOurs } from './examine.ts';
import type { Output } from './outputs.ts';
import { idleProblems, ownLayers, problemsOf, reportPolicyProblems } from './policyReport.ts';
import { printable } from './printable.ts';
import { Progress } from './progress.ts';
import {
  exitCodeOf,
  sortReport,
  type FailOn,
  type Report,
  type ReportedFile,
  type ReportedFinding,
  type ReportedPolicy,
} from './report.ts';
import { ruleNamed } from './ruleNames.ts';
import { formatted } from './formats.ts';
import { localDate } from './today.ts';
import { isColored, UsageError, type World } from './world.ts';

/** What `breakwater check` was asked, as the argument parser gives it. */
export interface CheckOptions {
  readonly outputs: readonly Output[];
  readonly failOn: FailOn;
  readonly profile?: Profile;
  /** Ids of the rules to run; empty for those the policy turns on. */
  readonly rule: readonly string[];
  /** Every file on its own. Until there is a project to look into, that is how all files are checked. */
  readonly isolated?: boolean;
  readonly policy?: string;
  /** An earlier report in the format `json`. */
  readonly compare?: string;
  readonly stdinFilename?: string;
  readonly color: boolean;
  readonly quiet?: boolean;
}

/** Checks what the paths lead to, writes the report to standard output, and returns the exit code. */
export async function check(paths: readonly string[], options: CheckOptions, world: World): Promise<number> {
  for (const id of options.rule) ruleNamed(id);
  const earlier = options.compare === undefined ? undefined : earlierReport(options.compare, world);
  const input = await standardInput(paths, options, world);
  const run = new Run(options, world);
  const { found, unreadable } = discover(
    paths.filter((path) => path !== '-'),
    world.cwd,
    run.repositories,
  );
  for (const { path, problem } of unreadable) run.files.push({ path, status: 'failed', problem });

  if (input) await run.examine(input.file, () => input.reading);
  const progress = new Progress(world.stderr, !options.quiet);
  for (const [done, file] of found.entries()) {
    progress.tell(done, found.length);
    await run.examine(file, () => readText(file.file));
  }
  progress.end();
  run.concludePolicies(paths.map((path) => resolve(world.cwd, path)));

  const commit = commitOf(run.repositories.rootOf(world.cwd) ?? world.cwd);
  const report = sortReport({
    version: productVersion(),
    date: run.today,
    ...(commit !== undefined && { commit }),
    policies: run.policies,
    rulesRun: [...run.rulesRun].sort(),
    findings: run.findings,
    files: run.files,
    endpoints: [],
    ...(earlier && { comparison: compare(options.compare!, earlier, run.findings) }),
  });
  const failed = report.files.filter(({ status, missed }) => status === 'failed' || missed);
  // what is wrong in a policy stands among the findings
  const told = new Set(report.findings.flatMap(({ target, path }) => (target === 'policy' ? [path] : [])));
  for (const { path, problem = '' } of failed.filter(({ path }) => !told.has(path)))
    world.stderr.write(`breakwater: ${printable(path)}: ${printable(problem)}\n`);
  return Math.max(exitCodeOf(report, options.failOn), await writeReports(report, options, world));
}

function earlierReport(path: string, { cwd }: World): string {
  const reading = readText(resolve(cwd, path));
  if (reading.status !== 'read') throw new UsageError(`\`${path}\` cannot be compared with. ${reading.problem}`);
  return reading.text;
}

/** Writes the report in every form asked for. Returns 2 when one could not be written. */
async function writeReports(report: Report, { outputs, color, quiet = false }: CheckOptions, world: World): Promise<0 | 2> {
  let code: 0 | 2 = 0;
  for (const { format, file } of outputs) {
    const colors = pc.createColors(file === undefined && isColored(world.stdout, world.env, color));
    const text = await formatted(report, format, { colors, quiet });
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

async function standardInput(paths: readonly string[], { stdinFilename }: CheckOptions, { stdin, cwd }: World) {
  if (!paths.includes('-')) {
    if (stdinFilename !== undefined) throw new UsageError('`--stdin-filename` names standard input: give `-` as a path too.');
    return undefined;
  }
  if (stdinFilename === undefined || stdinFilename === '')
    throw new UsageError('Reading standard input takes a name for it, such as `--stdin-filename deploy/api.yaml`.');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    size += chunk.length;
    if (size <= LARGEST) chunks.push(chunk);
  }
  const file = resolve(cwd, stdinFilename);
  const folder = dirname(file);
  const top = new Repositories().topOf(folder, cwd, folder);
  return {
    file: { path: withSlashes(stdinFilename), file, named: true, top },
    reading: size > LARGEST ? tooLarge() : readBytes(Buffer.concat(chunks)),
  };
}

/** What is gathered while files are examined one after the other. */
class Run {
  readonly repositories = new Repositories();
  readonly findings: ReportedFinding[] = [];
  readonly files: ReportedFile[] = [];
  readonly #policies: PolicyFiles;
  /** The policies met, by file, each with the first file it counted for. */
  readonly #met = new Map<string, { readonly inForce: PolicyInForce; readonly near: string }>();
  /** Ids of the rules that were on for a file. */
  readonly rulesRun = new Set<string>();
  readonly #used = new Set<Exception>();
  readonly #uris: string[] = [];
  readonly #options: CheckOptions;
  readonly #cwd: string;
  readonly today = localDate();

  constructor(options: CheckOptions, { cwd }: World) {
    this.#options = options;
    this.#cwd = cwd;
    this.#policies = new PolicyFiles(rules, {
      ...(options.policy !== undefined && { file: resolve(cwd, options.policy) }),
      adjust: (settings) => adjusted(settings, options),
    });
  }

  async examine(found: Found, read: () => Reading): Promise<void> {
    const { path, file, named, top } = found;
    const reading = mayBeOurs(file) ? read() : undefined;
    if (reading?.status !== 'read') {
      this.#unread(found, reading);
      return;
    }
    const uri = uriOfPath(file);
    await this.#policies.ready(file, top);
    const policy = this.#policies.policyFor(file, top);
    this.#meet(policy, path);
    try {
      const examined = examine(path, uri, reading.text, {
        policy: policy.policy,
        today: this.today,
        categories,
        pathOf: (other) => this.#shown(fileURLToPath(other), path),
        textOf: (other) => (policy.policy.source?.uri === other ? policy.text : textOf(other)),
      });
      if (typeof examined === 'string') {
        if (named) this.files.push({ path, status: 'skipped', problem: examined });
        return;
      }
      this.files.push(examined.file);
      for (const { rule } of policy.policy.for(uri).active) this.rulesRun.add(rule.id);
      this.#uris.push(uri);
      for (const exception of examined.exceptions) this.#used.add(exception);
      for (const finding of examined.findings) this.findings.push(finding);
    } catch (error) {
      // readers never throw; should one, the other files are checked all the same
      this.files.push({ path, status: 'failed', problem: `Checking it failed (${nameOf(error)}).` });
    }
  }

  /** Why nothing was read of a file, if anyone could expect that something was. */
  #unread({ path, file, named }: Found, reading: Exclude<Reading, { status: 'read' }> | undefined): void {
    if (reading?.status === 'failed') this.files.push({ path, status: 'failed', problem: reading.problem });
    else if (reading && (reading.status === 'large' || isNamedAsOurs(file)))
      this.files.push({ path, status: 'skipped', problem: reading.problem, ...(named && { missed: true }) });
    else if (named)
      this.files.push({ path, status: 'skipped', problem: reading?.problem ?? noneOfOurs(identify(uriOfPath(file), '')) });
  }

  #meet(inForce: PolicyInForce, near: string): void {
    const key = `${inForce.file ?? ''}\0${inForce.baseline?.file ?? ''}`;
    if (!this.#met.has(key)) this.#met.set(key, { inForce, near });
  }

  /** The policy files met, with their layers. */
  get policies(): ReportedPolicy[] {
    return [...this.#met.values()]
      .flatMap(({ inForce: { file, layers }, near }) =>
        file === undefined
          ? []
          : { path: this.#policyPath(file, near), layers: layers.map((layer) => this.#shown(layer.file, near)) },
      )
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Says what is wrong in the policies met, once all files were checked. `walked` are the absolute paths asked for. */
  concludePolicies(walked: readonly string[]): void {
    const { cwd, policy: named } = { cwd: this.#cwd, ...this.#options };
    if (named !== undefined && this.#met.size === 0) this.#meet(this.#policies.policyFor(resolve(cwd, 'x'), cwd), cwd);
    const told = new Set<string>();
    const fail = (path: string, problem: string): void => void this.files.push({ path, status: 'failed', problem });
    const once = (file: string): boolean => !told.has(file) && told.add(file) !== undefined;
    for (const { inForce, near } of this.#met.values()) {
      const { file, baseline, policy, layers } = inForce;
      if (baseline?.problem !== undefined && once(baseline.file)) fail(this.#shown(baseline.file, near), baseline.problem);
      if (file === undefined) continue;
      if (layers.length === 0 && once(file)) fail(this.#policyPath(file, near), describePolicyProblems(inForce).join('; '));
      const whole = this.#isWhole(dirname(file), walked);
      for (const own of ownLayers(inForce)) {
        if (!once(own.file)) continue;
        const { text } = own.layer.source;
        const path = this.#policyPath(own.file, near);
        const idle =
          whole && own.file === file
            ? idleProblems(
                own,
                policy,
                this.#uris.map((uri) => policy.pathOf(uri)),
                this.#used,
                this.today,
              )
            : [];
        const said = [...problemsOf(own, policy, this.today), ...idle];
        this.findings.push(...reportPolicyProblems(path, text, said, policy));
        const broken = own.problems.filter(breaksPolicy);
        if (broken.length > 0) fail(path, describePolicyProblems({ text, problems: broken }).join('; '));
      }
    }
  }

  /** Whether all that a policy in a folder is for was checked, so that what excepts nothing can be told. */
  #isWhole(folder: string, walked: readonly string[]): boolean {
    if (this.#options.rule.length > 0 || this.#options.policy !== undefined || this.#options.profile !== undefined) return false;
    if (this.files.some(({ status, missed }) => status === 'failed' || status === 'partial' || missed)) return false;
    return walked.some((path) => isWithin(path, folder));
  }

  #policyPath(file: string, near: string): string {
    const { policy } = this.#options;
    return policy !== undefined && resolve(this.#cwd, policy) === file ? withSlashes(policy) : this.#shown(file, near);
  }

  /** Relative to the current folder, unless it lies outside and the file at hand was given by an absolute path. */
  #shown(file: string, near: string): string {
    return isAbsolute(near) && !isWithin(this.#cwd, resolve(file)) ? withSlashes(file) : shownFrom(this.#cwd, file);
  }
}

/** The command line's own choices on top of a policy. A rule that is asked for by name runs even where it is off. */
function adjusted(settings: PolicySettings, { profile, rule: only }: CheckOptions): PolicySettings {
  const chosen = profile ? { ...settings, profile } : settings;
  if (only.length === 0) return chosen;
  const asked = Object.fromEntries(only.map((id) => [id, {}]));
  return {
    ...chosen,
    only,
    rules: { ...asked, ...withoutOff(settings.rules ?? {}, only) },
    ...(settings.overrides && {
      overrides: settings.overrides.map((override) => ({ ...override, rules: withoutOff(override.rules, only) })),
    }),
  };
}

function withoutOff(rules: RuleSettings, asked: readonly string[]): RuleSettings {
  const settings = Object.entries(rules).map(([id, setting]) => {
    const { severity, ...options } = typeof setting === 'string' ? { severity: setting } : setting;
    return [id, severity === 'off' && asked.includes(id) ? options : setting] as const;
  });
  return Object.fromEntries(settings);
}

/** Another file's text, empty when there is none. */
function textOf(uri: string): string {
  const reading = readText(fileURLToPath(uri));
  return reading.status === 'read' ? reading.text : '';
}
