import { safeguards, type Citation } from '../../rules/safeguards.ts';
import { lineStart, type Span } from '../../rules/model/text.ts';

/** A paragraph of the Security Rule that is cited, and where. */
export interface Cited {
  readonly citation: Citation;
  readonly span: Span;
}

/** What is cited behind a `#`, as comments of Dockerfiles, YAML and scripts have it. */
export function citationsInComments(text: string): Cited[] {
  if (!text.includes('164.')) return [];
  const whole = { start: 0, end: text.length };
  return citationsIn(text, whole).filter(({ span: { start } }) => /(?:^|\s)#/.test(text.slice(lineStart(text, start), start)));
}

/** The paragraphs of the Security Rule that a stretch of a text cites, with their places. */
export function citationsIn(text: string, { start, end }: Span): Cited[] {
  const found: Cited[] = [];
  for (const { 0: cited, index } of text.slice(start, end).matchAll(/164\.\d{3}(?:\([a-zA-Z\d]{1,4}\))+/g)) {
    const at = start + index;
    if (Object.hasOwn(safeguards, cited))
      found.push({ citation: cited as Citation, span: { start: at, end: at + cited.length } });
  }
  return found;
}
