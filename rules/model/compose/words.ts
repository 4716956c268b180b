import type { Word } from '../nodes.ts';
import type { Field } from '../yaml.ts';
import { blockPlaces } from '../yaml/blockPlaces.ts';

/** The words of a command that is written as one text; compose splits it by the rules of quoting and starts no shell. */
export function splitWords(field: Field): Word[] {
  const text = field.text ?? '';
  const { start } = field.textSpan;
  const inPlace = field.verbatim && field.literal === text;
  const words: Word[] = [];
  let word = '';
  let from = -1;
  let quote = '';
  /** Where each character of the word stands. */
  let places: number[] = [];
  const end = (at: number): void => {
    if (from !== -1) words.push({ text: word, ...(inPlace ? placed(from, at, start, places) : { span: field.textSpan }) });
    word = '';
    places = [];
    from = -1;
  };
  const add = (at: number): void => {
    word += text[at];
    places.push(at);
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote === '' && /\s/.test(character)) {
      end(at);
      continue;
    }
    if (from === -1) from = at;
    if (character === '\\' && quote !== "'" && at + 1 < text.length) add(++at);
    else if (quote !== '') {
      if (character === quote) quote = '';
      else add(at);
    } else if (character === '"' || character === "'") quote = character;
    else add(at);
  }
  end(text.length);
  return words;
}

/** A word in the text at an offset; quotes and backslashes are no part of what it says. */
function placed(from: number, to: number, offset: number, places: readonly number[]): Pick<Word, 'span' | 'at'> {
  const span = { start: offset + from, end: offset + to };
  if (places.length === to - from || places.length === 0) return { span };
  return {
    span,
    at: (start, end) => {
      const first = offset + places[Math.min(start, places.length - 1)]!;
      return { start: first, end: end > start ? offset + places[Math.min(end, places.length) - 1]! + 1 : first };
    },
  };
}

/** The words of a command that is written as a list; `read` says what of an entry counts. */
export function listedWords(items: readonly Field[], read: (item: Field) => string | undefined = ({ text }) => text): Word[] {
  return items.flatMap((item) => {
    const text = read(item);
    if (text === undefined) return [];
    const at = blockPlaces(item, text);
    return [{ text, span: item.textSpan, ...(at && { at }) }];
  });
}
