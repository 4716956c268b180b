import type { Instruction } from '../nodes.ts';
import type { Span } from '../text.ts';
import type { Placed } from './block.ts';
import type { Parsed, Piece } from './parse.ts';

/** An instruction as a node of its own. Its words and flags are looked at by few, so they are placed when they are asked for. */
export class InstructionNode implements Instruction {
  readonly kind = 'dockerfile.Instruction';
  readonly span: Span;
  readonly keyword: string;
  readonly onbuild: boolean;
  readonly extent: Span;
  declare readonly stage?: number;
  readonly #parsed: Parsed;
  #words: Instruction['words'] | undefined;
  #flags: Instruction['flags'] | undefined;

  /** One that `ONBUILD` holds back is the one it holds back. `stage` is an index. */
  constructor({ start, end, block }: Placed, stage?: number) {
    const { trigger } = block.parsed;
    const parsed = trigger ?? block.parsed;
    this.span = parsed.line.span(parsed.keywordStart, parsed.keywordEnd, start);
    this.keyword = parsed.keyword;
    this.onbuild = trigger !== undefined;
    this.extent = { start, end };
    if (stage !== undefined) this.stage = stage;
    this.#parsed = parsed;
  }

  get words(): Instruction['words'] {
    return (this.#words ??= this.#parsed.shown.map((word) => ({ span: this.#spanOf(word), text: word.text })));
  }

  get flags(): Instruction['flags'] {
    return (this.#flags ??= this.#parsed.flags.map((flag) => ({
      name: flag.name,
      ...(flag.value && { value: flag.value.text }),
      span: this.#spanOf(flag),
    })));
  }

  #spanOf({ start, end }: Piece): Span {
    return this.#parsed.line.span(start, end, this.extent.start);
  }
}
