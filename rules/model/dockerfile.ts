import type { Placed } from './dockerfile/block.ts';
import { insideQuotes, syntaxImage } from './dockerfile/images.ts';
import { complaintsOf, type Read, readFrom, readInstruction, readingOf } from './dockerfile/instruction.ts';
import { type Known, Memory, outlineWith, type Written, type WrittenStage } from './dockerfile/known.ts';
import type { Piece as Words } from './dockerfile/parse.ts';
import type { StageState } from './dockerfile/reading.ts';
import { type Scan, scanDockerfile } from './dockerfile/scan.ts';
import { globalScope, Scope } from './dockerfile/scope.ts';
import type { Outline, Stages } from './dockerfile/stages.ts';
import { userSetting } from './dockerfile/user.ts';
import type {
  Container,
  ImageReference,
  Instruction,
  Model,
  Mount,
  Node,
  Piece,
  Problem,
  Setting,
  Stage,
  Variable,
} from './nodes.ts';
import { lineBreakOf, moved, type Span } from './text.ts';

/**
 * Reads a Dockerfile. It never throws, and reads what is intact in a half-typed text. With the model before, only
 * instructions that changed are parsed, those before the first change are the same nodes again, and those behind it are
 * their copies.
 */
export function readDockerfile(text: string, previous?: Model): Model {
  const before = previous?.memory instanceof Memory ? previous.memory : undefined;
  const scan = scanDockerfile(text, before?.scan);
  const { stages, known } = outlineWith(before, scan);
  const memory = new Reader(scan, stages, known).read();
  const { nodes, problems, pieces } = memory;
  return { nodes, problems, comments: scan.comments, pieces, memory };
}

class Reader {
  readonly #scan: Scan;
  readonly #stages: Stages;
  readonly #known: Known | undefined;
  readonly #lineBreak: string;
  readonly #nodes: Node[];
  readonly #pieces: Piece[];
  readonly #written: Written[];
  /** Of each stage, in order. */
  readonly #writtenStages: WrittenStage[] = [];
  /** The node of each. */
  readonly #all: Stage[] = [];
  /** Those that came to the end of the change otherwise than in the text before, and those built from them. */
  readonly #changed = new Set<StageState>();

