import { lint, type Finding } from '../../rules/engine/lint.ts';
import type { Policy } from '../../rules/engine/policy.ts';
import type { Project } from '../../rules/engine/project.ts';
import { readDocument, type Document } from '../../rules/model/document.ts';
import { applyEdits, lineBreakOf, type Edit } from '../../rules/model/text.ts';

/** What stands where the author's reason belongs. The engine takes it for none, so nothing is excepted until there is one. */
export const REASON = 'REASON';

/** Stands for an author's reason while a place is tried out. */
const TRIAL = 'tried out';

/** The comment that allows a finding of a rule. */
export const exceptionComment = (rule: string): string => `# breakwater allow ${rule}: ${REASON}`;

/** How many lines further out a place for the comment is looked for. */
const ATTEMPTS = 4;

/**
 * The edit that allows a finding by a comment on a line of its own above it. Each place is tried out before it is
 * offered: nothing where the comment would not be one, or would not cover the finding.
 */
export function exceptHere(
  document: Document,
  policy: Policy,
  today: string,
  finding: Finding,
  project?: Project,
): Edit | undefined {
  for (const start of document.target === 'dockerfile' ? instructionLine(document, finding) : yamlLines(document, finding)) {
    const indent = /^[\t ]*/.exec(document.text.slice(start, document.text.indexOf('\n', start) + 1 || undefined))![0];
    const edit = {
      span: { start, end: start },
      text: indent + exceptionComment(finding.rule.id) + lineBreakOf(document.text),
    };
    if (holds(document, policy, today, finding, edit, project)) return edit;
  }
  return undefined;
}

/** Whether the finding is excepted by the edit, once it has a reason, and all else as it was. */
function holds(document: Document, policy: Policy, today: string, finding: Finding, edit: Edit, project?: Project): boolean {
  const text = edit.text.replace(REASON, TRIAL);
  const after = readDocument(
    document.uri,
    document.target,
    applyEdits(document.text, [{ ...edit, text }]),
    document,
    document.files,
  );
  if (after.problems.length > document.problems.length) return false;
  const { findings } = lint(after, policy, today, project);
  const by = text.length;
  return (
    findings.length === lint(document, policy, today, project).findings.length &&
    findings.some(
      ({ rule, span, exception }) =>
        rule.id === finding.rule.id &&
        span.start === finding.span.start + by &&
        span.end === finding.span.end + by &&
        exception !== undefined &&
        exception.file === undefined &&
        edit.span.start <= exception.span.start &&
        exception.span.start < edit.span.start + by,
    )
  );
}

/** The start of the line on which the finding's instruction begins. Above a parser directive a comment would end all directives. */
function* instructionLine({ parts, text }: Document, { span }: Finding): Generator<number> {
  let first: number | undefined;
  for (const { start, part } of parts)
    for (const node of part.nodes)
      if (node.kind === 'dockerfile.Instruction') {
        const [from, to] = [node.extent.start + start, node.extent.end + start];
        if (from <= span.start && span.start <= to && (first === undefined || from < first)) first = from;
      }
  if (first !== undefined) yield lineStart(text, first);
}

/** The starts of the finding's line and of the lines it is nested in, inside out. None in a flow collection begun further up. */
function* yamlLines({ text }: Document, { span }: Finding): Generator<number> {
  if (/^\uFEFF?\s*(\[|\{(?!\{))/.test(text)) return;
  let start = lineStart(text, span.start);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (continuesFlow(text, start)) return;
    yield start;
    const depth = indentAt(text, start);
    let outer = start;
    while (outer > 0) {
      outer = lineStart(text, outer - 1);
      const line = text.slice(outer, text.indexOf('\n', outer)).trim();
      if (line !== '' && !line.startsWith('#') && indentAt(text, outer) < depth) break;
    }
    if (indentAt(text, outer) >= depth) return;
    start = outer;
  }
}

/** Whether the last line above with anything on it leaves a flow collection open. */
function continuesFlow(text: string, start: number): boolean {
  for (let end = start - 1; end > 0; end = lineStart(text, end) - 1) {
    const line = text
      .slice(lineStart(text, end), end)
      .replace(/(^|\s)#.*/s, '')
      .trim();
    if (line !== '') return /[[{,]$/.test(line);
  }
  return false;
}

/** Where the line of an offset starts; behind a byte order mark, if there is one. */
function lineStart(text: string, offset: number): number {
  const start = offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
}

function indentAt(text: string, start: number): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at - start;
}
