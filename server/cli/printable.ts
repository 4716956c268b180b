/**
 * A text in which nothing can move the cursor, colour the terminal or reorder what is read: control characters, line
 * breaks, bidirectional overrides, invisible characters and lone surrogates are shown as `\u{…}`. So is what begins a
 * command of a pipeline wherever it stands in a line: `##vso[` for Azure, `##[` for that and GitHub.
 */
export function printable(text: string): string {
  return text
    .replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replace(/##(?=\[|vso\[)/gi, '#\\u{23}');
}

/** The same for a text in pieces, between which a command may be cut. */
export function printablePieces(pieces: readonly string[]): string[] {
  const hasCommand = /##(?:vso)?\[/i.test(pieces.join(''));
  return pieces.map((piece) => (hasCommand ? printable(piece).replaceAll('#', '\\u{23}') : printable(piece)));
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** The same for what begins a line, where `::` begins a command of GitHub. */
export function printableLine(text: string): string {
  return printable(text).replace(/^ *::/, (colons) => `${colons.slice(0, -2)}:\\u{3a}`);
}

/** How many columns of a terminal a printable text takes: most East Asian characters and emoji take two, accents none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += NARROW.test(character) ? 1 : NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

const NARROW = /^[ -~]$/;
const NONE = /^[\p{Mn}\p{Me}]$/u;
const WIDE =
  /^[\u1100-\u115e\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\u{20000}-\u{3fffd}]$/u;

/** `1 file`, `2 files`, `1,234 files`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  // not `toLocaleString`, which takes 20 ms to load its tables
  return `${String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')} ${count === 1 ? one : many}`;
}
