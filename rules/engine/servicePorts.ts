import type { Document } from '../model/document.ts';
import { folderOf, sameName } from '../model/files.ts';
import { containersBehind } from '../model/kubernetes/behind.ts';
import type { Container, Manifest, Port } from '../model/nodes.ts';
import type { Project } from './project.ts';

/** An entry of ports, and where it is written. */
export interface PortPlace {
  readonly port: Port;
  readonly document: Document;
  /** The offset of its part of the document. */
  readonly start: number;
}

/** A Kubernetes object, and where it is written. */
interface Placed {
  readonly manifest: Manifest;
  readonly document: Document;
  readonly start: number;
}

interface Entry extends PortPlace {
  readonly of: Placed;
}

/** The ports of Services and of the containers they lead to, of a document and of the workspace around it. */
export class ServicePorts {
  readonly #own: Objects;
  readonly #others: Objects | undefined;
  readonly #behind = new Map<Placed, readonly Placed[]>();
  readonly #behindPorts = new Map<Port, readonly Entry[]>();
  readonly #name: string;

  constructor(document: Document, project: Project | undefined) {
    this.#name = sameName(document.uri);
    this.#own = new Objects(objectsIn(document));
    this.#others = project && objectsOf(project);
  }

  /** The other entries of the document and around it by which one of its ports is reached. */
  around(port: Port): readonly PortPlace[] {
    const holder = this.#own.holders.get(port);
    if (!holder) return [];
    const entry = { port, document: holder.document, start: holder.start, of: holder };
    const isService = port.place === 'service-port';
    const behind = isService ? this.#behindEntry(entry) : this.#before(entry).flatMap((one) => this.#behindEntry(one));
    const before = isService ? behind.flatMap((one) => this.#before(one)) : this.#before(entry);
    return [...new Map([...before, ...behind].map((place) => [place.port, place])).values()].filter(
      (place) => place.port !== port,
    );
  }

  /** The ports of containers that an entry of a Service leads to. */
  #behindEntry({ port, of: service }: Entry): readonly Entry[] {
    let found = this.#behindPorts.get(port);
    if (!found) {
      found = this.#podsBehind(service).flatMap((of) =>
        containersBehind(service.manifest, [of.manifest])
          .flatMap(({ ports }) => ports.filter((other) => leadsTo(port, other)))
          .map((other) => ({ port: other, document: of.document, start: of.start, of })),
      );
      this.#behindPorts.set(port, found);
    }
    return found;
  }

  /** The entries of Services that lead to a port of a container. */
  #before({ port, of: pods }: Entry): Entry[] {
    const holders = pods.manifest.containers.filter(({ ports }) => ports.includes(port));
    const keys = new Set(holders.flatMap((container) => keysOf(pods.manifest, container)));
    const services = [...keys].flatMap((key) => this.#all((objects) => objects.services.get(key)));
    return services
      .filter((service) => this.#podsBehind(service).includes(pods))
      .flatMap((of) => of.manifest.ports.map((other) => ({ port: other, document: of.document, start: of.start, of })))
      .filter((entry) => this.#behindEntry(entry).some((other) => other.port === port));
  }

  /**
   * The objects with the pods a Service selects. Labels are often the same in several places, so the nearest are meant: those
   * of its file, those of its folder, or all when they are in one file.
   */
  #podsBehind(service: Placed): readonly Placed[] {
    let found = this.#behind.get(service);
    if (!found) {
      // the label that the fewest have tells best
      const [fewest = []] = selectorKeys(service.manifest)
        .map((key) => this.#all((objects) => objects.pods.get(key)))
        .sort((a, b) => a.length - b.length);
      const selected = fewest.filter(({ manifest }) => containersBehind(service.manifest, [manifest]).length > 0);
      found = nearest(service, selected);
      this.#behind.set(service, found);
    }
    return found;
  }

  #all(ask: (objects: Objects) => readonly Placed[] | undefined): Placed[] {
    const others = (this.#others && ask(this.#others)) ?? [];
    return [...(ask(this.#own) ?? []), ...others.filter(({ document }) => sameName(document.uri) !== this.#name)];
  }
}

/** A number leads to the port of that number, a name to that of the name. */
function leadsTo(service: Port, container: Port): boolean {
  if (service.transport !== container.transport) return false;
  return service.from === undefined
    ? service.text !== '' && service.text === container.name
    : service.from === container.from && container.from === (container.to ?? container.from);
}

/** More pods than that behind one Service are the same thing told over and over, for several places. */
const MOST_PODS = 20;

function nearest({ document: { uri } }: Placed, pods: readonly Placed[]): readonly Placed[] {
  const inFile = pods.filter(({ document }) => document.uri === uri);
  const inFolder = inFile.length > 0 ? inFile : pods.filter(({ document }) => folderOf(document.uri) === folderOf(uri));
  const found = inFolder.length > 0 ? inFolder : pods;
  const isCertain = found !== pods || new Set(pods.map(({ document }) => document.uri)).size === 1;
  return isCertain && found.length <= MOST_PODS ? found : [];
}

/** Objects, by the labels that pods have, and Services by the rarest that they ask for. */
class Objects {
  readonly services: ReadonlyMap<string, readonly Placed[]>;
  readonly pods: ReadonlyMap<string, readonly Placed[]>;

  readonly #all: readonly Placed[];
  #holders: ReadonlyMap<Port, Placed> | undefined;

  constructor(all: readonly Placed[]) {
    this.#all = all;
    this.pods = byKey(all, (manifest) => manifest.containers.flatMap((container) => keysOf(manifest, container)));
    this.services = byKey(all, (manifest) => {
      const rank = (key: string): number => this.pods.get(key)?.length ?? 0;
      return selectorKeys(manifest)
        .sort((a, b) => rank(a) - rank(b))
        .slice(0, 1);
    });
  }

  /** The object each port is of. */
  get holders(): ReadonlyMap<Port, Placed> {
    return (this.#holders ??= new Map(this.#all.flatMap((placed) => placed.manifest.ports.map((port) => [port, placed]))));
  }
}

function byKey(all: readonly Placed[], keysIn: (manifest: Manifest) => readonly string[]): Map<string, Placed[]> {
  const found = new Map<string, Placed[]>();
  for (const placed of all)
    for (const key of new Set(keysIn(placed.manifest))) {
      const known = found.get(key);
      if (known) known.push(placed);
      else found.set(key, [placed]);
    }
  return found;
}

/** The labels a Service asks for, in its namespace. */
const selectorKeys = ({ type, namespace = '', field }: Manifest): string[] =>
  type === 'Service'
    ? field
        .at('spec', 'selector')
        .entries()
        .map(([key, { text = '' }]) => `${namespace}\n${key}=${text}`)
    : [];

const keysOf = ({ namespace = '' }: Manifest, { pod }: Container): string[] =>
  (pod?.parent?.at('metadata', 'labels').entries() ?? []).map(([key, { text = '' }]) => `${namespace}\n${key}=${text}`);

const objectsIn = (document: Document): Placed[] =>
  document.parts.flatMap(({ start, part }) =>
    part.nodes.flatMap((node) => (node.kind === 'kubernetes.Manifest' ? [{ manifest: node, document, start }] : [])),
  );

const remembered = new WeakMap<Project, Objects>();

function objectsOf(project: Project): Objects {
  let objects = remembered.get(project);
  if (!objects) remembered.set(project, (objects = new Objects(project.documents('kubernetes').flatMap(objectsIn))));
  return objects;
}
