import { type Answers, Asking } from './asking.ts';
import { readCompose } from './compose.ts';
import { readDockerfile } from './dockerfile.ts';
import type { Files } from './files.ts';
import { readKubernetes } from './kubernetes.ts';
import type { Model, Problem, Target } from './nodes.ts';
import { Lines, ownCopy } from './text.ts';
import { splitYaml } from './yaml.ts';

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
      part.problems.map(({ span, message }) => ({ span: { start: span.start + start, end: span.end + start }, message })),
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
  const known = new Known(parts, holding);
  const pieces = target === 'kubernetes' ? splitYaml(text) : [{ start: 0, text }];
  const read = pieces.map(({ start, text: own }, index) => ({
    start,
    part: known.at(index, pieces.length, own) ?? readPart(pieces.length === 1 ? own : ownCopy(own), uri, target, files),
  }));
  return new Document(uri, target, text, read, files);
}

/** The parts of the text before, found by what they say. */
class Known {
  readonly #parts: Document['parts'];
  /** Of each part, whether the files around it still say what it took from them. */
  readonly #holding: readonly boolean[];
  #byText: Map<string, Part> | undefined;

  constructor(parts: Document['parts'], holding: readonly boolean[]) {
    [this.#parts, this.#holding] = [parts, holding];
  }

  /** A part that says the same. Most stand where they stood, counted from the start or from the end: those are tried first. */
  at(index: number, count: number, text: string): Part | undefined {
    for (const at of [index, index + this.#parts.length - count])
      if (this.#holding[at] && this.#parts[at]!.part.text === text) return this.#parts[at]!.part;
    this.#byText ??= new Map(this.#parts.flatMap(({ part }, at) => (this.#holding[at] ? [[part.text, part] as const] : [])));
    return this.#byText.get(text);
  }
}

function readPart(text: string, uri: string, target: Target, files: Files | undefined): Part {
  const read = target === 'compose' ? readCompose : readKubernetes;
  if (!files) return { text, ...read(text, uri) };
  const asking = new Asking(files);
  return { text, ...read(text, uri, asking), asked: asking.answers };
}
