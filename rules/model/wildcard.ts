/**
 * Whether a text as a whole fits a pattern in which `*` stands for any characters, none included. Takes no more than
 * (length of pattern × length of text) steps.
 */
export function fitsWildcard(text: string, pattern: string): boolean {
  let [t, p] = [0, 0];
  let star = -1;
  let from = 0;
  while (t < text.length) {
    if (pattern[p] === '*') [star, from] = [p++, t];
    else if (p < pattern.length && pattern[p] === text[t]) [t, p] = [t + 1, p + 1];
    else if (star !== -1) [p, t] = [star + 1, ++from];
    else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
