import { UNKNOWN } from '../imageName.ts';
import type { Port } from '../nodes.ts';
import type { Edit, Span } from '../text.ts';
import type { Placed } from './block.ts';
import { ownerOf, placeOf, type Reading, spanOf, meaningOf } from './reading.ts';

/** Reads `EXPOSE`. A word whose variable holds several ports is several. */
export function readPorts(reading: Reading): void {
  const { words } = reading.parsed;
  const spans = words.map((word) => spanOf(reading, word));
  const siblings = reading.stage && !reading.onbuild ? reading.stage.ports : [];
  const { placed } = reading;
  words.forEach((word, index) => {
    const span = spans[index]!;
    const image = reading.stage?.image;
    for (const value of portsIn(meaningOf(reading, word))) {
      const port: Port = {
        kind: 'Port',
        span,
        text: word.text,
        ...readPort(value),
        level: 'declared',
        place: 'expose',
        owner: ownerOf(reading),
        ...(image && { image }),
        siblings,
        ...(reading.parsed.line.isWhole(word.start, word.end) &&
          /^\d+(?:\/\w+)?$/.test(word.text) && {
            set: (number: number) => ({
              span: { start: span.start, end: span.start + word.text.search(/\D|$/) },
              text: String(number),
            }),
          }),
        remove: () => removeWord(placed, spans, index),
        ...placeOf(reading),
      };
      siblings.push(port);
      reading.nodes.push(port);
    }
  });
}

/** At most this many ports of one word are told apart. */
const MOST_PORTS = 32;

function portsIn(value: string): readonly string[] {
  const ports = value.split(/\s+/).filter((port) => port !== '');
  return ports.length === 0 ? [UNKNOWN] : ports.slice(0, MOST_PORTS);
}

function readPort(text: string): Pick<Port, 'from' | 'to' | 'transport'> {
  const [, transport] = /\/(udp|sctp)$/i.exec(text) ?? [];
  const [, first, last] = /^(?:.*:)?(\d+)(?:-(\d+))?(?:\/\w+)?$/.exec(text) ?? [];
  const [from, to] = [Number(first), Number(last ?? first)];
  return {
    ...(from <= to && to <= 65535 && { from, to }),
    transport: transport ? (transport.toLowerCase() as 'udp' | 'sctp') : 'tcp',
  };
}

/**
 * Takes one word out. Edits for neighbours overlap, so that not all words of an instruction can go at once and leave
 * it empty: the last one left takes the instruction with it.
 */
function removeWord(
  { start: origin, end: instructionEnd, indent, lineBreak, block }: Placed,
  words: readonly Span[],
  index: number,
): Edit {
  const word = words[index]!;
  const next = words[index + 1];
  const previous = words[index - 1];
  const text = (start: number, end: number): string => block.text.slice(start - origin, end - origin);
  if (!next && !previous) return { span: { start: origin - indent, end: instructionEnd + lineBreak }, text: '' };
  if (!next) return { span: { start: previous!.end - 1, end: word.end }, text: text(previous!.end - 1, previous!.end) };
  const between = text(word.end, next.start);
  if (!between.includes('\n')) return { span: { start: word.start, end: next.start }, text: '' };
  const before = text(origin, word.start);
  const lineStart = before.lastIndexOf('\n') + 1;
  if (lineStart > 0 && before.slice(lineStart).trim() === '') {
    return { span: { start: origin + lineStart, end: word.end + between.indexOf('\n') + 1 }, text: '' };
  }
  const blank = between[0] === ' ' || between[0] === '\t' ? 1 : 0;
  return { span: { start: word.start, end: word.end + blank }, text: '' };
}
