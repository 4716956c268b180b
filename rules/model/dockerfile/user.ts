import { UNKNOWN } from '../imageName.ts';
import type { Setting } from '../setting.ts';
import type { Edit, Span } from '../text.ts';
import type { Placed } from './block.ts';
import { insideQuotes } from './images.ts';
import { affect, meaningOf, type Reading, type StageState, spanOf } from './reading.ts';

/** Reads `USER`: all that follows is the name. */
export function readUser(reading: Reading): void {
  const { parsed } = reading;
  const [word] = parsed.words;
  const inner = word && insideQuotes(word);
  const named = inner && inner.end > inner.start ? inner : (word ?? { start: parsed.keywordStart, end: parsed.keywordEnd });
  const span = spanOf(reading, named);
  const value = word ? meaningOf(reading, word) : UNKNOWN;
  affect(reading, '', (stage) => {
    stage.user = { value, span, stage: stage.outline.index, literal: word?.text.includes('$') === false };
  });
}

/** The user in force at the end of a stage, inherited or not. `imageSpan` is where an unset one points. */
export function userSetting(stage: StageState, imageSpan: Span, comments: readonly Span[], lineBreak: string): Setting<string> {
  const { user, outline } = stage;
  if (user?.value.includes(UNKNOWN)) return { state: 'unknown', span: user.span };
  if (user?.stage === outline.index) {
    const { value, span, literal } = user;
    return { state: 'set', value, span, ...(literal && { set: (text: string) => ({ span, text }) }) };
  }
  const last = outline.instructions.at(-1) ?? outline.from;
  const append = last.block.open ? undefined : appendUser(stage, comments, lineBreak);
  const written = user
    ? ({ state: 'set', value: user.value, span: user.span } as const)
    : ({ state: 'unset', span: imageSpan } as const);
  return append ? { ...written, set: append } : written;
}

const AT_THE_END = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** Writes a `USER` before what starts the container, when that ends the stage, or else at the end of the stage. */
function appendUser({ outline }: StageState, comments: readonly Span[], lineBreak: string): (value: string) => Edit {
  const { instructions, from } = outline;
  const { parsed, text } = from.block;
  const keyword = text.startsWith(parsed.keyword) ? 'USER' : 'user';
  let first = instructions.length;
  while (first > 0 && AT_THE_END.has(instructions[first - 1]!.block.parsed.keyword)) first--;
  const before = instructions[first];
  if (before) {
    const start = commentsAbove(before, comments, lineBreak);
    return (value) => ({ span: { start, end: start }, text: `${keyword} ${value}${lineBreak}` });
  }
  const { end } = instructions.at(-1) ?? from;
  return (value) => ({ span: { start: end, end }, text: `${lineBreak}${keyword} ${value}` });
}

/** The start of the lines of comment that stand right above an instruction, or of its own line. */
function commentsAbove({ start, indent }: Placed, comments: readonly Span[], lineBreak: string): number {
  let above = start - indent;
  for (let index = firstFrom(comments, above) - 1; index >= 0; index--) {
    const comment = comments[index]!;
    if (above - comment.end !== lineBreak.length) break;
    above = comment.start;
  }
  return above;
}

/** The index of the first span that starts at an offset or behind it. */
function firstFrom(spans: readonly Span[], offset: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
