import type { Command, Word } from '../nodes.ts';
import type { Field } from '../yaml.ts';
import type { WrittenNodes } from '../written.ts';
import { listedWords, splitWords } from './words.ts';

/** Reads what a service runs: its command and entrypoint, its health check, its hooks. */
export function readCommands(service: Field, owner: string, nodes: WrittenNodes): void {
  const add = (field: Field, by: Command['by'], before: readonly Word[] = []): void => {
    if (isWritten(field)) nodes.once('Command', field.extent, () => ({ ...execForm(field, before), by, owner }));
  };
  const entrypoint = service.at('entrypoint');
  const shell = isWritten(service.at('command')) ? shellBefore(entrypoint) : undefined;
  add(service.at('command'), 'command', shell);
  if (!shell) add(entrypoint, 'ENTRYPOINT');
  for (const key of ['post_start', 'pre_stop']) for (const hook of service.at(key).items()) add(hook.at('command'), 'hook');
  const test = service.at('healthcheck', 'test');
  if (test.isScalar || test.items().length > 0) {
    const check = healthCheck(test);
    if (check) nodes.once('Command', test.extent, () => ({ ...check, owner }));
  }
}

const isWritten = (field: Field): boolean => field.isScalar || field.items().length > 0;

/** The words of an entrypoint that is a shell which waits for its script: `["sh", "-c"]`. */
function shellBefore(entrypoint: Field): readonly Word[] | undefined {
  if (!isWritten(entrypoint)) return undefined;
  const words = wordsOf(entrypoint);
  const isShell = /(?:^|\/)(?:ba|da|a|k|z)?sh$/.test(words[0]?.text ?? '') && /^-[a-z]*c$/.test(words.at(-1)?.text ?? '');
  return isShell ? words : undefined;
}

const wordsOf = (field: Field): readonly Word[] => (field.isScalar ? splitWords(field) : listedWords(field.items()));

function execForm(field: Field, before: readonly Word[]): Omit<Command, 'by' | 'owner'> {
  const words = [...before, ...wordsOf(field)];
  return { kind: 'Command', span: spanOf(field), form: 'exec', text: words.map(({ text }) => text).join(' '), words };
}

/** `test` is a text for the shell, or a list that says in its first entry what the rest is. */
function healthCheck(test: Field): Omit<Command, 'owner'> | undefined {
  if (test.isScalar) return { kind: 'Command', span: spanOf(test), by: 'healthcheck', form: 'shell', text: test.text! };
  const [kind, ...rest] = test.items();
  const word = kind?.text?.toUpperCase();
  if (word === 'NONE' || rest.length === 0) return undefined;
  const words = listedWords(rest);
  const text = words.map(({ text }) => text).join(' ');
  const span = { start: rest[0]!.span.start, end: rest.at(-1)!.span.end };
  if (word === 'CMD-SHELL')
    return { kind: 'Command', span: rest.length === 1 ? rest[0]!.textSpan : span, by: 'healthcheck', form: 'shell', text };
  return { kind: 'Command', span, by: 'healthcheck', form: 'exec', text, words };
}

function spanOf(field: Field): Command['span'] {
  if (field.isScalar) return field.textSpan;
  const items = field.items();
  return { start: items[0]!.span.start, end: items.at(-1)!.span.end };
}
