import { UNKNOWN } from '../imageName.ts';
import type { Values } from './expand.ts';

/** Set by BuildKit itself, for `FROM` and for stages that declare them: their values depend on the build. */
const PLATFORM = ['PLATFORM', 'OS', 'ARCH', 'VARIANT'].flatMap((name) => [`TARGET${name}`, `BUILD${name}`]);

/** How many stages back a variable is looked for. Longer chains of `FROM stage` are not written by hand. */
const FARTHEST = 50;

/** Variables of one stage as far as it has been read, over those of the stage it is built from. `ENV` wins over `ARG`. */
export class Scope implements Values {
  readonly #env = new Map<string, string>();
  /** Nothing stands for an `ARG` without a value. */
  readonly #args = new Map<string, string | undefined>();
  readonly #parent: Scope | undefined;

  constructor(parent?: Scope) {
    this.#parent = parent && parent.#env.size + parent.#args.size === 0 ? parent.#parent : parent;
  }

  valueOf(name: string): string | undefined {
    const owner = this.#find((scope) => scope.#env.has(name));
    if (owner) return owner.#env.get(name);
    const declaring = this.#find((scope) => scope.#args.has(name));
    return declaring === undefined ? undefined : declaring.#args.get(name);
  }

  declares(name: string): boolean {
    return this.#find((scope) => scope.#args.has(name)) !== undefined;
  }

  setEnv(name: string, value: string): void {
    this.#env.set(name, value);
  }

  setArg(name: string, value: string | undefined): void {
    this.#args.set(name, value);
  }

  #find(has: (scope: Scope) => boolean): Scope | undefined {
    let scope: Scope | undefined = this;
    for (let hops = 0; scope && hops < FARTHEST; hops++) {
      if (has(scope)) return scope;
      scope = scope.#parent;
    }
    return undefined;
  }
}

/** The `ARG`s before the first `FROM`, and what BuildKit adds to them. Only `FROM` sees them. */
export function globalScope(): Scope {
  const scope = new Scope();
  for (const name of [...PLATFORM, 'TARGETSTAGE']) scope.setArg(name, UNKNOWN);
  return scope;
}
