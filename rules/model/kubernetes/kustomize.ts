import { parseImageName, UNKNOWN } from '../imageName.ts';
import type { WrittenNodes } from '../written.ts';
import type { Field } from '../yaml.ts';
import { readLiterals } from './variables.ts';

/** Reads the generators of a kustomization: literals are variables, files and env files end up in an object. */
export function readGenerators(root: Field, type: string, nodes: WrittenNodes): void {
  if (type !== 'Kustomization' && type !== '' && type !== 'Component' && !type.endsWith('Generator')) return;
  for (const key of ['configMapGenerator', 'secretGenerator'])
    for (const generator of root.at(key).items()) {
      const owner = generator.at('name').literal ?? '';
      readLiterals(generator, owner, nodes);
      for (const list of ['files', 'envs']) for (const file of generator.at(list).items()) readFile(file, nodes);
      if (generator.at('env').isScalar) readFile(generator.at('env'), nodes);
    }
}

/** The images a kustomization puts in the place of others: what is left as it was is unknown here. */
export function readImages(root: Field, type: string, nodes: WrittenNodes): void {
  if (type !== 'Kustomization' && type !== '' && type !== 'Component') return;
  for (const image of root.at('images').items()) {
    const [newName, newTag, digest] = [image.at('newName'), image.at('newTag'), image.at('digest')];
    const version = digest.isScalar ? digest : newTag;
    const last = version.isScalar ? version : newName;
    const name = newName.text ?? image.at('name').text;
    if (name === undefined || name === '' || !last.isScalar) continue;
    const text = `${name}${digest.isScalar ? '@' : ':'}${version.text ?? UNKNOWN}`;
    nodes.once('ImageReference', last.textSpan, () => {
      const parsed = parseImageName(text);
      return {
        kind: 'ImageReference',
        span: last.textSpan,
        text: version.isScalar ? text : name,
        ...(parsed && { name: parsed }),
        role: 'run',
        output: false,
      };
    });
  }
}

/** `path`, or `key=path`. */
function readFile(file: Field, nodes: WrittenNodes): void {
  const { text } = file;
  if (text === undefined || text === '' || text.includes(UNKNOWN)) return;
  const equals = text.indexOf('=');
  const { start, end } = file.textSpan;
  const span = file.verbatim ? { start: start + equals + 1, end } : file.textSpan;
  const destination = equals === -1 ? undefined : text.slice(0, equals);
  nodes.once('CopiedFile', span, () => ({
    kind: 'CopiedFile',
    span,
    source: text.slice(equals + 1),
    ...(destination && { destination }),
    by: 'generator',
  }));
}
