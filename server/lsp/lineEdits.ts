import type { Edit } from '../../rules/model/text.ts';

/** Beyond so many differing lines one replacement of all of them is made. */
const MOST = 1000;

/** The fewest whole lines to replace that turn one text into another, in order. */
export function lineEdits(before: string, after: string): Edit[] {
  const [from, to] = [splitLines(before), splitLines(after)];
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < from.length - head && tail < to.length - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  const [a, b] = [from.slice(head, from.length - tail), to.slice(head, to.length - tail)];

  const edits: Edit[] = [];
  let offset = from.slice(0, head).reduce((sum, line) => sum + line.length, 0);
  for (const { same, removed, added } of hunks(a, b)) {
    const start = offset + same;
    offset = start + removed;
    edits.push({ span: { start, end: offset }, text: added });
  }
  return edits;
}

/** Lines with their line breaks. */
const splitLines = (text: string): string[] => text.match(/[^\n]+\n?|\n/g) ?? [];

interface Hunk {
  /** Length of what stays before it. */
  same: number;
  /** Length of what goes. */
  removed: number;
  added: string;
}

/** Walks the shortest edit script (E. W. Myers, An O(ND) Difference Algorithm, 1986). */
function hunks(a: readonly string[], b: readonly string[]): Hunk[] {
  const trace = shortest(a, b);
  if (!trace) return [{ same: 0, removed: a.join('').length, added: b.join('') }];
  const steps: ('same' | 'removed' | 'added')[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const reached = trace[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
    const before = d === 0 ? 0 : reached.get(down ? k + 1 : k - 1)!;
    const [fromX, fromY] = d === 0 ? [0, 0] : [before, before - (down ? k + 1 : k - 1)];
    while (x > fromX && y > fromY && a[x - 1] === b[y - 1]) {
      steps.push('same');
      [x, y] = [x - 1, y - 1];
    }
    if (d > 0) steps.push(down ? 'added' : 'removed');
    [x, y] = [fromX, fromY];
  }

  const found: Hunk[] = [];
  let open: Hunk | undefined;
  let same = 0;
  [x, y] = [0, 0];
  for (const step of steps.reverse()) {
    if (step === 'same') {
      open = undefined;
      same += a[x++]!.length;
      y++;
      continue;
    }
    if (!open) {
      found.push((open = { same, removed: 0, added: '' }));
      same = 0;
    }
    if (step === 'removed') open.removed += a[x++]!.length;
    else open.added += b[y++]!;
  }
  return found;
}

/** How far each diagonal gets with 0, 1, 2… differences, before each round; nothing when there are too many. */
function shortest(a: readonly string[], b: readonly string[]): ReadonlyMap<number, number>[] | undefined {
  const trace: Map<number, number>[] = [];
  const reached = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, MOST); d++) {
    trace.push(new Map(reached));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
      let x = down ? (reached.get(k + 1) ?? 0) : (reached.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reached.set(k, x);
      if (x >= a.length && x - k >= b.length) return trace;
    }
  }
  return undefined;
}
