import type { Command } from './nodes.ts';
import { baseName } from './shell/language.ts';
import { type ShellWord, type SimpleCommand, shellOf } from './shell.ts';
import { table } from './table.ts';

/** A program being run, without what only starts it: `curl` in `sudo -E timeout 30 /usr/bin/curl …`. */
export interface Invocation {
  /** Its name in lower case, without folder and `.exe`. */
  readonly program: string;
  /** The program's own word, then its arguments. */
  readonly words: readonly ShellWord[];
  /** Programs that start it, the outermost first: `sudo`, `timeout`. */
  readonly by: readonly string[];
  readonly command: SimpleCommand;
}

const read = new WeakMap<Command, readonly Invocation[]>();

/** Every program a command runs, in the order written, those of nested scripts and substitutions too. Read once. */
export function invocationsOf(command: Command): readonly Invocation[] {
  let found = read.get(command);
  if (!found) read.set(command, (found = shellOf(command).commands.flatMap((simple) => invocationOf(simple) ?? [])));
  return found;
}

/** What a simple command runs; nothing when it only assigns. */
export function invocationOf(command: SimpleCommand): Invocation | undefined {
  const by: string[] = [];
  let { words } = command;
  while (words[0] && by.length < DEEPEST) {
    const name = baseName(words[0].text);
    const wrapper = WRAPPERS[name];
    if (!wrapper) break;
    const inner = words.slice(startOfCommand(words, wrapper));
    if (inner.length === 0) break;
    by.push(name);
    words = inner;
  }
  return words[0] && { program: baseName(words[0].text), words, by, command };
}

/** The index of the first word that is neither an option, nor the value of one, nor what the wrapper asks for itself. */
function startOfCommand(words: readonly ShellWord[], { values = '', before = 0 }: Wrapper): number {
  const withValue = values.split(' ');
  let at = 1;
  for (; at < words.length; at++) {
    const { text } = words[at]!;
    if (text === '--') {
      at++;
      break;
    }
    if (withValue.includes(text)) at++;
    else if (!/^-./.test(text) && !/^\w+=/.test(text)) break;
  }
  return at + before;
}

/** How many programs that start programs are looked through. */
const DEEPEST = 6;

/** A program that runs the command it is given; from the manuals of sudo, coreutils, util-linux, findutils and the init programs. */
interface Wrapper {
  /** Options whose value is the next word. */
  readonly values?: string;
  /** How many words of its own stand before the command. */
  readonly before?: number;
}

const WRAPPERS: Readonly<Record<string, Wrapper>> = table({
  sudo: { values: '-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt --chdir --chroot' },
  doas: { values: '-u -C' },
  env: { values: '-u -C --unset --chdir' },
  exec: { values: '-a' },
  command: {},
  builtin: {},
  nohup: {},
  time: { values: '-f -o' },
  nice: { values: '-n --adjustment' },
  ionice: { values: '-c -n -p --class --classdata' },
  timeout: { values: '-k -s --kill-after --signal', before: 1 },
  gosu: { before: 1 },
  'su-exec': { before: 1 },
  's6-setuidgid': { before: 1 },
  setpriv: { values: '--reuid --regid --groups --inh-caps --ambient-caps --bounding-set' },
  chroot: { before: 1 },
  tini: { values: '-p -e' },
  'dumb-init': { values: '-r --rewrite' },
  catatonit: {},
  xargs: { values: '-a -d -E -I -L -n -P -s --max-args --max-procs --replace --delimiter' },
  stdbuf: { values: '-i -o -e' },
  busybox: {},
  eatmydata: {},
  fakeroot: {},
  linux32: {},
  linux64: {},
});

/** Options and other arguments of an invocation, the values of options with the options. */
export interface Arguments {
  readonly options: readonly { readonly name: string; readonly value?: string; readonly word: ShellWord }[];
  readonly operands: readonly ShellWord[];
}

/**
 * Takes a program's arguments apart by the POSIX and GNU conventions. `values` names the options that have one, each
 * with its dashes: `-o`, `--output`. Bundled letters become options of their own.
 */
export function argumentsOf({ words }: Invocation, values: ReadonlySet<string>): Arguments {
  const options: { name: string; value?: string; word: ShellWord }[] = [];
  const operands: ShellWord[] = [];
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    const { text } = word;
    if (text === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!/^-./.test(text)) operands.push(word);
    else if (text.startsWith('--') || values.has(text)) {
      const equals = text.indexOf('=');
      const name = equals === -1 ? text : text.slice(0, equals);
      const value = equals !== -1 ? text.slice(equals + 1) : values.has(name) ? words[++at]?.text : undefined;
      options.push({ name, word, ...(value !== undefined && { value }) });
    } else
      for (let letter = 1; letter < text.length; letter++) {
        const name = `-${text[letter]}`;
        if (!values.has(name)) options.push({ name, word });
        else {
          const rest = text.slice(letter + 1);
          const value = rest === '' ? words[++at]?.text : rest;
          options.push({ name, word, ...(value !== undefined && { value }) });
          break;
        }
      }
  }
  return { options, operands };
}
