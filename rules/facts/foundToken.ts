import type { Span } from '../model/text.ts';

/** A credential found in a text by what it looks like. */
export interface FoundToken extends Span {
  /** As a message names it, with its article: `a GitHub personal access token`. */
  readonly name: string;
  /** What else may be said of it: `ghp_ and 36 more characters`. Nothing of the value but its fixed prefix. */
  readonly shape?: string;
  /** `provider`: the shape alone tells. `generic`: random enough, under a name that says so. */
  readonly by: 'key' | 'provider' | 'web-token' | 'generic';
  /** It may be none: its check digits do not fit, or a passphrase is needed to use it. */
  readonly doubt?: 'check digits' | 'encrypted';
  /** Its provider prints it in its documentation. */
  readonly example?: true;
}
