/**
 * The words of a name, lower case: split at everything that is neither letter nor digit, and where camel case
 * turns (`dbPassword`, `OAuthToken2`). `POSTGRES_PASSWORD` is `postgres`, `password`.
 */
export function wordsOf(name: string): readonly string[] {
  const known = remembered.get(name);
  if (known) return known;
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(ASCII.test(name) ? /[^a-z\d]+/ : /[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  if (remembered.size > 10_000) remembered.clear();
  remembered.set(name, words);
  return words;
}

/** An engine takes milliseconds to make ready for the letters of all scripts. */
const ASCII = /^[\0-\x7f]*$/;

const remembered = new Map<string, readonly string[]>();

/** A test of whether some phrase of one or more words stands in a row among others: `access key` in `aws`, `access`, `key`, `id`. */
export function phraseTest(phrases: readonly string[]): (words: readonly string[]) => boolean {
  const singles = new Set<string>();
  const longer = new Map<string, (readonly string[])[]>();
  for (const phrase of phrases) {
    const [first, ...rest] = phrase.split(' ') as [string, ...string[]];
    if (rest.length === 0) singles.add(first);
    else longer.set(first, [...(longer.get(first) ?? []), rest]);
  }
  return (words) => {
    for (let at = 0; at < words.length; at++) {
      const word = words[at]!;
      if (singles.has(word)) return true;
      const rests = longer.get(word);
      if (rests?.some((rest) => rest.every((next, index) => words[at + 1 + index] === next))) return true;
    }
    return false;
  };
}
