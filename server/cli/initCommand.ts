import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { POLICY_FILE } from '../../rules/engine/policyText.ts';
import { isTrustedByDefault } from '../../rules/facts/images.ts';
import type { Document } from '../../rules/model/document.ts';
import { writeOrSay } from './outputs.ts';
import { printable } from './printable.ts';
import { starterPolicy, type Language, type Workspace } from './starterPolicy.ts';
import { localDate } from '../files/today.ts';
import { walk } from './walk.ts';
import { UsageError, type World } from './world.ts';

/** Files that tell a language, wherever in the first folders they lie. */
const TELLING: readonly (readonly [pattern: RegExp, language: Language])[] = [
  [/^package\.json$/, 'Node.js'],
  [/^(?:requirements.*\.txt|pyproject\.toml|setup\.py|Pipfile)$/, 'Python'],
  [/^(?:pom\.xml|build\.gradle(?:\.kts)?)$/, 'Java'],
  [/\.(?:csproj|sln)$/, '.NET'],
  [/^go\.mod$/, 'Go'],
  [/^composer\.json$/, 'PHP'],
  [/^Gemfile$/, 'Ruby'],
  [/^Cargo\.toml$/, 'Rust'],
];

/** Writes a commented starter policy into the current folder, from what it finds there. It never overwrites one. */
export async function init(world: World): Promise<number> {
  const file = join(world.cwd, POLICY_FILE);
  if (existsSync(file)) throw new UsageError(`There is ${POLICY_FILE} already; it is left as it is.`);
  const today = localDate();
  const { documents } = await walk(['.'], world, today);
  const sources = new Sources();
  for (const { document } of documents) sources.add(document);
  const text = starterPolicy({ sources: sources.all, languages: languagesIn(world.cwd), today });
  writeOrSay(file, POLICY_FILE, text);
  world.stdout.write(`${printable(POLICY_FILE)} is written. It changes nothing until you uncomment what you want.\n`);
  return 0;
}

/** Where images come from that the built-in list does not hold. */
export class Sources {
  readonly #counts = new Map<string, number>();

  /** Counts the references in a document. */
  add({ parts }: Document): void {
    for (const { part } of parts)
      for (const node of part.nodes) {
        if (node.kind !== 'ImageReference' || node.output || !node.name?.repository || isTrustedByDefault(node.name)) continue;
        const { repository } = node.name;
        const source = `${repository.slice(0, repository.lastIndexOf('/'))}/*`;
        this.#counts.set(source, (this.#counts.get(source) ?? 0) + 1);
      }
  }

  /** The most used first. */
  get all(): Workspace['sources'] {
    return [...this.#counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  }
}

/** The languages that files in a folder, or in the folders in it, tell of. */
export function languagesIn(folder: string): Language[] {
  const names = new Set(namesIn(folder));
  for (const entry of [...names].slice(0, 200))
    if (!entry.startsWith('.') && entry !== 'node_modules') for (const name of namesIn(join(folder, entry))) names.add(name);
  return TELLING.filter(([pattern]) => [...names].some((name) => pattern.test(name))).map(([, language]) => language);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a file, or a folder that may not be read
  }
}
