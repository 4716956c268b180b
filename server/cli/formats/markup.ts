import { printable } from '../printable.ts';

/** HTML that may stand as it is. */
export interface Markup {
  readonly html: string;
}

type Piece = Markup | string | number | readonly (Markup | string)[];

/** Marks up a template: texts put into it are escaped, markup is not, lists are joined. */
export function markup(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { html: parts.reduce((html, part, index) => html + written(pieces[index - 1] ?? '') + part) };
}

/** Says that a text of our own is markup already. */
export const escaped = (html: string): Markup => ({ html });

/** A message: names in backquotes become code. */
export function inline(text: string): Markup {
  const pieces = text.split(/`([^`]*)`/).map((piece, index) => (index % 2 === 1 ? markup`<code>${piece}</code>` : piece));
  return markup`${pieces}`;
}

function written(piece: Piece): string {
  if (typeof piece === 'string') return marked(piece);
  if (typeof piece === 'number') return String(piece);
  return 'html' in piece ? piece.html : piece.map((one) => written(one)).join('');
}

const marked = (text: string): string =>
  text
    // of characters that cannot be seen, HTML has use for these alone
    .replace(/[^\t\n]+/g, printable)
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
