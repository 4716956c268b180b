import type { Command, Word } from '../nodes.ts';
import { ShellCommand, type ShellSource } from '../shellSource.ts';
import type { Span } from '../text.ts';
import { trimBlanks } from './blanks.ts';
import { jsonPlaces, readJsonWords } from './json.ts';
import { Line } from './line.ts';
import type { Piece } from './parse.ts';
import { ownerOf, placeOf, type Reading, spanOf } from './reading.ts';

/** Reads `RUN`, `CMD` and `ENTRYPOINT`. */
export function readCommand(reading: Reading): void {
  const { keyword, args, json } = reading.parsed;
  if (args.text !== '') addCommand(reading, keyword as Command['by'], args, json);
}

/** Reads the command of a `HEALTHCHECK`. */
export function readHealthcheck(reading: Reading): void {
  const [type, first] = reading.parsed.words;
  if (type?.text.toUpperCase() !== 'CMD' || !first) return;
  const { text } = reading.parsed.line;
  const { end } = reading.parsed.args;
  addCommand(
    reading,
    'HEALTHCHECK',
    { start: first.start, end, text: text.slice(first.start, end) },
    readJsonWords(text, first.start, end),
  );
}

function addCommand(reading: Reading, by: Command['by'], args: Piece, json: readonly Piece[] | undefined): void {
  const workdir = reading.stage?.workdir;
  const common = {
    span: firstLine(reading, args),
    by,
    owner: ownerOf(reading),
    ...placeOf(reading),
    ...(workdir !== undefined && { workdir }),
  };
  if (!json) {
    reading.nodes.push(new ShellCommand(common, shellSource(reading, args)));
    return;
  }
  const words = json.map((word) => wordOf(reading, word));
  reading.nodes.push({ ...common, kind: 'Command', form: 'exec', text: words.map(({ text }) => text).join(' '), words });
}

function wordOf({ parsed, placed }: Reading, { start, end, text }: Piece): Word {
  const { line } = parsed;
  const span = line.span(start, end, placed.start);
  if (span.end - span.start === text.length) return { span, text };
  const places = jsonPlaces(line.text.slice(start, end));
  return { span, text, at: (from, to) => line.span(start + places[from]!, start + places[to]!, placed.start) };
}

/**
 * The text the shell is given. A here-document that is the whole command is the script itself; others follow the
 * command, as they do in a shell script.
 */
function shellSource({ placed, parsed, stage, escapeChar }: Reading, args: Piece): ShellSource {
  const { start: origin, block } = placed;
  const { line } = parsed;
  const common = stage?.shell ? { escapeChar, shell: stage.shell } : { escapeChar };
  const [first] = block.heredocs;
  const spanOfArgs = (start: number, end: number): Span => line.span(args.start + start, args.start + end, origin);
  if (!first) return { ...common, text: args.text, spanOf: spanOfArgs };
  if (block.heredocs.length === 1 && first.start === args.start && first.end === args.end) {
    const body = withoutReturns(block.text, first.body.start, first.body.end);
    return { ...common, text: body.text, isScript: true, spanOf: (start, end) => body.span(start, end, origin) };
  }
  const bodies = withoutReturns(block.text, first.body.start, block.text.length);
  const split = args.text.length + 1;
  const spanOf = (start: number, end: number): Span => {
    if (start >= split) return bodies.span(start - split, end - split, origin);
    if (end <= split) return spanOfArgs(start, Math.min(end, split - 1));
    return { start: spanOfArgs(start, start).start, end: bodies.span(0, end - split, origin).end };
  };
  return { ...common, text: `${args.text}\n${bodies.text}`, spanOf };
}

/** A stretch of a text without the carriage returns before line feeds, which a shell would take for characters. */
function withoutReturns(text: string, start: number, end: number): Line {
  const pieces: number[] = [];
  let from = start;
  for (let at = text.indexOf('\r\n', start); at !== -1 && at < end; at = text.indexOf('\r\n', at + 2)) {
    pieces.push(from, at);
    from = at + 1;
  }
  pieces.push(from, end);
  return new Line(text, pieces);
}

/** What a finding about the whole command underlines: its first line. */
function firstLine(reading: Reading, args: Piece): Span {
  const span = spanOf(reading, args);
  const { start: origin, block } = reading.placed;
  const lineBreak = block.text.indexOf('\n', span.start - origin);
  if (lineBreak === -1 || origin + lineBreak >= span.end) return span;
  const first = span.start - origin;
  const end = trimBlanks(block.text, first, lineBreak);
  const isContinued = end > first && block.text[end - 1] === reading.escapeChar;
  return { start: span.start, end: origin + (isContinued ? trimBlanks(block.text, first, end - 1) : end) };
}
