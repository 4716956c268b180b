import { effectsOf, joinPath, lastOf, placeIn } from './fileEffects.ts';
import type { Command, CopiedFile, Instruction, Stage } from './nodes.ts';
import type { Edit, Span } from './text.ts';

/**
 * The edits that turn `COPY file`, commands that use it, and a `RUN rm` of it into commands that mount it for themselves.
 * Nothing where the copy brings more than one file, the removal does more than that, or no command in between names it.
 */
export function mountInstead(
  stage: Stage,
  copied: CopiedFile,
  removal: Command,
  type: 'bind' | 'secret',
): readonly Edit[] | undefined {
  const { source, destination } = copied;
  if (destination === undefined || /[*?[\s,]|\/$|^[a-z][a-z\d+.-]*:\/\//i.test(source) || copied.by !== 'COPY') return undefined;
  const { instructions } = stage;
  const from = instructions.findIndex(({ extent }) => holds(extent, copied.span));
  const to = instructions.findIndex(({ extent }) => holds(extent, removal.span));
  const [copy, remove] = [instructions[from], instructions[to]];
  if (
    !copy ||
    !remove ||
    copy.words.length !== 2 ||
    copy.onbuild ||
    copy.flags.some(({ name }) => name === 'from' || name === 'parents')
  )
    return undefined;
  const effects = effectsOf(removal);
  if (
    effects.length !== 1 ||
    effects[0]!.kind !== 'remove' ||
    effects[0]!.paths.length !== 1 ||
    !/^\s*rm\s/.test(removal.text) ||
    /[;&|\n]/.test(removal.text)
  )
    return undefined;
  const target = placeIn(destination, source, '');
  const users = instructions
    .slice(from + 1, to)
    .filter(
      ({ keyword, words }) =>
        keyword === 'RUN' && words.some(({ text }) => text.includes(lastOf(target)) || text.includes(lastOf(source))),
    );
  if (users.length === 0) return undefined;
  const path = joinPath('', `./${source}`).replace(/^\//, '');
  const flag =
    type === 'bind'
      ? `--mount=type=bind,source=${path},target=${target} `
      : `--mount=type=secret,id=${lastOf(source)},target=${target} `;
  return [
    removed(copy, instructions[from - 1], instructions[from + 1]),
    ...users.map(({ span }): Edit => ({ span: { start: span.end + 1, end: span.end + 1 }, text: flag })),
    removed(remove, instructions[to - 1], instructions[to + 1]),
  ];
}

const holds = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** The instruction with the line break behind it; at the end of the file, the one before it. */
function removed({ extent }: Instruction, before: Instruction | undefined, next: Instruction | undefined): Edit {
  if (next) return { span: { start: extent.start, end: Math.min(next.extent.start, extent.end + 1) }, text: '' };
  const isClose = before !== undefined && extent.start - before.extent.end <= 2;
  return { span: { start: isClose ? before.extent.end : extent.start, end: extent.end }, text: '' };
}
