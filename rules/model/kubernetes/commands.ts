import { listedWords } from '../compose/words.ts';
import type { Command } from '../nodes.ts';
import type { WrittenNodes } from '../written.ts';
import type { Field } from '../yaml.ts';

/** Reads what a container runs: its command with its arguments as one, its script, probes and hooks. */
export function readCommands(container: Field, owner: string, nodes: WrittenNodes): void {
  const command = container.at('command').items();
  const args = container.at('args').items();
  add(command.length > 0 ? [...command, ...args] : args, command.length > 0 ? 'command' : 'args', owner, nodes);
  for (const key of ['script', 'source']) {
    const script = container.at(key);
    if (script.isScalar && script.unsubstituted!.includes('\n'))
      nodes.once('Command', script.extent, () => ({
        kind: 'Command',
        span: script.textSpan,
        by: 'command',
        form: 'shell',
        text: script.unsubstituted!,
        owner,
      }));
  }
  for (const key of ['livenessProbe', 'readinessProbe', 'startupProbe'])
    add(container.at(key, 'exec', 'command').items(), 'probe', owner, nodes);
  for (const key of ['postStart', 'preStop'])
    add(container.at('lifecycle', key, 'exec', 'command').items(), 'hook', owner, nodes);
}

function add(items: readonly Field[], by: Command['by'], owner: string, nodes: WrittenNodes): void {
  const words = listedWords(items, ({ unsubstituted }) => unsubstituted);
  const first = words[0];
  if (!first) return;
  const span = { start: first.span.start, end: words.reduce((end, word) => Math.max(end, word.span.end), 0) };
  nodes.once('Command', span, () => ({
    kind: 'Command',
    span,
    by,
    form: 'exec',
    text: words.map(({ text }) => text).join(' '),
    words,
    owner,
  }));
}
