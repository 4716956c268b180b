import { basename, dirname, join, relative, resolve } from 'node:path';
import { BASELINE_FILE } from '../../rules/engine/baseline.ts';
import { Policy } from '../../rules/engine/policy.ts';
import { dueExceptions } from '../../rules/engine/policy/dueExceptions.ts';
import type { PolicyLayer } from '../../rules/engine/policy/layer.ts';
import { effectivePolicy } from '../../rules/engine/policy/effective.ts';
import { unmatchedGlobs } from '../../rules/engine/policy/unmatched.ts';
import { POLICY_FILE, type PolicyProblem } from '../../rules/engine/policyText.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import type { Span } from '../../rules/model/text.ts';
import { discover } from '../files/discover.ts';
import { isThere, isWithin, pathOfUri, Repositories, uriOfPath, withSlashes } from '../files/places.ts';
import { PolicyFiles, type PolicyLayerInForce } from '../files/policyFile.ts';
import { resolveReference } from '../files/policyLayers.ts';
import { readText } from '../files/readFile.ts';

/** The policy in force for a file. The same object until the policy changes. */
export interface PolicyInForce {
  readonly policy: Policy;
  /** What is wrong with it. */
  readonly problems: readonly PolicyProblem[];
  /** Where it was read, as people are told; absent when there is none and the built-in policy counts. */
  readonly name?: string;
  /** What is wrong with the baseline that is there, as a sentence. */
  readonly brokenBaseline?: string;
  /** The files that make it, the base first. */
  readonly layers?: readonly PolicyLayer[];
}

/** The policies of the open files, and the texts of others that fixes write to. */
export interface Policies {
  /** The policy files behind it, for whoever looks at more than the open files. */
  readonly files: PolicyFiles;
  /** The policy in force for a file. */
  for(uri: string): PolicyInForce;
  /** Whether a file is a policy, or one that a policy extends. */
  isPolicy(uri: string): boolean;
  /** What is to be said today of a file that is a policy, or that one extends; nothing for any other file. */
  problemsIn(uri: string, today: string): readonly PolicyProblem[] | undefined;
  /** Where what stands at an offset of a policy is defined: the file behind `extends`, or a rule of the team's own. */
  definitionAt(uri: string, offset: number): { readonly uri: string; readonly span: Span } | undefined;
  /** The files a policy extends, as far as they were read, each with where it is named. */
  extended(uri: string): readonly { readonly uri: string; readonly span: Span }[];
  /** The policy in force for a file as people read it, each line with where it comes from. */
  effective(uri: string): string;
  /** The text of a file, from its editor if it is open; nothing when there is none. */
  textOf(uri: string): string | undefined;
  /** A file was opened, edited or closed, or changed on the disk, where it may be new. True when policies depend on it. */
  changed(uri: string, isNew?: boolean): boolean;
  /** Any of the policies may have changed. */
  forget(): void;
}

/** What looking for policies needs of the editor. */
export interface PolicyWorld {
  /** The URIs of the workspace folders as they are at the time of asking. */
  readonly folders: () => readonly string[];
  /** The open files. Unsaved texts count: who edits a policy wants to see what it does. */
  readonly open: () => readonly { readonly uri: string; readonly getText: () => string }[];
  /** The policy file that a setting of the editor names for a file, relative to its workspace folder; empty for none. */
  readonly policyFileFor?: (uri: string) => string;
  /** Is told when policies that could be had only in part can be had as a whole. */
  readonly ready: () => void;
}

/**
 * Policies as they lie on the disk, the nearest from a file upward to its workspace folder. A file that is on no disk
 * is judged by the built-in policy, one outside the workspace by a policy in its own folder.
 */
export class PoliciesOnDisk implements Policies {
  readonly files: PolicyFiles;
  readonly #rules: readonly Rule[];
  readonly #world: PolicyWorld;
  /** By the folder of a file, as a URI. */
  readonly #found = new Map<string, PolicyInForce>();
  /** By the file a fix would begin. */
  readonly #begun = new Map<string, PolicyInForce>();
  readonly #builtIn: PolicyInForce;
  #parts: ReadonlyMap<string, PolicyLayerInForce> | undefined;
  /** The files below the folder of a policy, once they were asked for. */
  readonly #paths = new Map<string, readonly string[]>();

