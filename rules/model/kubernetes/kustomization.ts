import { type Asking, KUSTOMIZATIONS } from '../asking.ts';
import { beside, folderOf } from '../files.ts';
import { UNKNOWN } from '../imageName.ts';
import { type Field, parseForeign, splitYaml } from '../yaml.ts';

/** What the kustomizations around a file make of the objects in it. */
export interface Kustomized {
  /** The file is listed as a patch. */
  readonly isPatch: boolean;
  /** Whether a patch, or a transformer of somebody else's, is for an object, so that what it lacks may be there. */
  isPatched(type: string, name: string): boolean;
  /** The image that runs in the place of a reference; with `UNKNOWN` where kustomizations differ. */
  image(reference: string): string;
  /** The namespace an object gets; nothing when none is given, or several are. */
  namespace(written: string | undefined): { readonly name: string | undefined; readonly known: boolean };
}

/** A kustomization, with everything it names resolved. */
interface Kustomization {
  /** Its folder, which ends in `/`. */
  readonly folder: string;
  readonly resources: ReadonlySet<string>;
  readonly components: readonly string[];
  readonly patchFiles: ReadonlySet<string>;
  readonly patches: readonly Patch[];
  readonly images: readonly Field[];
  readonly namespace: string | undefined;
  /** It has transformers that may change anything. */
  readonly opaque: boolean;
}

/** Whom a patch is for, by patterns; who is not told by name may be anybody. */
interface Patch {
  readonly type: string | undefined;
  readonly name: string | undefined;
}

const HERE = { start: 0, end: 0 };
/** How far up from a file its kustomization is looked for, and how many of them are looked at. */
const LEVELS = 4;
const MOST = 100;
const DEEPEST = 6;

/** The kustomizations that use a file: those that list it, and the overlays over those. Nothing when none does. */
export function kustomizedBy(uri: string, asking: Asking): Kustomized | undefined {
  return asking.once(`kustomized ${uri}`, (asking) => readAround(uri, asking));
}

function readAround(uri: string, asking: Asking): Kustomized | undefined {
  const listing: Kustomization[] = [];
  let isPatch = false;
  let folder = folderOf(uri);
  for (let level = 0; level < LEVELS && folder !== undefined; level++) {
    const found = kustomizationIn(folder, asking);
    if (found?.patchFiles.has(uri)) isPatch = true;
    if (found?.resources.has(uri)) listing.push(found);
    const above = beside(folder, '../x');
    if (above === undefined || folderOf(above) === folder) break;
    folder = folderOf(above);
  }
  if (listing.length === 0) return isPatch ? { ...NOTHING, isPatch } : undefined;
  const chains = listing.flatMap((first) => chainsFrom(first, asking));
  return {
    isPatch,
    isPatched: (type, name) => chains.some((chain) => chain.some((step) => step.opaque || step.patches.some(isFor(type, name)))),
    image: (reference) => agreed(chains.map((chain) => chain.reduce(imageAfter, reference))),
    namespace: (written) => {
      const names = new Set(chains.map((chain) => chain.reduce((name, step) => step.namespace ?? name, written)));
      const [name] = names;
      return names.size === 1 && !name?.includes(UNKNOWN) ? { name, known: true } : { name: undefined, known: false };
    },
  };
}

const NOTHING: Kustomized = {
  isPatch: false,
  isPatched: () => false,
  image: (reference) => reference,
  namespace: (name) => ({ name, known: true }),
};

/** Every way from a kustomization to one that no other uses, components included. */
function chainsFrom(first: Kustomization, asking: Asking): Kustomization[][] {
  const near = neighbours(first, asking);
  const chains: Kustomization[][] = [];
  const follow = (chain: readonly Kustomization[]): void => {
    const last = chain.at(-1)!;
    const users = chain.length < DEEPEST ? near.filter((other) => uses(other, last) && !chain.includes(other)) : [];
    for (const user of users) if (chains.length < MOST) follow([...chain, user]);
    if (users.length === 0) chains.push(chain.flatMap((step) => [step, ...componentsOf(step, asking, 0)]));
  };
  follow([first]);
  return chains;
}

const uses = (other: Kustomization, base: Kustomization): boolean => other.resources.has(base.folder);

/** The root of a file system, or of an editor's. */
const OUTERMOST = /^(?:\/|[a-z]:\/|[a-z][a-z\d+.-]*:\/\/[^/]*\/)$/i;

/** The kustomizations beside a folder; when none of them uses it, those beside the folder around it. */
function neighbours(base: Kustomization, asking: Asking): Kustomization[] {
  for (const up of ['../x', '../../x', '../../../x']) {
    const around = beside(base.folder, up);
    const root = around === undefined ? '/' : folderOf(around);
    if (OUTERMOST.test(root)) return [];
    const found = asking
      .kustomizations(root)
      .slice(0, MOST)
      .flatMap((path) => kustomizationIn(folderOf(root + path), asking) ?? []);
    if (found.some((other) => uses(other, base))) return found;
  }
  return [];
}

