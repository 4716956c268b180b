import type fc from 'fast-check';

/** Something that takes any input. A case is plain data, so that one that breaks it can be kept in a file. */
export interface Subject<Case = any /* each has its own */> {
  readonly name: string;
  /** How often it is its turn, against the others. */
  readonly weight: number;
  /** Cases made at once; 100 unless told. */
  readonly batch?: number;
  /** Cases, some made of `corpus`, which are cases that showed something new. */
  readonly cases: (corpus: readonly Case[]) => fc.Arbitrary<Case>;
  /** Throws when something that always holds does not. */
  readonly check: (one: Case) => Seen | Promise<Seen>;
  /** Smaller cases that may do the same. */
  readonly smaller: (one: Case) => Iterable<Case>;
}

export interface Seen {
  /** What was seen, in a few words. */
  readonly signs: readonly string[];
  /** How many texts were read, messages sent or command lines run: each is one input. */
  readonly inputs: number;
}
