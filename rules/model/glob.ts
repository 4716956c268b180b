/** How many alternatives `{a,b}{c,d}…` may spell out; further ones are left out, so that no pattern costs much. */
const MOST_ALTERNATIVES = 256;

/**
 * Whether a path matches one of some patterns. Paths use `/` and are relative to the folder the patterns are written for.
 * `*` and `?` stay within a component, `**` crosses them, `[a-z]` and `{a,b}` are as in a shell; a pattern without `/`
 * matches the last component anywhere, one ending in `/` everything below it, `!` in front excludes. Dot files are no exception.
 * It never takes more than (length of pattern × length of path) steps.
 */
export const matchesGlob = (path: string, patterns: readonly string[]): boolean => globTest(patterns)(path);

/** The same for patterns that many paths are compared with. */
export function globTest(patterns: readonly string[]): (path: string) => boolean {
  const steps = patterns.map((pattern) => {
    const excludes = pattern.startsWith('!');
    return { excludes, alternatives: alternatives(excludes ? pattern.slice(1) : pattern) };
  });
  return (path) => {
    let matched = false;
    for (const { excludes, alternatives } of steps)
      if (matched === excludes && alternatives.some((alternative) => matches(path, alternative))) matched = !excludes;
    return matched;
  };
}

const spelled = new Map<string, readonly Alternative[]>();

function alternatives(pattern: string): readonly Alternative[] {
  const known = spelled.get(pattern);
  if (known) return known;
  const found = (pattern.includes('{') ? expand(pattern, MOST_ALTERNATIVES) : [pattern]).map(prepare);
  if (spelled.size > 4096) spelled.clear();
  spelled.set(pattern, found);
  return found;
}

/** Spells out the first `{…}` that has a comma, then the rest; braces may be nested. */
function expand(pattern: string, most: number): readonly string[] {
  const results: string[] = [];
  const pending = [pattern];
  for (let next = pending.pop(); next !== undefined && results.length < most; next = pending.pop()) {
    const group = firstGroup(next);
    if (!group) results.push(next);
    else if (pending.length < most)
      for (const choice of group.choices.toReversed()) pending.push(next.slice(0, group.start) + choice + next.slice(group.end));
  }
  return results;
}

function firstGroup(pattern: string): { start: number; end: number; choices: string[] } | undefined {
  for (let start = pattern.indexOf('{'); start !== -1; start = pattern.indexOf('{', start + 1)) {
    const choices: string[] = [];
    let depth = 0;
    let from = start + 1;
    for (let at = start; at < pattern.length; at++) {
      const c = pattern[at];
      if (c === '{') depth++;
      else if (c === ',' && depth === 1) {
        choices.push(pattern.slice(from, at));
        from = at + 1;
      } else if (c === '}' && --depth === 0) {
        choices.push(pattern.slice(from, at));
        if (choices.length > 1) return { start, end: at + 1, choices };
        break;
      }
    }
  }
  return undefined;
}

/** A pattern without braces. */
interface Alternative {
  readonly glob: string;
  /** It is compared with the last component alone. */
  readonly name: boolean;
  /** What a match begins with, so that most comparisons end here. */
  readonly literal: string;
}

function prepare(pattern: string): Alternative {
  let glob = pattern.startsWith('./') ? pattern.slice(2) : pattern;
  if (glob.endsWith('/')) glob += '**';
  const anchored = glob.startsWith('/');
  if (anchored) glob = glob.slice(1);
  return { glob, name: !anchored && !glob.includes('/'), literal: /^[^*?[\\]*/.exec(glob)![0] };
}

function matches(path: string, { glob, name, literal }: Alternative): boolean {
  const from = name ? path.lastIndexOf('/') + 1 : 0;
  return path.startsWith(literal, from) && walk(name ? path.slice(from) : path, glob);
}

/**
 * Wildcard matching with two places to fall back to, the last `*` and the last `**`: an earlier star never needs
 * to be tried again, so the steps stay bounded.
 */
function walk(name: string, glob: string): boolean {
  let [n, g] = [0, 0];
  let star: readonly [number, number] | undefined;
  let deep: readonly [number, number] | undefined;
  while (n < name.length || g < glob.length) {
    if (glob[g] === '*') {
      if (glob[g + 1] === '*') {
        // `**/` also stands for nothing at all
        g += glob[g + 2] === '/' ? 3 : 2;
        deep = [n, g];
        star = undefined;
      } else star = [n, ++g];
      continue;
    }
    const next = n < name.length ? one(name[n]!, glob, g) : undefined;
    if (next !== undefined) {
      n++;
      g = next;
    } else if (star && star[0] < name.length && name[star[0]] !== '/') {
      star = [star[0] + 1, star[1]];
      [n, g] = star;
    } else if (deep && deep[0] < name.length) {
      // after `**/` a match starts at the beginning of a component
      const by = glob[deep[1] - 1] === '/' ? afterSlash(name, deep[0]) : deep[0] + 1;
      if (by === undefined) return false;
      deep = [by, deep[1]];
      [n, g] = deep;
      star = undefined;
    } else return false;
  }
  return true;
}

function afterSlash(name: string, from: number): number | undefined {
  const slash = name.indexOf('/', from);
  return slash === -1 ? undefined : slash + 1;
}

/** Matches one character; gives the place in the pattern behind what matched it. */
function one(c: string, glob: string, g: number): number | undefined {
  const p = glob[g];
  if (p === undefined) return undefined;
  if (p === '?') return c === '/' ? undefined : g + 1;
  if (p === '\\' && g + 1 < glob.length) return glob[g + 1] === c ? g + 2 : undefined;
  if (p === '[') {
    const end = glob.indexOf(']', g + 2);
    if (end !== -1) return c !== '/' && inClass(c, glob.slice(g + 1, end)) ? end + 1 : undefined;
  }
  return p === c ? g + 1 : undefined;
}

function inClass(c: string, members: string): boolean {
  const negated = members[0] === '!' || members[0] === '^';
  for (let at = negated ? 1 : 0; at < members.length; at++) {
    const range = members[at + 1] === '-' && at + 2 < members.length;
    if (range ? members[at]! <= c && c <= members[at + 2]! : members[at] === c) return !negated;
    if (range) at += 2;
  }
  return negated;
}
