import { judgePhiPath } from '../facts/phiPath.ts';
import { judgeSecretPath } from '../facts/secretPath.ts';
import { beside } from '../model/files.ts';
import { judgePhiCopy } from './phiCopies.ts';
import type { BuildContext, Project } from './project.ts';
import { asPattern } from './project/ignoreEdit.ts';
import type { Context } from './rule.ts';

/** Files that a build sends and that do not belong into an image. */
export interface Exposure {
  /** As a message shows them: of data only the folder and the ending, since their names may be of patients. */
  readonly shown: readonly string[];
  /** Lines of an ignore file that leave them out. */
  readonly patterns: readonly string[];
}

/** Names of programs, pages and pictures: neither data nor keys. */
const PROGRAM =
  /\.(?:[cm]?[jt]sx?|py|pyi|java|kt|go|rb|php|cs|rs|c|h|cc|cpp|hpp|swift|scala|html?|s?css|less|vue|svelte|md|rst|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|eot|map|lock|snap|po|pot)$/i;

/** How many files of a build are looked into, after their names were judged. */
const MOST = 200;

/** What of a build context may hold patient data or credentials, and the history of the repository. */
export function exposureOf(
  context: BuildContext,
  allow: (path: string) => boolean,
  around: Pick<Context<unknown>, 'file' | 'phi' | 'project'>,
): Exposure {
  const { project } = around;
  const shown = new Set<string>();
  const patterns = new Set<string>();
  const add = (text: string, pattern = asPattern(text)): void => {
    shown.add(text);
    patterns.add(pattern);
  };
  if (project?.files.has(`${context.folder}.git`) && !context.ignores('.git') && !allow('.git')) add('.git');
  let looked = 0;
  for (const path of context.sent().paths) {
    const sort = sortOf(path, around.phi);
    if (sort === undefined || allow(path) || ++looked > MOST) continue;
    if (sort === 'secret') {
      if (isSecret(path, context, project)) add(path);
    } else if (sort === 'declared' || holdsPhi(path, around)) add(withoutName(path), withoutName(path, asPattern));
  }
  return { shown: [...shown], patterns: [...patterns] };
}

const judged = new Map<string, 'secret' | 'phi' | undefined>();

/** By name alone, which is worked out once for each: a context may have tens of thousands. */
function sortOf(path: string, phi: Context<unknown>['phi']): 'secret' | 'phi' | 'declared' | undefined {
  if (phi.hasPath(path)) return 'declared';
  if (PROGRAM.test(path)) return undefined;
  if (judged.has(path)) return judged.get(path);
  if (judged.size > 100_000) judged.clear();
  const signal = judgePhiPath(path);
  const isPhi = signal && !signal.synthetic && (signal.strength === 'strong' || signal.strength === 'medium');
  const sort = isPhi ? 'phi' : judgeSecretPath(path) ? 'secret' : undefined;
  judged.set(path, sort);
  return sort;
}

/** A name that is only usual for a credential counts when the text has one. */
function isSecret(path: string, { folder }: BuildContext, project: Project | undefined): boolean {
  const content = judgeSecretPath(path)?.content;
  const name = beside(folder, path);
  const text = content && name !== undefined ? project?.files.text(name) : undefined;
  return text === undefined || content!.test(text);
}

const holdsPhi = (path: string, around: Parameters<typeof exposureOf>[2]): boolean =>
  judgePhiCopy({ source: path, by: 'COPY' }, { words: [], allow: [], weak: false }, around)?.severity === 'error';

/** `exports/2026/*.hl7` for a file in it. */
function withoutName(path: string, spell: (text: string) => string = (text) => text): string {
  const slash = path.lastIndexOf('/') + 1;
  const ending = /\.[^./]+(?:\.(?:gz|zip|xz))?$/.exec(path.slice(slash));
  return `${spell(path.slice(0, slash))}*${ending ? spell(ending[0]) : ''}`;
}
