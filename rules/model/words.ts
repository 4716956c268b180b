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
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  if (remembered.size > 10_000) remembered.clear();
  remembered.set(name, words);
  return words;
}

const remembered = new Map<string, readonly string[]>();

/** Whether a phrase of one or more words stands in a row among others: `access key` in `aws`, `access`, `key`, `id`. */
export function holdsPhrase(words: readonly string[], phrase: string): boolean {
  const wanted = phrase.split(' ');
  if (wanted.length === 1) return words.includes(phrase);
  for (let at = 0; at + wanted.length <= words.length; at++)
    if (wanted.every((word, index) => words[at + index] === word)) return true;
  return false;
}
