/** One option of a rule: its type, its default, its words in the docs and its JSON Schema, said once. */
export interface Option<T> {
  /** A sentence for the documentation and the schema. */
  readonly about: string;
  readonly initial: T;
  /** What the strict profile sets instead, where it differs. */
  readonly strict?: T;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly accepts: (value: unknown) => boolean;
}

export type Options = Readonly<Record<string, Option<any>>>;
export type ValuesOf<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never };

/** A list of texts. */
export const strings = (about: string, initial: readonly string[] = [], strict = initial): Option<readonly string[]> => ({
  about,
  initial,
  strict,
  schema: { type: 'array', items: { type: 'string' } },
  accepts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
});

/** A list of whole numbers. */
export const numbers = (about: string, initial: readonly number[] = []): Option<readonly number[]> => ({
  about,
  initial,
  schema: { type: 'array', items: { type: 'integer' } },
  accepts: (value) => Array.isArray(value) && value.every((item) => Number.isInteger(item)),
});

/** One text; the empty one means "not set". */
export const string = (about: string, initial = ''): Option<string> => ({
  about,
  initial,
  schema: { type: 'string' },
  accepts: (value) => typeof value === 'string',
});

/** A whole number. */
export const number = (about: string, initial: number): Option<number> => ({
  about,
  initial,
  schema: { type: 'integer' },
  accepts: (value) => Number.isInteger(value),
});

/** A switch; `strict` is its state in the strict profile. */
export const boolean = (about: string, initial: boolean, strict = initial): Option<boolean> => ({
  about,
  initial,
  strict,
  schema: { type: 'boolean' },
  accepts: (value) => typeof value === 'boolean',
});

/** One of a few words; `strict` as for a switch. */
export const oneOf = <const T extends string>(
  about: string,
  choices: readonly T[],
  initial: NoInfer<T>,
  strict: NoInfer<T> = initial,
): Option<T> => ({
  about,
  initial,
  strict,
  schema: { enum: choices },
  accepts: (value) => choices.includes(value as T),
});

/** The values of a rule's options in a profile, before any policy. */
export function defaults<O extends Options>(options: O, profile: 'recommended' | 'strict' = 'recommended'): ValuesOf<O> {
  const initial = ({ initial, strict }: Option<unknown>): unknown =>
    profile === 'strict' && strict !== undefined ? strict : initial;
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, initial(option)])) as ValuesOf<O>;
}