  constructor(rules: readonly Rule[], world: PolicyWorld) {
    this.#rules = rules;
    this.#world = world;
    this.#builtIn = { policy: Policy.of(rules), problems: [] };
    this.files = new PolicyFiles(rules, {
      fileFor: (file) => this.#named(file),
      exists: (file) => this.#unsaved(file) !== undefined || isThere(file),
      read: (file) => {
        const text = this.#unsaved(file);
        return text === undefined ? readText(file) : { status: 'read', text, encoding: 'utf-8' };
      },
    });
  }

  for(uri: string): PolicyInForce {
    const folder = uri.slice(0, uri.lastIndexOf('/') + 1);
    const known = this.#found.get(folder);
    if (known) return known;
    const file = pathOfUri(uri);
    const found = file === undefined ? this.#builtIn : this.#find(file);
    this.#found.set(folder, found);
    return found;
  }

  isPolicy(uri: string): boolean {
    return this.#layerOf(uri) !== undefined || (uri.startsWith('file:') && uri.endsWith(`/${POLICY_FILE}`));
  }

  problemsIn(uri: string, today: string): readonly PolicyProblem[] | undefined {
    const part = this.#layerOf(uri);
    if (!part) return this.isPolicy(uri) ? this.for(uri).problems : undefined;
    const { layer, problems, file } = part;
    const unmatched =
      basename(file) === POLICY_FILE && layer.globs.length > 0 ? unmatchedGlobs(layer, this.#below(dirname(file))) : [];
    return [...problems, ...dueExceptions(layer, layer.source.uri, today), ...unmatched].sort(
      (a, b) => a.span.start - b.span.start,
    );
  }

  definitionAt(uri: string, offset: number): { readonly uri: string; readonly span: Span } | undefined {
    const part = this.#layerOf(uri);
    if (!part) return undefined;
    const { layer, file } = part;
    const isHere = ({ span }: { readonly span: Span }): boolean => span.start <= offset && offset <= span.end;
    const reference = layer.extends.find(isHere);
    if (reference) {
      const target = this.#read(reference.value, file);
      return target === undefined ? undefined : { uri: uriOfPath(target), span: { start: 0, end: 0 } };
    }
    const mention = layer.mentions.find(isHere);
    if (!mention) return undefined;
    for (const { layer } of this.files.layers())
      for (const { value, span } of layer.custom) if (value.id === mention.value) return { uri: layer.source.uri, span };
    return undefined;
  }

  extended(uri: string): readonly { readonly uri: string; readonly span: Span }[] {
    const { layer, file } = this.#layerOf(uri) ?? {};
    if (!layer || file === undefined) return [];
    return layer.extends.flatMap(({ value, span }) => {
      const target = this.#read(value, file);
      return target === undefined ? [] : [{ uri: uriOfPath(target), span }];
    });
  }

  effective(uri: string): string {
    const file = pathOfUri(uri);
    const top = file === undefined ? undefined : this.#topOf(file);
    const nameOf = (path: string): string => withSlashes(top === undefined ? path : relative(top, path));
    const inForce = file === undefined || top === undefined ? undefined : this.files.policyFor(file, top);
    const { baseline } = inForce ?? {};
    return effectivePolicy({
      policy: inForce?.policy ?? this.#builtIn.policy,
      origins: inForce?.origins ?? [],
      uri,
      nameOf: (uri) => nameOf(pathOfUri(uri) ?? uri),
      title: `The policy in force for ${file === undefined ? uri : nameOf(file)}`,
      ...(baseline && { baseline: nameOf(baseline.file) }),
    });
  }

  /** The file as a part of a policy in force. One that is not in force for itself was read with the one that extends it. */
  #layerOf(uri: string): PolicyLayerInForce | undefined {
    const file = pathOfUri(uri);
    if (file === undefined) return undefined;
    this.for(uri);
    this.#parts ??= new Map(this.files.layers().map((part) => [part.file, part]));
    return this.#parts.get(file);
  }

