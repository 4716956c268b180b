import type { Node } from '../nodes.ts';
import type { Block, Placed } from './block.ts';
import { readCommand, readHealthcheck } from './commands.ts';
import { readFiles } from './files.ts';
import { baseImage } from './images.ts';
import { InstructionNode } from './instructionNode.ts';
import { readRunMounts, readVolumes } from './mounts.ts';
import { isAbsolute, resolvePath } from './paths.ts';
import { readPorts } from './ports.ts';
import { affect, type Effect, meaningOf, type Reading, type StageState } from './reading.ts';
import type { Scope } from './scope.ts';
import type { Outline, Stages } from './stages.ts';
import { readUser } from './user.ts';
import { readArg, readEnv, readLabel } from './variables.ts';

/** What was read of an instruction. The first node is the instruction itself. */
export interface Read {
  /** Where that started when it was read. */
  readonly start: number;
  readonly nodes: readonly Node[];
  readonly effects: readonly Effect[];
}

/** What an instruction is read with, before anything of it is. */
export function readingOf(stages: Stages, placed: Placed, scope: Scope, stage: StageState | undefined): Reading {
  const { parsed, escapeChar } = placed.block;
  const { trigger } = parsed;
  return {
    stages,
    placed,
    parsed: trigger ?? parsed,
    onbuild: trigger !== undefined,
    escapeChar,
    scope,
    stage,
    nodes: [],
    effects: undefined,
  };
}

/** Reads one instruction, and has it do to its stage what it does. */
export function readInstruction(reading: Reading): Read {
  reading.nodes.push(new InstructionNode(reading.placed, reading.stage?.place.index));
  READERS.get(reading.parsed.keyword)?.(reading);
  return { start: reading.placed.start, nodes: reading.nodes, effects: reading.effects ?? NO_EFFECTS };
}

/** Reads the `FROM` of a stage; a second node is the image it names. */
export function readFrom(reading: Reading, { index, role, base, baseName, parent }: Outline): Read {
  reading.nodes.push(new InstructionNode(reading.placed, index));
  if (base && !parent && baseName !== 'scratch') reading.nodes.push({ ...baseImage(reading, base), stage: { index, role } });
  return { start: reading.placed.start, nodes: reading.nodes, effects: NO_EFFECTS };
}

const READERS: ReadonlyMap<string, (reading: Reading) => void> = new Map([
  ['ADD', readFiles],
  ['ARG', readArg],
  ['CMD', readCommand],
  ['COPY', readFiles],
  ['ENTRYPOINT', readCommand],
  ['ENV', readEnv],
  ['EXPOSE', readPorts],
  ['HEALTHCHECK', readHealthcheck],
  ['LABEL', readLabel],
  ['RUN', readRun],
  ['SHELL', readShell],
  ['USER', readUser],
  ['VOLUME', readVolumes],
  ['WORKDIR', readWorkdir],
]);
const KEYWORDS: ReadonlySet<string> = new Set([...READERS.keys(), 'FROM', 'MAINTAINER', 'ONBUILD', 'STOPSIGNAL']);

const NO_EFFECTS: readonly Effect[] = [];

function readRun(reading: Reading): void {
  readRunMounts(reading);
  readCommand(reading);
}

function readShell(reading: Reading): void {
  const words = reading.parsed.json?.map(({ text }) => text);
  if (!words) return;
  affect(reading, `shell ${JSON.stringify(words)}`, (stage) => {
    stage.shell = words;
  });
}

function readWorkdir(reading: Reading): void {
  const [path] = reading.parsed.words;
  if (!path) return;
  const resolved = resolvePath(meaningOf(reading, path), reading.stage?.workdir);
  // longer than any path may be (PATH_MAX of Linux): not a folder, and every file copied there would carry it
  const workdir = resolved !== undefined && resolved.length <= 4096 && isAbsolute(resolved) ? resolved : undefined;
  affect(reading, `folder ${workdir}`, (stage) => {
    stage.workdir = workdir;
  });
}

/** What no build would take of an instruction. `isLeading`: it stands before the first `FROM`. */
export function complaintsOf({ parsed, open, heredocs }: Block, isLeading: boolean): readonly string[] {
  const { keyword } = parsed.trigger ?? parsed;
  const isKnown = KEYWORDS.has(keyword);
  const isMisplaced = isLeading && keyword !== 'ARG';
  if (isKnown && !isMisplaced && !open) return NONE;
  const complaints: string[] = [];
  if (!isKnown) complaints.push(`${named(keyword, 'This')} is not an instruction.`);
  else if (isMisplaced) complaints.push(`\`${keyword}\` stands before the first \`FROM\`.`);
  const unclosed = heredocs.find(({ closed }) => !closed);
  if (unclosed) complaints.push(`The here-document ${named(unclosed.name, 'of this instruction')} is not closed.`);
  return complaints;
}

/** A word in a message, if it can hold nothing but a name: a line out of place may be a secret. */
function named(word: string, otherwise: string): string {
  return /^[A-Za-z_]{1,12}$/.test(word) ? `\`${word}\`` : otherwise;
}

const NONE: readonly string[] = [];
