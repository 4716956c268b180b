import { wordsOf } from './words.ts';

/** Words that say a thing is not for production, each a whole word of a name. */
const TEST = new Set([
  'dev',
  'develop',
  'development',
  'test',
  'tests',
  'testing',
  'qa',
  'uat',
  'stage',
  'staging',
  'ci',
  'e2e',
  'local',
  'sandbox',
  'demo',
]);
const PRODUCTION = new Set(['prod', 'production', 'live', 'prd']);

export type Environment = 'production' | 'test' | 'unknown';

/**
 * What names say of the environment a thing belongs to. The first name that has a word for it decides, so give them
 * strongest first: labels, namespace, profile, file, folder, stage, object.
 */
export function environmentOf(names: Iterable<string | undefined>): Environment {
  for (const name of names) {
    if (name === undefined) continue;
    const words = wordsOf(name);
    if (words.some((word) => PRODUCTION.has(word))) return 'production';
    if (words.some((word) => TEST.has(word))) return 'test';
  }
  return 'unknown';
}

/** Folders whose own folders are one for each environment. */
const FOLDER_OF_ENVIRONMENTS = new Set(['overlays', 'environments', 'environment', 'envs', 'env', 'stages', 'clusters']);

/**
 * The names a file's place gives: its own, then its folder's. A folder counts when it is called like an environment and
 * nothing else, or lies where environments lie, since a path may begin far above the project: `/home/dev/my-test/`.
 */
export function* placeNames(uri: string): Iterable<string> {
  const components = decoded(uri)
    .split('/')
    .filter((component) => component !== '');
  yield components.at(-1) ?? '';
  const nearest = components.at(-2)?.toLowerCase() ?? '';
  if (TEST.has(nearest) || PRODUCTION.has(nearest)) yield nearest;
  for (let at = components.length - 2; at > 0; at--)
    if (FOLDER_OF_ENVIRONMENTS.has(components[at - 1]!.toLowerCase())) yield components[at]!;
}

function decoded(uri: string): string {
  const path = uri.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '');
  try {
    return decodeURIComponent(path).replaceAll('\\', '/');
  } catch {
    return path.replaceAll('\\', '/');
  }
}
