import { readDockerfile } from '../dockerfile.ts';
import { InstructionNode } from '../dockerfile/instructionNode.ts';
import { ShellCommand } from '../shellSource.ts';
import type { Node } from '../nodes.ts';
import type { Edit, Span } from '../text.ts';
import type { WrittenNodes } from '../written.ts';
import type { Field, Reading } from '../yaml.ts';
import { blockPlaces } from '../yaml/blockPlaces.ts';

/**
 * Reads `build.dockerfile_inline` as the Dockerfile it is. In a block scalar every span is exact, and edits keep to its
 * indentation; in quotes all that is said of it stands at the text as a whole, and nothing is edited.
 */
export function readInline(field: Field, substitute: NonNullable<Reading['substitute']>, nodes: WrittenNodes): void {
  const raw = field.unsubstituted;
  if (raw === undefined || !nodes.isFirst('dockerfile_inline', field.extent)) return;
  const { text, origins } = substituted(raw, (token) => substitute(token, field));
  const places = new Places(field, raw, text, origins);
  for (const node of readDockerfile(text).nodes) nodes.add(places.moved(node));
}

const TOKEN = /\$\$|\$\{[^{}]*\}|\$[A-Za-z_]\w*/g;

/** The text after substitution, with the stretch of `raw` each of its characters comes from: two numbers each. */
function substituted(
  raw: string,
  substitute: (token: string) => string,
): { readonly text: string; readonly origins: readonly number[] | undefined } {
  if (!raw.includes('$')) return { text: raw, origins: undefined };
  const origins: number[] = [];
  let text = '';
  let from = 0;
  const copy = (to: number): void => {
    text += raw.slice(from, to);
    for (; from < to; from++) origins.push(from, from + 1);
  };
  for (const match of raw.matchAll(TOKEN)) {
    copy(match.index);
    const value = substitute(match[0]);
    text += value;
    from = match.index + match[0].length;
    for (let index = 0; index < value.length; index++) origins.push(match.index, from);
  }
  copy(raw.length);
  return { text, origins };
}

/** Moves nodes from the inline text to where it stands in the file. */
class Places {
  readonly #field: Field;
  readonly #text: string;
  readonly #origins: readonly number[] | undefined;
  readonly #at: ((start: number, end: number) => Span) | undefined;
  readonly #indent: string;
  readonly #made = new Map<object, unknown>();

  constructor(field: Field, raw: string, text: string, origins: readonly number[] | undefined) {
    const { source } = field;
    this.#field = field;
    this.#text = text;
    this.#origins = origins;
    this.#at = source.foreign || source.text[field.extent.start] !== '|' ? undefined : blockPlaces(field, raw);
    const first = this.#at?.(0, 1).start ?? 0;
    this.#indent = this.#at ? source.text.slice(source.lineStart(first), first).replace(/\S.*/s, '') : '';
  }

  moved(node: Node): Node {
    return this.#value(node) as Node;
  }

  #span({ start, end }: Span): Span {
    if (!this.#at) return this.#field.textSpan;
    const from = this.#place(start, false);
    return { start: from, end: end > start ? this.#place(end - 1, true) : from };
  }

  /** Where a character begins, or ends. */
  #place(offset: number, ending: boolean): number {
    if (offset >= this.#text.length) return this.#field.extent.end;
    const raw = this.#origins ? this.#origins[offset * 2]! : offset;
    const rawEnd = this.#origins ? this.#origins[offset * 2 + 1]! : offset + 1;
    return ending ? this.#at!(rawEnd - 1, rawEnd).end : this.#at!(raw, raw + 1).start;
  }

  /** The same edit in the file: what is added is indented like the rest, and a last line goes with its indentation. */
  #edit({ span, text }: Edit): Edit {
    const { start, end } = this.#span(span);
    const atEnd = span.end >= this.#text.length;
    const startsLine = span.start === 0 || this.#text[span.start - 1] === '\n';
    const lines = text.replaceAll('\n', `\n${this.#indent}`);
    if (!atEnd || !startsLine) return { span: { start, end }, text: lines };
    const inner = text === '' ? '' : this.#indent + text.replace(/\n(?=.)/gs, `\n${this.#indent}`);
    return { span: { start: span.start >= this.#text.length ? start : start - this.#indent.length, end }, text: inner };
  }

  /** A copy of whatever a reader made, each span moved; what refers to itself does so in the copy. */
  #value(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#made.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) {
      const list: unknown[] = [];
      this.#made.set(value, list);
      for (const item of value) list.push(this.#value(item));
      return list;
    }
    if (isSpan(value)) return this.#span(value);
    const source = value instanceof ShellCommand ? ShellCommand.sourceOf(value) : undefined;
    const copy: Record<string, unknown> = {};
    if (!source) this.#made.set(value, copy);
    for (const [key, inner] of propertiesOf(value)) {
      const moved = typeof inner === 'function' ? this.#function(key, inner as Making) : this.#value(inner);
      if (moved !== undefined) copy[key] = moved;
    }
    if (!source) return copy;
    const command = new ShellCommand(copy as unknown as ShellCommand, {
      ...source,
      spanOf: (start, end) => this.#span(source.spanOf(start, end)),
    });
    this.#made.set(value, command);
    return command;
  }

  /** What a node's function makes, moved. Nothing is edited outside of a block, or where compose fills in variables. */
  #function(key: string, make: Making): Making | undefined {
    const editable = this.#at !== undefined && this.#origins === undefined && !this.#field.aliased;
    if (key !== 'at' && !editable) return undefined;
    return (...given) => {
      const made = make(...given);
      return isSpan(made) ? this.#span(made) : this.#edit(made);
    };
  }
}

/** An instruction tells some of what it says when it is asked. */
function propertiesOf(value: object): (readonly [string, unknown])[] {
  const own = Object.entries(value);
  return value instanceof InstructionNode ? [...own, ['words', value.words], ['flags', value.flags]] : own;
}

type Making = (...given: unknown[]) => Span | Edit;

function isSpan(value: object): value is Span {
  return 'start' in value && 'end' in value && Object.keys(value).length === 2;
}
