import type { Command, CopiedFile, Label, Variable } from './nodes.ts';
import { inSpan, ofScalar, type Placed, somewhere } from './settings/placed.ts';
import { shellOf } from './shell.ts';
import type { Span } from './text.ts';

/** A text that stands in a file and ends up in an image, an object or a process. */
export interface EmbeddedText extends Placed {
  /** As messages name it: the key, the variable, the file it becomes. */
  readonly name: string;
  /** Where it is named, to point at when its own place cannot be told. */
  readonly nameSpan: Span;
  /** The base64 it is written in, when that is of no text. */
  readonly binary?: string;
}

const known = new WeakMap<object, readonly EmbeddedText[]>();

/**
 * The texts a node holds: the value of a variable, label or key of data, decoded; an inline file; what a command prints.
 * Short ones without a number in them are left out.
 */
export function textsOf(node: Variable | Label | CopiedFile | Command): readonly EmbeddedText[] {
  let texts = known.get(node);
  if (!texts) known.set(node, (texts = readTexts(node)));
  return texts;
}

const NONE: readonly EmbeddedText[] = [];

function readTexts(node: Variable | Label | CopiedFile | Command): readonly EmbeddedText[] {
  switch (node.kind) {
    case 'Variable':
      return ofVariable(node);
    case 'Label': {
      const { key, value, span } = node;
      return value.state === 'set' && mayTell(value.value!)
        ? [{ ...inSpan(value.value!, value.span), name: key, nameSpan: span }]
        : NONE;
    }
    case 'CopiedFile': {
      const { content, source, span } = node;
      if (!content) return NONE;
      return [
        { ...((content.scalar && ofScalar(content.scalar)) ?? inSpan(content.text, content.span)), name: source, nameSpan: span },
      ];
    }
    case 'Command':
      return /\b(?:echo|printf|cat|tee)\b/.test(node.text) ? printed(node) : NONE;
  }
}

/** Most values are a word or a name: too short for a record, and without a number. */
const mayTell = (text: string): boolean => text.length > 30 || /\d[\d/-]{4}|\d[A-Z]/.test(text);

function ofVariable({ name, span, value, written, scalar, from }: Variable): readonly EmbeddedText[] {
  if (from !== undefined) return NONE;
  if (value.state !== 'set')
    return written.length > 176 ? [{ ...somewhere('', value.span), name, nameSpan: span, binary: written }] : NONE;
  const text = value.value!;
  if (!mayTell(text)) return NONE;
  const placed = scalar && scalar.text === text ? ofScalar(scalar) : undefined;
  return [{ ...(placed ?? inSpan(text, value.span)), name, nameSpan: span }];
}

/** The words of `echo` and `printf`, and the here-documents of anything. */
function printed(command: Command): readonly EmbeddedText[] {
  const found: EmbeddedText[] = [];
  const add = (text: string, span: Span, at: Placed['at'] | undefined): void => {
    found.push({ ...(at ? { text, span, at } : inSpan(text, span)), name: command.by, nameSpan: command.span });
  };
  for (const { name, words, redirections } of shellOf(command).commands) {
    if (name === 'echo' || name === 'printf')
      for (const { text, span, quoted } of words.slice(1)) {
        const isQuoted = quoted && span.end - span.start === text.length + 2;
        add(text, isQuoted ? { start: span.start + 1, end: span.end - 1 } : span, undefined);
      }
    for (const { body } of redirections) if (body) add(body.text, body.span, body.at);
  }
  return found;
}

/** The line a stretch of a text begins in, for a finding; where the text is named when its place cannot be told. */
export function lineIn({ text, at, nameSpan }: EmbeddedText, start: number): Span {
  const from = start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0);
  const end = text.indexOf('\n', from);
  const line = text.slice(from, end === -1 ? text.length : end).trimEnd();
  return (line.length > 0 && at(from, from + line.length)) || nameSpan;
}
