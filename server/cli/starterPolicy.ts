export type Language = 'Node.js' | 'Python' | 'Java' | '.NET' | 'Go' | 'PHP' | 'Ruby' | 'Rust';

/** What was found in a workspace. */
export interface Workspace {
  /** Sources of images that the built-in list does not hold, each with how many references there are; the most used first. */
  readonly sources: readonly (readonly [pattern: string, references: number])[];
  readonly languages: readonly Language[];
  /** An ISO date. */
  readonly today: string;
}

/** Where tests and their fixtures usually lie. */
const TESTS: Readonly<Record<Language, readonly string[]>> = {
  'Node.js': ['**/test/**', '**/__tests__/**'],
  Python: ['**/tests/**'],
  Java: ['**/src/test/**'],
  '.NET': ['**/*.Tests/**'],
  Go: ['**/testdata/**'],
  PHP: ['**/tests/**'],
  Ruby: ['**/spec/**'],
  Rust: ['**/tests/**'],
};

const MOST_SOURCES = 20;

/** A policy in which everything but the profile is a comment, with what was found as examples. */
export function starterPolicy({ sources, languages, today }: Workspace): string {
  const shown = sources.slice(0, MOST_SOURCES);
  const inUse = shown.map(
    ([pattern, count]) => `#   - "${pattern}" # ${count === 1 ? 'one reference' : `${count} references`} here`,
  );
  const more = sources.length > shown.length ? [`#   and ${sources.length - shown.length} others are in use here.`] : [];
  const tests = [...new Set(languages.flatMap((language) => TESTS[language]))];
  const globs = (tests.length > 0 ? tests : ['**/test/**']).map((glob) => `"${glob}"`).join(', ');
  return `# What Breakwater checks here: for the editor, the command line and CI alike.

# recommended: findings that are worth a look nearly everywhere. strict: good practice as well.
profile: recommended

# Where images may come from. \`default\` stands for the built-in list. Uncomment what your organisation has reviewed.
# trustedImages:
#   - default
${(inUse.length > 0 ? inUse : ['#   - "registry.example/*"']).join('\n')}
${more.map((line) => `${line}\n`).join('')}
# What holds PHI, so that rules are stricter there.
# phi:
#   paths: ["data/phi/**"]
#   namespaces: [records]

# How severe a rule is: error, warning, info or off. \`breakwater rules\` lists them.
# rules:
#   floating-tag: error

# Other settings for some files${languages.length > 0 ? `; tests of ${languages.join(', ')} usually lie here` : ''}.
# overrides:
#   - files: [${globs}]
#     rules:
#       floating-tag: off

# Findings that are accepted, each with a reason, who answers for it and the last day it holds.
# exceptions:
#   - rule: root-user
#     files: "vendor/**"
#     reason: Image of a vendor, RISK-12
#     owner: platform
#     until: ${inHalfAYear(today)}

# Rules of your own.
# custom:
#   - id: export-in-image
#     files: ["*.export.csv"]
#     action: block
#     message: Exports stay out of images.
`;
}

function inHalfAYear(today: string): string {
  const [year = 2027, month = 1] = today.split('-').map(Number);
  const later = month + 6;
  return `${later > 12 ? year + 1 : year}-${String(later > 12 ? later - 12 : later).padStart(2, '0')}-01`;
}
