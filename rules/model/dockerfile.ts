import type { Placed } from './dockerfile/block.ts';
import { baseImage, insideQuotes, syntaxImage } from './dockerfile/images.ts';
import { complaintsOf, instructionNode, readInstruction, readingOf, type Written } from './dockerfile/instruction.ts';
import { type StageState, spanOf } from './dockerfile/reading.ts';
import { type Scan, scanDockerfile } from './dockerfile/scan.ts';
import { globalScope, Scope } from './dockerfile/scope.ts';
import { type Outline, outlineStages, type Stages, sameStages } from './dockerfile/stages.ts';
import { userSetting } from './dockerfile/user.ts';
import type { Container, ImageReference, Instruction, Model, Node, Piece, Problem, Setting, Stage } from './nodes.ts';
import { lineBreakOf, type Span } from './text.ts';

/**
 * Reads a Dockerfile. It never throws, and reads what is intact in a half-typed text. With the model before, only
 * instructions that changed are parsed, and those before the first change are the same nodes again.
 */
export function readDockerfile(text: string, previous?: Model): Model {
  const before = previous && memories.get(previous.nodes);
  const scan = scanDockerfile(text, before?.scan);
  const stages = outlineStages(scan.instructions);
  const reader = new Reader(
    scan,
    stages,
    before && sameStages(stages, before.stages) ? Known.of(before, scan, stages) : undefined,
  );
  const nodes = reader.read();
  const model = { nodes, problems: problemsOf(scan, stages), comments: scan.comments, pieces: reader.pieces };
  memories.set(model.nodes, { scan, stages, written: reader.written });
  return model;
}

/** What a read leaves for the next one. */
interface Memory {
  readonly scan: Scan;
  readonly stages: Stages;
  /** Of each instruction; absent where it is to be read anew. */
  readonly written: readonly (Written | undefined)[];
}

/** By a model's list of nodes, which stays the same list when the model is copied into a part. */
const memories = new WeakMap<readonly Node[], Memory>();

/** What is known of a text from the one before, which has the same stages. */
class Known {
  /** Index of the first instruction behind the change. */
  readonly behind: number;
  readonly #written: readonly (Written | undefined)[];
  readonly #kept: number;
  /** How many instructions there are more than before. */
  readonly #by: number;

