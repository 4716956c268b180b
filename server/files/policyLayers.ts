import { realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { PolicyLayer, Written } from '../../rules/engine/policy/layer.ts';
import type { PolicyProblem } from '../../rules/engine/policy/problem.ts';
import { readLayer } from '../../rules/engine/policy/readLayer.ts';
import { shown } from '../../rules/engine/policy/reader.ts';
import { POLICY_FILE } from '../../rules/engine/policyText.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import { isWithin } from './places.ts';
import type { Reading } from './readFile.ts';

/** One policy file of several that make a policy. */
export interface LoadedLayer {
  /** Absolute. */
  readonly file: string;
  readonly layer: PolicyLayer;
}

/** A policy with all it extends. */
export interface LoadedLayers {
  /** The base first, the nearest last. */
  readonly layers: readonly LoadedLayer[];
  /** What is wrong with `extends`, by the layer it stands in. */
  readonly problems: ReadonlyMap<PolicyLayer, readonly PolicyProblem[]>;
  /** False when a layer is missing. */
  readonly complete: boolean;
  /** Every file that was looked for, found or not: when one of them changes, so does the policy. */
  readonly looked: ReadonlySet<string>;
}

/** How layers are looked for. */
export interface LayerWorld {
  readonly rules: readonly Rule[];
  /** What the policy extends must lie in here, or in a `node_modules`. */
  readonly root: string;
  readonly read: (file: string) => Reading;
  readonly exists: (file: string) => boolean;
  readonly uriOf: (file: string) => string;
}

/** What a package calls the policy it brings. */
const PACKAGED = [POLICY_FILE, 'breakwater.yaml'];
const PACKAGE = /^npm:((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?:\/(.+))?$/i;

const MOST_LAYERS = 50;

/** Reads a policy and all it extends, each file once. Data only: nothing of a package is run. Nothing when the policy itself cannot be read. */
export function loadLayers(file: string, text: string, world: LayerWorld): LoadedLayers {
  return new Loading(world).load(file, text);
}

class Loading {
  readonly #world: LayerWorld;
  readonly #layers: LoadedLayer[] = [];
  readonly #problems = new Map<PolicyLayer, PolicyProblem[]>();
  readonly #looked = new Set<string>();
  readonly #done = new Set<string>();
  /** The files on the way from the nearest one to the one being read. */
  readonly #path: string[] = [];
  #complete = true;

  constructor(world: LayerWorld) {
    this.#world = world;
  }

  load(file: string, text: string): LoadedLayers {
    this.#add(file, text);
    return { layers: this.#layers, problems: this.#problems, complete: this.#complete, looked: this.#looked };
  }

  #add(file: string, text: string): void {
    const layer = readLayer({ uri: this.#world.uriOf(file), text }, this.#world.rules);
    const problems: PolicyProblem[] = [];
    this.#problems.set(layer, problems);
    this.#looked.add(file);
    this.#path.push(realPath(file));
    for (const reference of layer.extends) this.#follow(reference, file, problems);
    this.#done.add(this.#path.pop()!);
    this.#layers.push({ file, layer });
  }

  #follow({ value, span }: Written<string>, from: string, problems: PolicyProblem[]): void {
    const say = (what: string): void => {
      this.#complete = false;
      problems.push({ rule: 'invalid-policy', span, message: `\`${shown(value)}\` ${what}` });
    };
    // of what is not to be read it is not told either whether it is there
    if (!value.startsWith('npm:') && !this.#mayName(resolve(dirname(from), value), value, dirname(from)))
      return say('lies outside of the folder this policy belongs to, so it is not read.');
    const file = this.#resolve(value, dirname(from));
    if (file === undefined) return say(value.startsWith('npm:') ? 'is in no `node_modules` above this file.' : 'is not there.');
    const real = realPath(file);
    if (this.#path.includes(real)) return say('is extended in a circle.');
    if (this.#done.has(real)) return;
    if (!this.#mayRead(real, value, dirname(from)))
      return say('lies outside of the folder this policy belongs to, so it is not read.');
    if (this.#done.size + this.#path.length >= MOST_LAYERS)
      return say(`is one more than the ${MOST_LAYERS} files a policy may be made of.`);
    const reading = this.#world.read(file);
    if (reading.status !== 'read') return say(`cannot be read: ${reading.problem}`);
    const before = this.#problems.size;
    this.#add(file, reading.text);
    const broken = [...this.#problems].slice(before).some(([layer, own]) => layer.problems.length + own.length > 0);
    if (broken)
      problems.push({
        rule: 'invalid-policy',
        span,
        message: `Something is wrong in \`${shown(value)}\`, or in what it extends.`,
      });
  }

  /** The file a reference names, if it is there. */
  #resolve(reference: string, folder: string): string | undefined {
    const look = (file: string): boolean => {
      this.#looked.add(file);
      return this.#world.exists(file);
    };
    return resolveReference(reference, folder, look, this.#world.root);
  }

  #mayName(file: string, reference: string, from: string): boolean {
    return isWithin(this.#world.root, file) || this.#mayRead(file, reference, from);
  }

  /** A path may lead to where the policy belongs; from a package, no further than the package. */
  #mayRead(real: string, reference: string, from: string): boolean {
    if (isWithin(realPath(this.#world.root), real)) return true;
    const inPackages = `${sep}node_modules${sep}`;
    return real.includes(inPackages) && (reference.startsWith('npm:') || realPath(from).includes(inPackages));
  }
}

/** The file that an entry of `extends` names, seen from a folder; packages are looked for upward, as far as `top`. */
export function resolveReference(
  reference: string,
  folder: string,
  exists: (file: string) => boolean,
  top?: string,
): string | undefined {
  if (!reference.startsWith('npm:')) {
    const file = resolve(folder, reference);
    return exists(file) ? file : undefined;
  }
  const [, name, path] = PACKAGE.exec(reference) ?? [];
  if (name === undefined || path?.split('/').includes('..')) return undefined;
  const files = path === undefined ? PACKAGED : [path];
  for (let at = folder; ; at = dirname(at)) {
    const found = files.map((file) => join(at, 'node_modules', name, file)).find(exists);
    if (found !== undefined) return found;
    if (at === dirname(at) || at === top) return undefined;
  }
}

/** Where a path leads once links are followed; the path itself for a text that is on no disk yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
