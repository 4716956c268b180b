import { clash, type Edit } from '../model/text.ts';
import type { Fix } from './rule.ts';

/**
 * The fixes of one place, each doing what the fix of the same title does at others of the same cause too. What would touch
 * an edit that is there already is left out: it is offered again once that is made.
 */
export function jointFixes(fixes: readonly Fix[], others: readonly (readonly Fix[])[]): readonly Fix[] {
  if (fixes.length === 0 || others.length === 0) return fixes;
  return fixes.map((fix) => {
    const edits = [...fix.edits];
    let { safe } = fix;
    for (const { edits: more, safe: isSafe } of others.flatMap((each) => each.find(({ title }) => title === fix.title) ?? [])) {
      const added = more.filter((edit) => !edits.some((known) => isSame(known, edit)));
      if (added.some((edit) => edits.some((known) => clash(known, edit)))) continue;
      edits.push(...added);
      safe &&= isSafe;
    }
    return { ...fix, edits, safe };
  });
}

const isSame = (a: Edit, b: Edit): boolean =>
  a.file === b.file && a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
