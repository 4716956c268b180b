import { dirname, join, resolve } from 'node:path';
import { BASELINE_FILE, readBaseline, type Baseline } from '../../rules/engine/baseline.ts';
import { Policy, type PolicySettings, type PolicySource } from '../../rules/engine/policy.ts';
import type { PolicyLayer } from '../../rules/engine/policy/layer.ts';
import { mergeLayers, type Origin } from '../../rules/engine/policy/merge.ts';
import { loadPatterns } from '../../rules/engine/policy/patterns.ts';
import { POLICY_FILE, type PolicyProblem } from '../../rules/engine/policyText.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import { Lines } from '../../rules/model/text.ts';
import { isThere, isWithin, uriOfPath } from './places.ts';
import { loadLayers } from './policyLayers.ts';
import { readText, type Reading } from './readFile.ts';

/** The policy that counts for a file, and where it came from. The same file gives the same object, so results can be remembered by it. */
export interface PolicyInForce {
  readonly policy: Policy;
  /** Absolute path of the policy file; absent when none was found and the built-in policy counts. */
  readonly file?: string;
  /** Its text, to which the spans of `problems` belong. Empty when it could not be read. */
  readonly text: string;
  /** What is wrong with it, in the order written; a file that cannot be read has one at 0. What could be read applies all the same. */
  readonly problems: readonly PolicyProblem[];
  /** The files it is made of, the base first and itself last, each with what is wrong in it. */
  readonly layers: readonly PolicyLayerInForce[];
  /** What the policy says, thing by thing, and where each stands. */
  readonly origins: readonly Origin[];
  /** The baseline that counts for the file, if there is one. */
  readonly baseline?: { readonly file: string; readonly problem?: string };
  /** Rules with regular expressions are left out until `ready` was waited for. */
  readonly pending: boolean;
}

export interface PolicyLayerInForce {
  readonly file: string;
  readonly layer: PolicyLayer;
  readonly problems: readonly PolicyProblem[];
}

export interface PolicyFileOptions {
  /** This file counts for all, wherever they are; absolute. */
  readonly file?: string;
  /** The same, for one file or another; nothing where the nearest one counts. */
  readonly fileFor?: (file: string) => string | undefined;
  /** What comes on top of what a policy file says, or of the built-in policy: a profile, a narrower choice of rules. */
  readonly adjust?: (settings: PolicySettings) => PolicySettings;
  /** Whether a baseline counts; it does unless this is false. */
  readonly baseline?: boolean;
  /** Reads a policy file, by absolute path. An editor hands in its own, which knows unsaved texts. */
  readonly read?: (file: string) => Reading;
  /** Whether a policy file exists. An editor whose unsaved files count hands in its own. */
  readonly exists?: (file: string) => boolean;
  /** How findings and fixes name a policy file: a `file:` URI unless the edge has another. */
  readonly uriOf?: (file: string) => string;
}

/** No policy anyone writes is larger, and a hostile one must not hold up the rest. */
const LARGEST_POLICY = 1024 * 1024;

/** What a policy file comes to, before a baseline. */
interface Loaded extends Omit<PolicyInForce, 'policy' | 'baseline'> {
  readonly settings: PolicySettings;
  readonly source?: PolicySource;
  readonly looked: ReadonlySet<string>;
}

/**
 * Finds and reads the policies of files: the nearest `.breakwater.yaml` from a file's folder upward, or the one that
 * was named, with all it extends. Used by the command line, which makes one for each run, and by the language server,
 * which keeps one and calls `forget` when a policy file changes. What was found is remembered per folder, what was
 * read per file.
 */
export class PolicyFiles {
  readonly #rules: readonly Rule[];
  readonly #options: PolicyFileOptions;
  readonly #nearest = new Map<string, string | undefined>();
  readonly #loaded = new Map<string, Loaded>();
  readonly #baselines = new Map<string, { readonly baseline: Baseline; readonly problem?: string }>();
  readonly #inForce = new Map<string, PolicyInForce>();
  readonly #read: (file: string) => Reading;
  readonly #exists: (file: string) => boolean;
  readonly #uriOf: (file: string) => string;

  constructor(rules: readonly Rule[], options: PolicyFileOptions = {}) {
    this.#rules = rules;
    this.#options = options;
    this.#read = options.read ?? ((file) => readText(file, LARGEST_POLICY));
    this.#exists = options.exists ?? isThere;
    this.#uriOf = options.uriOf ?? uriOfPath;
  }

  /**
   * The policy of a file, both paths absolute. `top` is the last folder looked in: the workspace folder in the editor,
   * `Repositories.topOf` on the command line. A file that is not below `top` is looked for in its own folder alone.
   */
  policyFor(file: string, top: string): PolicyInForce {
    const folder = dirname(file);
    const last = isWithin(top, folder) ? top : folder;
    const named = this.#options.fileFor?.(file) ?? this.#options.file;
    const found = named ?? this.#nearestTo(folder, last, POLICY_FILE);
    const baseline = this.#options.baseline === false ? undefined : this.#nearestTo(folder, last, BASELINE_FILE);
    const key = `${found ?? ''}\0${baseline ?? ''}\0${found === undefined ? '' : last}`;
    let known = this.#inForce.get(key);
    if (!known) this.#inForce.set(key, (known = this.#putInForce(found, named !== undefined, baseline, last)));
    return known;
  }