  /** What lies below a folder and may be ours, relative to it. */
  #below(folder: string): readonly string[] {
    let paths = this.#paths.get(folder);
    if (!paths) {
      const { found } = discover([folder], folder, new Repositories());
      this.#paths.set(folder, (paths = found.map(({ file }) => withSlashes(relative(folder, file)))));
    }
    const open = this.#world.open().flatMap(({ uri }) => pathOfUri(uri) ?? []);
    return [...paths, ...open.filter((file) => isWithin(folder, file)).map((file) => withSlashes(relative(folder, file)))];
  }

  #named(file: string): string | undefined {
    const said = this.#world.policyFileFor?.(uriOfPath(file)) ?? '';
    return said === '' ? undefined : resolve(this.#topOf(file), said);
  }

  textOf(uri: string): string | undefined {
    const file = pathOfUri(uri);
    if (file === undefined) return undefined;
    const unsaved = this.#unsaved(file);
    if (unsaved !== undefined) return unsaved;
    const reading = readText(file);
    return reading.status === 'read' ? reading.text : undefined;
  }

  changed(uri: string, isNew = false): boolean {
    const file = pathOfUri(uri);
    if (isNew) this.#paths.clear();
    if (file === undefined || !this.#matters(file, isNew)) return false;
    this.#found.clear();
    this.#parts = undefined;
    this.files.forget(file);
    return true;
  }

  forget(): void {
    this.#found.clear();
    this.#parts = undefined;
    this.#paths.clear();
    this.files.forget();
  }

  /** The file that an entry of `extends` names. One that was not read, since it lies outside, is not looked for either. */
  #read(reference: string, from: string): string | undefined {
    const read = new Set(this.files.layers().map(({ file }) => file));
    return resolveReference(reference, dirname(from), (file) => read.has(file));
  }

  #matters(file: string, isNew: boolean): boolean {
    const name = basename(file);
    if (name === POLICY_FILE || name === BASELINE_FILE || this.#named(file) === file) return true;
    const layers = this.files.layers();
    return layers.some(({ file: part, layer }) => part === file || (isNew && layer.extends.length > 0));
  }

  #find(file: string): PolicyInForce {
    const root = this.#rootOf(file);
    const top = root ?? dirname(file);
    const { policy, problems, file: from, baseline, layers } = this.files.policyFor(file, top);
    this.#parts = undefined;
    this.files.ready(file, top)?.then(
      () => {
        this.#found.clear();
        this.#world.ready();
      },
      () => {}, // the rest of the policy counts all the same
    );
    if (from === undefined && baseline === undefined)
      return root === undefined ? this.#builtIn : this.#begin(join(root, POLICY_FILE));
    return {
      policy,
      problems,
      layers: layers.map(({ layer }) => layer),
      ...(from !== undefined && { name: withSlashes(relative(top, from)) }),
      ...(baseline?.problem !== undefined && { brokenBaseline: baseline.problem }),
    };
  }

  /** The innermost workspace folder a file is in. */
  #rootOf(file: string): string | undefined {
    const roots = this.#world
      .folders()
      .flatMap((folder) => pathOfUri(folder) ?? [])
      .filter((folder) => isWithin(folder, file));
    return roots.sort((a, b) => b.length - a.length)[0];
  }

  #topOf(file: string): string {
    return this.#rootOf(file) ?? dirname(file);
  }

  /** The built-in policy, with the place where a fix would begin a policy file. */
  #begin(file: string): PolicyInForce {
    const known = this.#begun.get(file);
    if (known) return known;
    const policy = Policy.of(this.#rules, {}, { uri: uriOfPath(file), text: '' });
    const begun = { policy, problems: [] };
    this.#begun.set(file, begun);
    return begun;
  }

  #unsaved(file: string): string | undefined {
    return this.#world
      .open()
      .find(({ uri }) => pathOfUri(uri) === file)
      ?.getText();
  }
}
