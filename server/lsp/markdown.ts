import { printable } from '../cli/printable.ts';

/**
 * Words as Markdown that cannot be anything but words: names out of files must not become links, images, HTML or headings.
 * What stands between backquotes stays code; white space is folded.
 */
export function prose(text: string): string {
  const pieces = printable(text.replace(/\s+/g, ' ').trim()).split('`');
  if (pieces.length % 2 === 0) return plain(pieces.join("'")); // an odd backquote: none of them is trusted
  return pieces.map((piece, index) => (index % 2 === 1 ? code(piece) : plain(piece))).join('');
}

/** A text as code, whatever is in it. */
export function code(text: string): string {
  const flat = printable(text.replace(/\s+/g, ' '));
  if (flat.trim() === '') return flat;
  const fence = '`'.repeat(1 + Math.max(0, ...(flat.match(/`+/g) ?? []).map(({ length }) => length)));
  const pad = /^`|`$|^ .* $/.test(flat) ? ' ' : '';
  return fence + pad + flat + pad + fence;
}

/** A link. The address goes between angle brackets, because citations have parentheses. */
export const link = (words: string, href: string): string => `[${words}](<${href.replace(/[<>\s]/g, encodeURIComponent)}>)`;

function plain(text: string): string {
  return text
    .replace(/[\\`*_[\]<>&~|#@$!]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\.`)
    .replace(/^([-+=]|\d+(?=[.)]))/, (start) => (/\d/.test(start) ? `${start}\\` : `\\${start}`));
}