  /**
   * Waits, when there is anything to wait for, until the policy of a file can be had with all its rules. Policies that
   * were given out before and were pending are made anew then.
   */
  ready(file: string, top: string): Promise<void> | undefined {
    if (!this.policyFor(file, top).pending) return undefined;
    return loadPatterns().then(() => {
      for (const [key, { pending }] of this.#loaded) if (pending) this.#loaded.delete(key);
      for (const [key, { pending }] of this.#inForce) if (pending) this.#inForce.delete(key);
    });
  }

  /** To be called when a policy file appeared, changed or went; without a path, when any may have. */
  forget(file?: string): void {
    this.#nearest.clear();
    this.#inForce.clear();
    if (file === undefined) {
      this.#loaded.clear();
      this.#baselines.clear();
      return;
    }
    const changed = resolve(file);
    this.#baselines.delete(changed);
    for (const [key, { looked }] of this.#loaded) if (looked.has(changed)) this.#loaded.delete(key);
  }

  /** Every policy file that is part of a policy in force, with what is wrong in it: those that were asked for so far. */
  layers(): readonly PolicyLayerInForce[] {
    const found = new Map<string, PolicyLayerInForce>();
    for (const { layers } of this.#loaded.values()) for (const layer of layers) found.set(layer.file, layer);
    return [...found.values()];
  }

  #nearestTo(folder: string, top: string, name: string): string | undefined {
    const key = `${folder}\0${top}\0${name}`;
    if (this.#nearest.has(key)) return this.#nearest.get(key);
    const here = join(folder, name);
    const above = dirname(folder);
    const found = this.#exists(here) ? here : folder === top || above === folder ? undefined : this.#nearestTo(above, top, name);
    this.#nearest.set(key, found);
    return found;
  }

  #putInForce(file: string | undefined, named: boolean, baselineFile: string | undefined, top: string): PolicyInForce {
    const { settings, source, looked: _, ...loaded } = file === undefined ? NONE : this.#load(file, named, top);
    const known = baselineFile === undefined ? undefined : this.#baseline(baselineFile);
    const adjusted = this.#options.adjust?.(settings) ?? settings;
    const policy = Policy.of(this.#rules, known ? { ...adjusted, baseline: known.baseline } : adjusted, source);
    if (baselineFile === undefined) return { ...loaded, policy };
    return { ...loaded, policy, baseline: { file: baselineFile, ...(known?.problem && { problem: known.problem }) } };
  }

  #load(file: string, named: boolean, top: string): Loaded {
    // what a policy says of files is relative to its folder; of one that was named, to where files are looked for
    const base = named ? this.#folderUri(top) : undefined;
    const key = `${file}\0${base ?? ''}`;
    let known = this.#loaded.get(key);
    if (!known) this.#loaded.set(key, (known = this.#readLayers(file, top, base)));
    return known;
  }

  #readLayers(file: string, top: string, base: string | undefined): Loaded {
    const reading = this.#read(file);
    if (reading.status !== 'read') {
      const problem: PolicyProblem = { rule: 'invalid-policy', span: { start: 0, end: 0 }, message: reading.problem };
      return { ...NONE, file, problems: [problem], looked: new Set([file]) };
    }
    const { text } = reading;
    const root = isWithin(top, file) ? top : dirname(file);
    const world = { rules: this.#rules, root, read: this.#read, exists: this.#exists, uriOf: this.#uriOf };
    const { layers, problems: loading, complete, looked } = loadLayers(file, text, world);
    const merged = mergeLayers(
      layers.map(({ layer }) => layer),
      this.#rules,
      complete,
    );
    const inForce = layers.map(({ file, layer }) => {
      const all = [...layer.problems, ...(loading.get(layer) ?? []), ...(merged.problems.get(layer) ?? [])];
      return { file, layer, problems: all.sort((a, b) => a.span.start - b.span.start) };
    });
    return {
      file,
      text,
      settings: merged.settings,
      source: { uri: this.#uriOf(file), text, ...(base !== undefined && { base }) },
      problems: inForce.at(-1)!.problems,
      layers: inForce,
      origins: merged.origins,
      pending: layers.some(({ layer }) => layer.pending),
      looked,
    };
  }

  #baseline(file: string): { readonly baseline: Baseline; readonly problem?: string } {
    const known = this.#baselines.get(file);
    if (known) return known;
    const reading = readText(file);
    const { entries, problem } =
      reading.status === 'read' ? readBaseline(reading.text) : { entries: [], problem: reading.problem };
    const read = { baseline: { base: this.#folderUri(dirname(file)), entries }, ...(problem !== undefined && { problem }) };
    this.#baselines.set(file, read);
    return read;
  }

  #folderUri(folder: string): string {
    return this.#uriOf(join(folder, 'x')).slice(0, -1);
  }
}

const NONE: Loaded = { text: '', settings: {}, problems: [], layers: [], origins: [], pending: false, looked: new Set() };

/** Problems of a policy in one line each: `3:5 There is no rule …`. Lines and columns are 1-based, in UTF-16 units. */
export function describePolicyProblems({ text, problems }: Pick<PolicyInForce, 'text' | 'problems'>): readonly string[] {
  const lines = new Lines(text);
  return problems.map(({ span, message }) => {
    if (text === '') return message;
    const { line, character } = lines.positionAt(span.start);
    return `${line + 1}:${character + 1} ${message}`;
  });
}
