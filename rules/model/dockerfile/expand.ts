import { UNKNOWN } from '../imageName.ts';
import { nameEnd } from './names.ts';
import { type Pattern, matchEnd, readPattern, replaceMatches, reversed } from './pattern.ts';

/** What variables are worth at one place of a Dockerfile. Values may hold `UNKNOWN`. */
export interface Values {
  /** Nothing when no value is known to have been given. */
  valueOf(name: string): string | undefined;
  /** Whether an `ARG` without a value names it. */
  declares(name: string): boolean;
}

/**
 * Substitutes variables and removes quotes and escapes, as BuildKit's shell lexer does
 * (https://github.com/moby/buildkit/blob/master/frontend/dockerfile/shell/lex.go). `UNKNOWN` stands for a variable
 * without a value, for what comes of it, and for a word BuildKit would refuse.
 */
export function expand(word: string, values: Values, escapeChar: string): string {
  if (!/['"$\\`\uFFFE]/.test(word)) return word;
  return (new Expansion(word, values, escapeChar).run() ?? UNKNOWN).replace(UNKNOWNS, UNKNOWN);
}

/** Removes quotes and escapes only. A word that is not closed stays as it is. */
export function unquote(word: string, escapeChar: string): string {
  if (!/['"\\`]/.test(word)) return word;
  return new Expansion(word, undefined, escapeChar).run() ?? word;
}

const UNKNOWNS = /\uFFFE{2,}/g;
const DEEPEST = 100;
/** How much longer than the word its value may grow; beyond, it is unknown. `ENV A=$A$A` doubles each time. */
const MOST_GROWTH = 4096;

class Expansion {
  readonly #text: string;
  readonly #values: Values | undefined;
  readonly #escapeChar: string;
  #at = 0;
  #depth = 0;
  #failed = false;

  constructor(text: string, values: Values | undefined, escapeChar: string) {
    [this.#text, this.#values, this.#escapeChar] = [text, values, escapeChar];
  }

  run(): string | undefined {
    const result = this.#until('', false);
    return this.#failed || result.length > this.#text.length + MOST_GROWTH ? undefined : result;
  }

  /** Reads up to `stop` and over it; an empty one is the end. Raw escapes stay. */
  #until(stop: string, raw: boolean): string {
    if (this.#depth++ > DEEPEST) return this.#fail();
    const text = this.#text;
    let result = '';
    while (!this.#failed && this.#at < text.length) {
      const char = text[this.#at]!;
      if (char === stop) {
        this.#at++;
        this.#depth--;
        return result;
      }
      if (char === "'") result += this.#singleQuoted();
      else if (char === '"') result += this.#doubleQuoted(raw);
      else if (char === '$' && this.#values) result += this.#dollar(this.#values);
      else if (char === this.#escapeChar) {
        result += (raw ? char : '') + (text[this.#at + 1] ?? '');
        this.#at += 2;
      } else {
        result += char;
        this.#at++;
      }
      if (result.length > text.length + MOST_GROWTH) return this.#fail();
    }
    this.#depth--;
    return stop === '' ? result : this.#fail();
  }

  #singleQuoted(): string {
    const start = this.#at + 1;
    const end = this.#text.indexOf("'", start);
    if (end === -1) return this.#fail();
    this.#at = end + 1;
    return this.#text.slice(start, end);
  }

  #doubleQuoted(raw: boolean): string {
    const text = this.#text;
    let result = '';
    this.#at++;
    while (!this.#failed && this.#at < text.length) {
      const char = text[this.#at]!;
      const next = text[this.#at + 1] ?? '';
      if (char === '"') {
        this.#at++;
        return result;
      }
      if (char === '$' && this.#values) result += this.#dollar(this.#values);
      else if (char === this.#escapeChar) {
        const escapes = next === '"' || next === '$' || next === this.#escapeChar;
        result += (raw || !escapes ? char : '') + (escapes ? next : '');
        this.#at += escapes ? 2 : 1;
      } else {
        result += char;
        this.#at++;
      }
      if (result.length > text.length + MOST_GROWTH) return this.#fail();
    }
    return this.#fail();
  }

  #dollar(values: Values): string {
    const text = this.#text;
    const start = this.#at + 1;
    if (text[start] !== '{') {
      this.#at = nameEnd(text, start);
      return this.#at === start ? '$' : (values.valueOf(text.slice(start, this.#at)) ?? UNKNOWN);
    }
    if ('{}:'.includes(text[start + 1] ?? '}')) return this.#fail();
    const end = nameEnd(text, start + 1);
    const name = text.slice(start + 1, end);
    const value = values.valueOf(name);
    let operator = text[end] ?? '';
    this.#at = end + 1;
    if (operator === '}') return value ?? UNKNOWN;
    if (operator === '/') return this.#replaced(value);
    const emptyCounts = operator !== ':';
    if (!emptyCounts) operator = text[this.#at++] ?? '';
    if (operator === '' || !'-+?#%'.includes(operator)) return this.#fail();
    const word = this.#until('}', operator === '#' || operator === '%');
    if (operator === '#' || operator === '%') return this.#trimmed(value, operator, word);
    if (operator === '?') return value ?? UNKNOWN;
    if (value === UNKNOWN && !emptyCounts) return UNKNOWN;
    const present = value !== undefined && (emptyCounts || value !== '');
    if (operator === '-') return present ? value : word;
    if (present) return word;
    return value === undefined && !values.declares(name) ? UNKNOWN : '';
  }

  #trimmed(value: string | undefined, operator: string, word: string): string {
    const greedy = word.startsWith(operator);
    const pattern = this.#pattern(greedy ? word.slice(1) : word);
    if (value === undefined || value.includes(UNKNOWN) || !pattern) return UNKNOWN;
    const found =
      operator === '#' ? matchEnd(pattern, value, 0, greedy) : matchEnd(reversed(pattern), backwards(value), 0, greedy);
    if (found === undefined) return value;
    return operator === '#' ? value.slice(found) : value.slice(0, value.length - found);
  }

  #replaced(value: string | undefined): string {
    const all = this.#text[this.#at] === '/';
    if (all) this.#at++;
    const pattern = this.#pattern(this.#until('/', true));
    const replacement = this.#until('}', true);
    if (value === undefined || value.includes(UNKNOWN) || !pattern) return UNKNOWN;
    return replaceMatches(pattern, value, replacement, all) ?? UNKNOWN;
  }

  #pattern(text: string): Pattern | undefined {
    return text.includes(UNKNOWN) ? undefined : readPattern(text);
  }

  #fail(): string {
    this.#failed = true;
    return '';
  }
}

function backwards(text: string): string {
  return Array.from(text).reverse().join('');
}
