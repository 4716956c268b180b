import { type Answers, Asking } from './asking.ts';
import { readCompose } from './compose.ts';
import { readDockerfile } from './dockerfile.ts';
import type { Files } from './files.ts';
import { readKubernetes } from './kubernetes.ts';
import type { Model, Problem, Target } from './nodes.ts';
import { Lines, moved, ownCopy } from './text.ts';
import { resplitYaml } from './yaml.ts';

export { identify, type Identity } from './identify.ts';

/** A stretch of a document that is read and checked on its own. Its spans start at its own zero. */
export interface Part extends Model {
  readonly text: string;
  /** What it took from other files; what is read from it holds while they say the same. */
  readonly asked?: Answers;
}

/** Where a file is, and what its place says of it. */
export interface Place {
  /** An absolute URI in the editor, a path with `/` on the command line. */
  readonly uri: string;
  readonly target: Target;
}

/** A text, what it is, and what was read from it. Immutable: an edit makes a new one. */
export class Document {
  readonly uri: string;
  readonly target: Target;
  readonly text: string;
  readonly parts: readonly { readonly start: number; readonly part: Part }[];
  /** The files around it that it was read with: what is read of an edited text must be read with the same. */
  readonly files: Files | undefined;
  #lines: Lines | undefined;

  constructor(uri: string, target: Target, text: string, parts: Document['parts'], files?: Files) {
    [this.uri, this.target, this.text, this.parts, this.files] = [uri, target, text, parts, files];
  }

  get lines(): Lines {
    return (this.#lines ??= new Lines(this.text));
  }

  /** What could not be read, in offsets of the document. */
  get problems(): Problem[] {
    return this.parts.flatMap(({ start, part }) =>
      part.problems.map(({ span, message }) => ({ span: moved(span, start), message })),
    );
  }
}

/**
 * Reads a text. It never throws, and reads what is intact in a half-typed text. Parts whose text and place are
 * as in `previous` are the same objects again, so an edit re-reads one manifest, not the file. With `files`, what a
 * text takes from files around it is read there: such parts stay the same while those files say the same.
 */
export function readDocument(uri: string, target: Target, text: string, previous?: Document, files?: Files): Document {
  const same = previous?.target === target && previous.uri === uri ? previous : undefined;
  if (target === 'dockerfile') {
    if (same?.text === text) return same;
    const part = { text, ...readDockerfile(text, same?.parts[0]?.part) };
    return new Document(uri, target, text, [{ start: 0, part }], files);
  }
  const parts = same ? same.parts : [];
  const now = same && files && files !== same.files ? Asking.again(files) : undefined;
  const holding = parts.map(({ part: { asked } }) => (files ? asked !== undefined && (!now || now(asked)) : asked === undefined));
  if (same?.text === text && holding.every((holds) => holds)) return same;
  const readAnew = (own: string): Part => readPart(own === text ? own : ownCopy(own), uri, target, files);
  if (target !== 'kubernetes') return new Document(uri, target, text, [{ start: 0, part: readAnew(text) }], files);
  const { kept, changed, moved } = resplitYaml(text, same?.text ?? '', parts);
  const by = text.length - (same?.text.length ?? 0);
  const behind = parts.length - moved;
  const read = parts.slice(0, kept).map((placed, at) => (holding[at] ? placed : { ...placed, part: readAnew(placed.part.text) }));
  // a manifest may be put before another
  const known = new Map(parts.slice(kept, behind).flatMap(({ part }, at) => (holding[kept + at] ? [[part.text, part]] : [])));
  for (const { start, text: own } of changed) read.push({ start, part: known.get(own) ?? readAnew(own) });
  for (let at = behind; at < parts.length; at++) {
    const { start, part } = parts[at]!;
    read.push({ start: start + by, part: holding[at] ? part : readAnew(part.text) });
  }
  return new Document(uri, target, text, read, files);
}

function readPart(text: string, uri: string, target: Target, files: Files | undefined): Part {
  const read = target === 'compose' ? readCompose : readKubernetes;
  if (!files) return { text, ...read(text, uri) };
  const asking = new Asking(files);
  return { text, ...read(text, uri, asking), asked: asking.answers };
}
