import type { Container, Mount, Variable } from '../nodes.ts';
import type { Span } from '../text.ts';
import { WrittenNodes } from '../written.ts';
import { type Field, quoted, toBoolean, toText } from '../yaml.ts';
import { readCommands } from './commands.ts';
import { readBuildImages, readImage } from './images.ts';
import { readInline } from './inline.ts';
import { type Layers, layersFor, layersOf, nearest, settingOf } from './layers.ts';
import { MOUNTING, readMounts } from './mounts.ts';
import { decidedKeys, isAddedTo } from './overrides.ts';
import { readPorts } from './ports.ts';
import type { ComposeProject } from './project.ts';
import { readEnvFiles, readLabels, readVariables } from './variables.ts';

/** The services of a file, and what is known around it. */
export interface Services {
  readonly root: Field;
  readonly project: ComposeProject;
  /** The roots of files laid over this one, and of those it is laid over. */
  readonly above: readonly Field[];
  readonly below: readonly Field[];
  /** It need not be whole. */
  readonly override: boolean;
  /** Names that other files give to what they build. */
  readonly results: readonly string[];
}

/** Reads the services of a file. Those that a provider runs are no containers. */
export function readServices(services: Services, nodes: WrittenNodes): Container[] {
  const { root, project, above } = services;
  const named = new Map(root.at('services').entries());
  const layered = [...named]
    .filter(([, service]) => !service.at('provider').written)
    .map(([name, service]) => {
      const over = written(above, name);
      return { name, over, layers: layersOf(service.without(decidedKeys(service, over)), named, project) };
    });
  const results = new Set(services.results);
  for (const { layers } of layered) if (isBuilt(layers)) results.add(nearest(layers, 'image').text ?? '');
  results.delete('');
  return layered.map(({ name, over, layers }) => readService(name, layers, over, { ...services, results: [...results] }, nodes));
}

/** The names that the services of files give to what they build: a sibling may run it too. */
export function resultsOf(roots: readonly Field[]): string[] {
  return roots.flatMap((root) =>
    root
      .at('services')
      .entries()
      .flatMap(([, service]) => (service.at('build').written ? (service.at('image').text ?? []) : [])),
  );
}

const isBuilt = (layers: Layers): boolean => nearest(layers, 'build').written;

const written = (roots: readonly Field[], service: string): Field[] =>
  roots.map((root) => root.at('services', service)).filter((field) => field.written);

function readService(
  name: string,
  layers: Layers,
  over: readonly Field[],
  { root, project, below, override, results }: Services,
  nodes: WrittenNodes,
): Container {
  const { own, elsewhere } = layers;
  const elsewheres = new WrittenNodes(true);
  const into = (field: Field): WrittenNodes => (field.source.foreign && !root.source.foreign ? elsewheres : nodes);
  const under = written(below, name).map((field) => layersOf(field, { get: () => undefined }));
  const built = [layers, ...under].some(isBuilt);
  const named = [layers, ...under].map((at) => nearest(at, 'image')).find((image) => image.written) ?? own.at('image');
  // a file laid over this one may be what builds it; a name of a registry, or with a tag, can be pulled all the same
  const builtAbove = !/[/:]/.test(named.text ?? '') && over.some((field) => field.at('build').written);
  const isResult = built || builtAbove || results.includes(named.text ?? '');
  const image = readImage(named, 'run', isResult, into(named));
  const onHost = nearest(layers, 'network_mode').text === 'host';

  const context = { owner: name, image, onHost };
  const upper = over.map((field) => ({ field, file: project.file }));
  const variables = new Map<string, Variable>();
  const add = (variable: Variable): void => {
    if (!variables.has(variable.name)) variables.set(variable.name, variable);
  };
  for (const { field } of [...layersFor(layers, 'environment'), ...upper])
    readVariables(field.at('environment'), 'environment', name, into(field)).forEach(add);
  for (const layer of [...layersFor(layers, 'env_file'), ...upper]) readEnvFiles(layer, name, project).forEach(add);
  const mounts = MOUNTING.flatMap((key) =>
    uppermost([...layersFor(layers, key), ...upper].map(({ field }) => readMounts(field, key, name, into(field)))),
  );
  const [published, exposed] = [layersFor(layers, 'ports'), layersFor(layers, 'expose')];
  const ports = layers.all.flatMap(({ field }, index) =>
    readPorts(
      index < published.length ? field.at('ports').items() : [],
      index < exposed.length ? field.at('expose').items() : [],
      { ...context, nodes: into(field) },
    ),
  );
  readOwn(own, name, project, nodes);

  return nodes.add({
    kind: 'Container',
    span: own.keySpan,
    name,
    role: 'service',
    ...(image && { image }),
    user: settingOf(layers, 'user', toText, quoted),
    privileged: settingOf(layers, 'privileged', toBoolean, String),
    readOnlyRoot: settingOf(layers, 'read_only', toBoolean, String),
    partial: override || elsewhere || (!image && !built) || isAddedTo(over),
    ports,
    variables: [...variables.values()],
    mounts,
    field: layers.field,
    built,
  });
}

/** Of layers, the nearest first, all mounts but those whose place another has taken. */
function uppermost(layers: readonly (readonly Mount[])[]): readonly Mount[] {
  if (layers.length === 1) return layers[0]!;
  const mounts: Mount[] = [];
  for (const layer of layers) {
    const taken = new Set(mounts.map(({ destination }) => destination));
    for (const mount of layer) if (mount.destination === undefined || !taken.has(mount.destination)) mounts.push(mount);
  }
  return mounts;
}

/** What a service says for itself; of a base it is read where the base stands. */
function readOwn(service: Field, name: string, project: ComposeProject, nodes: WrittenNodes): void {
  const build = service.at('build');
  readBuildImages(build, nodes);
  readVariables(build.at('args'), 'build-arg', name, nodes);
  for (const labels of [service.at('labels'), service.at('deploy', 'labels'), build.at('labels')])
    readLabels(labels, name, nodes);
  for (const volume of service.at('volumes').items())
    if (volume.isMap && volume.at('type').text === 'image') readImage(volume.at('source'), 'volume', false, nodes);
  readCommands(service, name, nodes);
  readInline(build.at('dockerfile_inline'), project.substitute, nodes);
}

/** The containers of another file's services, all standing at the place that brings them. */
export function readForeign(services: Services, use: Span): Container[] {
  return readServices(services, new WrittenNodes(true)).map((container) => ({ ...container, span: use }));
}
