import { Document } from '../../model/document.ts';
import { beside, type Files, folderOf, nameOf, sameName } from '../../model/files.ts';
import { readDockerfile } from '../../model/dockerfile.ts';
import type { Container, Manifest, Node, NodeKind, NodeOf, Target } from '../../model/nodes.ts';
import { parseYaml } from '../../model/yaml.ts';
import type { Build, BuildContext, Project } from '../project.ts';
import { buildOf, buildsIn, type ReadBuild } from './builds.ts';
import { Context, likelyFolders } from './context.ts';
import { BOUNDS, Documents, type Bounds } from './documents.ts';

/** A workspace at one moment, worked out as it is asked for. When a file changes, `after` gives the next one. */
export class Workspace implements Project {
  readonly files: Files;
  readonly #folders: readonly string[];
  readonly #documents: Documents;
  readonly #contexts = new Map<string, readonly BuildContext[]>();
  #builds: ReadonlyMap<string, readonly ReadBuild[]> | undefined;
  #manifests: ReturnType<Project['manifests']> | undefined;
  #patches: ReadonlySet<string> | undefined;

  private constructor(files: Files, folders: readonly string[], documents: Documents) {
    [this.files, this.#folders, this.#documents] = [files, folders, documents];
  }

  /** The workspace below some folders, whose names end in `/`. */
  static of(files: Files, folders: readonly string[], bounds: Bounds = BOUNDS): Workspace {
    const names = folders.map(sameName);
    return new Workspace(files, names, new Documents(files, names, bounds));
  }

  /** The workspace after some files were made, changed or taken away; what does not depend on them is not read again. */
  after(files: Files, folders: readonly string[], changed: Iterable<string>): Workspace {
    const names = folders.map(sameName);
    return new Workspace(files, names, this.#documents.after(files, names, [...changed].map(sameName)));
  }

  read(file: string, target: Target, text: string): Document {
    return this.#documents.read(sameName(file), target, text);
  }

  /** Reads all that can be asked for, in small steps, so that no question takes long afterwards. */
  *prepare(): Generator<void> {
    yield* this.#documents.look();
    this.buildsOf('');
    yield;
    this.isPatch('');
    yield;
    this.manifests();
  }

  get complete(): boolean {
    return this.#documents.complete;
  }

  documents(target: Target): readonly Document[] {
    return this.#documents.of(target);
  }

  manifests(): ReturnType<Project['manifests']> {
    this.#manifests ??= this.documents('kubernetes').flatMap((document) =>
      nodesOf(document, 'kubernetes.Manifest').map(({ start, node }): { file: string; start: number; manifest: Manifest } => ({
        file: document.uri,
        start,
        manifest: node,
      })),
    );
    return this.#manifests;
  }

  buildsOf(dockerfile: string): readonly Build[] {
    if (!this.#builds) {
      const builds = new Map<string, ReadBuild[]>();
      for (const file of this.#documents.namesOf('compose')) {
        // most compose files build nothing, and need not be read to say so
        const document = this.#documents.textOf(file).includes('build') ? this.#documents.at(file) : undefined;
        for (const build of document ? buildsIn(document, this.files, (file) => this.#documents.at(file)) : []) {
          if (build.dockerfile === undefined) continue;
          const known = builds.get(build.dockerfile);
          if (known) known.push(build);
          else builds.set(build.dockerfile, [build]);
        }
      }
      this.#builds = builds;
    }
    return this.#builds.get(sameName(dockerfile)) ?? [];
  }

  contextsOf(dockerfile: string): readonly BuildContext[] {
    const name = sameName(dockerfile);
    let contexts = this.#contexts.get(name);
    if (!contexts) {
      const built = new Set(this.buildsOf(name).flatMap(({ context }) => context ?? []));
      const folders =
        built.size > 0 ? [...built] : likelyFolders(folderOf(name), this.#sourcesOf(name), this.#folders, this.files);
      contexts = folders.map((folder) => new Context(folder, name, this.files));
      this.#contexts.set(name, contexts);
    }
    return contexts;
  }

  dockerfileOf(composeFile: string, service: Container): ReturnType<Project['dockerfileOf']> {
    const build = buildOf(composeFile, service, this.files, (file) => this.#documents.at(file));
    const document = build?.dockerfile === undefined ? undefined : this.#documents.at(build.dockerfile);
    if (document?.target !== 'dockerfile') return undefined;
    const built = build?.target === undefined ? document : upTo(document, build.target);
    const container = built && nodesOf(built, 'Container')[0]?.node;
    return built && container && { document: built, container };
  }

  isPatch(file: string): boolean {
    this.#patches ??= new Set(
      this.#documents.names
        .filter((name) => /^kustomization\.ya?ml$/i.test(nameOf(name)))
        .flatMap((name) => this.#patchesIn(name)),
    );
    return this.#patches.has(sameName(file));
  }

  /** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/ and the two older lists. */
  #patchesIn(kustomization: string): string[] {
    const { root } = parseYaml(this.files.text(kustomization) ?? '');
    const paths = [
      ...root
        .at('patches')
        .items()
        .map((patch) => patch.at('path').text),
      ...root
        .at('patchesJson6902')
        .items()
        .map((patch) => patch.at('path').text),
      ...root
        .at('patchesStrategicMerge')
        .items()
        .map((patch) => patch.text),
    ];
    return paths.flatMap((path) => (path === undefined || path.includes('\n') ? [] : (beside(kustomization, path) ?? [])));
  }

  /** What a Dockerfile copies from its context. */
  #sourcesOf(dockerfile: string): string[] {
    const document = this.#documents.at(dockerfile);
    if (!document) return [];
    return nodesOf(document, 'CopiedFile').flatMap(({ node: { by, source, fromStage, fromImage } }) =>
      (by === 'COPY' || by === 'ADD') && fromStage === undefined && fromImage === undefined ? [source] : [],
    );
  }
}

function nodesOf<K extends NodeKind>(document: Document, kind: K): { readonly start: number; readonly node: NodeOf<K> }[] {
  return document.parts.flatMap(({ start, part }) =>
    part.nodes.flatMap((node: Node) => (node.kind === kind ? [{ start, node: node as NodeOf<K> }] : [])),
  );
}

/**
 * A Dockerfile as it is built up to a stage, named or counted: whatever follows that stage is as if it was not written.
 * Nothing when there is no such stage.
 */
function upTo(document: Document, target: string): Document | undefined {
  const stages = nodesOf(document, 'dockerfile.Stage').map(({ node }) => node);
  const stage =
    stages.find(({ alias }) => alias?.toLowerCase() === target.toLowerCase()) ??
    (/^\d+$/.test(target) ? stages[Number(target)] : undefined);
  if (!stage) return undefined;
  if (stage === stages.at(-1)) return document;
  const end = stage.instructions.at(-1)!.extent.end;
  const text = document.text.slice(0, end);
  return new Document(document.uri, 'dockerfile', document.text, [{ start: 0, part: { text, ...readDockerfile(text) } }]);
}
