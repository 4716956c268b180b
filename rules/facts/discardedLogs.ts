import { invocationsOf } from '../model/invocations.ts';
import type { Command } from '../model/nodes.ts';
import { type Redirection, type ShellWord, shellOf, type SimpleCommand } from '../model/shell.ts';
import type { Span } from '../model/text.ts';

/** Commands that run as the container's main process. */
const MAIN: ReadonlySet<Command['by']> = new Set(['CMD', 'ENTRYPOINT', 'command', 'args']);

/** Where a container's main process sends both of its outputs to `/dev/null`: the last command of its script, in the foreground. */
export function discardedOutput(command: Command): { readonly span: Span } | undefined {
  if (!MAIN.has(command.by)) return undefined;
  const { commands } = shellOf(command);
  const last = commands.at(-1);
  if (!last || last.name === '' || !throwsAway(last)) return undefined;
  // of `test -f x > /dev/null 2>&1 && serve` the last command is the main one; one alone in a script of several is a helper
  return HELPERS.has(last.name) ? undefined : last.redirections.find(({ target }) => target?.text === '/dev/null');
}

const HELPERS = new Set(['true', 'test', '[', 'command', 'which', 'type', 'exit', 'wait', 'echo', 'cd', 'fi', 'done']);

function throwsAway({ redirections }: SimpleCommand): boolean {
  const toNull = redirections.filter(({ target }) => target?.text === '/dev/null');
  if (toNull.some(({ operator }) => operator === '&>' || operator === '&>>')) return true;
  const out = toNull.some((redirection) => writes(redirection) && (redirection.descriptor ?? 1) === 1);
  if (!out) return false;
  return redirections.some(
    ({ operator, descriptor, target }) =>
      descriptor === 2 && ((operator === '>&' && target?.text === '1') || (writes({ operator }) && target?.text === '/dev/null')),
  );
}

const writes = ({ operator }: Pick<Redirection, 'operator'>): boolean =>
  operator === '>' || operator === '>>' || operator === '>|';

/** A link to `/dev/null` that takes the place of a log, or of the history of a shell or a database client. */
export interface DiscardedLog {
  readonly word: ShellWord;
  readonly path: string;
  readonly isHistory: boolean;
}

export function discardedLog(command: Command): readonly DiscardedLog[] {
  return invocationsOf(command).flatMap(({ program, words }) => {
    if (program !== 'ln') return [];
    const [source, target] = words.slice(1).filter(({ text }) => !text.startsWith('-'));
    if (source?.text !== '/dev/null' || !target?.known) return [];
    const path = target.text;
    const isHistory = /(?:^|\/)\.\w*_?history$/.test(path);
    return isHistory || /^\/var\/log\/|\.log$|\/logs?\//.test(path) ? [{ word: target, path, isHistory }] : [];
  });
}
