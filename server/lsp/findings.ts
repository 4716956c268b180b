import { DiagnosticSeverity, type Diagnostic, type Range } from 'vscode-languageserver';
import { describeRequirement, safeguards, type Citation } from '../../rules/safeguards.ts';
import type { Policies } from './policies.ts';
import type { Summary } from './workspaceLint.ts';

/** What is found at the time of asking, as plain data for views. */
export interface Findings {
  /** Those that the editor's list of problems has, by file and place. */
  readonly findings: readonly ListedFinding[];
  /** The rules they are of, by id. */
  readonly rules: Readonly<Record<string, ListedRule>>;
  /** The safeguards that those rules relate to, in the order of the regulation. */
  readonly safeguards: readonly ListedSafeguard[];
  /** The last look at the whole workspace, if there was one. Without it these are the findings of open files. */
  readonly workspace?: Summary;
}

export interface ListedFinding {
  readonly uri: string;
  readonly range: Range;
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

export interface ListedRule {
  readonly title: string;
  /** In words: `Data in transit`. */
  readonly category: string;
  /** Citations, the closest first. */
  readonly safeguards: readonly string[];
  /** Whether it has a page that explains it; a team's own rule has none. */
  readonly page: boolean;
}

export interface ListedSafeguard {
  readonly citation: string;
  readonly title: string;
  /** Required or addressable, in words. */
  readonly requirement: string;
  /** The paragraph in the eCFR. */
  readonly url: string;
}

const NAMES = new Map<DiagnosticSeverity | undefined, ListedFinding['severity']>([
  [DiagnosticSeverity.Error, 'error'],
  [DiagnosticSeverity.Warning, 'warning'],
  [DiagnosticSeverity.Information, 'info'],
]);

/** Makes a list of what was found in files, each with the diagnostics the editor has of it. */
export function listFindings(
  files: readonly { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }[],
  policies: Pick<Policies, 'for'>,
  categories: Readonly<Record<string, string>>,
  workspace: Summary | undefined,
): Findings {
  const findings: ListedFinding[] = [];
  const rules: Record<string, ListedRule> = {};
  for (const { uri, diagnostics } of files)
    for (const { range, severity, code, message } of diagnostics) {
      const [id, name] = [String(code), NAMES.get(severity)];
      if (name === undefined) continue; // a hint is on nobody's list
      findings.push({ uri, range, rule: id, severity: name, message: typeof message === 'string' ? message : message.value });
      rules[id] ??= describe(id, policies.for(uri).policy.rule(id)?.rule, categories);
    }
  const cited = new Set(Object.values(rules).flatMap(({ safeguards }) => safeguards));
  return {
    findings: findings.sort((a, b) => compare(a.uri, b.uri) || byPlace(a.range, b.range)),
    rules,
    safeguards: (Object.keys(safeguards) as Citation[])
      .filter((citation) => cited.has(citation))
      .map((citation) => {
        const { title, url } = safeguards[citation];
        return { citation, title, requirement: describeRequirement(citation), url };
      }),
    ...(workspace && { workspace }),
  };
}

/** The name of a category in words: `phi-exposure` is `PHI exposure`. A team's own rules have none. */
export const categoryInWords = (category: string | undefined): string =>
  category === undefined
    ? 'Rules of your own'
    : `${category.charAt(0).toUpperCase()}${category.slice(1)}`.replaceAll('-', ' ').replace('Phi', 'PHI');

const describe = (
  id: string,
  rule: { readonly title: string; readonly safeguards: readonly Citation[] } | undefined,
  categories: Readonly<Record<string, string>>,
): ListedRule => ({
  title: rule?.title ?? id,
  category: categoryInWords(Object.hasOwn(categories, id) ? categories[id] : undefined),
  safeguards: rule?.safeguards ?? [],
  page: Object.hasOwn(categories, id),
});

const byPlace = (a: Range, b: Range): number => a.start.line - b.start.line || a.start.character - b.start.character;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
