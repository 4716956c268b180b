/** What a `.dockerignore` keeps out of a build. */
export interface Dockerignore {
  /** Whether there is a pattern that leaves something out. */
  readonly any: boolean;
  /** Whether a file or folder is left out. Its path is relative to the context, with `/`. */
  ignores(path: string): boolean;
}

/** No context anyone sends has more folders; beyond it what was worked out is worked out again. */
const MOST_FOLDERS = 20_000;

/**
 * Reads a `.dockerignore` as BuildKit does (https://docs.docker.com/build/concepts/context/#dockerignore-files): unlike in
 * a `.gitignore` every pattern begins at the context, also one without `/`; the last that matches decides; what
 * matches a folder matches all in it; `!` brings back. `**` crosses folders. A pattern that Docker refuses counts as none.
 * Testing a path takes at most (length of the patterns × length of the path) steps.
 */
export function readDockerignore(text: string): Dockerignore {
  const patterns = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap(readLine);
  return { any: patterns.some(({ brings }) => !brings), ignores: tester(patterns) };
}

interface Pattern {
  /** It stands behind `!`. */
  readonly brings: boolean;
  readonly matches: (path: string) => boolean;
}

/** A comment has its `#` in the first column; blanks around a pattern, and between it and its `!`, do not count. */
function readLine(line: string): Pattern[] {
  if (line.startsWith('#')) return [];
  const written = line.trim();
  const brings = written.startsWith('!');
  const rest = (brings ? written.slice(1) : written).trim();
  if (rest === '') return [];
  const clean = cleanPath(rest);
  const matches = matcherOf(clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean);
  return matches ? [{ brings, matches }] : [];
}

/** The shortest way to write a path, as Go's `filepath.Clean` has it. */
function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push(part);
  }
  return (rooted ? '/' : '') + parts.join('/') || '.';
}

/**
 * Folders are judged once, from the top down, as the builder walks them: a pattern that matched a folder need not be
 * asked again below it, and one that could change nothing there was not asked at all.
 */
function tester(patterns: readonly Pattern[]): (path: string) => boolean {
  const folders = new Map<string, Uint8Array>();
  const top = new Uint8Array(patterns.length);
  const judge = (path: string, above: Uint8Array, matched: Uint8Array): boolean => {
    let ignored = false;
    for (const [index, { brings, matches }] of patterns.entries()) {
      if (above[index] === 0 && (brings !== ignored || !matches(path))) continue;
      matched[index] = 1;
      ignored = !brings;
    }
    return ignored;
  };
  const below = (folder: string): Uint8Array => {
    let known: Uint8Array = top;
    for (let slash = folder.indexOf('/'); slash !== -1; slash = folder.indexOf('/', slash + 1)) {
      const path = folder.slice(0, slash);
      let own = folders.get(path);
      if (!own) {
        if (folders.size >= MOST_FOLDERS) folders.clear();
        judge(path, known, (own = new Uint8Array(patterns.length)));
        folders.set(path, own);
      }
      known = own;
    }
    return known;
  };
  return (written) => {
    const path = cleanPath(written.replaceAll('\\', '/')).replace(/^\/+/, '');
    // nobody can leave out the context itself, or what is not in it
    if (path === '.' || path === '' || path.startsWith('..') || patterns.length === 0) return false;
    return judge(path, below(path.slice(0, path.lastIndexOf('/') + 1)), new Uint8Array(patterns.length));
  };
}

/** One character, or a way to match some. `folders` is nothing, or anything up to a slash. */
type Step = string | 'any of a name' | 'one of a name' | 'folders' | 'all' | CharacterClass;
interface CharacterClass {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [from: string, to: string])[];
}

/** The test of a clean pattern; nothing when Docker would refuse it. Most patterns need no more than a comparison. */
function matcherOf(pattern: string): Pattern['matches'] | undefined {
  const steps: Step[] = [];
  let kind: 'exact' | 'prefix' | 'suffix' | 'steps' = 'exact';
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const first = at === 0;
    const character = characters[at]!;
    if (character === '*' && characters[at + 1] === '*') {
      at++;
      if (characters[at + 1] === '/') at++;
      const last = at + 1 >= characters.length;
      steps.push(last ? 'all' : 'folders');
      kind = first ? 'suffix' : last && kind === 'exact' ? 'prefix' : 'steps';
      continue;
    }
    if (character === '*' || character === '?' || character === '[' || character === '\\') kind = 'steps';
    if (character === '*') steps.push('any of a name');
    else if (character === '?') steps.push('one of a name');
    else if (character === '[') {
      const read = readClass(characters, at);
      if (!read) return undefined;
      steps.push(read.step);
      at = read.end;
    } else if (character === '\\') {
      if (++at === characters.length) return undefined;
      steps.push(characters[at]!);
    } else steps.push(character);
  }
  if (kind === 'exact') return (path) => path === pattern;
  if (kind === 'prefix') return (path) => path.startsWith(pattern.slice(0, -2));
  if (kind === 'suffix') {
    const suffix = pattern.slice(2);
    return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  }
  const literal = /^[^*?[\\]*/.exec(pattern)![0];
  return (path) => path.startsWith(literal) && walk(path, steps);
}

/** A class such as `[^a-z]`, which Docker lets match a slash too; nothing when it is not one. */
function readClass(characters: readonly string[], from: number): { step: CharacterClass; end: number } | undefined {
  const negated = characters[from + 1] === '^';
  const ranges: [string, string][] = [];
  let at = from + (negated ? 2 : 1);
  const one = (): string | undefined => {
    const character = characters[at++];
    if (character === '\\') return characters[at++];
    return character === ']' || character === '-' ? undefined : character;
  };
  while (characters[at] !== ']' || ranges.length === 0) {
    const low = one();
    if (low === undefined) return undefined;
    let high: string | undefined = low;
    if (characters[at] === '-') {
      at++;
      high = one();
      if (high === undefined) return undefined;
    }
    ranges.push([low, high]);
  }
  return { step: { negated, ranges }, end: at };
}

/** Follows all ways through the steps at once, so that no pattern makes it try again. */
function walk(path: string, steps: readonly Step[]): boolean {
  let now: number[] = [];
  let next: number[] = [];
  const seen = new Int32Array(steps.length + 1).fill(-1);
  let round = 0;
  const enter = (to: number[], step: number): void => {
    for (let at = step; seen[at] !== round; at++) {
      seen[at] = round;
      to.push(at);
      if (at === steps.length || !MAY_BE_NOTHING.has(steps[at]!)) return;
    }
  };
  enter(now, 0);
  for (const character of path) {
    round++;
    for (const at of now) {
      const step = steps[at];
      if (step === undefined) continue;
      if (step === 'folders') {
        // what was begun has to come to its slash
        if (character === '/') enter(next, at + 1);
        if (seen[at] !== round) next.push(at);
        seen[at] = round;
      } else if (step === 'all' || (step === 'any of a name' && character !== '/')) enter(next, at);
      else if (takes(step, character)) enter(next, at + 1);
    }
    if (next.length === 0) return false;
    [now, next] = [next, now];
    next.length = 0;
  }
  return now.includes(steps.length);
}

const MAY_BE_NOTHING = new Set<Step>(['folders', 'any of a name', 'all']);

function takes(step: Step, character: string): boolean {
  if (step === 'one of a name') return character !== '/';
  if (typeof step === 'string') return step === character;
  return step.ranges.some(([low, high]) => low <= character && character <= high) !== step.negated;
}