  private constructor(written: Memory['written'], kept: number, behind: number, by: number) {
    [this.#written, this.#kept, this.behind, this.#by] = [written, kept, behind, by];
  }

  static of({ scan: before, written }: Memory, { instructions, kept, moved }: Scan, { leading }: Stages): Known {
    const behind = instructions.length - moved;
    const changed = [...instructions.slice(kept, behind), ...before.instructions.slice(kept, before.instructions.length - moved)];
    // What stands before the first stage, and where a stage starts, may mean something for all that follows.
    const isInside = changed.length === 0 || (kept >= leading.length && !changed.some(isFrom));
    return new Known(written, kept, isInside ? behind : instructions.length, instructions.length - before.instructions.length);
  }

  /** What an instruction before the change came to. */
  before(index: number): Written | undefined {
    return index < this.#kept ? this.#written[index] : undefined;
  }

  /** What an instruction behind the change came to at its place in the text before. */
  after(index: number): Written | undefined {
    return index >= this.behind ? this.#written[index - this.#by] : undefined;
  }

  /** Whether what follows is to be read anew, given what the instructions of the text were up to the end of the change. */
  changes(written: Memory['written']): boolean {
    const said = (all: Memory['written'], end: number): string =>
      all
        .slice(this.#kept, end)
        .flatMap((one) => one?.effects.map(({ said }) => said) ?? [])
        .filter((one) => one !== '')
        .join('\n');
    return said(written, this.behind) !== said(this.#written, this.behind - this.#by);
  }
}

function isFrom({ block }: Placed): boolean {
  return block.parsed.keyword === 'FROM';
}

class Reader {
  readonly written: (Written | undefined)[] = [];
  readonly pieces: Piece[] = [];
  readonly #scan: Scan;
  readonly #stages: Stages;
  readonly #known: Known | undefined;
  readonly #lineBreak: string;
  readonly #nodes: Node[] = [];
  /** Of each stage, in order. */
  readonly #states: StageState[] = [];
  readonly #stageNodes: Stage[] = [];

  constructor(scan: Scan, stages: Stages, known: Known | undefined) {
    [this.#scan, this.#stages, this.#known] = [scan, stages, known];
    this.#lineBreak = lineBreakOf(scan.text);
  }

  read(): Node[] {
    const { syntax, text } = this.#scan;
    if (syntax) this.#nodes.push(syntaxImage(text, syntax));
    const leading = globalScope();
    for (const placed of this.#stages.leading) {
      const { nodes } = readInstruction(readingOf(this.#stages, placed, leading, undefined));
      for (const node of nodes) this.#nodes.push(node);
      this.written.push(undefined);
    }
    for (const outline of this.#stages.all) this.#readStage(outline);
    return this.#nodes;
  }

  #readStage(outline: Outline): void {
    const { from, base, alias } = outline;
    const parent = outline.parent && this.#states[outline.parent.index];
    const reading = readingOf(this.#stages, from, this.#stages.globals, undefined);
    const image = base && !parent && !isScratch(outline) ? { ...baseImage(reading, base), stage: placeOf(outline) } : undefined;
    const state = startStage(outline, parent, image);
    this.#states.push(state);
    const known = this.#known?.before(this.written.length) ?? this.#known?.after(this.written.length);
    this.written.push({ nodes: NO_NODES, effects: NO_EFFECTS, essence: known?.essence ?? {} });

    // What a stage comes to is known at its end, and told at its start.
    const instructions: Instruction[] = [{ ...instructionNode(reading), stage: outline.index }];
    const first = this.written.length;
    const inside: (readonly Node[])[] = [];
    for (const placed of outline.instructions) {
      const { nodes } = this.#readOrReuse(placed, state);
      instructions.push(nodes[0] as Instruction);
      inside.push(nodes);
    }
    this.#passChange(state);
    const span = base ? spanOf(reading, insideQuotes(base)) : instructions[0]!.span;
    const user = userSetting(state, span, this.#scan.comments, this.#lineBreak);
    const parentNode = parent && this.#stageNodes[parent.outline.index];
    const stage: Stage = {
      kind: 'dockerfile.Stage',
      span,
      ...state.place,
      ...(alias && { alias: alias.text }),
      ...(parentNode && { parent: parentNode }),
      ...(state.image && { image: state.image }),
      user,
      instructions,
      steps: stepsIn(inside),
      all: this.#stageNodes,
    };
    this.#stageNodes.push(stage);
    this.#nodes.push(instructions[0]!, stage);
    if (image) {
      this.#addPiece(this.written[first - 1], from.start, 1);
      this.#nodes.push(image);
    }
    if (outline.index === this.#stages.all.length - 1) this.#nodes.push(containerOf(state, user, span));
    for (let index = 0; index < inside.length; index++) {
      const nodes = inside[index]!;
      this.#addPiece(this.written[first + index], outline.instructions[index]!.start, nodes.length);
      for (const node of nodes) this.#nodes.push(node);
    }
  }

  #addPiece(written: Written | undefined, start: number, count: number): void {
    if (written) this.pieces.push({ essence: written.essence, start, first: this.#nodes.length, count });
  }

  #readOrReuse(placed: Placed, stage: StageState): Written {
    this.#passChange(stage);
    const index = this.written.length;
    let written = this.#known?.before(index);
    if (written) for (const effect of written.effects) effect.on(stage);
    else {
      const same = stage.changed ? undefined : this.#known?.after(index);
      written = readInstruction(readingOf(this.#stages, placed, stage.scope, stage), same?.essence);
    }
    // A port names its siblings, which another change may have touched.
    this.written.push(placed.block.parsed.keyword === 'EXPOSE' ? undefined : written);
    return written;
  }

  /** Where the change ends in a stage, tells whether the rest of it, and what is built from it, reads as it did. */
  #passChange(stage: StageState): void {
    if (this.written.length === this.#known?.behind && this.#known.changes(this.written)) stage.changed = true;
  }
}

function startStage(outline: Outline, parent: StageState | undefined, own: ImageReference | undefined): StageState {
  const fromScratch = parent ? parent.fromScratch : isScratch(outline);
  const image = own ?? parent?.image;
  return {
    outline,
    name: outline.alias?.text ?? outline.base?.text ?? '',
    place: placeOf(outline),
    scope: new Scope(parent?.scope),
    ...(image && { image }),
    fromScratch,
    ...(parent && { parent }),
    ports: [],
    variables: [],
    mounts: [],
    workdir: parent ? parent.workdir : fromScratch ? '/' : undefined,
    user: parent?.user,
    shell: parent?.shell,
    changed: parent?.changed ?? false,
  };
}

function stepsIn(inside: readonly (readonly Node[])[]): Stage['steps'] {
  const steps: Stage['steps'][number][] = [];
  for (const nodes of inside)
    for (const node of nodes) if (node.kind === 'CopiedFile' || node.kind === 'Command') steps.push(node);
  return steps;
}

const NO_NODES: readonly Node[] = [];
const NO_EFFECTS: Written['effects'] = [];

function isScratch({ parent, baseName }: Outline): boolean {
  return !parent && baseName === 'scratch';
}

function placeOf({ index, role }: Outline): StageState['place'] {
  return { index, role };
}

/** The shipped stage as it will run, with what it inherits from the stages it is built from. */
function containerOf(shipped: StageState, user: Setting<string>, span: Span): Container {
  const chain: StageState[] = [];
  for (let stage: StageState | undefined = shipped; stage; stage = stage.parent) chain.push(stage);
  chain.reverse();
  return {
    kind: 'Container',
    span,
    name: shipped.name,
    role: 'stage',
    ...(shipped.image && { image: shipped.image }),
    ...(shipped.fromScratch && { base: 'scratch' }),
    user,
    privileged: { state: 'unset', span },
    readOnlyRoot: { state: 'unset', span },
    partial: false,
    ports: chain.flatMap(({ ports }) => ports),
    variables: chain.flatMap(({ variables }) => variables),
    mounts: chain.flatMap(({ mounts }) => mounts),
    built: false,
  };
}

function problemsOf({ instructions }: Scan, { leading }: Stages): Problem[] {
  const problems: Problem[] = [];
  for (let index = 0; index < instructions.length; index++) {
    const { start, block } = instructions[index]!;
    for (const message of complaintsOf(block, index < leading.length)) {
      const { line, keywordStart, keywordEnd } = block.parsed.trigger ?? block.parsed;
      problems.push({ span: line.span(keywordStart, keywordEnd, start), message });
    }
  }
  return problems;
}
