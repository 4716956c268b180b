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

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
