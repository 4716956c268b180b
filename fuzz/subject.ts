import type fc from 'fast-check';

/** Something that takes any input. An input is plain data, so that one that breaks it can be kept in a file. */
export interface Subject<Input = any /* each has its own */> {
  readonly name: string;
  /** How often it is its turn, against the others. */
  readonly weight: number;
  /** Inputs, some made of `corpus`, which are inputs that showed something new. */
  readonly inputs: (corpus: readonly Input[]) => fc.Arbitrary<Input>;
  /** Throws when something that always holds does not. Gives what it saw, in a few words, and how many texts it read. */
  readonly check: (input: Input) => Seen | Promise<Seen>;
  /** Smaller inputs that may do the same. */
  readonly smaller: (input: Input) => Iterable<Input>;
}

export interface Seen {
  readonly signs: readonly string[];
  readonly texts: number;
}
