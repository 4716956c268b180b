import { UNKNOWN } from '../imageName.ts';
import type { Setting } from '../setting.ts';
import { type Edit, firstFrom, moved, type Span } from '../text.ts';
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
  const literal = word?.text.includes('$') === false;
  affect(reading, '', (stage, by) => {
    stage.user = { value, span: moved(span, by), stage: stage.outline.index, literal };
  });
}

/** Where a stage stands. */
export interface StagePlace {
  readonly instructions: readonly Placed[];
  /** Index of its `FROM`, and the one behind its last instruction. */
  readonly first: number;
  readonly end: number;
  /** Those of the text. */
  readonly comments: readonly Span[];
  readonly lineBreak: string;
}

/** The user in force at the end of a stage, inherited or not. `imageSpan` is where an unset one points. */
export function userSetting(stage: StageState, imageSpan: Span, place: StagePlace): Setting<string> {
  const { user, outline } = stage;
  if (user?.value.includes(UNKNOWN)) return { state: 'unknown', span: user.span };
  if (user?.stage === outline.index) {
    const { value, span, literal } = user;
    return { state: 'set', value, span, ...(literal && { set: (text: string) => ({ span, text }) }) };
  }
  const append = place.instructions[place.end - 1]!.block.open ? undefined : appendUser(place);
  const written = user
    ? ({ state: 'set', value: user.value, span: user.span } as const)
    : ({ state: 'unset', span: imageSpan } as const);
  return append ? { ...written, set: append } : written;
}

const AT_THE_END = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** Writes a `USER` before what starts the container, when that ends the stage, or else at the end of the stage. */
function appendUser({ instructions, first, end, comments, lineBreak }: StagePlace): (value: string) => Edit {
  const { parsed, text } = instructions[first]!.block;
  const keyword = text.startsWith(parsed.keyword) ? 'USER' : 'user';
  let ending = end;
  while (ending > first + 1 && AT_THE_END.has(instructions[ending - 1]!.block.parsed.keyword)) ending--;
  if (ending < end) {
    const start = commentsAbove(instructions[ending]!, comments, lineBreak);
    return (value) => ({ span: { start, end: start }, text: `${keyword} ${value}${lineBreak}` });
  }
  const { end: at } = instructions[end - 1]!;
  return (value) => ({ span: { start: at, end: at }, text: `${lineBreak}${keyword} ${value}` });
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
