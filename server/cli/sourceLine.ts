import { commandCredentials } from '../../rules/facts/commandCredentials.ts';
import { identifiersIn } from '../../rules/facts/identifiers.ts';
import { isLiteralSecret, isSecretName } from '../../rules/facts/secrets.ts';
import { tokensIn } from '../../rules/facts/tokens.ts';
import type { Document } from '../../rules/model/document.ts';
import type { Node } from '../../rules/model/nodes.ts';
import { moved, type Span } from '../../rules/model/text.ts';

/** A line of a file for people to look at: secrets masked, cut to what is around the place meant. */
export interface SourceLine {
  readonly text: string;
  /** The stretch of `text` that is meant, in its own UTF-16 offsets; empty for a place between two characters. */
  readonly start: number;
  readonly end: number;
}

/** How much of a line is kept on each side of the place, and of the place itself. */
const KEPT = 60;
const MASK = '••••';

/** How far around the place secrets are looked for, so that one which begins before what is kept is masked too. */
const LOOKED_AT = 1000;

/** The line a span starts on, with the `masked` spans replaced by dots. Everything in offsets of the document. */
export function sourceLine({ text, lines }: Pick<Document, 'text' | 'lines'>, span: Span, masked: readonly Span[]): SourceLine {
  const { line } = lines.positionAt(span.start);
  const lineEnd = line + 1 < lines.count ? lines.startOf(line + 1) - 1 : text.length;
  const from = Math.max(lines.startOf(line), span.start - LOOKED_AT);
  const to = Math.max(from, Math.min(text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd, span.start + LOOKED_AT));
  const within = ({ start, end }: Span): Span => ({ start: clamp(start, from, to) - from, end: clamp(end, from, to) - from });
  return cut(mask(text.slice(from, to), within(span), masked.map(within)), from > lines.startOf(line), to < lineEnd - 1);
}

const clamp = (offset: number, from: number, to: number): number => Math.min(Math.max(offset, from), to);

/**
 * What must not be shown of a document, besides the spans of findings about secrets: the values of variables and labels
 * whose name speaks of one, of variables a finding about secrets touches, and what commands are given, whichever rules
 * are on. A finding that points at a name hides its value.
 */
export function secretSpans({ parts }: Pick<Document, 'parts'>, findings: readonly Span[]): readonly Span[] {
  const values = parts.flatMap(({ start, part }) =>
    part.nodes.flatMap((node) => {
      if (node.kind === 'Command') return commandCredentials(node).map(({ span }) => moved(span, start));
      if (node.kind === 'Label')
        return node.value.state === 'set' && isSecretName(node.key) ? [moved(node.value.span, start)] : [];
      if (node.kind !== 'Variable' || node.value.state !== 'set' || node.value.value === '') return [];
      const [value, whole] = [moved(node.value.span, start), moved(node.span, start)];
      const told = isSecretName(node.name) || findings.some((finding) => touch(finding, value) || touch(finding, whole));
      return told ? [value] : commandCredentials(node).map(({ span }) => moved(span, start));
    }),
  );
  const names = new Set(parts.flatMap(({ start, part }) => part.nodes.flatMap((node) => nameOf(node, start) ?? [])));
  return [...findings.filter(({ start, end }) => !names.has(`${start} ${end}`)), ...values];
}

/** Where a node has a name and nothing else. */
function nameOf(node: Node, start: number): string | undefined {
  const isName =
    node.kind === 'Container' ||
    (node.kind === 'Variable' && (node.value.state === 'unset' || !touch(node.span, node.value.span)));
  return isName ? `${node.span.start + start} ${node.span.end + start}` : undefined;
}

/** The password of a URL is no node of its own. A reference such as `${PASSWORD}` is worth seeing. */
const URL_PASSWORD = /(?<=:\/\/[^\s/:@]*:)[^\s/@${}]+(?=@)/g;

/** A password that a program is given through a pipe: `echo … | docker login --password-stdin`. */
const PIPED = /(?<=\b(?:echo|printf)\s(?:-\w{1,5}\s)?\s{0,9})[^\s|$]+(?=\s{0,9}\|[^|]{0,99}(?:passw|login|sudo))/g;

/** A name and what it is set to, in any notation. */
const NAMED = /(?<![\w.-])([\w.-]{2,80})["']?\s{0,9}[:=]\s{0,9}["']?([^\s"',;&})]{3,})/dg;

/** Its form alone is enough here, without a word before it. */
const SOCIAL_SECURITY_NUMBER = /(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/g;

/** What of a line must not be shown, whatever was found in it. */
function secretsIn(line: string): Span[] {
  const patterns = [URL_PASSWORD, PIPED, SOCIAL_SECURITY_NUMBER];
  return [
    ...patterns.flatMap((pattern) =>
      [...line.matchAll(pattern)].map(({ index, 0: { length } }) => ({ start: index, end: index + length })),
    ),
    ...[...line.matchAll(NAMED)].flatMap(({ 1: name = '', 2: value = '', indices }) => {
      const [start, end] = indices![2]!;
      return isSecretName(name) && isLiteralSecret(name, value) ? [{ start, end }] : [];
    }),
    ...tokensIn(line),
    ...identifiersIn(line),
  ];
}

const touch = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

function mask(line: string, here: Span, masked: readonly Span[]): SourceLine {
  const spans = joined([...masked, ...secretsIn(line)].filter(({ start, end }) => start < end));
  let text = '';
  let { start, end } = here;
  let at = 0;
  for (const span of spans) {
    const moved = text.length + span.start - at;
    text += line.slice(at, span.start) + MASK;
    at = span.end;
    if (here.start >= span.end) start = here.start - span.end + text.length;
    else if (here.start >= span.start) start = moved;
    if (here.end >= span.end) end = here.end - span.end + text.length;
    else if (here.end > span.start) end = text.length;
  }
  return { text: text + line.slice(at), start, end };
}

/** Sorted, those that overlap made one. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && span.start < last.end) result[result.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else result.push(span);
  }
  return result;
}

/** Long lines lose what is far from the place; `…` stands for what was cut. A long place is cut at its end. */
function cut({ text, start, end }: SourceLine, cutBefore: boolean, cutAfter: boolean): SourceLine {
  const last = Math.min(end, whole(text, start + KEPT * 2));
  const from = start > KEPT ? whole(text, start - KEPT) : 0;
  const to = last + KEPT < text.length ? whole(text, last + KEPT) : text.length;
  const before = from > 0 || cutBefore ? '…' : '';
  const after = to < text.length || cutAfter ? '…' : '';
  const moved = before.length - from;
  return { text: before + text.slice(from, to) + after, start: start + moved, end: last + moved };
}

/** An offset that does not split a surrogate pair. */
const whole = (text: string, offset: number): number => (/[\udc00-\udfff]/.test(text[offset] ?? '') ? offset - 1 : offset);
