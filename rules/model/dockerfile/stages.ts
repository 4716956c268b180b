import type { StageRole } from '../nodes.ts';
import { expand } from './expand.ts';
import type { Placed } from './block.ts';
import type { Piece } from './parse.ts';
import { globalScope, type Scope } from './scope.ts';

/** A stage, before anything in it is read: what it says wherever it stands. */
export interface Outline {
  readonly index: number;
  /** The image or stage it names, as written; absent in a `FROM` that is still being typed. */
  readonly base?: Piece;
  /** The same after substitution. */
  readonly baseName: string;
  readonly alias?: Piece;
  /** The stage it is built from. */
  readonly parent?: Outline;
  readonly role: StageRole;
}

/** The stages of a file, and what stands before them. */
export interface Stages {
  readonly all: readonly Outline[];
  /** Of each stage, the index of its `FROM` among the instructions; then how many instructions there are. */
  readonly starts: readonly number[];
  /** How many instructions stand before the first stage. */
  readonly leading: number;
  /** For `FROM`, once all that stands before the first is read. */
  readonly globals: Scope;
  /** What `--from` means: the stage of that number or name, wherever it stands. */
  readonly find: (from: string) => Outline | undefined;
}

/** Where one list of instructions differs from another. */
export interface Change {
  /** How many at the start are the same. */
  readonly kept: number;
  /** Index of the first that is the same again, up to the end. */
  readonly behind: number;
  /** The same, in the list before. */
  readonly behindBefore: number;
}

/** Finds stages, what they are built from, and what becomes of each. */
export function outlineStages(instructions: readonly Placed[]): Stages {
  const globals = globalScope();
  const first = instructions.findIndex(isFrom);
  const leading = first === -1 ? instructions.length : first;
  for (let at = 0; at < leading; at++) {
    const { parsed, escapeChar } = instructions[at]!.block;
    if (parsed.keyword !== 'ARG') continue;
    for (const { name, value } of parsed.pairs) {
      if (value) globals.setArg(name.text, expand(value.text, globals, escapeChar));
      else if (globals.valueOf(name.text) === undefined) globals.setArg(name.text, undefined);
    }
  }

  const all: Draft[] = [];
  const starts: number[] = [];
  const named = new Map<string, Draft>();
  for (let at = leading; at < instructions.length; at++) {
    const { parsed, escapeChar } = instructions[at]!.block;
    if (parsed.keyword !== 'FROM') continue;
    const [base, as, alias] = parsed.words;
    const baseName = base ? expand(base.text, globals, escapeChar) : '';
    const parent = named.get(baseName.toLowerCase());
    const isNamed = alias !== undefined && as?.text.toUpperCase() === 'AS';
    const stage: Draft = {
      index: all.length,
      baseName,
      role: 'build-only',
      ...(base && { base }),
      ...(parent && { parent }),
      ...(isNamed && { alias }),
    };
    all.push(stage);
    starts.push(at);
    if (isNamed) named.set(alias.text.toLowerCase(), stage);
  }
  starts.push(instructions.length);

  const find = (from: string): Draft | undefined => (/^\d+$/.test(from) ? all[Number(from)] : named.get(from.toLowerCase()));
  assignRoles(all, find, instructions, starts);
  return { all, starts, leading, globals, find };
}

type Draft = { -readonly [K in keyof Outline]: Outline[K] extends Outline | undefined ? Draft : Outline[K] };

/**
 * The stages of a text from those of the text before, if what changed stands in one of them and says nothing of stages:
 * then only their places differ.
 */
export function outlineAgain(
  before: Stages,
  instructionsBefore: readonly Placed[],
  instructions: readonly Placed[],
  { kept, behind, behindBefore }: Change,
): Stages | undefined {
  if (kept < behind || kept < behindBefore) {
    if (kept <= before.leading) return undefined;
    for (let at = kept; at < behind; at++) if (concernsStages(instructions[at]!)) return undefined;
    for (let at = kept; at < behindBefore; at++) if (concernsStages(instructionsBefore[at]!)) return undefined;
  }
  const by = behind - behindBefore;
  return by === 0 ? before : { ...before, starts: before.starts.map((start) => (start < kept ? start : start + by)) };
}

/** Whether an instruction starts a stage. */
export function isFrom({ block }: Placed): boolean {
  return block.parsed.keyword === 'FROM';
}

function concernsStages({ block }: Placed): boolean {
  const { keyword, flags } = block.parsed;
  return keyword === 'FROM' || (keyword === 'COPY' && flags.some(({ name }) => name === 'from'));
}

/** The last stage ships, with the stages it is built from. What those copy from comes next, however far it goes back. */
function assignRoles(
  stages: readonly Draft[],
  find: (from: string) => Draft | undefined,
  instructions: readonly Placed[],
  starts: readonly number[],
): void {
  const waiting: Draft[] = [];
  const mark = (stage: Draft | undefined, role: StageRole): void => {
    for (let at = stage; at && at.role === 'build-only'; at = at.parent) {
      at.role = role;
      waiting.push(at);
    }
  };
  mark(stages.at(-1), 'shipped');
  for (let stage = waiting.pop(); stage; stage = waiting.pop()) {
    for (let at = starts[stage.index]! + 1; at < starts[stage.index + 1]!; at++) {
      const { keyword, flags } = instructions[at]!.block.parsed;
      if (keyword !== 'COPY') continue;
      for (const { name, value } of flags) if (name === 'from' && value) mark(find(value.text), 'copied-from');
    }
  }
}

/** Whether two files have the same stages in the same roles, so that an instruction of one means the same in the other. */
export function sameStages(one: Stages, other: Stages): boolean {
  return (
    one.all === other.all ||
    (one.all.length === other.all.length &&
      one.all.every((stage, index) => {
        const { alias, base, baseName, parent, role } = other.all[index]!;
        return (
          stage.baseName === baseName &&
          stage.role === role &&
          stage.alias?.text === alias?.text &&
          stage.base?.text === base?.text &&
          stage.parent?.index === parent?.index
        );
      }))
  );
}
