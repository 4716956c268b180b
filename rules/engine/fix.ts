import { readDocument, type Document } from '../model/document.ts';
import { applyEdits, clash, type Edit } from '../model/text.ts';
import { lint, type Finding } from './lint.ts';
import type { Policy } from './policy.ts';
import type { Project } from './project.ts';
import type { Fix } from './rule.ts';

/** The edits of the given fixes that do not touch one another, first come first served; a fix is taken whole or not at all. */
export function chooseEdits(fixes: readonly Fix[]): Edit[] {
  const chosen: Edit[] = [];
  for (const { edits } of fixes) if (!edits.some((edit) => chosen.some((other) => clash(edit, other)))) chosen.push(...edits);
  return chosen;
}

/** How often fixing is repeated at most: fixes that touch one another are applied one after the other. */
const ROUNDS = 10;

interface FixOptions {
  readonly unsafe?: boolean;
  readonly wanted?: (finding: Finding) => boolean;
  readonly project?: Project | undefined;
}

/**
 * The document after the first suitable fix of every finding `wanted` picks. Only edits within the document are made;
 * fixes that would edit another file are left out. Findings with an exception are never fixed.
 */
export function fixDocument(
  document: Document,
  policy: Policy,
  today: string,
  { unsafe = false, wanted = () => true, project }: FixOptions = {},
): Document {
  let current = document;
  for (let round = 0; round < ROUNDS; round++) {
    const fixes = lint(current, policy, today, project)
      .findings.filter((finding) => !finding.exception && wanted(finding))
      .flatMap(({ fixes }) => fixes.filter((fix) => suits(fix, unsafe)).slice(0, 1));
    const text = applyEdits(current.text, chooseEdits(fixes));
    if (text === current.text) return current;
    current = readDocument(current.uri, current.target, text, current, document.files);
  }
  return current;
}

function suits({ safe, edits }: Fix, unsafe: boolean): boolean {
  return (safe || unsafe) && edits.every(({ file }) => file === undefined);
}
