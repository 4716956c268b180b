import { UNKNOWN } from '../imageName.ts';
import type { Span } from '../text.ts';
import type { Field } from './field.ts';
import { MASK } from './tree.ts';

/**
 * Where stretches of a block scalar's text stand in the file, past the indentation that is no part of the text. Nothing
 * when the field is none; all of it where its text was substituted, and so does not stand there.
 */
export function blockPlaces(field: Field, text: string): ((start: number, end: number) => Span) | undefined {
  const opening = field.isScalar ? field.source.text[field.extent.start] : undefined;
  if (opening !== '|' && opening !== '>') return undefined;
  let offsets: Uint32Array | undefined;
  let tried = false;
  return (start, end) => {
    if (!tried) [offsets, tried] = [offsetsIn(field, text), true];
    if (!offsets || start >= text.length) return field.textSpan;
    return { start: offsets[start]!, end: end > start ? offsets[Math.min(end, text.length) - 1]! + 1 : offsets[start]! };
  };
}

/** The place of each character; nothing when the text does not stand there. */
function offsetsIn({ source, textSpan, extent }: Field, text: string): Uint32Array | undefined {
  const offsets = new Uint32Array(text.length);
  let at = textSpan.start;
  const here = (): string => (at < extent.end ? source.text[at]! : '');
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    if (char === UNKNOWN) {
      while (isBlank(here())) at++;
      if (here() !== MASK) return undefined;
      offsets[index] = at;
      while (here() === MASK) at++;
      continue;
    }
    // a fold makes a blank of a line break
    while (here() !== char && isBlank(here()) && !(char === ' ' && here() === '\n')) at++;
    if (here() !== char && !isBlank(char)) return undefined;
    offsets[index] = at;
    if (here() !== '') at++;
  }
  return offsets;
}

const isBlank = (char: string): boolean => char === ' ' || char === '\n' || char === '\r' || char === '\t';
