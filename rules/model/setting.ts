import type { Edit, Span } from './text.ts';

/**
 * One value an author can decide, however the file spells it: `USER 10001`, `user: "10001"`, `runAsUser: 10001`.
 * It always has a span, so a rule can point at what is missing.
 */
export interface Setting<T> {
  /** `unknown` is a value that cannot be worked out, such as `${UID}`. It is never a finding. */
  readonly state: 'set' | 'unset' | 'unknown';
  /** Present only when the state is `set`: the effective value, after defaults, anchors, inheritance. */
  readonly value?: T;
  /** Where it is written; when it is not, the nearest thing which is. */
  readonly span: Span;
  /** The edit that would decide it. Absent where the format offers no way, or the value comes through an alias or a template. */
  readonly set?: ((value: T) => Edit) | undefined;
  /** The edit that would take it out of the file again, with its line when nothing else is on it. */
  readonly remove?: (() => Edit) | undefined;
}

/** What could not be read, and where. The editor is not told (its own YAML and Docker support says so); the command line lists the file as partial. */
export interface Problem {
  readonly span: Span;
  readonly message: string;
}
