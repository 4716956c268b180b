import { containerOf, manifestOf } from './containers.ts';
import type { Node } from './nodes.ts';
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

/** Words that tell environments apart, each a whole word of a name, in lower case. */
export interface EnvironmentWords {
  readonly production: ReadonlySet<string>;
  readonly test: ReadonlySet<string>;
}

/** The words in use where nobody says others. */
export const environmentWords: EnvironmentWords = { production: PRODUCTION, test: TEST };

/**
 * What names say of the environment a thing belongs to. The first name that has a word for it decides, so give them
 * strongest first: labels, namespace, profile, file, folder, stage, object.
 */
export function environmentOf(
  names: Iterable<string | undefined>,
  { production, test }: EnvironmentWords = environmentWords,
): Environment {
  for (const name of names) {
    if (name === undefined) continue;
    const words = wordsOf(name);
    if (words.some((word) => production.has(word))) return 'production';
    if (words.some((word) => test.has(word))) return 'test';
  }
  return 'unknown';
}

/** A project’s folder for development: one of an environment, or that of https://containers.dev. */
const DEVELOPMENT = /^dev(?:elopment)?[-_.]|^\.devcontainer$/;

/** Folders whose own folders are one for each environment. */
const FOLDER_OF_ENVIRONMENTS = new Set(['overlays', 'environments', 'environment', 'envs', 'env', 'stages', 'clusters']);

/**
 * The names a file's place gives: its own, then its folder's. A folder counts when it is called like an environment and
 * nothing else (or `dev-` something, which no project is), or lies where environments lie, since a path may begin far above
 * the project: `/home/dev/my-test/`.
 */
export function* placeNames(uri: string): Iterable<string> {
  const components = decoded(uri)
    .split('/')
    .filter((component) => component !== '');
  yield components.at(-1) ?? '';
  const nearest = components.at(-2)?.toLowerCase() ?? '';
  if (TEST.has(nearest) || PRODUCTION.has(nearest) || DEVELOPMENT.test(nearest))
    yield nearest === '.devcontainer' ? 'dev' : nearest;
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

/**
 * The environment of what a node belongs to, given all nodes of its part: by the labels of its object or service, its
 * namespace, its compose profiles, the file, the stage, the object's and the container's name, the image's tag.
 */
export function environmentAround(
  node: Node,
  nodes: readonly Node[],
  file: string,
  words: EnvironmentWords = environmentWords,
): Environment {
  return environmentOf(namesAround(node, nodes, file), words);
}

const LABELS = ['env', 'environment', 'tier', 'stage', 'app.kubernetes.io/environment'];

function* namesAround(node: Node, nodes: readonly Node[], file: string): Iterable<string | undefined> {
  const container = containerOf(node, nodes);
  const manifest = manifestOf(node, nodes);
  const service = manifest ? undefined : container?.field;
  for (const field of [manifest?.field.at('metadata'), container?.pod?.parent?.at('metadata')])
    if (field) for (const kind of ['labels', 'annotations']) for (const label of LABELS) yield field.at(kind, label).text;
  if (service) {
    const labels = service.at('labels');
    for (const label of LABELS) yield labels.at(label).text;
    for (const { text } of labels.items()) if (text && LABELS.includes(text.slice(0, text.indexOf('=')))) yield text;
  }
  yield manifest?.namespace;
  if (service) for (const { text } of service.at('profiles').items()) yield text;
  yield* placeNames(file);
  if ('stage' in node && node.stage && 'owner' in node) yield node.owner;
  yield manifest?.name;
  yield container?.name;
  yield container?.image?.name?.tag.value;
}

/** What a message says more where a finding weighs less for it. */
export const FOR_TESTS = '; by its place it is for development or tests';

/** Whether a service starts only when a compose profile asks for it. */
export function isOptional(node: Node, nodes: readonly Node[]): boolean {
  const container = containerOf(node, nodes);
  return container?.role === 'service' && (container.field?.at('profiles').items().length ?? 0) > 0;
}

/** Whether what a node belongs to is for development or tests by what it is called, or starts only when asked for. */
export function isAside(node: Node, nodes: readonly Node[], file: string): boolean {
  return isOptional(node, nodes) || environmentAround(node, nodes, file) === 'test';
}