  constructor(scan: Scan, stages: Stages, known: Known | undefined) {
    [this.#scan, this.#stages, this.#known] = [scan, stages, known];
    this.#lineBreak = lineBreakOf(scan.text);
    const { memory, stages: kept = 0 } = known ?? {};
    const next = kept > 0 ? memory!.writtenStages[kept]! : undefined;
    this.#nodes = next ? memory!.nodes.slice(0, next.firstNode) : [];
    this.#pieces = next ? memory!.pieces.slice(0, next.firstPiece) : [];
    this.#written = next ? memory!.written.slice(0, stages.starts[kept]!) : [];
  }

  read(): Memory {
    const [scan, stages, nodes] = [this.#scan, this.#stages, this.#nodes];
    if (nodes.length === 0) this.#readLeading();
    else this.#keepStages();
    for (let index = this.#all.length; index < stages.all.length; index++) this.#readStage(stages.all[index]!);
    return new Memory(scan, stages, nodes, this.#pieces, this.#problems(), this.#written, this.#writtenStages);
  }

  #readLeading(): void {
    const { syntax, text, instructions } = this.#scan;
    if (syntax) this.#nodes.push(syntaxImage(text, syntax));
    const leading = globalScope();
    for (let at = 0; at < this.#stages.leading; at++) {
      const { nodes } = readInstruction(readingOf(this.#stages, instructions[at]!, leading, undefined));
      for (const node of nodes) this.#nodes.push(node);
      this.#written.push({ nodes });
    }
  }

  /** Takes over the stages before the change. All that is new about them is what stages there are behind. */
  #keepStages(): void {
    const { memory, stages } = this.#known!;
    for (let index = 0; index < stages; index++) {
      const { state, node, firstNode, firstPiece } = memory.writtenStages[index]!;
      const stage: Stage = state.parent
        ? { ...node, parent: this.#all[state.parent.place.index]!, all: this.#all }
        : { ...node, all: this.#all };
      this.#all.push(stage);
      this.#nodes[firstNode + 1] = stage;
      this.#writtenStages.push({ state, node: stage, firstNode, firstPiece });
    }
  }

  #readStage(outline: Outline): void {
    const [firstNode, firstPiece] = [this.#nodes.length, this.#pieces.length];
    const { index, base, alias } = outline;
    const { instructions, comments } = this.#scan;
    const [first, end] = [this.#stages.starts[index]!, this.#stages.starts[index + 1]!];
    const from = instructions[first]!;
    const parent = outline.parent && this.#writtenStages[outline.parent.index];
    const state = this.#moveInside(outline, parent?.state) ?? this.#readInside(outline, parent?.state);

    // What a stage comes to is known at its end, and told at its start.
    const start = this.#written[first]!;
    const [instruction, image] = start.nodes as [Instruction, ImageReference?];
    const inside: Instruction[] = [];
    for (let at = first; at < end; at++) inside.push(this.#written[at]!.nodes[0] as Instruction);
    const span = base ? spanOfBase(from, base) : instruction.span;
    const user = userSetting(state, span, { instructions, first, end, comments, lineBreak: this.#lineBreak });
    const node: Stage = {
      kind: 'dockerfile.Stage',
      span,
      ...state.place,
      ...(alias && { alias: alias.text }),
      ...(parent && { parent: parent.node }),
      ...(state.image && { image: state.image }),
      user,
      instructions: inside,
      steps: this.#stepsIn(first + 1, end),
      all: this.#all,
    };
    this.#all.push(node);
    this.#writtenStages.push({ state, node, firstNode, firstPiece });
    this.#nodes.push(instruction, node);
    if (image) {
      this.#addPiece(start.read!, from.start, 1);
      this.#nodes.push(image);
    }
    if (index === this.#stages.all.length - 1) this.#nodes.push(this.#containerOf(state, user, span));
    for (let at = first + 1; at < end; at++) this.#addNodes(at);
  }

  /** Takes over all that is in a stage behind the change, if nothing in it is to be read anew. */
  #moveInside({ index }: Outline, parent: StageState | undefined): StageState | undefined {
    const known = this.#known;
    const [first, end] = [this.#stages.starts[index]!, this.#stages.starts[index + 1]!];
    if (!known?.keeps(first, end) || (parent && this.#changed.has(parent))) return undefined;
    for (let at = first; at < end; at++) this.#written.push(known.after(at)!);
    const image = (this.#written[first]!.nodes[1] as ImageReference | undefined) ?? parent?.image;
    return movedStage(known.memory.writtenStages[index]!.state, known.by, image, parent);
  }

  #readInside(outline: Outline, parent: StageState | undefined): StageState {
    const { starts } = this.#stages;
    const { instructions } = this.#scan;
    const [first, end] = [starts[outline.index]!, starts[outline.index + 1]!];
    const { nodes } = this.#readFrom(instructions[first]!, outline);
    const state = startStage(outline, parent, nodes[1] as ImageReference | undefined);
    if (parent && this.#changed.has(parent)) this.#changed.add(state);
    for (let at = first + 1; at < end; at++) this.#readOrReuse(instructions[at]!, state);
    this.#passChange(state);
    return state;
  }

  #readFrom(placed: Placed, outline: Outline): Written {
    const index = this.#written.length;
    const known = this.#known?.before(index) ?? this.#known?.after(index);
    const written = known ?? writtenOf(readFrom(readingOf(this.#stages, placed, this.#stages.globals, undefined), outline));
    this.#written.push(written);
    return written;
  }

  #readOrReuse(placed: Placed, stage: StageState): void {
    this.#passChange(stage);
    const index = this.#written.length;
    const known = this.#known?.before(index) ?? (this.#changed.has(stage) ? undefined : this.#known?.after(index));
    if (known?.read) {
      const { effects, start } = known.read;
      for (const effect of effects) effect.on(stage, placed.start - start);
    }
    const written = known ?? writtenOf(readInstruction(readingOf(this.#stages, placed, stage.scope, stage)));
    this.#written.push(written);
  }

  /** Where the change ends in a stage, tells whether the rest of it, and what is built from it, reads as it did. */
  #passChange(stage: StageState): void {
    if (this.#written.length === this.#known?.change.behind && this.#known.changes(this.#written)) this.#changed.add(stage);
  }

  #stepsIn(first: number, end: number): Stage['steps'] {
    const steps: Stage['steps'][number][] = [];
    for (let at = first; at < end; at++)
      for (const node of this.#written[at]!.nodes) if (node.kind === 'CopiedFile' || node.kind === 'Command') steps.push(node);
    return steps;
  }

  /** Lists the nodes of an instruction of a stage. */
  #addNodes(at: number): void {
    const { nodes, read } = this.#written[at]!;
    if (read) this.#addPiece(read, this.#scan.instructions[at]!.start, nodes.length);
    for (const node of nodes) this.#nodes.push(node);
  }

  /** The shipped stage as it will run, with what it inherits from the stages it is built from. */
  #containerOf(shipped: StageState, user: Setting<string>, span: Span): Container {
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
      variables: chain.flatMap(({ place }) => this.#nodesOf(place.index, 'ENV') as Variable[]),
      mounts: chain.flatMap(({ place }) => this.#nodesOf(place.index, 'VOLUME') as Mount[]),
      built: false,
    };
  }

  /** What the instructions of a kind, which are not held back, come to in a stage. */
  #nodesOf(stage: number, keyword: string): Node[] {
    const { starts } = this.#stages;
    return this.#written.slice(starts[stage]! + 1, starts[stage + 1]).flatMap(({ nodes: [instruction, ...others] }) => {
      const { keyword: own, onbuild } = instruction as Instruction;
      return own === keyword && !onbuild ? others : [];
    });
  }

  #addPiece(essence: object, start: number, count: number): void {
    this.#pieces.push({ essence, start, first: this.#nodes.length, count });
  }

  #problems(): Problem[] {
    const { instructions } = this.#scan;
    const known = this.#known;
    if (!known) return this.#problemsIn(0, instructions.length);
    const { kept, behind } = known.change;
    return [...known.problemsBefore(), ...this.#problemsIn(kept, behind), ...known.problemsAfter()];
  }

  #problemsIn(first: number, end: number): Problem[] {
    const problems: Problem[] = [];
    for (let at = first; at < end; at++) {
      const { start, block } = this.#scan.instructions[at]!;
      for (const message of complaintsOf(block, at < this.#stages.leading)) {
        const { line, keywordStart, keywordEnd } = block.parsed.trigger ?? block.parsed;
        problems.push({ span: line.span(keywordStart, keywordEnd, start), message });
      }
    }
    return problems;
  }
}

/** A port is not kept: it names its siblings, which another change may touch. */
function writtenOf(read: Read): Written {
  return read.nodes.some(({ kind }) => kind === 'Port') ? { nodes: read.nodes } : { nodes: read.nodes, read };
}

function spanOfBase({ block, start }: Placed, base: Words): Span {
  const inside = insideQuotes(base);
  return block.parsed.line.span(inside.start, inside.end, start);
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
    workdir: parent ? parent.workdir : fromScratch ? '/' : undefined,
    user: parent?.user,
    shell: parent?.shell,
  };
}

/** What a stage comes to that is the same so many characters further on. */
function movedStage(
  before: StageState,
  by: number,
  image: ImageReference | undefined,
  parent: StageState | undefined,
): StageState {
  const { user, place } = before;
  const now = user?.stage === place.index ? { ...user, span: moved(user.span, by) } : parent?.user;
  return { ...before, ...(image && { image }), ...(parent && { parent }), user: now };
}

function isScratch({ parent, baseName }: Outline): boolean {
  return !parent && baseName === 'scratch';
}

function placeOf({ index, role }: Outline): StageState['place'] {
  return { index, role };
}
