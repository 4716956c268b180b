import type { Problem } from './setting.ts';
import type { Span } from './text.ts';
import { commentsOf } from './yaml/comments.ts';
import { duplicateKeys } from './yaml/duplicates.ts';
import { type Tree, treeOfEvents } from './yaml/events.ts';
import { Field } from './yaml/field.ts';
import { treeOfRepaired } from './yaml/repair.ts';
import { type Reading, Source } from './yaml/source.ts';
import { treeOfPieces } from './yaml/tolerant.ts';

export { Field } from './yaml/field.ts';
export type { Hole, Named, Reading } from './yaml/source.ts';
export { resplitYaml, splitYaml } from './yaml/split.ts';
export { plainOrQuoted, quoted, type Scalar, toBoolean, toInteger, toText } from './yaml/values.ts';

/** What one YAML document says. */
export interface Yaml {
  readonly root: Field;
  readonly problems: readonly Problem[];
  readonly comments: readonly Span[];
}

/**
 * Reads the first document of a text that holds anything. Never throws: of a text that is not well-formed, what is intact.
 *
 * The events of `js-yaml` are some fifteen times faster than `yaml`, but end at the first error. So a text that is being
 * typed is repaired first; only what resists goes through `yaml`, which goes on after errors. All ways fill the same
 * tree, so nobody else can tell which it was.
 */
export function parseYaml(text: string, reading: Reading = {}): Yaml {
  const { tree, problems, read } = treeOf(text);
  const dangling = tree.dangling.map(({ start, end }) => ({
    span: { start, end },
    message: `No anchor before \`${text.slice(start, end)}\`.`,
  }));
  return {
    root: Field.root(new Source(read, tree.root, tree.anchored, { original: text, ...reading })),
    problems: [...problems, ...dangling, ...duplicateKeys(read, tree.root)],
    comments: commentsOf(text, tree.root),
  };
}

/** A YAML document of another file, read but not yet in use. */
export interface Foreign {
  /** Its root as the file at hand sees it: standing at `use`, which brings it. */
  root(use: Span, substitute: Reading['substitute']): Field;
}

/** Reads the first document of another file. */
export function parseForeign(text: string): Foreign {
  const { tree, read } = treeOf(text);
  return {
    root: (use, substitute) =>
      Field.root(
        new Source(read, tree.root, tree.anchored, { original: text, foreign: true, ...(substitute && { substitute }) }),
        use,
      ),
  };
}

/** The tree, and the text its offsets belong to: the same, or a repaired one of the same length. */
const treeOf = (text: string): Read => withoutTraces(() => read(text));

interface Read {
  readonly tree: Tree;
  readonly problems: readonly Problem[];
  readonly read: string;
}

function read(text: string): Read {
  try {
    return { tree: treeOfEvents(text), problems: [], read: text };
  } catch (error) {
    // `js-yaml` refuses some tabs that YAML allows.
    const second = text.includes('\t') ? treeOfPieces(text) : undefined;
    const repaired = second?.problems.length === 0 ? undefined : treeOfRepaired(text, error);
    if (repaired) return { tree: repaired, problems: repaired.problems, read: repaired.text };
    const pieces = second ?? treeOfPieces(text);
    return { tree: pieces, problems: pieces.problems, read: text };
  }
}

/** The parsers say every mistake with an error, whose trace nobody reads, and which takes longer than the reading. */
function withoutTraces<T>(work: () => T): T {
  // of V8, https://v8.dev/docs/stack-trace-api
  const errors = Error as { stackTraceLimit?: number };
  const { stackTraceLimit } = errors;
  errors.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    if (stackTraceLimit === undefined) delete errors.stackTraceLimit;
    else errors.stackTraceLimit = stackTraceLimit;
  }
}
