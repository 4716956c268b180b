/** A string of a JSON array: its value, and where its text stands between the quotes. */
export interface JsonWord {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The strings of the JSON array that `text` is from `start` to `end`. Nothing when it is anything else. */
export function readJsonWords(text: string, start: number, end: number): readonly JsonWord[] | undefined {
  if (text[start] !== '[' || text[end - 1] !== ']') return undefined;
  const values = parse(text.slice(start, end));
  if (!Array.isArray(values) || !values.every((value) => typeof value === 'string')) return undefined;
  const words: JsonWord[] = [];
  let at = start;
  for (const value of values) {
    const first = text.indexOf('"', at) + 1;
    let last = first;
    while (text[last] !== '"') last += text[last] === '\\' ? 2 : 1;
    words.push({ start: first, end: last, text: value });
    at = last + 1;
  }
  return words;
}

/** Where each character of a JSON string's value stands in what is written between its quotes, and where that ends. */
export function jsonPlaces(written: string): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at < written.length; at += written[at] !== '\\' ? 1 : written[at + 1] === 'u' ? 6 : 2) places.push(at);
  return [...places, written.length];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
