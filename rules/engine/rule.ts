import type { Node, NodeKind, NodeOf, Target } from '../model/nodes.ts';
import type { Edit, Span } from '../model/text.ts';
import type { Citation } from '../safeguards.ts';
import type { Options, ValuesOf } from './options.ts';
import type { Phi } from './policy/phi.ts';
import type { Project } from './project.ts';

export type Severity = 'error' | 'warning' | 'info';
export type Profile = 'recommended' | 'strict';

/** A change offered to the author. */
export interface Fix {
  /** What will happen, as an imperative: "Run as user 65532". */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** True only when what runs stays the same; such fixes alone are applied on save and by `--fix`. */
  readonly safe: boolean;
}

/** Another place that belongs to a finding. */
export interface Related {
  readonly span: Span;
  readonly message: string;
  /** Another file than the one at hand: an absolute URI. */
  readonly file?: string;
}

/** What a check says about one place. The engine adds the rule and the severity. */
export interface Report {
  readonly at: { readonly span: Span };
  /** What is wrong, with the author's own names in backquotes; never a secret or an identifier. */
  readonly message: string;
  /** Below the rule's own when the signal is weaker. Never above. */
  readonly severity?: Severity;
  readonly related?: readonly Related[];
  /** The best one first. */
  readonly fixes?: readonly Fix[];
}

/**
 * What a check is given besides the node. Ask for `nodes`, `project` and `today` where they decide and not before: what was found
 * without them in an instruction of a Dockerfile is kept while that stays the same, and only what was found with them is looked for again.
 */
export interface Context<Values> {
  /** The file at hand: a URI in the editor, a path on the command line. */
  readonly file: string;
  readonly options: Values;
  readonly report: (report: Report) => void;
  /** Whether a policy wrote an option itself, so that its built-in default is not in force. */
  readonly isSet: (option: keyof Values & string) => boolean;
  /** All nodes of the part the node is in: `containerOf` and its kin ask for them. */
  readonly nodes: readonly Node[];
  /** What the policy declares to hold PHI. */
  readonly phi: Phi;
  /** The workspace around the file; none for a single file, an untrusted or virtual workspace, or before it was looked through. */
  readonly project: Project | undefined;
  /** The ISO date of the check, for dates that pass. */
  readonly today: string;
  /** The edit that adds an entry to the list `trustedImages` of the policy in force; none without a policy that can be edited. */
  readonly trustImage: (pattern: string) => Edit | undefined;
}

/** The nodes a rule wants to see, and what it does with each. */
export type Checks<Values> = {
  readonly [K in NodeKind]?: (node: NodeOf<K>, context: Context<Values>) => void;
};

export interface Rule<O extends Options = any> {
  /** Names the problem, not the remedy, so that "allow root-user" reads true. Also the file's name. */
  readonly id: string;
  /** One phrase without a full stop: what is wrong. */
  readonly title: string;
  /** One paragraph: what it puts at risk. */
  readonly why: string;
  /** One or two sentences: what to do, in all targets. */
  readonly remedy: string;
  readonly severity: Severity;
  /** `recommended` is on by default; `strict` is opt-in. */
  readonly profile: Profile;
  readonly targets: readonly Target[];
  /** The HIPAA safeguards the finding relates to, the closest first. */
  readonly safeguards: readonly Citation[];
  readonly options?: O;
  readonly check: Checks<ValuesOf<O>>;
}

/** Declares a rule. It adds nothing at run time; it is here for the types. */
export const rule = <const O extends Options = Record<never, never>>(definition: Rule<O>): Rule<O> => definition;
