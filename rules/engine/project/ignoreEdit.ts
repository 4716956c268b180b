import type { Files } from '../../model/files.ts';
import { lineBreakOf, type Edit } from '../../model/text.ts';
import type { BuildContext } from '../project.ts';

/** The edits that leave paths, relative to the context, out of what a build sends. A missing ignore file is made. */
export function ignoreEdits(contexts: readonly BuildContext[], patterns: readonly string[], files: Files): Edit[] {
  const names = [...new Set(contexts.map(({ ignoreFile }) => ignoreFile))];
  return names.map((file) => {
    const text = files.text(file) ?? '';
    const br = lineBreakOf(text);
    const lines = (text === '' || text.endsWith('\n') ? '' : br) + patterns.map((pattern) => pattern + br).join('');
    return { file, span: { start: text.length, end: text.length }, text: lines };
  });
}

/** A path as a line of a `.dockerignore` that means it alone. */
export const asPattern = (path: string): string => path.replace(/[*?[\\]|^[#!]/g, '\\$&');
