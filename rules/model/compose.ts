import { readCommands } from './compose/commands.ts';
import { readBuildImages, readImage } from './compose/images.ts';
import { type Layers, layersOf, nearest, settingOf } from './compose/layers.ts';
import { readMounts } from './compose/mounts.ts';
import { readPorts } from './compose/ports.ts';
import { readLabels, readVariables } from './compose/variables.ts';
import { interpolate } from './interpolate.ts';
import type { Container, Model, Problem, Variable } from './nodes.ts';
import { WrittenNodes } from './written.ts';
import { type Field, parseYaml, quoted, splitYaml, toBoolean, toText } from './yaml.ts';

/**
 * Reads a compose file. A file may hold several YAML documents, which compose lays over each other.
 * `values` are the variables known beside it, such as those of a `.env`.
 */
export function readCompose(text: string, uri: string, values?: ReadonlyMap<string, string>): Model {
  const substitute = (written: string): string => interpolate(written, values).text;
  const nodes = new WrittenNodes();
  const file = fileName(uri);
  const pieces = splitYaml(text);
  const documents = pieces.slice(0, MOST).map((piece) => {
    return parseYaml(piece.start === 0 ? piece.text : alone(text, piece.start, piece.text.length), { substitute });
  });
  documents.forEach(({ root }, index) => {
    readFile(root, index > 0 || isOverride(file), nodes);
  });
  const rest = pieces[MOST];
  const unread = rest ? [{ span: { start: rest.start, end: text.length }, message: `More than ${MOST} YAML documents.` }] : [];
  return {
    nodes: nodes.nodes,
    problems: documents.flatMap(({ problems }): readonly Problem[] => problems).concat(unread),
    comments: documents.flatMap(({ comments }) => comments),
  };
}

/** How many documents of one file are read; each costs as much as the text before it is long. */
const MOST = 10;

/** One document with blanks before it, so that offsets stay as they are. */
function alone(text: string, start: number, length: number): string {
  return text.slice(0, start).replace(/[^\r\n]/g, ' ') + text.slice(start, start + length);
}

function readFile(root: Field, override: boolean, nodes: WrittenNodes): void {
  const all = root.at('services');
  const written = all.entries();
  const named = new Map(written);
  const layered = written
    .filter(([, service]) => !service.at('provider').written)
    .map(([name, service]) => ({ name, layers: layersOf(service, named) }));
  const results = new Set(
    layered.filter(({ layers }) => isBuilt(layers)).flatMap(({ layers }) => nearest(layers, 'image').text ?? []),
  );
  const services = layered.map(({ name, layers }) => readService(name, layers, results, override, nodes));
  readConfigs(root.at('configs'), nodes);
  if (!root.isMap) return;
  const partial = override || (services.length > 0 && services.every((service) => service.partial));
  nodes.add({ kind: 'compose.File', span: all.written ? all.keySpan : root.keySpan, field: root, services, partial });
}

const isBuilt = (layers: Layers): boolean => nearest(layers, 'build').written;

/** `results` are the names that the services of the file give to what they build: a sibling may run it too. */
function readService(
  name: string,
  layers: Layers,
  results: ReadonlySet<string>,
  override: boolean,
  nodes: WrittenNodes,
): Container {
  const { own, bases, elsewhere } = layers;
  const all = [own, ...bases];
  const built = isBuilt(layers);
  const named = nearest(layers, 'image');
  const image = readImage(named, 'run', built || results.has(named.text ?? ''), nodes);
  const onHost = nearest(layers, 'network_mode').text === 'host';

  const context = { owner: name, image, onHost, nodes };
  const ports = all.flatMap((layer) => readPorts(layer.at('ports'), layer.at('expose'), context));
  const mounts = all.flatMap((layer) => readMounts(layer, name, nodes));
  const variables = new Map<string, Variable>();
  for (const layer of all) {
    for (const variable of readVariables(layer.at('environment'), 'environment', name, nodes))
      if (!variables.has(variable.name)) variables.set(variable.name, variable);
  }
  readOwn(own, name, nodes);

  return nodes.add({
    kind: 'Container',
    span: own.keySpan,
    name,
    role: 'service',
    ...(image && { image }),
    user: settingOf(layers, 'user', toText, quoted),
    privileged: settingOf(layers, 'privileged', toBoolean, String),
    readOnlyRoot: settingOf(layers, 'read_only', toBoolean, String),
    partial: override || elsewhere || (!image && !built),
    ports,
    variables: [...variables.values()],
    mounts,
    field: own,
    built,
  });
}

/** What a service says for itself; of a base it is read where the base stands. */
function readOwn(service: Field, name: string, nodes: WrittenNodes): void {
  const build = service.at('build');
  readBuildImages(build, nodes);
  readVariables(build.at('args'), 'build-arg', name, nodes);
  for (const labels of [service.at('labels'), service.at('deploy', 'labels'), build.at('labels')])
    readLabels(labels, name, nodes);
  for (const volume of service.at('volumes').items())
    if (volume.isMap && volume.at('type').text === 'image') readImage(volume.at('source'), 'volume', false, nodes);
  readCommands(service, name, nodes);
}

/** A config that is written in the file, or taken from one beside it, ends up in every container it is granted to. */
function readConfigs(configs: Field, nodes: WrittenNodes): void {
  for (const [name, config] of configs.entries()) {
    const content = config.at('content');
    const path = config.at('file');
    if (content.text !== undefined) {
      const { text, textSpan } = content;
      nodes.once('CopiedFile', config.keySpan, () => ({
        kind: 'CopiedFile',
        span: config.keySpan,
        source: name,
        by: 'config',
        content: { text, span: textSpan },
      }));
    } else if (path.text !== undefined) {
      const { text, textSpan } = path;
      nodes.once('CopiedFile', textSpan, () => ({ kind: 'CopiedFile', span: textSpan, source: text, by: 'config' }));
    }
  }
}

/** `compose.override.yaml` and its kin are laid over another file and need not be whole. */
function isOverride(name: string): boolean {
  return /(?:^|[.-])override\.ya?ml$/.test(name);
}

function fileName(uri: string): string {
  const path = uri.replace(/[?#].*$/, '');
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
}
