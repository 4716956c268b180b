import type { Asking } from '../asking.ts';
import { UNKNOWN } from '../imageName.ts';
import { isSettingWord, mayBeSecret } from '../settingWord.ts';
import { firstFrom } from '../text.ts';
import { type Field, type Named, parseForeign, type Reading, type Scalar } from '../yaml.ts';

/** An action of a template, as written: `{{ .Values.tag | quote }}`. */
interface Action {
  readonly start: number;
  readonly end: number;
  readonly source: string;
}

const HERE = { start: 0, end: 0 };

/** A Helm chart around a template: what its own files say of values and of itself. */
export class Chart {
  readonly #values: Field | undefined;
  readonly #about: Field;
  /** Of the chart this one is a part of, and the name it has there: its values win. */
  readonly #above: { readonly values: Field; readonly name: string } | undefined;

  private constructor(root: string, about: string, asking: Asking) {
    const read = (name: string, text: string): Field =>
      asking.once(`yaml ${name}`, () => parseForeign(text)).root(HERE, undefined);
    const values = (folder: string): Field | undefined => {
      const name = ['values.yaml', 'values.yml'].map((name) => folder + name).find((name) => asking.text(name) !== undefined);
      return name === undefined ? undefined : read(name, asking.text(name)!);
    };
    this.#about = read(`${root}Chart.yaml`, about);
    this.#values = values(root);
    const [, folder, name] = /^(.*?)charts\/([^/]+)\/$/s.exec(root) ?? [];
    if (folder === undefined || name === undefined || asking.text(`${folder}Chart.yaml`) === undefined) return;
    const above = values(folder);
    this.#above = above && { values: above, name };
  }

  /** The chart whose template a file is; nothing when it is no template, or its `Chart.yaml` is not there. */
  static around(uri: string, asking: Asking): Chart | undefined {
    const mark = 'templates/';
    for (let at = uri.lastIndexOf(mark); at !== -1; at = at === 0 ? -1 : uri.lastIndexOf(mark, at - 1)) {
      if (at > 0 && uri[at - 1] !== '/') continue;
      const root = uri.slice(0, at);
      const about = asking.text(`${root}Chart.yaml`);
      if (about !== undefined) return new Chart(root, about, asking);
    }
    return undefined;
  }

  /**
   * Puts values in the place of actions that take them straight from the chart. Where a process gets to see them only
   * plain settings are known: a credential among a chart's values is not written in the template.
   */
  filling(actions: readonly Action[]): NonNullable<Reading['fill']> {
    return (text, start, end, place) => {
      let next = firstFrom(actions, start);
      let fits = true;
      const filled = text.replace(/\uFDD0+/g, ({ length }) => {
        let value = '';
        let left = length;
        for (; left > 0 && next < actions.length && actions[next]!.end <= end; next++) {
          left -= actions[next]!.end - actions[next]!.start;
          value += this.#shown(actions[next]!.source, place);
        }
        fits &&= left === 0;
        return value;
      });
      return fits ? filled : text;
    };
  }

