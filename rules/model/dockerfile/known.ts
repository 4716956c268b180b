import type { Instruction, Node, Piece, Problem, Stage } from '../nodes.ts';
import type { Placed } from './block.ts';
import type { Read } from './instruction.ts';
import { InstructionNode } from './instructionNode.ts';
import { type Movable, movedNode } from './move.ts';
import { moved } from '../text.ts';
import type { StageState } from './reading.ts';
import type { Scan } from './scan.ts';
import { type Change, isFrom, outlineAgain, outlineStages, type Stages, sameStages } from './stages.ts';

/** What an instruction came to in one text. */
export interface Written {
  readonly nodes: readonly Node[];
  /** Shared with what it came to in another text, where that differs by nothing but its place; absent where it is to be read anew. */
  readonly read?: Read;
}

/** What a stage came to in one text. */
export interface WrittenStage {
  readonly state: StageState;
  readonly node: Stage;
  /** Index of its first node, and of its first piece. */
  readonly firstNode: number;
  readonly firstPiece: number;
}

/** What a read leaves for the next one. */
export class Memory {
  readonly scan: Scan;
  readonly stages: Stages;
  readonly nodes: readonly Node[];
  readonly pieces: readonly Piece[];
  readonly problems: readonly Problem[];
  /** Of each instruction. */
  readonly written: readonly Written[];
  readonly writtenStages: readonly WrittenStage[];

  constructor(
    scan: Scan,
    stages: Stages,
    nodes: readonly Node[],
    pieces: readonly Piece[],
    problems: readonly Problem[],
    written: readonly Written[],
    writtenStages: readonly WrittenStage[],
  ) {
    [this.scan, this.stages, this.nodes, this.pieces, this.problems] = [scan, stages, nodes, pieces, problems];
    [this.written, this.writtenStages] = [written, writtenStages];
  }
}

/** The stages of a text, with what is known of it from the one before when that has the same. */
export function outlineWith(before: Memory | undefined, scan: Scan): { readonly stages: Stages; readonly known?: Known } {
  const { instructions, kept, moved: same } = scan;
  if (!before) return { stages: outlineStages(instructions) };
  const instructionsBefore = before.scan.instructions;
  const change = { kept, behind: instructions.length - same, behindBefore: instructionsBefore.length - same };
  const again = outlineAgain(before.stages, instructionsBefore, instructions, change);
  if (again) return { stages: again, known: new Known(before, scan, again, change) };

  const stages = outlineStages(instructions);
  if (!sameStages(stages, before.stages)) return { stages };
  // What stands before the first stage, and where a stage starts, may mean something for all that follows.
  const reaches =
    kept < stages.leading ||
    instructions.slice(kept, change.behind).some(isFrom) ||
    instructionsBefore.slice(kept, change.behindBefore).some(isFrom);
  const most = { kept, behind: instructions.length, behindBefore: instructionsBefore.length };
  return { stages, known: new Known(before, scan, stages, reaches ? most : change) };
}

/** What is known of a text from the one before, which has the same stages. */
export class Known {
  readonly memory: Memory;
  readonly change: Change;
  /** How many stages at the start stand wholly before the change. The last stage is none of them. */
  readonly stages: number;
  /** How many characters further on is what stands behind the change. */
  readonly by: number;
  readonly #instructions: readonly Placed[];

  constructor(memory: Memory, { text, instructions }: Scan, { starts }: Stages, change: Change) {
    [this.memory, this.change, this.#instructions] = [memory, change, instructions];
    this.by = text.length - memory.scan.text.length;
    const before = memory.stages.starts;
    let stages = 0;
    while (stages + 2 < starts.length && Math.max(starts[stages + 1]!, before[stages + 1]!) <= change.kept) stages++;
    this.stages = stages;
  }

  /** What an instruction before the change came to. */
  before(index: number): Written | undefined {
    const written = index < this.change.kept ? this.memory.written[index] : undefined;
    return written?.read && written;
  }

  /** What an instruction behind the change comes to where it stands now. */
  after(index: number): Written | undefined {
    const { behind, behindBefore } = this.change;
    const at = index - behind + behindBefore;
    const written = index >= behind ? this.memory.written[at] : undefined;
    const read = written?.read;
    if (!read || this.by === 0) return read && written;
    const placed = this.#instructions[index]!;
    const by = placed.start - read.start;
    if (by === 0) return { nodes: read.nodes, read };
    const nodes = read.nodes.slice();
    nodes[0] = new InstructionNode(placed, (nodes[0] as Instruction).stage);
    for (let at = 1; at < nodes.length; at++) nodes[at] = movedNode(nodes[at] as Movable, by);
    return { nodes, read };
  }

  /** Whether all instructions from one to before another stand behind the change, and none is to be read anew. */
  keeps(first: number, end: number): boolean {
    const { behind, behindBefore } = this.change;
    if (first < behind) return false;
    for (let at = first; at < end; at++) if (!this.memory.written[at - behind + behindBefore]!.read) return false;
    return true;
  }

  /** The problems of what stands before the change. */
  problemsBefore(): readonly Problem[] {
    const { problems, scan } = this.memory;
    const end = scan.instructions[this.change.kept]?.start ?? scan.text.length;
    return problems.filter(({ span }) => span.start < end);
  }

  /** The problems of what stands behind the change, where that stands now. */
  problemsAfter(): readonly Problem[] {
    const { problems, scan } = this.memory;
    const start = scan.instructions[this.change.behindBefore]?.start ?? scan.text.length;
    return problems
      .filter(({ span }) => span.start >= start)
      .map(({ span, message }) => ({ span: moved(span, this.by), message }));
  }

  /** Whether what follows is to be read anew, given what the instructions of the text were up to the end of the change. */
  changes(written: Memory['written']): boolean {
    const { kept, behind, behindBefore } = this.change;
    return said(written, kept, behind) !== said(this.memory.written, kept, behindBefore);
  }
}

function said(written: Memory['written'], start: number, end: number): string {
  let all = '';
  for (let at = start; at < end; at++)
    for (const { said } of written[at]!.read?.effects ?? []) if (said !== '') all += `${said}\n`;
  return all;
}
