import type { Part } from '../model/document.ts';
import type { Manifest, Node, Target } from '../model/nodes.ts';
import { firstFrom, type Span } from '../model/text.ts';

/**
 * What a part of a file describes, by the names it has there: `Deployment/records/api:web` is the container `web` of
 * an object, `services.db` a compose service, `stage build` a stage. A stage without a name has its number, counted from 0.
 */
export interface Resource {
  /** Empty for what belongs to the file as a whole. */
  readonly text: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly container?: string;
  readonly service?: string;
  readonly stage?: string;
}

const FILE: Resource = { text: '' };

/** Says which resource something belongs to. */
export interface Resources {
  /** Of a part that is one object: that object. Its containers are of the same kind and namespace. */
  readonly whole: Resource | undefined;
  /** The resource of a place, in offsets of the part. A node that stands elsewhere than what it is of says whose it is. */
  at(span: Span, node?: Node): Resource;
}

const remembered = new WeakMap<Part, Resources>();

/** The resources a part of a document describes; the same object for the same part. */
export function resourcesOf(part: Part, target: Target): Resources {
  let resources = remembered.get(part);
  if (!resources) remembered.set(part, (resources = read(part, target)));
  return resources;
}

interface Region extends Span {
  readonly resource: Resource;
}

function read(part: Part, target: Target): Resources {
  let regions: readonly Region[] | undefined;
  let byService: ReadonlyMap<string, Resource> | undefined;
  return {
    whole: target === 'kubernetes' ? wholeObject(part) : undefined,
    at: ({ start }, node) => {
      regions ??= regionsOf(part, target).sort((a, b) => a.start - b.start || b.end - a.end);
      const found = innermost(regions, start);
      if (found || target !== 'compose' || !node) return found ?? FILE;
      // what comes through an anchor stands outside of the services that use it
      const owner = node.kind === 'Container' ? node.name : 'owner' in node ? node.owner : undefined;
      byService ??= new Map(regions.map(({ resource }) => [resource.service ?? '', resource]));
      return (owner === undefined ? undefined : byService.get(owner)) ?? FILE;
    },
  };
}

function regionsOf(part: Part, target: Target): Region[] {
  if (target === 'dockerfile') return stages(part);
  return target === 'compose' ? services(part) : target === 'kubernetes' ? objects(part) : [];
}

/** The object a part is, unless it is a list of several. */
function wholeObject({ nodes }: Part): Resource | undefined {
  let only: Manifest | undefined;
  for (const node of nodes) {
    if (node.kind !== 'kubernetes.Manifest') continue;
    if (only) return undefined;
    only = node;
  }
  return only && !only.field.parent ? resourceOf(only) : undefined;
}

function resourceOf({ type, namespace, name }: Manifest): Resource {
  const text = [type, ...(namespace ? [namespace] : []), name].join('/');
  return { text, kind: type, name, ...(namespace && { namespace }) };
}

/** The last region that begins at or before an offset and holds it; regions nest and never cross. */
function innermost(regions: readonly Region[], offset: number): Resource | undefined {
  const behind = firstFrom(regions, offset + 1);
  for (let at = behind - 1; at >= 0 && behind - at < 200; at--) if (offset < regions[at]!.end) return regions[at]!.resource;
  return undefined;
}

function stages({ nodes, text }: Part): Region[] {
  const found = nodes.filter((node) => node.kind === 'dockerfile.Stage');
  const starts = found.map(({ span, instructions }) => Math.min(span.start, instructions[0]?.extent.start ?? span.start));
  return found.map(({ alias, index }, at) => {
    const stage = alias ?? String(index);
    return { start: starts[at]!, end: starts[at + 1] ?? text.length + 1, resource: { text: `stage ${stage}`, stage } };
  });
}

function services({ nodes, text }: Part): Region[] {
  const file = nodes.find((node) => node.kind === 'compose.File');
  if (!file) return [];
  const fields = file.field.at('services').entries();
  return fields.flatMap(([service, field]) => {
    if (field.aliased) return [];
    const { start } = field.keySpan;
    const end = Math.max(field.extent.end, field.keySpan.end) + 1;
    return [{ start, end: Math.min(end, text.length + 1), resource: { text: `services.${service}`, service } }];
  });
}

function objects({ nodes, text }: Part): Region[] {
  const manifests = nodes.filter((node) => node.kind === 'kubernetes.Manifest');
  return manifests.flatMap((manifest) => {
    const { field, containers } = manifest;
    const whole = manifests.length === 1 && !field.parent ? { start: 0, end: text.length + 1 } : past(field.extent);
    const resource = resourceOf(manifest);
    const inner = containers.flatMap(({ name, field }) =>
      field && !field.aliased
        ? [{ ...past(field.extent), resource: { ...resource, text: `${resource.text}:${name}`, container: name } }]
        : [],
    );
    return [{ ...whole, resource }, ...inner];
  });
}

const past = ({ start, end }: Span): Span => ({ start, end: end + 1 });
