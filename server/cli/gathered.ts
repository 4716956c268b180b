import type { Exception } from '../../rules/engine/exceptions.ts';
import type { Rule } from '../../rules/engine/rule.ts';
import type { PolicyInForce } from '../files/policyFile.ts';
import type { ReportedFile, ReportedFinding } from './report.ts';

/** A vendor that a file names, and where. */
export interface NamedParty {
  readonly vendor: string;
  readonly kind: string;
  readonly path: string;
  readonly line: number;
}

/** A file that a policy counts for, by which that policy is found again. */
export interface Near {
  /** As reports show it. */
  readonly path: string;
  readonly file: string;
  readonly top: string;
}

/** A thing of a policy: which policy, and which of its things, by their numbers. */
type Numbered = readonly [policy: number, index: number];

/** What some files came to, as data alone, to be handed from thread to thread. */
export interface Gathered {
  /** The first file that each policy counted for, in the order they were met. */
  readonly near: readonly Near[];
  /** Their definition is the number of one of `definitions`; their safeguards are those of the definition. */
  readonly findings: readonly (Omit<ReportedFinding, 'definition' | 'safeguards'> & { readonly definition: number })[];
  readonly definitions: readonly Numbered[];
  /** Exceptions of policies. */
  readonly used: readonly Numbered[];
  readonly files: readonly ReportedFile[];
  readonly parties: readonly NamedParty[];
  readonly rulesRun: readonly string[];
  readonly uris: readonly string[];
}

/** Findings with what is the same for all threads named by its number in the policies met, which each reads for itself. */
export function numbered(
  findings: readonly ReportedFinding[],
  used: ReadonlySet<Exception>,
  policies: readonly PolicyInForce[],
): Pick<Gathered, 'findings' | 'definitions' | 'used'> {
  const definitions = new Map<Rule, number>();
  const numberOf = (rule: Rule): number => {
    let number = definitions.get(rule);
    if (number === undefined) definitions.set(rule, (number = definitions.size));
    return number;
  };
  const without = findings.map(({ safeguards: _, ...finding }) => ({ ...finding, definition: numberOf(finding.definition) }));
  return {
    findings: without,
    definitions: [...definitions.keys()].map((rule) => find(rule, policies, rulesOf)!),
    // those of comments matter to their own file alone
    used: [...used].flatMap((exception) => {
      const found = exception.file === undefined ? undefined : find(exception, policies, exceptionsOf);
      return found ? [found] : [];
    }),
  };
}

/** The same findings and exceptions again, by the policies of another thread. */
export function resolved(
  { findings, definitions, used }: Gathered,
  policies: readonly PolicyInForce[],
): { readonly findings: readonly ReportedFinding[]; readonly used: readonly Exception[] } {
  const rules = definitions.map((definition) => at(definition, policies, rulesOf));
  return {
    findings: findings.map((finding) => {
      const definition = rules[finding.definition]!;
      return { ...finding, definition, safeguards: definition.safeguards };
    }),
    used: used.map((exception) => at(exception, policies, exceptionsOf)),
  };
}

const rulesOf = ({ policy }: PolicyInForce): readonly Rule[] => policy.rules;
const exceptionsOf = ({ policy }: PolicyInForce): readonly Exception[] => policy.settings.exceptions ?? [];

function find<T>(
  thing: T,
  policies: readonly PolicyInForce[],
  among: (one: PolicyInForce) => readonly T[],
): Numbered | undefined {
  for (const [number, policy] of policies.entries()) {
    const index = among(policy).indexOf(thing);
    if (index !== -1) return [number, index];
  }
  return undefined;
}

function at<T>([number, index]: Numbered, policies: readonly PolicyInForce[], among: (one: PolicyInForce) => readonly T[]): T {
  const thing = among(policies[number]!)[index];
  if (thing === undefined) throw new Error('A policy was changed while files were checked.');
  return thing;
}
