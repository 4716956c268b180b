import { parseImageName } from '../imageName.ts';
import type { ImageReference } from '../nodes.ts';
import type { Span } from '../text.ts';
import { unquote } from './expand.ts';
import type { Piece } from './parse.ts';
import { placeOf, type Reading, spanOf, meaningOf } from './reading.ts';

/** The reference in a `FROM`, which alone takes variables. */
export function baseImage(reading: Reading, word: Piece): ImageReference {
  return imageReference(reading, word, 'base', meaningOf(reading, word));
}

/** The image a `COPY --from` or `RUN --mount=from=` names; nothing when it is a stage or cannot be known. */
export function fromImage(reading: Reading, word: Piece, role: 'copy' | 'mount'): ImageReference | undefined {
  const { text } = word;
  if (text === '' || text.includes('$') || text === 'scratch' || /^\d+$/.test(text) || reading.stages.find(text))
    return undefined;
  return imageReference(reading, word, role, text);
}

/** The front end a `# syntax=` asks for. */
export function syntaxImage(text: string, span: Span): ImageReference {
  const reference = text.slice(span.start, span.end);
  const name = parseImageName(reference);
  return {
    kind: 'ImageReference',
    span,
    text: reference,
    ...(name && { name }),
    role: 'syntax',
    output: false,
    set: (text) => ({ span, text }),
  };
}

function imageReference(reading: Reading, word: Piece, role: ImageReference['role'], value: string): ImageReference {
  const name = parseImageName(value);
  const inner = insideQuotes(word);
  const span = spanOf(reading, inner);
  const literal =
    reading.parsed.line.isWhole(word.start, word.end) &&
    word.text.slice(inner.start - word.start, inner.end - word.start) === value;
  return {
    kind: 'ImageReference',
    span,
    text: unquote(word.text, reading.escapeChar),
    ...(name && { name }),
    role,
    output: false,
    ...(literal && { set: (text: string) => ({ span, text }) }),
    ...placeOf(reading),
  };
}

/** The word without the quotes around it, if there is one pair of them. */
export function insideQuotes({ start, end, text }: Piece): Omit<Piece, 'text'> {
  const quote = text[0];
  const quoted = text.length > 1 && (quote === '"' || quote === "'") && text.indexOf(quote, 1) === text.length - 1;
  return quoted ? { start: start + 1, end: end - 1 } : { start, end };
}
