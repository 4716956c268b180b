import type { DocumentLink } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span } from '../../rules/model/text.ts';
import { describeSafeguard, safeguards } from '../../rules/safeguards.ts';
import { citationsIn, citationsInComments, type Cited } from './citations.ts';
import { toRange } from './translate.ts';

/** A text never has more links than this. */
const MOST = 1000;

/** The safeguards that comments of a text cite, each leading to the paragraph in the eCFR. */
export const linksInComments = (text: TextDocument): DocumentLink[] =>
  citationsInComments(text.getText())
    .slice(0, MOST)
    .map((cited) => linkOf(text, cited));

/** The files a policy extends, and the safeguards it cites. */
export function linksInPolicy(
  text: TextDocument,
  extended: readonly { readonly span: Span; readonly uri: string }[],
): DocumentLink[] {
  const files = extended.map(({ span, uri }) => ({ range: toRange(text, span), target: uri }));
  const whole = text.getText();
  const cited = citationsIn(whole, { start: 0, end: whole.length });
  return [...files, ...cited.map((cited) => linkOf(text, cited))].slice(0, MOST);
}

const linkOf = (text: TextDocument, { citation, span }: Cited): DocumentLink => ({
  range: toRange(text, span),
  target: safeguards[citation].url,
  tooltip: describeSafeguard(citation),
});