  #shown(source: string, place: Named): string {
    const value = this.evaluate(source);
    if (value === undefined || value === null) return UNKNOWN;
    const text = String(value);
    if (text.includes('\n')) return UNKNOWN;
    return isForProcess(place) && !isSettingWord(source, text) ? UNKNOWN : text;
  }

  /** What an action writes; nothing when that cannot be known, `null` for a value that is not there. */
  evaluate(action: string): Scalar | undefined {
    const inner = action.replace(/^\{\{-?\s*|(?<!\s)\s*-?\}\}$/g, '');
    if (inner.length > LONGEST) return undefined;
    const words = wordsOf(inner);
    return words && this.#pipeline(words);
  }

  #pipeline(words: readonly string[]): Scalar | undefined {
    let value: Scalar | undefined;
    for (let from = 0, stage = 0; from <= words.length; stage++) {
      const bar = words.indexOf('|', from);
      const to = bar === -1 ? words.length : bar;
      const call = words.slice(from, to);
      value = stage === 0 ? this.#call(call, undefined) : this.#call(call, { value });
      if (value === undefined) return undefined;
      from = to + 1;
    }
    return value;
  }

  /** A term, or a function with its arguments; what is piped in comes last. */
  #call(words: readonly string[], piped: { readonly value: Scalar | undefined } | undefined): Scalar | undefined {
    const [name, ...rest] = words;
    if (name === undefined) return undefined;
    if (rest.length === 0 && !piped) return this.#term(name);
    const given = rest.map((word) => this.#term(word));
    if (piped) given.push(piped.value);
    if (given.some((value) => value === undefined) && name !== 'default') return undefined;
    const last = given.at(-1);
    switch (name) {
      case 'quote':
      case 'squote':
      case 'toString':
      case 'int':
      case 'int64':
      case 'toYaml':
        return last;
      case 'trim':
        return typeof last === 'string' ? last.trim() : last;
      case 'lower':
        return typeof last === 'string' ? last.toLowerCase() : last;
      case 'upper':
        return typeof last === 'string' ? last.toUpperCase() : last;
      case 'required':
        return given.length === 2 ? last : undefined;
      case 'tpl':
        return typeof given[0] === 'string' && !given[0].includes('{{') ? given[0] : undefined;
      case 'default':
        return given.length !== 2 || last === undefined ? undefined : isEmpty(last) ? given[0] : last;
      case 'printf':
        return printf(given as readonly Scalar[]);
      default:
        return undefined;
    }
  }

  #term(word: string): Scalar | undefined {
    const first = word[0];
    if (first === '"') return unquoted(word);
    if (first === '`') return word.slice(1, -1);
    if (first === '(') {
      const words = wordsOf(word.slice(1, -1));
      return words && this.#pipeline(words);
    }
    if (word === 'true' || word === 'false') return word === 'true';
    if (/^-?\d+(?:\.\d+)?$/.test(word)) return Number(word);
    const [, root, path] = /^\$?\.(Values|Chart)((?:\.\w+)+)$/.exec(word) ?? [];
    if (root === undefined || path === undefined) return undefined;
    const names = path.slice(1).split('.');
    return root === 'Chart' ? this.#ofChart(names) : this.#ofValues(names);
  }

  #ofChart(names: readonly string[]): Scalar | undefined {
    const [name = ''] = names;
    return names.length === 1 ? this.#about.at(name[0]!.toLowerCase() + name.slice(1)).value : undefined;
  }

  #ofValues(names: readonly string[]): Scalar | undefined {
    const above =
      this.#above && (names[0] === 'global' ? this.#above.values : this.#above.values.at(this.#above.name)).at(...names);
    const field = above?.written ? above : this.#values?.at(...names);
    if (!field || field.isMap || field.isList || !field.known) return undefined;
    return field.value ?? null;
  }
}

const LONGEST = 500;

/** Keys whose texts end up in a process or are data. */
const FOR_PROCESS: ReadonlySet<string> = new Set([
  'env',
  'data',
  'stringData',
  'binaryData',
  'command',
  'args',
  'script',
  'source',
  'annotations',
  'literals',
]);

function isForProcess(place: Named): boolean {
  if (mayBeSecret(place.name)) return true;
  for (let at: Named | undefined = place, depth = 0; at && depth < 30; at = at.parent, depth++)
    if (FOR_PROCESS.has(at.name)) return true;
  return false;
}

/** The words of an expression: terms, names, `|`; what stands in parentheses is one. Nothing when it is not one of these. */
function wordsOf(text: string): string[] | undefined {
  const words: string[] = [];
  const word = /\s*(?:(\|)|("(?:[^"\\]|\\.)*")|(`[^`]*`)|([$\w.:-]+)|(\())/sy;
  for (let at = 0; at < text.trimEnd().length; at = word.lastIndex) {
    word.lastIndex = at;
    const match = word.exec(text);
    if (!match) return undefined;
    if (match[5] === undefined) {
      words.push(match[0].trim());
      continue;
    }
    const open = word.lastIndex - 1;
    const close = closing(text, open);
    if (close === -1) return undefined;
    words.push(text.slice(open, close + 1));
    word.lastIndex = close + 1;
  }
  return words;
}

function closing(text: string, open: number): number {
  let depth = 0;
  let quote = '';
  for (let at = open; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === '\\' && quote === '"') at++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === '`') quote = character;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at;
  }
  return -1;
}

function unquoted(word: string): string | undefined {
  try {
    return JSON.parse(word) as string;
  } catch {
    return undefined;
  }
}

/** What Helm's `default` takes for nothing. */
const isEmpty = (value: Scalar): boolean => value === null || value === '' || value === 0 || value === false;

function printf([format, ...values]: readonly Scalar[]): string | undefined {
  if (typeof format !== 'string') return undefined;
  let next = 0;
  let fits = true;
  const text = format.replace(/%(.)?/g, (_, verb: string | undefined) => {
    if (verb === '%') return '%';
    const value = values[next++];
    fits &&= (verb === 's' || verb === 'v' || verb === 'd') && value !== undefined && value !== null;
    return String(value);
  });
  return fits && next === values.length ? text : undefined;
}
