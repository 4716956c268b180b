/** A table for names that files hold. It has nothing under `constructor` and its like, which plain objects inherit. */
export function table<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
