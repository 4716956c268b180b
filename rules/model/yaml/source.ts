import { firstFrom, lineBreakOf } from '../text.ts';
import { LIST, MAP, type YamlNode } from './tree.ts';

/** A place of a template whose output may be any YAML: a whole line such as `{{- toYaml .Values.x | nindent 8 }}`. */
export interface Hole {
  readonly start: number;
  readonly end: number;
  /** The column at which its output begins, or -1 when that cannot be told. */
  readonly column: number;
  /** `if`, `end` and their kin write nothing themselves, but what stands between them may be absent. */
  readonly control: boolean;
}

/** A place by the names of its keys, from within; a list entry has the empty name. */
export interface Named {
  readonly name: string;
  readonly parent: Named | undefined;
}

/** What the text was read with. */
export interface Reading {
  /** Replaces what cannot be known by `UNKNOWN`, and what can by its value; the place says whose text it is. */
  readonly substitute?: (text: string, place: Named) => string;
  /** The text as the author wrote it, when what was parsed is a masked one of the same length. */
  readonly original?: string;
  /** Puts into the text of a scalar, which stands between two offsets, what is known of its masked parts. */
  readonly fill?: (text: string, start: number, end: number, place: Named) => string;
  /** In the order written. */
  readonly holes?: readonly Hole[];
  /** Set where the text is another file's: then what is read stands where it is used, and offers no edits. */
  readonly foreign?: boolean;
}

/** All that the fields of one document share. */
export class Source {
  readonly text: string;
  readonly original: string;
  readonly anchored: boolean;
  readonly holes: readonly Hole[];
  /** Those that write something themselves. */
  readonly filling: readonly Hole[];
  /** Whether such output may land in a pair or entry, once it was asked. */
  readonly hollow = new Map<object, boolean>();
  readonly substitute: Reading['substitute'];
  readonly fill: Reading['fill'];
  readonly foreign: boolean;
  readonly root: YamlNode | undefined;
  /** Whether all of it was read as it is written. Asked once: two long texts that differ late take long to compare. */
  readonly #whole: boolean;
  #lineBreak: string | undefined;
  #step = 0;
  #budget = 100_000;

  constructor(text: string, root: YamlNode | undefined, anchored: boolean, reading: Reading) {
    this.text = text;
    this.root = root;
    this.anchored = anchored;
    this.original = reading.original ?? text;
    this.#whole = this.original === text;
    this.holes = reading.holes ?? [];
    this.filling = this.holes.filter(({ control }) => !control);
    this.substitute = reading.substitute;
    this.fill = reading.fill;
    this.foreign = reading.foreign === true;
  }

  get lineBreak(): string {
    return (this.#lineBreak ??= lineBreakOf(this.text));
  }

  /** How many blanks the author indents by: those of the first nested block map, else two. */
  get step(): number {
    if (this.#step === 0) this.#step = stepOf(this.text, this.root);
    return this.#step;
  }

  lineStart(at: number): number {
    return at === 0 ? 0 : this.text.lastIndexOf('\n', at - 1) + 1;
  }

  /** Offset of the line break that ends the line, the `\r` before it included; at the end of the text, its length. */
  lineEnd(at: number): number {
    const end = this.text.indexOf('\n', at);
    if (end === -1) return this.text.length;
    return end > at && this.text[end - 1] === '\r' ? end - 1 : end;
  }

  /** The column of an offset, when nothing but blanks and dashes stands before it on its line; -1 otherwise. */
  columnOf(at: number): number {
    const start = this.lineStart(at);
    const before = this.text.slice(start, at).replace(/^\uFEFF/, '');
    return /^[ -]*$/.test(before) && !/-$/.test(before) ? before.length : -1;
  }

  /** Whether a stretch was read as it is written: nothing in it was masked or blanked out. */
  intact(start: number, end: number): boolean {
    return this.#whole || this.original.slice(start, end) === this.text.slice(start, end);
  }

  /** The holes that begin in a stretch. */
  holesWithin(start: number, end: number): readonly Hole[] {
    return this.holes.slice(firstFrom(this.holes, start), firstFrom(this.holes, end));
  }

  /** Those of them that write something themselves. */
  fillingWithin(start: number, end: number): readonly Hole[] {
    return this.filling.slice(firstFrom(this.filling, start), firstFrom(this.filling, end));
  }

  touchesHole(start: number, end: number): boolean {
    const next = firstFrom(this.holes, start);
    return (this.holes[next]?.start ?? end) < end || (this.holes[next - 1]?.end ?? start) > start;
  }

  /** Counts what is read through aliases and merges; false once that is far more than any real file asks for. */
  spend(entries: number): boolean {
    this.#budget -= entries;
    return this.#budget > 0;
  }
}

function stepOf(text: string, root: YamlNode | undefined): number {
  const pending: { node: YamlNode; column: number }[] = root ? [{ node: root, column: 0 }] : [];
  for (let looked = 0; pending.length > 0 && looked < 200; looked++) {
    const { node, column } = pending.shift()!;
    if (node.type === MAP && !node.flow)
      for (const { value } of node.pairs) {
        if (value?.type === MAP && !value.flow) {
          const own = value.start - (text.lastIndexOf('\n', value.start - 1) + 1);
          if (own > column && own - column <= 8) return own - column;
        }
        if (value?.type === MAP || value?.type === LIST) pending.push({ node: value, column });
      }
  }
  return 2;
}
