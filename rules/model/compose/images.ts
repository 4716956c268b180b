import { parseImageName } from '../imageName.ts';
import type { ImageReference } from '../nodes.ts';
import type { Span } from '../text.ts';
import type { Field } from '../yaml.ts';
import type { WrittenNodes } from '../written.ts';

/** Reads a scalar as an image reference; an empty one is none. `effective` says what runs in its place. */
export function readImage(
  field: Field,
  role: ImageReference['role'],
  output: boolean,
  nodes: WrittenNodes,
  effective?: (reference: string) => string,
): ImageReference | undefined {
  const { text, literal } = field;
  if (text === undefined || literal === undefined || text.trim() === '') return undefined;
  return nodes.once('ImageReference', field.extent, () => {
    const running = effective ? effective(text) : text;
    const name = parseImageName(running);
    const writable = running === text && field.write('x') !== undefined;
    return {
      kind: 'ImageReference',
      span: field.textSpan,
      text: literal,
      ...(name && { name }),
      role,
      output,
      ...(writable && { set: (reference: string) => field.write(field.spell(reference))! }),
    };
  });
}

/** Reads the images a build takes from elsewhere: `additional_contexts` that are images, and `cache_from`. */
export function readBuildImages(build: Field, nodes: WrittenNodes): void {
  const contexts = build.at('additional_contexts');
  if (contexts.isMap) for (const [, value] of contexts.entries()) readContext(value, value.text, nodes);
  else for (const item of contexts.items()) readContext(item, item.text?.slice(item.text.indexOf('=') + 1), nodes);
  for (const item of build.at('cache_from').items()) readCache(item, nodes);
}

const CONTEXT = 'docker-image://';

function readContext(field: Field, source: string | undefined, nodes: WrittenNodes): void {
  if (source?.startsWith(CONTEXT)) addPart(field, source.slice(CONTEXT.length), 'context', nodes);
}

/** `cache_from` holds image names, or `type=registry,ref=NAME`; caches of other types are no images. */
function readCache(field: Field, nodes: WrittenNodes): void {
  const { text } = field;
  if (text === undefined || text === '') return;
  const attributes = /^[a-z]+=|,[a-z]+=/.test(text);
  const ofRegistry = /(?:^|,)type=registry(?:,|$)/.test(text) ? /(?:^|,)ref=([^,]+)/.exec(text)?.[1] : undefined;
  const reference = attributes ? ofRegistry : text;
  if (reference !== undefined) addPart(field, reference, 'cache', nodes);
}

/** An image that is a part of a scalar: the span is that part where it stands there as it reads. */
function addPart(field: Field, reference: string, role: ImageReference['role'], nodes: WrittenNodes): void {
  if (reference === '') return;
  const { literal = '' } = field;
  const at = field.verbatim ? literal.lastIndexOf(reference) : -1;
  const { start } = field.textSpan;
  const span: Span = at === -1 ? field.textSpan : { start: start + at, end: start + at + reference.length };
  const writable = at !== -1 && field.write('x') !== undefined;
  nodes.once('ImageReference', span, () => {
    const name = parseImageName(reference);
    const set = (other: string) => field.write(field.spell(literal.slice(0, at) + other + literal.slice(at + reference.length)))!;
    return {
      kind: 'ImageReference',
      span,
      text: at === -1 ? literal : reference,
      ...(name && { name }),
      role,
      output: false,
      ...(writable && { set }),
    };
  });
}
