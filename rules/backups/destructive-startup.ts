import { oneOf } from '../engine/options.ts';
import { rule, type Context } from '../engine/rule.ts';
import { destructionsOf } from '../facts/destructiveCommands.ts';
import { placeOf, remediesOf, sayingOf, switchesOf } from '../facts/switches.ts';
import { containerOf, isStart } from '../model/containers.ts';
import { isAside } from '../model/environment.ts';
import type { Command, CopiedFile, Node, Variable } from '../model/nodes.ts';
import { settingsOf } from '../model/settingsText.ts';

type Own = Context<{ readonly context: 'production' | 'any' }>;

export default rule({
  id: 'destructive-startup',
  title: 'Start-up setting or command wipes data',
  why: `Containers are started again without anybody asking: after a crash, a move, an update. Each time the records are
    removed, and what came in since the last backup is lost.`,
  remedy: 'Let a start check the schema and nothing more; change and remove data in a step of its own, after a backup.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(c)(1)', '164.308(a)(7)(i)'],

  options: {
    context: oneOf(
      'Where it counts: everywhere but in what its names say is for development or tests, or anywhere.',
      ['production', 'any'],
      'production',
    ),
  },

  check: {
    Variable: look,
    CopiedFile: look,
    Command(command, context) {
      look(command, context);
      if (!isStart(command) || (command.stage && command.stage.role !== 'shipped')) return;
      const found = destructionsOf(command, containerOf(command, context.nodes));
      if (found.length === 0 || !counts(command, context)) return;
      for (const { span, what } of found) context.report({ at: { span }, message: `\`${what}\` removes data at every start.` });
    },
  },
});

function look(node: Variable | Command | CopiedFile, context: Own): void {
  const switches = switchesOf('destructive-startup', node, context);
  if (switches.length === 0 || !counts(node, context) || isInMemory(node, context.nodes)) return;
  for (const found of switches)
    context.report({
      at: placeOf(found),
      message: `${sayingOf(found)}: ${found.row.effect}.`,
      ...(found.row.lowered && { severity: 'warning' }),
      fixes: remediesOf(found),
    });
}

function counts(node: Node, { nodes, file, options }: Own): boolean {
  return options.context === 'any' || !isAside(node, nodes, file);
}

const MEMORY = /jdbc:(?:h2:mem|hsqldb:mem|derby:memory)|sqlite:\/\/\/?:memory:|sqlite::memory:/i;

/** A database that is empty at every start anyway. */
function isInMemory(node: Variable | Command | CopiedFile, nodes: readonly Node[]): boolean {
  return (
    settingsOf(node).some(({ value }) => MEMORY.test(value)) ||
    (containerOf(node, nodes)?.variables.some(({ value }) => value.value !== undefined && MEMORY.test(value.value)) ?? false)
  );
}
