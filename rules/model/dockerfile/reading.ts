import { UNKNOWN } from '../imageName.ts';
import type { ImageReference, Node, Port, StageRole } from '../nodes.ts';
import type { Setting } from '../setting.ts';
import type { Edit, Span } from '../text.ts';
import type { Placed } from './block.ts';
import { expand } from './expand.ts';
import type { Parsed, Piece } from './parse.ts';
import type { Scope } from './scope.ts';
import type { Outline, Stages } from './stages.ts';

/** What is known of a stage as far as it has been read. */
export interface StageState {
  readonly outline: Outline;
  /** As messages name it: its alias, or the image or stage it is built from. */
  readonly name: string;
  readonly place: { readonly index: number; readonly role: StageRole };
  readonly scope: Scope;
  /** The image it is finally built from. */
  readonly image?: ImageReference;
  readonly fromScratch: boolean;
  readonly parent?: StageState;
  readonly ports: Port[];
  /** An absolute path, where that can be known. */
  workdir: string | undefined;
  user: UserWord | undefined;
  /** The words of the last `SHELL`. */
  shell: readonly string[] | undefined;
}

/** The argument of a `USER`. One that is still being typed is unknown. */
export interface UserWord {
  readonly value: string;
  readonly span: Span;
  /** Index of the stage it is written in. */
  readonly stage: number;
  /** Whether it stands there as it reads: a variable is decided elsewhere, and may be used elsewhere too. */
  readonly literal: boolean;
}

/** What an instruction does to its stage, besides its nodes. Kept with them, and done again when they are taken over. */
export interface Effect {
  /** The same for effects after which what follows reads the same. */
  readonly said: string;
  /** Given how many characters further on than where it was read the instruction stands. */
  readonly on: (stage: StageState, by: number) => void;
}

/** What one instruction is read with. */
export interface Reading {
  readonly stages: Stages;
  readonly placed: Placed;
  /** The instruction's own content, or that of the one `ONBUILD` holds back. */
  readonly parsed: Parsed;
  readonly onbuild: boolean;
  readonly escapeChar: string;
  /** What variables are worth here. */
  readonly scope: Scope;
  /** Absent before the first `FROM`. */
  readonly stage: StageState | undefined;
  readonly nodes: Node[];
  /** Most instructions have none. */
  effects: Effect[] | undefined;
}

/** Where a stretch of the instruction stands in the document. */
export function spanOf({ placed, parsed }: Reading, { start, end }: Omit<Piece, 'text'>): Span {
  return parsed.line.span(start, end, placed.start);
}

/** A word after substitution, which may hold `UNKNOWN`. */
export function meaningOf(reading: Reading, { text }: Piece): string {
  return expand(text, reading.scope, reading.escapeChar);
}

/** A setting that is known unless its text is not. */
export function settingOf(value: string, span: Span, set?: (value: string) => Edit): Setting<string> {
  if (value.includes(UNKNOWN)) return { state: 'unknown', span };
  return set ? { state: 'set', value, span, set } : { state: 'set', value, span };
}

/** The stage's name for a node's `owner`. */
export function ownerOf({ stage }: Reading): string {
  return stage?.name ?? '';
}

/** Where a node says which stage it stands in. */
export function placeOf({ stage }: Reading): { stage?: StageState['place'] } {
  return stage ? { stage: stage.place } : {};
}

/**
 * Does something to the stage, now and whenever the instruction is taken over. `ONBUILD` does nothing to its own stage.
 * `said` tells it from what it would have been with other values; empty where nothing that follows depends on it.
 */
export function affect(reading: Reading, said: string, on: Effect['on']): void {
  if (!reading.stage || reading.onbuild) return;
  on(reading.stage, 0);
  (reading.effects ??= []).push({ said, on });
}
