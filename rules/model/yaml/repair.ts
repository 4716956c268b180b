import { YAMLException } from 'js-yaml';
import type { Problem } from '../setting.ts';
import { type Tree, treeOfEvents } from './events.ts';

/** A tree that was read after blanking out the few characters or lines that kept the text from being well-formed. */
export interface Repaired extends Tree {
  /** What was read: as long as the text, so that offsets hold. */
  readonly text: string;
  readonly problems: readonly Problem[];
}

/** How many errors are worth repairing one by one, how many characters may be read again in trying, how long a line is looked at. */
const MOST = 6;
const BUDGET = 4_000_000;
const LONGEST = 5_000;

/** A larger text is not read again and again while somebody waits. */
const LARGEST = 2_000_000;

/**
 * Reads a text that is being typed: the line at which the parser gives up, or the quote or bracket before it that was
 * never closed, is blanked out, and the rest is read as if it were not there. Nothing when that does not help.
 */
export function treeOfRepaired(text: string, error: unknown): Repaired | undefined {
  if (text.length > LARGEST) return undefined;
  let attempt = failed(text, error);
  const problems: Problem[] = [];
  let budget = BUDGET;
  while (!attempt.tree) {
    if (problems.length === MOST || attempt.at < 0) return undefined;
    problems.push(problemAt(attempt));
    let best: Attempt | undefined;
    for (const candidate of candidates(attempt)) {
      budget -= text.length;
      if (budget < 0) return undefined;
      const next = read(candidate);
      if (next.tree || next.at > (best?.at ?? attempt.at)) best = next;
      if (next.tree) break;
    }
    if (!best) return undefined;
    attempt = best;
  }
  return { ...attempt.tree, text: attempt.text, problems };
}

interface Attempt {
  readonly text: string;
  readonly tree?: Tree;
  /** Where it failed; -1 when the parser does not say. */
  readonly at: number;
  readonly reason: string;
}

function read(text: string): Attempt {
  try {
    return { text, tree: treeOfEvents(text), at: -1, reason: '' };
  } catch (error) {
    return failed(text, error);
  }
}

function failed(text: string, error: unknown): Attempt {
  const known = error instanceof YAMLException;
  // Beyond the depth limit there is nothing to repair.
  const at = known && error.mark && !error.reason.startsWith('nesting') ? error.mark.position : -1;
  return { text, at, reason: known ? error.reason : '' };
}

/** What to blank out, the likeliest first: what is left open, the rest of the line behind it, or a whole line. */
function* candidates({ text, at, reason }: Attempt): Iterable<string> {
  const here = lineStart(text, at);
  const above = previousLine(text, here);
  const lines = /multiline key/.test(reason) ? [above, here] : [here, above];
  let opened = 0;
  for (const line of [above, here]) {
    const open = line === -1 ? [] : unclosed(text, line);
    if (open.length === 0) continue;
    opened++;
    yield blankedAt(text, open);
    yield blanked(text, Math.min(...open), lineEnd(text, line));
  }
  for (const line of lines) if (line !== -1) yield blanked(text, line, lineEnd(text, line));
  const far = opened > 0 ? [] : lastUnclosed(text, here);
  if (far.length > 0) yield blanked(text, Math.min(...far), lineEnd(text, far[0]!));
}

/** Offsets of the quotes and brackets that are opened on a line and not closed on it. */
function unclosed(text: string, start: number): number[] {
  const end = Math.min(lineEnd(text, start), start + LONGEST);
  const open: number[] = [];
  let quote = -1;
  for (let at = start; at < end; at++) {
    const character = text[at]!;
    if (quote !== -1) {
      if (character === '\\' && text[quote] === '"') at++;
      else if (character === text[quote]) quote = -1;
    } else if ((character === '"' || character === "'") && (open.length > 0 ? /[\s[{,:]/ : /\s/).test(text[at - 1] ?? ' '))
      quote = at;
    else if (character === '#' && /\s/.test(text[at - 1] ?? ' ')) break;
    else if ((character === '[' || character === '{') && (open.length > 0 || /[:-]\s+$|^\s*$/.test(text.slice(start, at))))
      open.push(at);
    else if ((character === ']' || character === '}') && open.length > 0) open.pop();
  }
  return quote === -1 ? open : [...open, quote];
}

/** The nearest line above, at most a few hundred away, that leaves something open. */
function lastUnclosed(text: string, from: number): number[] {
  let line = from;
  for (let steps = 0; steps < 300 && line > 0; steps++) {
    line = lineStart(text, line - 1);
    const found = unclosed(text, line);
    if (found.length > 0) return found;
  }
  return [];
}

function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
}

function blankedAt(text: string, offsets: readonly number[]): string {
  let result = '';
  let from = 0;
  for (const at of [...offsets].sort((a, b) => a - b)) {
    result += `${text.slice(from, at)} `;
    from = at + 1;
  }
  return result + text.slice(from);
}

function problemAt({ text, at, reason }: Attempt): Problem {
  const start = Math.min(at, text.length);
  return {
    span: { start, end: Math.max(start, lineEnd(text, start)) },
    message: `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}.`,
  };
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** The start of the nearest line above that holds more than blanks and comments; -1 when there is none. */
function previousLine(text: string, start: number): number {
  let line = start;
  while (line > 0) {
    line = lineStart(text, line - 1);
    if (/\S/.test(text.slice(line, lineEnd(text, line))) && !/^\s*#/.test(text.slice(line, lineEnd(text, line)))) return line;
  }
  return -1;
}
