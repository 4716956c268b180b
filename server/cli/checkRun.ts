import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Exception } from '../../rules/engine/exceptions.ts';
import type { Policy } from '../../rules/engine/policy.ts';
import { breaksPolicy } from '../../rules/engine/policy/problem.ts';
import type { PolicySettings, RuleSettings } from '../../rules/engine/policy/settings.ts';
import type { Profile } from '../../rules/engine/rule.ts';
import { categories, rules } from '../../rules/index.ts';
import { identify } from '../../rules/model/identify.ts';
import { commitOf } from '../files/commit.ts';
import { isNamedAsOurs, mayBeOurs, type Found } from '../files/discover.ts';
import { isWithin, Repositories, shownFrom, withSlashes } from '../files/places.ts';
import { describePolicyProblems, PolicyFiles, type PolicyInForce } from '../files/policyFile.ts';
import { productVersion } from '../files/product.ts';
import { readText, type Reading } from '../files/readFile.ts';
import { examine, nameOf, noneOfOurs } from './examine.ts';
import { fixFile, type Fixing } from './fixFile.ts';
import { numbered, resolved, type Gathered, type NamedParty, type Near } from './gathered.ts';
import { idleProblems, ownLayers, problemsOf, reportPolicyProblems } from './policyReport.ts';
import { atSources } from './rendered.ts';
import {
  gatherParties,
  sortReport,
  type Comparison,
  type Report,
  type ReportedFile,
  type ReportedFinding,
  type ReportedPolicy,
} from './report.ts';
import { nameOfFile, ProjectsOfRun } from './projects.ts';
import { localDate } from '../files/today.ts';

/** How files are to be checked. */
export interface RunOptions {
  readonly profile?: Profile;
  /** Ids of the rules to run; empty for those the policy turns on. */
  readonly rule: readonly string[];
  /** Every file on its own, and not with those around it. */
  readonly isolated?: boolean;
  readonly policy?: string;
}

/** What is known already of the files to be examined, by an editor or by a thread that examined others. */
export interface Known {
  readonly policies: PolicyFiles;
  readonly projects: Pick<ProjectsOfRun, 'of' | 'give' | 'written'> & Partial<Pick<ProjectsOfRun, 'known'>>;
  /** The day of the run, an ISO date, if it is not the one it starts on. */
  readonly today?: string;
}

/** What is gathered while files are examined one after the other. */
export class Run {
  readonly repositories = new Repositories();
  readonly findings: ReportedFinding[] = [];
  readonly files: ReportedFile[] = [];
  readonly projects: Known['projects'];
  readonly #policies: PolicyFiles;
  /** The policies met, by file, each with the first file it counted for. */
  readonly #met = new Map<string, { readonly inForce: PolicyInForce; readonly near: Near }>();
  /** Vendors that files name. */
  readonly parties: NamedParty[] = [];
  /** Ids of the rules that were on for a file. */
  readonly rulesRun = new Set<string>();
  readonly #used = new Set<Exception>();
  readonly #uris: string[] = [];
  readonly #options: RunOptions;
  readonly #cwd: string;
  readonly #fixing: Fixing | undefined;
  readonly #fixed: { readonly path: string; readonly before: string; readonly after: string }[] = [];
  readonly today: string;

  /** `fixing`: apply fixes before a file is examined. */
  constructor(options: RunOptions, cwd: string, fixing?: Fixing, known?: Known) {
    this.#fixing = fixing;
    this.#options = options;
    this.#cwd = cwd;
    this.projects = known?.projects ?? new ProjectsOfRun(options.isolated);
    this.#policies = known?.policies ?? policiesOf(options, cwd);
    this.today = known?.today ?? localDate();
  }

  /** `rendered`: the text may have been made from other files, and say from which. */
  async examine(found: Found, read: () => Reading, rendered = false): Promise<void> {
    const { path, file, named, top } = found;
    const reading = mayBeOurs(file) ? (this.#known(found) ?? read()) : undefined;
    if (reading?.status !== 'read') {
      this.#unread(found, reading);
      return;
    }
    const uri = nameOfFile(file);
    await this.#policies.ready(file, top);
    const policy = this.#policies.policyFor(file, top);
    this.#meet(policy, found);
    try {
      const examined = examine(path, uri, this.#fix(found, uri, reading, policy.policy), {
        policy: policy.policy,
        today: this.today,
        project: this.projects.of(top),
        categories,
        pathOf: (other) => this.#shown(fileURLToPath(other), path),
        textOf: (other) => (policy.policy.source?.uri === other ? policy.text : textOf(other)),
      });
      if (typeof examined === 'string') {
        if (named) this.files.push({ path, status: 'skipped', problem: examined });
        return;
      }
      this.files.push(examined.file);
      for (const party of examined.parties) this.parties.push({ ...party, path });
      for (const { rule } of policy.policy.for(uri).active) this.rulesRun.add(rule.id);
      this.#uris.push(uri);
      for (const exception of examined.exceptions) this.#used.add(exception);
      const said = rendered ? atSources(examined.findings, reading.text, this.#cwd) : examined.findings;
      for (const finding of said) this.findings.push(finding);
    } catch (error) {
      // readers never throw; should one, the other files are checked all the same
      this.files.push({ path, status: 'failed', problem: `Checking it failed (${nameOf(error)}).` });
    }
  }

  /** What was read already of a file for the sake of others; how it is encoded is not known then. */
  #known({ file, top }: Found): Reading | undefined {
    const text = this.#fixing ? undefined : this.projects.known?.(top, nameOfFile(file));
    return text === undefined ? undefined : { status: 'read', text, encoding: 'utf-8' };
  }

