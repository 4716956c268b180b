import type { StageRole } from '../nodes.ts';
import { expand } from './expand.ts';
import type { Placed } from './block.ts';
import type { Piece } from './parse.ts';
import { globalScope, type Scope } from './scope.ts';

/** A stage, before anything in it is read. */
export interface Outline {
  readonly index: number;
  readonly from: Placed;
  /** The image or stage it names, as written; absent in a `FROM` that is still being typed. */
  readonly base?: Piece;
  /** The same after substitution. */
  readonly baseName: string;
  readonly alias?: Piece;
  /** The stage it is built from. */
  readonly parent?: Outline;
  readonly role: StageRole;
  /** Without its `FROM`. */
  readonly instructions: readonly Placed[];
}

/** The stages of a file, and what stands before them. */
export interface Stages {
  readonly all: readonly Outline[];
  readonly leading: readonly Placed[];
  /** For `FROM`, once all of `leading` is read. */
  readonly globals: Scope;
  /** What `--from` means: the stage of that number or name, wherever it stands. */
  readonly find: (from: string) => Outline | undefined;
}

/** Finds stages, what they are built from, and what becomes of each. */
export function outlineStages(instructions: readonly Placed[]): Stages {
  const globals = globalScope();
  const first = instructions.findIndex(({ block }) => block.parsed.keyword === 'FROM');
  const leading = first === -1 ? instructions : instructions.slice(0, first);
  for (const { block } of leading) {
    if (block.parsed.keyword !== 'ARG') continue;
    for (const { name, value } of block.parsed.pairs) {
      if (value) globals.setArg(name.text, expand(value.text, globals, block.escapeChar));
      else if (globals.valueOf(name.text) === undefined) globals.setArg(name.text, undefined);
    }
  }

  const all: Draft[] = [];
  const named = new Map<string, Draft>();
  for (const instruction of first === -1 ? [] : instructions.slice(first)) {
    const { block } = instruction;
    if (block.parsed.keyword !== 'FROM') {
      all.at(-1)!.instructions.push(instruction);
      continue;
    }
    const [base, as, alias] = block.parsed.words;
    const baseName = base ? expand(base.text, globals, block.escapeChar) : '';
    const parent = named.get(baseName.toLowerCase());
    const isNamed = alias !== undefined && as?.text.toUpperCase() === 'AS';
    const stage: Draft = {
      index: all.length,
      from: instruction,
      baseName,
      role: 'build-only',
      instructions: [],
      ...(base && { base }),
      ...(parent && { parent }),
      ...(isNamed && { alias }),
    };
    all.push(stage);
    if (isNamed) named.set(alias.text.toLowerCase(), stage);
  }

  const find = (from: string): Draft | undefined => (/^\d+$/.test(from) ? all[Number(from)] : named.get(from.toLowerCase()));
  assignRoles(all, find);
  return { all, leading, globals, find };
}

type Draft = { -readonly [K in keyof Outline]: Outline[K] extends Outline | undefined ? Draft : Outline[K] } & {
  instructions: Placed[];
};

/** The last stage ships, with the stages it is built from. What those copy from comes next, however far it goes back. */
function assignRoles(stages: readonly Draft[], find: (from: string) => Draft | undefined): void {
  const waiting: Draft[] = [];
  const mark = (stage: Draft | undefined, role: StageRole): void => {
    for (let at = stage; at && at.role === 'build-only'; at = at.parent) {
      at.role = role;
      waiting.push(at);
    }
  };
  mark(stages.at(-1), 'shipped');
  for (let stage = waiting.pop(); stage; stage = waiting.pop()) {
    for (const { block } of stage.instructions) {
      if (block.parsed.keyword !== 'COPY') continue;
      for (const { name, value } of block.parsed.flags) if (name === 'from' && value) mark(find(value.text), 'copied-from');
    }
  }
}

/** Whether two files have the same stages in the same roles, so that an instruction of one means the same in the other. */
export function sameStages(one: Stages, other: Stages): boolean {
  return (
    one.all.length === other.all.length &&
    one.all.every((stage, index) => {
      const { alias, base, baseName, parent, role } = other.all[index]!;
      return (
        stage.baseName === baseName &&
        stage.role === role &&
        stage.alias?.text === alias?.text &&
        stage.base?.text === base?.text &&
        stage.parent?.index === parent?.index
      );
    })
  );
}
