import { effectsOf, type FileEffect, joinPath, lastOf, placeIn } from './fileEffects.ts';
import { matchesGlob } from './glob.ts';
import type { Command, CopiedFile, Node, Stage } from './nodes.ts';
import type { Span } from './text.ts';

/** What becomes of a file that a stage of a Dockerfile takes in. */
export interface Fate {
  /** The copies that bring it from another stage into one that ships, in the order written. */
  readonly carried: readonly CopiedFile[];
  /** The instruction and words that remove it, in a later layer of the same file system, when nothing of it is left there. */
  readonly removed?: { readonly by: Command; readonly span: Span };
  /** It is gone before its own layer ends. */
  readonly fleeting: boolean;
}

/** Something that came in: a copy, or a command's download. */
export interface Arrival {
  readonly stage: Stage;
  readonly step: CopiedFile | Command;
  /** Of a command: the effect that brings it in. */
  readonly effect?: FileEffect;
}

/** A path that may hold what came in. */
interface Trace {
  readonly path: string;
  /** What is below the path is of it too. */
  readonly tree: boolean;
}

/**
 * Follows what came in through copies, moves, archives and removals, through the stages built from its own and the copies
 * out of it. Only what must be so: a path that a variable decides is not followed.
 */
export function fateOf(arrival: Arrival): Fate {
  const { stage: origin } = arrival;
  const first = firstTrace(arrival);
  if (!first || tooLong(origin)) return { carried: [], fleeting: false };
  const ends = new Map<number, readonly Trace[]>();
  const family = new Set<number>();
  const carried: CopiedFile[] = [];
  let removed: Fate['removed'];
  let fleeting = false;
  for (const stage of origin.all.slice(origin.index)) {
    const isOrigin = stage === origin;
    let held = stage.parent ? (ends.get(stage.parent.index) ?? []) : [];
    if (isOrigin || (stage.parent && family.has(stage.parent.index))) family.add(stage.index);
    for (const step of stage.steps) {
      const isStep = isOrigin && step === arrival.step;
      if (isStep && !arrival.effect) held = [...held, first];
      if (step.kind === 'CopiedFile') {
        const brought = isStep ? [] : broughtBy(step, stage, ends);
        if (brought.length === 0) continue;
        held = [...held, ...brought];
        if (stage.role === 'shipped') carried.push(step);
      } else if (step.by === 'RUN' && (held.length > 0 || isStep)) {
        for (const effect of effectsOf(step)) {
          if (isStep && effect === arrival.effect) held = [...held, first];
          if (held.length === 0) continue;
          held = afterEffect(held, effect);
          if (held.length > 0 || !family.has(stage.index)) continue;
          if (isStep) fleeting = true;
          else removed ??= { by: step, span: effect.span };
        }
      }
    }
    ends.set(stage.index, held);
  }
  return { carried, fleeting, ...(removed && !fleeting && { removed }) };
}

/** Whether a copied file is removed by a later instruction of the same layers, given all nodes of the part. */
export function isHiddenLater(copied: CopiedFile, nodes: readonly Node[]): boolean {
  const stage = nodes.find((node): node is Stage => node.kind === 'dockerfile.Stage' && node.index === copied.stage?.index);
  return stage?.role === 'shipped' && fateOf({ stage, step: copied }).removed !== undefined;
}

/** Whether a copied file is brought from its stage into one that ships, given all nodes of the part. */
export function isCarried(copied: CopiedFile, nodes: readonly Node[]): boolean {
  const index = copied.stage?.index;
  const stage = nodes.find((node): node is Stage => node.kind === 'dockerfile.Stage' && node.index === index);
  return stage?.role === 'copied-from' && fateOf({ stage, step: copied }).carried.length > 0;
}

/** Every file that comes in is followed through all steps; of more than nobody writes that is given up. */
const MOST_STEPS = 2000;

const tooLong = ({ all }: Stage): boolean => all.reduce((sum, { steps }) => sum + steps.length, 0) > MOST_STEPS;

function firstTrace({ step, effect }: Arrival): Trace | undefined {
  if (effect?.kind === 'add') return { path: effect.path, tree: false };
  if (step.kind !== 'CopiedFile' || step.destination === undefined) return undefined;
  const { source, destination, by } = step;
  if (by === 'heredoc') return { path: joinPath('', destination), tree: false };
  // of a folder the contents are copied; a folder of another name may hold other things as well
  const isFolder = !/\.[^/.]+$|[*?]/.test(lastOf(source));
  const path = placeIn(destination, isFolder ? '' : source, '');
  return { path, tree: isFolder && lastOf(path) === lastOf(source) };
}

/** What a copy out of another stage brings of what that stage has at its end. */
function broughtBy(copied: CopiedFile, stage: Stage, ends: ReadonlyMap<number, readonly Trace[]>): readonly Trace[] {
  const { fromStage, source, destination } = copied;
  if (fromStage === undefined || fromStage === stage.index) return [];
  const held = ends.get(fromStage);
  if (!held || held.length === 0) return [];
  const from = joinPath('/', source);
  return held.flatMap(({ path, tree }) => {
    const inside = within(from, path);
    if (inside === undefined && !(tree && within(path, from) !== undefined)) return [];
    if (destination === undefined) return [{ path: '', tree: false }];
    if (inside === undefined || (inside === '' && !/[*?]/.test(from))) return [{ path: placeIn(destination, path, ''), tree }];
    // a folder gives what is in it, a pattern what it matches
    const kept = /[*?]/.test(lastOf(from)) ? joinPath(lastOf(path.slice(0, path.length - inside.length)), inside) : inside;
    return [{ path: joinPath(joinPath('', destination), `./${kept}`), tree }];
  });
}

/** What is left of a path below a folder or a match of a pattern: empty for the same, nothing when it is not there. */
function within(folder: string, path: string): string | undefined {
  if (folder === '/' || folder === '') return path;
  const above = folder.split('/');
  const parts = path.split('/');
  if (above.length > parts.length) return undefined;
  if (!above.every((part, at) => part === parts[at] || (/[*?[]/.test(part) && matchesGlob(parts[at]!, [part])))) return undefined;
  return parts.slice(above.length).join('/');
}

function afterEffect(held: readonly Trace[], effect: FileEffect): readonly Trace[] {
  if (effect.kind === 'remove')
    return held.filter(
      ({ path, tree }) =>
        !effect.paths.some(
          (removed) => covers(removed, path) || (tree && covers(removed, `${path}/x`) && /\/\*+$/.test(removed)),
        ),
    );
  if (effect.kind !== 'copy') return held;
  const taken = held.filter(({ path, tree }) =>
    effect.from.some((from) => within(from, path) !== undefined || (tree && within(path, from) !== undefined)),
  );
  if (taken.length === 0) return held;
  const made = taken.map((trace): Trace => {
    const from = effect.from.find((source) => within(source, trace.path) !== undefined);
    const inside = from === undefined ? '' : within(from, trace.path)!;
    return effect.unpacks
      ? { path: effect.to, tree: false }
      : { path: inside === '' ? effect.to : `${effect.to}/${inside}`, tree: trace.tree && !effect.unpacks };
  });
  return effect.moves ? [...held.filter((trace) => !taken.includes(trace)), ...made] : [...held, ...made];
}

/** Whether removing one path, which may be a folder or a pattern, leaves nothing of the other. */
function covers(removed: string, path: string): boolean {
  return removed.includes('**') ? matchesGlob(path.slice(1), [removed.slice(1)]) : within(removed, path) !== undefined;
}
