import type { Document } from '../model/document.ts';
import { sameName } from '../model/files.ts';
import type { Container, Node, Port } from '../model/nodes.ts';
import type { Project } from './project.ts';
import { type PortPlace, ServicePorts } from './servicePorts.ts';

export type { PortPlace } from './servicePorts.ts';

/**
 * Says where else a port of a service is written: an `EXPOSE`, what compose exposes and publishes of the service that builds
 * or runs the image, a port of a container, and those of the Services before it. What cannot be told for certain is left out.
 */
export class PortPlaces {
  readonly #document: Document;
  readonly #project: Project | undefined;
  #services: ServicePorts | undefined;
  #file: ComposeFile | undefined;

  constructor(document: Document, project: Project | undefined) {
    [this.#document, this.#project] = [document, project];
  }

  /** The other places of an entry of the document: a list for each service that has it. No list where none is known. */
  of(port: Port): readonly (readonly PortPlace[])[] {
    switch (this.#document.target) {
      case 'compose':
        return this.#ofService(port);
      case 'dockerfile':
        return this.#ofImage(port);
      case 'kubernetes': {
        this.#services ??= new ServicePorts(this.#document, this.#project);
        const places = this.#services.around(port);
        return places.length > 0 ? [places] : [];
      }
      default:
        return [];
    }
  }

  #ofService(port: Port): PortPlace[][] {
    const file = (this.#file ??= composeFile(this.#document));
    const having = port.stage ? file.services.filter((service) => isInlineOf(service, port)) : (file.byPort.get(port) ?? []);
    return having.map((service) => [...placesIn(file, service.ports), ...this.#exposedBy(service, file)].filter(isSameAs(port)));
  }

  /** What the image of a service exposes, as far as that is built here. */
  #exposedBy(service: Container, file: ComposeFile): PortPlace[] {
    const builder = builderOf(service, file);
    if (!builder) return [];
    const inline = file.nodes.filter((node): node is Port => node.kind === 'Port' && isInlineOf(builder, node));
    if (inline.length > 0) return placesIn(file, inline);
    const built = this.#project?.dockerfileOf(file.document.uri, builder);
    return built ? placesIn({ document: built.document, start: 0 }, built.container.ports) : [];
  }

  #ofImage(port: Port): PortPlace[][] {
    const again = placesIn({ document: this.#document, start: 0 }, port.siblings).filter(isSameAs(port));
    const builds = this.#project?.buildsOf(this.#document.uri) ?? [];
    const services = builds.flatMap(({ file, service }) => this.#published(port, file, service));
    if (services.length > 0) return services.map((places) => [...places, ...again]);
    return again.length > 0 ? [again] : [];
  }

  /** What compose says of a port of the image it builds for a service; no list when the build stops before the port's stage. */
  #published(port: Port, composeName: string, name: string): PortPlace[][] {
    const document = this.#project!.documents('compose').find(({ uri }) => uri === composeName);
    const file = document && composeFile(document);
    const builder = file?.services.find((service) => service.name === name);
    if (!file || !builder) return [[]];
    const built = this.#project!.dockerfileOf(composeName, builder);
    if (built && !built.container.ports.some((other) => isSameSpot(other, port))) return [];
    const running = file.services.filter((service) => builderOf(service, file) === builder);
    return [running.flatMap(({ ports }) => placesIn(file, ports)).filter(isSameAs(port))];
  }
}

interface ComposeFile {
  readonly document: Document;
  readonly start: number;
  readonly nodes: readonly Node[];
  readonly services: readonly Container[];
  /** An entry that services share is one. */
  readonly byPort: ReadonlyMap<Port, readonly Container[]>;
  /** The services that build an image, by the name they give it. */
  readonly builders: ReadonlyMap<string, readonly Container[]>;
}

function composeFile(document: Document): ComposeFile {
  const [{ start, part } = { start: 0, part: undefined }] = document.parts;
  const nodes = part?.nodes ?? [];
  const services = nodes.filter((node): node is Container => node.kind === 'Container' && node.role === 'service');
  const builders = services.filter(({ built }) => built);
  return {
    document,
    start,
    nodes,
    services,
    byPort: grouped(services, ({ ports }) => ports),
    builders: grouped(builders, ({ image }) => (image ? [image.text] : [])),
  };
}

function grouped<K>(services: readonly Container[], keysOf: (service: Container) => readonly K[]): Map<K, Container[]> {
  const found = new Map<K, Container[]>();
  for (const service of services)
    for (const key of keysOf(service)) {
      const same = found.get(key);
      if (same) same.push(service);
      else found.set(key, [service]);
    }
  return found;
}

const placesIn = (at: { readonly document: Document; readonly start: number }, ports: readonly Port[]): PortPlace[] =>
  ports.map((port) => ({ port, document: at.document, start: at.start }));

/** The service that builds what a service runs, when that is certain. */
function builderOf(service: Container, { builders }: ComposeFile): Container | undefined {
  if (service.built) return service;
  const known = service.image?.name ? builders.get(service.image.text) : undefined;
  return known?.length === 1 ? known[0] : undefined;
}

/** Whether an `EXPOSE` stands in the Dockerfile that is written in a service. */
function isInlineOf({ field }: Container, { stage, span }: Port): boolean {
  const extent = stage && field?.at('build', 'dockerfile_inline').extent;
  return extent !== undefined && extent.start <= span.start && span.end <= extent.end;
}

/** Another entry for the same ports of the container, which have to be known. */
const isSameAs =
  (port: Port) =>
  ({ port: other }: PortPlace): boolean =>
    other !== port && port.from !== undefined && isSameNumber(other, port);

const isSameNumber = (a: Port, b: Port): boolean =>
  a.from === b.from && (a.to ?? a.from) === (b.to ?? b.from) && a.transport === b.transport;

/** The same entry, read another time. */
const isSameSpot = (a: Port, b: Port): boolean => a.span.start === b.span.start && isSameNumber(a, b);

/** The order from the outside to the inside; of what is as far out, as it is written. */
export function isBefore(one: PortPlace, other: PortPlace): boolean {
  const [a, b] = [depthOf(one.port), depthOf(other.port)];
  if (a !== b) return a < b;
  const [file, otherFile] = [sameName(one.document.uri), sameName(other.document.uri)];
  if (file !== otherFile) return file < otherFile;
  return one.start + one.port.span.start < other.start + other.port.span.start;
}

function depthOf({ level, place, stage }: Port): number {
  return (level === 'published' ? 0 : 10) + (stage ? 4 : ['service-port', 'ports', 'container-port', 'expose'].indexOf(place));
}
