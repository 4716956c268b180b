import type { Asking } from './asking.ts';
import { readIncluded } from './compose/included.ts';
import { ComposeProject } from './compose/project.ts';
import { readServices, resultsOf } from './compose/services.ts';
import type { Model, Problem } from './nodes.ts';
import { WrittenNodes } from './written.ts';
import { type Field, parseYaml, splitYaml } from './yaml.ts';

/**
 * Reads a compose file. A file may hold several YAML documents, which compose lays over each other. With `asking`, the
 * files it names and those it is used with are read too; what they say stands at the place here that brings it.
 */
export function readCompose(text: string, uri: string, asking?: Asking): Model {
  const project = ComposeProject.of(uri, asking);
  const nodes = new WrittenNodes();
  const pieces = splitYaml(text);
  const documents = pieces.slice(0, MOST).map((piece) => {
    const alone = piece.start === 0 ? piece.text : padded(text, piece.start, piece.text.length);
    return parseYaml(alone, { substitute: project.substitute });
  });
  documents.forEach(({ root }, index) => {
    readFile(root, index > 0, project, nodes);
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
function padded(text: string, start: number, length: number): string {
  return text.slice(0, start).replace(/[^\r\n]/g, ' ') + text.slice(start, start + length);
}

function readFile(root: Field, second: boolean, project: ComposeProject, nodes: WrittenNodes): void {
  const all = root.at('services');
  const { above, below, override } = second ? { above: [], below: [], override: true } : around(root, project);
  const included = readIncluded(root, project);
  const results = resultsOf([...above, ...below, ...included.roots]);
  const services = readServices({ root, project, above, below, override, results }, nodes);
  readConfigs(root.at('configs'), nodes);
  if (!root.isMap) return;
  nodes.add({
    kind: 'compose.File',
    span: all.written ? all.keySpan : root.keySpan,
    field: root,
    services,
    included: included.services,
    partial: override || (services.length > 0 && services.every((service) => service.partial)),
  });
}

/** The files this one is laid over, and those laid over it. They stand, as far as they are seen, at the key of the services. */
function around(
  root: Field,
  project: ComposeProject,
): { readonly above: readonly Field[]; readonly below: readonly Field[]; readonly override: boolean } {
  const { file } = project;
  const use = root.at('services').keySpan;
  const open = (files: readonly string[]): Field[] => files.flatMap((name) => project.open(name, use) ?? []);
  const stack = project.stack();
  const own = stack.indexOf(file);
  const [above, below] = [open(stack.slice(own + 1)), open(stack.slice(0, own))];
  if (below.length > 0 || isOverride(file)) return { above, below, override: true };
  const named = isVariant(file) ? project.base() : undefined;
  const base = named === undefined ? [] : open([named]);
  return base.some((under) => needs(root, under)) ? { above, below: base, override: true } : { above, below, override: false };
}

/** `compose.override.yaml` and its kin are laid over another file and need not be whole. */
function isOverride(file: string): boolean {
  return /(?:^|[.-])override\.ya?ml$/.test(nameOf(file));
}

/** `docker-compose.prod.yml` may be laid over `docker-compose.yml`, or stand for itself. */
function isVariant(file: string): boolean {
  return /^(?:docker-)?compose[.-].+\.ya?ml$/.test(nameOf(file));
}

/** Whether a file has a service that would not start but for the one of the same name in another. */
function needs(root: Field, under: Field): boolean {
  return root
    .at('services')
    .entries()
    .some(
      ([name, service]) =>
        !['image', 'build', 'extends', 'provider'].some((key) => service.at(key).written) && under.at('services', name).written,
    );
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
        content: { text, span: textSpan, scalar: content },
      }));
    } else if (path.text !== undefined) {
      const { text, textSpan } = path;
      nodes.once('CopiedFile', textSpan, () => ({ kind: 'CopiedFile', span: textSpan, source: text, by: 'config' }));
    }
  }
}

function nameOf(uri: string): string {
  const path = uri.replace(/[?#].*/s, '');
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
}
