import type { Port } from '../model/nodes.ts';
import type { Span } from '../model/text.ts';
import type { Exception } from './exceptions.ts';
import type { Fix, Related, Rule, Severity } from './rule.ts';

/** A report, with the rule that made it and the severity the policy gives it. Spans are offsets of the document. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related: readonly Related[];
  readonly fixes: readonly Fix[];
  /** What it is about: `Deployment/records/api:web`, `services.db`, `stage build`; empty for the file as a whole. */
  readonly resource: string;
  /** The entry of ports it is about. */
  readonly port?: Port;
  /** Someone allowed it, and said why. It is kept, and counts for nothing. */
  readonly exception?: Exception;
  /** It was there when the baseline was made. It is kept, and counts for nothing. */
  readonly baseline?: true;
}

/** A rule that threw. The editor logs it; the command line exits 2: a crash must never look like a pass. */
export interface Failure {
  readonly rule: string;
  readonly span: Span;
  readonly error: unknown;
}

export interface Result {
  /** Sorted by position, then rule. */
  readonly findings: readonly Finding[];
  readonly failures: readonly Failure[];
}
