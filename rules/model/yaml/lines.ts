import type { Edit } from '../text.ts';
import type { Source } from './source.ts';
import type { YamlMap } from './tree.ts';

/** Adds lines below the one that holds the end of a value. A block scalar ends where the next line starts. */
export function linesBelow(source: Source, end: number, lines: string): Edit {
  if (endsLine(source, end)) return insertion(end, lines + source.lineBreak);
  return insertion(source.lineEnd(end), source.lineBreak + lines);
}

/** Whether nothing but a comment follows the end of a value on its line. */
export function restIsBlank(source: Source, end: number): boolean {
  if (endsLine(source, end)) return true;
  const lineEnd = source.lineEnd(end);
  return source.intact(end, lineEnd) && /^(?:[ \t]*|[ \t]+#.*)$/.test(source.text.slice(end, lineEnd));
}

/** Where the line after the end of a value starts; -1 when that is the last line and nothing ends it. */
export function nextLine(source: Source, end: number): number {
  if (endsLine(source, end)) return end;
  const lineEnd = source.text.indexOf('\n', end);
  return lineEnd === -1 ? -1 : lineEnd + 1;
}

/** Whether a block map has a `? key`; nothing of ours is written into such a map. */
export function isExplicit({ text }: Source, map: YamlMap): boolean {
  return !map.flow && text[map.start] === '?' && /\s/.test(text[map.start + 1] ?? ' ');
}

export function insertion(at: number, text: string): Edit {
  return { span: { start: at, end: at }, text };
}

function endsLine({ text }: Source, end: number): boolean {
  return end > 0 && text[end - 1] === '\n';
}
