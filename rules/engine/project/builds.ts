import type { Document } from '../../model/document.ts';
import { beside, type Files, folderOf, nameOf, sameName } from '../../model/files.ts';
import { UNKNOWN } from '../../model/imageName.ts';
import type { Container } from '../../model/nodes.ts';
import { moved } from '../../model/text.ts';
import type { Field } from '../../model/yaml.ts';
import type { Build } from '../project.ts';

/** A build with the Dockerfile it reads; without one when that is inline, elsewhere or unknown. */
export interface ReadBuild extends Build {
  readonly dockerfile?: string;
}

/** What is the base of an override file in the same folder. */
const BASES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** The builds of a compose file, in the order written. */
export function buildsIn(document: Document, files: Files, documentAt: (file: string) => Document | undefined): ReadBuild[] {
  return document.parts.flatMap(({ start, part }) =>
    part.nodes.flatMap((node) => {
      const build = node.kind === 'Container' ? buildOf(document.uri, node, files, documentAt) : undefined;
      return build ? [{ ...build, span: moved(build.span, start) }] : [];
    }),
  );
}

/** The build of a service, as `docker compose build` makes it; nothing for one that runs an image. Its span is one of the part. */
export function buildOf(
  file: string,
  service: Container,
  files: Files,
  documentAt: (file: string) => Document | undefined = () => undefined,
): ReadBuild | undefined {
  const { field, built, name } = service;
  if (!built || !field) return undefined;
  const build = buildField(field);
  // what stands in another file is relative to that one, and told of there
  if (!build.written || build.source.foreign) return undefined;
  // what an override leaves out stands in the file it is laid over
  const under = service.partial && !saysContext(build) ? buildUnder(file, name, documentAt) : undefined;
  const base = under?.build;
  const ask = (key: string): Field => (build.at(key).written || !base?.written ? build.at(key) : base.at(key));
  const folder = contextOf(build, base, under?.file ?? file);
  const target = known(ask('target').text);
  const dockerfile =
    folder === undefined || ask('dockerfile_inline').written ? undefined : dockerfileIn(folder, ask('dockerfile'), files);
  return {
    file: sameName(file),
    span: build.keySpan,
    service: name,
    ...(folder !== undefined && { context: folder }),
    ...(target !== undefined && { target }),
    ...(dockerfile !== undefined && { dockerfile }),
  };
}

/** How many services may extend one another. */
const DEEPEST = 20;

/** The `build` of a service, or of one in the same file that it extends. */
function buildField(service: Field): Field {
  let at = service;
  for (let deep = 0; deep < DEEPEST && !at.at('build').written; deep++) {
    const name = at.at('extends').isMap ? at.at('extends', 'service').text : at.at('extends').text;
    if (name === undefined || at.at('extends', 'file').written || !at.parent) break;
    at = at.parent.at(name);
  }
  return at.at('build').written ? at.at('build') : service.at('build');
}

const saysContext = (build: Field): boolean => build.isScalar || build.at('context').written;

function buildUnder(
  file: string,
  service: string,
  documentAt: (file: string) => Document | undefined,
): { readonly file: string; readonly build: Field } | undefined {
  for (const name of BASES) {
    const base = beside(file, name);
    if (base === undefined || nameOf(file) === name) continue;
    for (const { part } of documentAt(base)?.parts ?? [])
      for (const node of part.nodes)
        if (node.kind === 'Container' && node.name === service && node.field)
          return { file: base, build: buildField(node.field) };
  }
  return undefined;
}

/** The folder that is sent; nothing for a repository, an archive, or what cannot be known. */
function contextOf(build: Field, base: Field | undefined, file: string): string | undefined {
  const from = saysContext(build) || !base ? build : base;
  const field = from.isScalar ? from : from.at('context');
  const written = field.written ? known(field.text) : '.';
  if (written === undefined || written.startsWith('~') || REMOTE.test(written)) return undefined;
  const folder = beside(file, `${written}/x`);
  return folder === undefined ? undefined : folderOf(folder);
}

const REMOTE = /^[a-z][a-z\d+.-]+:\/\/|^git@|^github\.com\/|^[a-z-]+:|\.git(?:#|$)/i;

/** A Dockerfile's path is relative to the context. */
function dockerfileIn(folder: string, field: Field, files: Files): string | undefined {
  if (field.written) {
    const written = known(field.text);
    return written === undefined ? undefined : beside(folder, written);
  }
  const [dockerfile, containerfile] = [beside(folder, 'Dockerfile'), beside(folder, 'Containerfile')];
  return dockerfile !== undefined && containerfile !== undefined && !files.has(dockerfile) && files.has(containerfile)
    ? containerfile
    : dockerfile;
}

const known = (text: string | undefined): string | undefined =>
  text === undefined || text === '' || text.includes(UNKNOWN) ? undefined : text;
