import type { Span } from '../../model/text.ts';
import type { Field } from '../../model/yaml.ts';
import type { Written } from './layer.ts';
import { nearest, type PolicyProblem, type PolicyRuleId } from './problem.ts';

/** A policy that lists more than so many things is hostile or broken; what comes after is left out, and said. */
const MOST_THINGS = 20_000;
const LONGEST_TEXT = 4000;
const MOST_PROBLEMS = 100;
const MOST_SUGGESTIONS = 30;

/** What is gathered all over a policy. */
export interface Seen {
  readonly mentions: Written<string>[];
  readonly globs: Written<string>[];
}

/** Collects what is wrong while a policy is read, and keeps the reading bounded whatever the text holds. */
export class PolicyReader {
  readonly problems: PolicyProblem[] = [];
  /** How much was said, of which `problems` keeps the first part. */
  count = 0;
  #left = MOST_THINGS;
  #suggestions = MOST_SUGGESTIONS;

  say(span: Span, message: string, more: Partial<Omit<PolicyProblem, 'span' | 'message'>> = {}): void {
    this.count++;
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ rule: 'invalid-policy', span, message, ...more });
    else if (this.problems.length === MOST_PROBLEMS)
      this.problems.push({ rule: 'invalid-policy', span, message: 'More is wrong from here on.' });
  }

  /** Says that a word is not known, and which one was probably meant. */
  unknown(span: Span, what: string, word: string, words: readonly string[], rule: PolicyRuleId = 'invalid-policy'): void {
    const meant = this.#suggestions-- > 0 && word.length < 100 ? nearest(word, words) : undefined;
    this.say(span, `${what}${meant ? ` Did you mean \`${meant}\`?` : ''}`, { rule, ...(meant && { suggestion: meant }) });
  }

  /** The entries of a map, each counted; none, and said, when there is no map. An empty value is an empty map. */
  entries(field: Field, what: string): [name: string, field: Field][] {
    if (!field.isMap) {
      if (field.value !== null && field.written) this.say(field.span, `${what} is a map.`);
      return [];
    }
    // a list or map that is used many times over is not even looked at once the limit is reached
    return this.#left < 0 ? [] : field.entries().filter(() => this.#spend(field));
  }

  /** The entries of a map that has only certain keys; others are said. */
  known(field: Field, what: string, keys: readonly string[]): [name: string, field: Field][] {
    return this.entries(field, what).filter(([key, value]) => {
      if (keys.includes(key)) return true;
      this.unknown(value.keySpan, `${what} has no key \`${shown(key)}\`.`, key, keys);
      return false;
    });
  }

  /** The items of a list, each counted; none, and said, when there is no list. An empty value is an empty list. */
  items(field: Field, what: string): Field[] {
    if (!field.isList) {
      if (field.value !== null && field.written) this.say(field.span, `${what} is a list.`);
      return [];
    }
    return this.#left < 0 ? [] : field.items().filter(() => this.#spend(field));
  }

  /** The texts of a list, or one text by itself. Anything else is said. */
  texts(field: Field, what: string): Written<string>[] {
    if (field.isScalar) return this.text(field, what);
    if (field.isMap) this.say(field.span, `${what} is a list of texts.`);
    return field.isMap ? [] : this.items(field, what).flatMap((item) => this.text(item, `An entry of ${lower(what)}`));
  }

  /** A text that holds something, as a list of one; else none, and said. Numbers and dates are taken as they are written. */
  text(field: Field, what: string): Written<string>[] {
    const { value, text } = field;
    if (typeof value === 'string' || typeof value === 'number') {
      if (text !== undefined && text.length > LONGEST_TEXT)
        this.say(field.span, `${what} has at most ${LONGEST_TEXT} characters.`);
      else if (text !== undefined && text.trim() !== '') return [{ value: text, span: field.span }];
      else this.say(field.span, `${what} is empty.`);
    } else this.say(field.span, `${what} is a text.`);
    return [];
  }

  /** One of a few words; anything else is said. */
  word<const T extends string>(field: Field, what: string, words: readonly T[]): T | undefined {
    const { value } = field;
    if (typeof value === 'string' && words.includes(value as T)) return value as T;
    const choices = words.map((word) => `\`${word}\``);
    const list = choices.length > 1 ? `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}` : choices[0];
    this.unknown(field.span, `${what} is ${list}.`, typeof value === 'string' ? value : '', words);
    return undefined;
  }

  #spend(field: Field): boolean {
    if (this.#left > 0) {
      this.#left--;
      return true;
    }
    if (this.#left-- === 0) this.say(field.span, `A policy lists at most ${MOST_THINGS} things; what follows is left out.`);
    return false;
  }
}

const lower = (what: string): string => what.replace(/^(?:An? )?[A-Z]/, (start) => start.toLowerCase());

/** A key as a message may show it. */
export const shown = (key: string): string => (key.length > 60 ? `${key.slice(0, 60)}…` : key).replace(/[`\r\n]/g, ' ');
