/** An input for which something that always holds does not. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** Throws when something that always holds does not. */
export function always(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Broken(what);
}