  /** How many files were fixed, or would be. */
  get changed(): number {
    return this.#fixed.length;
  }

  /** What fixing changed, or would change, as a unified diff. */
  async diff(): Promise<string> {
    const { createTwoFilesPatch } = await import('diff');
    return this.#fixed
      .map(({ path, before, after }) => createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after).replace(/^=+\n/, ''))
      .join('');
  }

  /** The text to examine: as read, or as fixed. */
  #fix({ path, file, top }: Found, uri: string, reading: Extract<Reading, { status: 'read' }>, policy: Policy): string {
    if (!this.#fixing) return reading.text;
    const { text, problem } = fixFile(
      file,
      uri,
      reading,
      { policy, today: this.today, project: this.projects.of(top) },
      this.#fixing,
    );
    if (text !== reading.text) this.#fixed.push({ path, before: reading.text, after: text });
    if (problem !== undefined) this.files.push({ path, status: 'failed', problem });
    if (text !== reading.text && this.#fixing.write) this.projects.written(file);
    // what only would be fixed is still there
    return this.#fixing.write ? text : reading.text;
  }

  /** Why nothing was read of a file, if anyone could expect that something was. */
  #unread({ path, file, named }: Found, reading: Exclude<Reading, { status: 'read' }> | undefined): void {
    if (reading?.status === 'failed') this.files.push({ path, status: 'failed', problem: reading.problem });
    else if (reading && (reading.status === 'large' || isNamedAsOurs(file)))
      this.files.push({ path, status: 'skipped', problem: reading.problem, ...(named && { missed: true }) });
    else if (named)
      this.files.push({ path, status: 'skipped', problem: reading?.problem ?? noneOfOurs(identify(nameOfFile(file), '')) });
  }

  #meet(inForce: PolicyInForce, { path, file, top }: Near): void {
    const key = `${inForce.file ?? ''}\0${inForce.baseline?.file ?? ''}`;
    if (!this.#met.has(key)) this.#met.set(key, { inForce, near: { path, file, top } });
  }

  /** What was gathered, for the run of another thread to `take`. */
  gathered(): Gathered {
    const met = [...this.#met.values()];
    return {
      near: met.map(({ near }) => near),
      ...numbered(
        this.findings,
        this.#used,
        met.map(({ inForce }) => inForce),
      ),
      files: this.files,
      parties: this.parties,
      rulesRun: [...this.rulesRun],
      uris: this.#uris,
    };
  }

  /** Adds what the run of another thread gathered, as if its files had been examined here. */
  async take(gathered: Gathered): Promise<void> {
    const policies: PolicyInForce[] = [];
    for (const near of gathered.near) {
      await this.#policies.ready(near.file, near.top);
      const inForce = this.#policies.policyFor(near.file, near.top);
      this.#meet(inForce, near);
      policies.push(inForce);
    }
    const { findings, used } = resolved(gathered, policies);
    for (const finding of findings) this.findings.push(finding);
    for (const exception of used) this.#used.add(exception);
    for (const file of gathered.files) this.files.push(file);
    for (const party of gathered.parties) this.parties.push(party);
    for (const id of gathered.rulesRun) this.rulesRun.add(id);
    for (const uri of gathered.uris) this.#uris.push(uri);
  }

  /** All that was gathered. */
  report(comparison?: Comparison): Report {
    const commit = commitOf(this.repositories.rootOf(this.#cwd) ?? this.#cwd);
    return sortReport({
      version: productVersion(),
      date: this.today,
      ...(commit !== undefined && { commit }),
      policies: this.policies,
      rulesRun: [...this.rulesRun].sort(),
      findings: this.findings,
      files: this.files,
      endpoints: gatherParties(this.parties),
      ...(comparison && { comparison }),
    });
  }

  /** The policy files met, with their layers. */
  get policies(): ReportedPolicy[] {
    return [...this.#met.values()]
      .flatMap(({ inForce: { file, layers }, near }) =>
        file === undefined
          ? []
          : { path: this.#policyPath(file, near.path), layers: layers.map((layer) => this.#shown(layer.file, near.path)) },
      )
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Says what is wrong in the policies met, once all files were checked. `walked` are the absolute paths asked for. */
  concludePolicies(walked: readonly string[]): void {
    const { cwd, policy: named } = { cwd: this.#cwd, ...this.#options };
    if (named !== undefined && this.#met.size === 0) {
      const near = { path: cwd, file: resolve(cwd, 'x'), top: cwd };
      this.#meet(this.#policies.policyFor(near.file, cwd), near);
    }
    const told = new Set<string>();
    const fail = (path: string, problem: string): void => void this.files.push({ path, status: 'failed', problem });
    const once = (file: string): boolean => !told.has(file) && told.add(file) !== undefined;
    for (const { inForce, near: first } of this.#met.values()) {
      const near = first.path;
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

/** The policies of a run, as the command line wants them. */
export const policiesOf = (options: RunOptions, cwd: string): PolicyFiles =>
  new PolicyFiles(rules, {
    ...(options.policy !== undefined && { file: resolve(cwd, options.policy) }),
    adjust: (settings) => adjusted(settings, options),
  });

/** The command line's own choices on top of a policy. A rule that is asked for by name runs even where it is off. */
function adjusted(settings: PolicySettings, { profile, rule: only }: RunOptions): PolicySettings {
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
