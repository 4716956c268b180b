import type { Word } from '../nodes.ts';
import type { Field } from '../yaml.ts';

/** The words of a command that is written as one text; compose splits it by the rules of quoting and starts no shell. */
export function splitWords(field: Field): Word[] {
  const text = field.text ?? '';
  const { start } = field.textSpan;
  const inPlace = field.verbatim && field.literal === text;
  const words: Word[] = [];
  let word = '';
  let from = -1;
  let quote = '';
  const end = (at: number): void => {
    if (from !== -1) words.push({ text: word, span: inPlace ? { start: start + from, end: start + at } : field.textSpan });
    word = '';
    from = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quote === '' && /\s/.test(character)) {
      end(at);
      continue;
    }
    if (from === -1) from = at;
    if (character === '\\' && quote !== "'" && at + 1 < text.length) word += text[++at];
    else if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") quote = character;
    else word += character;
  }
  end(text.length);
  return words;
}

/** The words of a command that is written as a list; `read` says what of an entry counts. */
export function listedWords(items: readonly Field[], read: (item: Field) => string | undefined = ({ text }) => text): Word[] {
  return items.flatMap((item) => {
    const text = read(item);
    return text === undefined ? [] : [{ text, span: item.textSpan }];
  });
}
