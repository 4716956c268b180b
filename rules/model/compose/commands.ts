import type { Command } from '../nodes.ts';
import type { Field } from '../yaml.ts';
import type { WrittenNodes } from '../written.ts';
import { listedWords, splitWords } from './words.ts';

/** Reads what a service runs: its command and entrypoint, its health check, its hooks. */
export function readCommands(service: Field, owner: string, nodes: WrittenNodes): void {
  const add = (field: Field, by: Command['by']): void => {
    if (field.isScalar || field.items().length > 0)
      nodes.once('Command', field.extent, () => ({ ...execForm(field), by, owner }));
  };
  add(service.at('command'), 'command');
  add(service.at('entrypoint'), 'ENTRYPOINT');
  for (const key of ['post_start', 'pre_stop']) for (const hook of service.at(key).items()) add(hook.at('command'), 'hook');
  const test = service.at('healthcheck', 'test');
  if (test.isScalar || test.items().length > 0) {
    const check = healthCheck(test);
    if (check) nodes.once('Command', test.extent, () => ({ ...check, owner }));
  }
}

function execForm(field: Field): Omit<Command, 'by' | 'owner'> {
  const words = field.isScalar ? splitWords(field) : listedWords(field.items());
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
