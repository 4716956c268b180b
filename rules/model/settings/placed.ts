import { UNKNOWN } from '../imageName.ts';
import { masked } from '../interpolate.ts';
import type { Edit, Span } from '../text.ts';
import { blockPlaces } from '../yaml/blockPlaces.ts';
import type { Field } from '../yaml.ts';

/** A text with the place of each of its characters, as far as that can be told. */
export interface Placed {
  readonly text: string;
  /** All of it. */
  readonly span: Span;
  /** Where a stretch of it stands as it reads; nothing when it does not. */
  readonly at: (start: number, end: number) => Span | undefined;
}

const nowhere = (): undefined => undefined;

/** A text that stands somewhere within a span. */
export function somewhere(text: string, span: Span): Placed {
  return { text, span, at: nowhere };
}

/** A text that stands in a span character by character. */
export function verbatim(text: string, span: Span): Placed {
  return { text, span, at: (start, end) => ({ start: span.start + start, end: span.start + end }) };
}

/** A text that stands in a span as it reads when it is as long. */
export function inSpan(text: string, span: Span): Placed {
  return span.end - span.start === text.length ? verbatim(text, span) : somewhere(text, span);
}

/** A stretch of a placed text. */
export function slice({ text, span, at }: Placed, start: number, end: number): Placed {
  return { text: text.slice(start, end), span: at(start, end) ?? span, at: (from, to) => at(start + from, start + to) };
}

/** The edit that replaces a stretch, where it stands as it reads. */
export function replacing(placed: Placed, start: number, end: number): ((text: string) => Edit) | undefined {
  const span = placed.at(start, end);
  return span && ((text) => ({ span, text }));
}

/**
 * The text of a YAML scalar, a placeholder in it masked by as many `UNKNOWN`; block scalars are placed line by line.
 * Nothing when the scalar is written in a way that changes its characters.
 */
export function ofScalar(field: Field, from = 0): Placed | undefined {
  const { literal, textSpan, source } = field;
  if (literal === undefined) return undefined;
  if (field.verbatim || textSpan.end - textSpan.start === literal.length) {
    const span = { start: textSpan.start + from, end: textSpan.end };
    return verbatim(masked(literal.slice(from)), span);
  }
  if (from > 0) return undefined;
  return ofFolded(field) ?? ofLines(literal, source.original.slice(textSpan.start, textSpan.end), textSpan);
}

/** A folded block scalar: each stretch that is not broken by a fold stands where it reads. */
function ofFolded(field: Field): Placed | undefined {
  const { source, extent, textSpan, text } = field;
  if (source.text[extent.start] !== '>' || text === undefined || text !== field.literal) return undefined;
  const places = blockPlaces(field, text);
  const at = (start: number, end: number): Span | undefined => {
    const span = places?.(start, end);
    return span && span.end - span.start === end - start ? span : undefined;
  };
  return { text: masked(text), span: textSpan, at };
}

/** A literal block scalar: each of its lines ends as the line of the file does. */
function ofLines(text: string, written: string, span: Span): Placed | undefined {
  const lines = text.split('\n');
  const sources = written.split('\n');
  const starts: number[] = [];
  const places: number[] = [];
  let [start, place] = [0, span.start];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    const source = sources[index]?.replace(/\r$/, '');
    if (source === undefined) {
      if (line !== '') return undefined;
      break;
    }
    if (!source.endsWith(line)) return undefined;
    starts.push(start);
    places.push(place + source.length - line.length);
    start += line.length + 1;
    place += sources[index]!.length + 1;
  }
  const at = (from: number, to: number): Span | undefined => {
    const line = lineAt(starts, from);
    if (line === -1) return undefined;
    const last = lineAt(starts, to);
    return { start: places[line]! + from - starts[line]!, end: places[last]! + to - starts[last]! };
  };
  return { text: masked(text), span, at };
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return high < 0 ? -1 : low;
}

/** Whether a text is known to its last character. */
export function isKnown(text: string): boolean {
  return !text.includes(UNKNOWN);
}
