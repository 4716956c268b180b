/** Things by name, the ones not asked for longest dropped once there are more than `most`, by a size of each. The last one stays. */
export class Recent<T> {
  readonly #most: number;
  readonly #sizeOf: (thing: T, name: string) => number;
  readonly #things = new Map<string, T>();
  #size = 0;

  constructor(most: number, sizeOf: (thing: T, name: string) => number) {
    [this.#most, this.#sizeOf] = [most, sizeOf];
  }

  at(name: string): T | undefined {
    const thing = this.#things.get(name);
    if (thing === undefined) return undefined;
    this.#things.delete(name);
    this.#things.set(name, thing);
    return thing;
  }

  keep(name: string, thing: T): void {
    this.forget(name);
    this.#things.set(name, thing);
    this.#size += this.#sizeOf(thing, name);
    for (const [oldest] of this.#things) {
      if (this.#size <= this.#most || this.#things.size === 1) break;
      this.forget(oldest);
    }
  }

  entries(): Iterable<[name: string, thing: T]> {
    return this.#things;
  }

  /** Whether it was there. */
  forget(name: string): boolean {
    const thing = this.#things.get(name);
    if (thing === undefined) return false;
    this.#things.delete(name);
    this.#size -= this.#sizeOf(thing, name);
    return true;
  }
}
