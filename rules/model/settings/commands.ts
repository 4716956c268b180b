import { shellOf, type ShellWord, type SimpleCommand } from '../shell.ts';
import type { Command } from '../nodes.ts';
import type { Edit, Span } from '../text.ts';
import { UNKNOWN } from '../imageName.ts';
import { masked } from '../interpolate.ts';
import { type Gathered, Gathering } from './gather.ts';
import { type Placed, slice, somewhere, verbatim } from './placed.ts';
import { readText } from './texts.ts';

/** Programs whose arguments are data. */
const SPEAKERS = new Set('echo printf grep egrep fgrep sed awk gawk find test [ [[ true false : logger tr cut perl'.split(' '));

/** The settings a command writes: assignments, flags, and what it writes into files of settings. */
export function commandSettings(command: Command): Gathered {
  const gathering = new Gathering(command.owner);
  for (const simple of shellOf(command).commands) readSimple(simple, gathering);
  return gathering;
}

function readSimple(simple: SimpleCommand, gathering: Gathering): void {
  const { name, words, assignments, redirections } = simple;
  const program = name.startsWith('-') ? '' : name.slice(name.lastIndexOf('/') + 1);
  for (const assignment of assignments) {
    const { value, span } = assignment;
    if (!value) continue;
    const nameSpan = { start: span.start, end: span.start + assignment.name.length };
    gathering.add(assignment.name, placedWord(value), 'variable', { nameSpan, ...(program !== '' && { program }) });
  }
  const file = writtenFile(simple);
  if (file !== undefined)
    for (const { body } of redirections) if (body) readText(wordText(body.text, body.span), file, gathering.in(file));
  if (SPEAKERS.has(program)) {
    if (file !== undefined && (program === 'echo' || program === 'printf'))
      for (const word of words.slice(1)) readSpoken(word, file, gathering);
    return;
  }
  readWords(words.map(placedWord), gathering, program === '' ? undefined : program);
}

/** The file a command's output ends in: `> file`, `| tee -a file`. */
function writtenFile({ redirections, pipeline }: SimpleCommand): string | undefined {
  const target = redirections.find(
    ({ operator, descriptor }) => /^(?:>|>>|>\|)$/.test(operator) && (descriptor ?? 1) === 1,
  )?.target;
  if (target) return target.text.startsWith('/dev/') ? undefined : target.text;
  const tee = pipeline.parts.at(-1)?.commands[0];
  if (pipeline.parts.length < 2 || (tee?.name !== 'tee' && !(tee?.name === 'sudo' && tee.words[1]?.text === 'tee')))
    return undefined;
  return tee.words.slice(1).find(({ text }) => text !== 'tee' && !text.startsWith('-'))?.text;
}

/** A word of `echo` or `printf` that becomes a line of a file, or several. */
function readSpoken(word: ShellWord, file: string, gathering: Gathering): void {
  if (!/[=:\s]/.test(word.text) && !/rc$/.test(file)) return;
  const text = placedWord(word);
  const name = /\.\w+$|\/\.\w+$/.test(file) ? file : `${file}.conf`;
  readText({ ...text, text: text.text.replaceAll('\\n', ' \n') }, name, gathering.in(file));
}

/** Reads a text of options as a shell would split it. */
export function readOptions(text: Placed, gathering: Gathering): void {
  const words: Placed[] = [];
  for (const match of text.text.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+|["']/g)) {
    const [word] = match;
    const end = match.index + word.length;
    const quoted = /^(["'])(.*)\1$/s.exec(word);
    words.push(quoted ? slice(text, match.index + 1, end - 1) : slice(text, match.index, end));
  }
  readWords(words, gathering, undefined);
}

/** Options that take a `key=value`. */
const TAKING = /^(?:-c|-o|-X|-e|-E|-D|-P|-v|-O|--set|--setopt|--env|--override|--conf|--config|--property|--variable|--define)$/;

function readWords(words: readonly Placed[], gathering: Gathering, program: string | undefined): void {
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const { text } = word;
    if (text === '-D' || text.length < 3) continue;
    const equals = text.indexOf('=');
    const property = /^-[DE](?=[A-Za-z])/.test(text) && (text[1] === 'D' || equals > 0);
    if (property) {
      const name = text.slice(2, equals === -1 ? text.length : equals);
      addPair(name, 2, equals, index, 'property');
      continue;
    }
    // an argument that is a DSN: `psql "host=db sslmode=disable"`
    if (equals > 0 && text[0] !== '-' && /^\w+=\S*?(?:;|\s[\s;]*)\w+=/.test(text)) {
      gathering.addParameters(word);
      continue;
    }
    if (equals > 0) {
      const name = text.slice(0, equals);
      if (/^--?[A-Za-z][\w.:[\]-]*$/.test(name)) addPair(name, 0, equals, index, 'flag');
      else if (/^[A-Za-z_][\w.:-]*$/.test(name)) {
        const taken = TAKING.test(words[index - 1]?.text ?? '');
        if (taken || index > 0) addPair(name, 0, equals, index, 'flag');
      } else gathering.addParameters(word);
      continue;
    }
    if (!/^--?[A-Za-z][\w.-]+$/.test(text)) continue;
    const next = words[index + 1];
    const isNext = next && !/^-[A-Za-z-]/.test(next.text);
    const more = { nameSpan: word.span, apart: true, program, remove: removal(words, index) } as const;
    gathering.add(text, isNext ? next : somewhere('', word.span), 'flag', more);
  }

  function addPair(name: string, from: number, equals: number, index: number, via: 'flag' | 'property'): void {
    const word = words[index]!;
    const { text } = word;
    const nameSpan = word.at(from, from + name.length) ?? word.span;
    // without its value an option would take the next word for one
    const remove = name.startsWith('-') || via === 'property' ? removal(words, index) : undefined;
    const more = { nameSpan, program, remove, ...(via === 'property' && { lead: text.slice(0, 2) }) };
    if (equals === -1) {
      gathering.add(name, somewhere('', word.span), via, { ...more, apart: true });
      return;
    }
    const value = slice(word, equals + 1, text.length);
    const quoted = /^(["'])(.*)\1$/s.exec(value.text);
    gathering.add(name, quoted ? slice(value, 1, value.text.length - 1) : value, via, more);
  }
}

/** Takes a word out with the blank before it, where they stand side by side. */
function removal(words: readonly Placed[], index: number): (() => Edit) | undefined {
  const [before, word] = [words[index - 1], words[index]!];
  if (!before || !word.at(0, word.text.length) || !before.at(0, before.text.length)) return undefined;
  const span: Span = { start: before.span.end, end: word.span.end };
  return before.span.end + 1 === word.span.start ? () => ({ span, text: '' }) : undefined;
}

function placedWord(word: ShellWord): Placed {
  const { text, span, known, quoted } = word;
  const shown = known ? text : masked(text).replace(/\$\{?\w+[^\s}]*\}?|`[^`]*`/g, (piece) => UNKNOWN.repeat(piece.length));
  if (span.end - span.start === text.length) return verbatim(shown, span);
  if (quoted && span.end - span.start === text.length + 2)
    return /[=]/.test(text)
      ? { text: shown, span, at: (start, end) => ({ start: span.start + 1 + start, end: span.start + 1 + end }) }
      : somewhere(shown, span);
  return somewhere(shown, span);
}

function wordText(text: string, span: Span): Placed {
  return span.end - span.start === text.length ? verbatim(masked(text), span) : somewhere(masked(text), span);
}
