import { oneOf } from '../engine/options.ts';
import { rule, type Context } from '../engine/rule.ts';
import { placeOf, remediesOf, sayingOf, switchesOf } from '../facts/switches.ts';
import { isStart } from '../model/containers.ts';
import { isAside } from '../model/environment.ts';
import { invocationsOf } from '../model/invocations.ts';
import type { Command, CopiedFile, Variable } from '../model/nodes.ts';

/** Programs that write down what goes over a connection, by the names of programs and images. */
const RECORDERS = /^(?:mitmproxy|mitmdump|mitmweb|tcpdump|ngrep|tshark)$/;

type Own = Context<{ readonly context: 'production' | 'any' }>;

export default rule({
  id: 'phi-in-logs',
  title: 'Setting writes request or query contents to the logs',
  why: `The logs then hold what patients' records hold, but are read, sent on and kept by other people and other rules than
    those.`,
  remedy: 'Log that something happened and who did it, not what was in it.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(b)', '164.312(a)(1)', '164.308(a)(4)(i)'],

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
      if (!isStart(command) || (command.stage && command.stage.role !== 'shipped') || !counts(command, context)) return;
      for (const { program, words } of invocationsOf(command))
        if (RECORDERS.test(program))
          context.report({ at: words[0]!, message: `\`${program}\` records what goes over the network, contents included.` });
    },
    Container(container, context) {
      const { image } = container;
      const name = image?.name?.path?.split('/').at(-1) ?? '';
      if (image && !container.built && container.role !== 'stage' && RECORDERS.test(name) && counts(container, context))
        context.report({ at: image, message: `\`${name}\` records what goes over the network, contents included.` });
    },
  },
});

function look(node: Variable | Command | CopiedFile, context: Own): void {
  const switches = switchesOf('phi-in-logs', node, context);
  if (switches.length === 0 || !counts(node, context)) return;
  for (const found of switches)
    context.report({
      at: placeOf(found),
      message: `${sayingOf(found)}: what is in requests or queries may reach the logs.`,
      fixes: remediesOf(found),
    });
}

function counts(node: Parameters<typeof isAside>[0], context: Own): boolean {
  return context.options.context === 'any' || !isAside(node, context.nodes, context.file);
}