function componentsOf({ components }: Kustomization, asking: Asking, depth: number): Kustomization[] {
  if (depth > 3) return [];
  return components.flatMap((folder) => {
    const found = kustomizationIn(folder, asking);
    return found ? [found, ...componentsOf(found, asking, depth + 1)] : [];
  });
}

function kustomizationIn(folder: string, asking: Asking): Kustomization | undefined {
  for (const name of KUSTOMIZATIONS) {
    const text = asking.text(folder + name);
    if (text !== undefined) return asking.once(`kustomization ${folder}`, (asking) => readKustomization(folder, text, asking));
  }
  return undefined;
}

function readKustomization(folder: string, text: string, asking: Asking): Kustomization {
  const root = parseForeign(text).root(HERE, undefined);
  const resolve = (path: string): string[] => {
    if (path === '' || path.includes('\n')) return [];
    const name = beside(folder, path);
    return name === undefined ? [] : [name, name === '' || name.endsWith('/') ? name : `${name}/`];
  };
  const paths = (...keys: readonly string[]): string[] =>
    keys.flatMap((key) =>
      root
        .at(key)
        .items()
        .flatMap(({ text }) => text ?? []),
    );
  const patches = [...root.at('patches').items(), ...root.at('patchesJson6902').items()];
  const merges = paths('patchesStrategicMerge');
  const files = [...merges, ...patches.flatMap((patch) => patch.at('path').text ?? [])].flatMap((path) => resolve(path)[0] ?? []);
  const textAt = (path: string): string | undefined => {
    const [name] = resolve(path);
    return name === undefined ? undefined : asking.text(name);
  };
  return {
    folder,
    resources: new Set(paths('resources', 'bases').flatMap(resolve)),
    components: paths('components').flatMap((path) => resolve(path).slice(1)),
    patchFiles: new Set(files),
    patches: [
      ...patches.flatMap((patch) => {
        const { text } = patch.at('path');
        return targetsOf(patch.at('target'), text === undefined ? patch.at('patch').text : textAt(text));
      }),
      ...merges.flatMap((path) => objectsIn(path.includes('\n') ? path : textAt(path))),
      ...root
        .at('replicas')
        .items()
        .map((entry) => ({ type: undefined, name: entry.at('name').text })),
    ],
    images: root.at('images').items(),
    namespace: root.at('namespace').text,
    opaque: root.at('transformers').items().length > 0 || root.at('replacements').items().length > 0,
  };
}

/** Whom a patch is for: its target, else the objects it holds. */
function targetsOf(target: Field, patch: string | undefined): Patch[] {
  if (!target.isMap) return objectsIn(patch);
  return [{ type: target.at('kind').text, name: target.at('name').text }];
}

function objectsIn(text: string | undefined): Patch[] {
  if (text === undefined) return [{ type: undefined, name: undefined }];
  return splitYaml(text)
    .slice(0, MOST)
    .map((piece) => {
      const root = parseForeign(piece.text).root(HERE, undefined);
      return { type: root.at('kind').text, name: root.at('metadata', 'name').text };
    });
}

/** Kinds and names of a target are anchored regular expressions; those worth to be followed are plain, or hold `.*`. */
function isFor(type: string, name: string): (patch: Patch) => boolean {
  const fits = (pattern: string | undefined, text: string): boolean =>
    pattern === undefined || pattern === text || /[^\w.-]/.test(pattern);
  return (patch) => fits(patch.type, type) && fits(patch.name, name);
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/ */
function imageAfter(reference: string, { images }: Kustomization): string {
  const name = nameOf(reference);
  const rest = reference.slice(name.length);
  for (const image of images) {
    if (image.at('name').text !== name) continue;
    const [newName, newTag, digest] = ['newName', 'newTag', 'digest'].map((key) => image.at(key).text);
    const version = digest !== undefined ? `@${digest}` : newTag !== undefined ? `:${newTag}` : rest;
    return (newName ?? name) + version;
  }
  return reference;
}

/** A reference without its tag and digest. */
function nameOf(reference: string): string {
  const [named = ''] = reference.split('@');
  const colon = named.lastIndexOf(':');
  return colon > named.lastIndexOf('/') ? named.slice(0, colon) : named;
}

/** What all say; of images that differ only in their version, the name. */
function agreed(references: readonly string[]): string {
  const [first = UNKNOWN, ...others] = new Set(references);
  if (others.length === 0) return first;
  return others.every((other) => nameOf(other) === nameOf(first)) ? `${nameOf(first)}:${UNKNOWN}` : UNKNOWN;
}
