import { oneOf } from '../engine/options.ts';
import { rule, type Context } from '../engine/rule.ts';
import { placeOf, remediesOf, sayingOf, switchesOf } from '../facts/switches.ts';
import { isAside } from '../model/environment.ts';
import type { Command, CopiedFile, Variable } from '../model/nodes.ts';

export default rule({
  id: 'debug-mode',
  title: 'Debug or development mode is on',
  why: `In this mode programs show stack traces and settings to whoever asks, leave checks out, and write what they process
    to the logs: health information too.`,
  remedy: 'Write the value for production, and keep the other one in a file or profile for development.',
  severity: 'warning',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(a)(1)', '164.308(a)(4)(i)', '164.312(b)'],

  options: {
    context: oneOf(
      'Where it counts: everywhere but in what its names say is for development or tests, or anywhere.',
      ['production', 'any'],
      'production',
    ),
  },

  check: { Variable: look, Command: look, CopiedFile: look },
});

function look(node: Variable | Command | CopiedFile, context: Context<{ readonly context: 'production' | 'any' }>): void {
  const switches = switchesOf('debug-mode', node, context);
  if (switches.length === 0) return;
  if (context.options.context === 'production' && isAside(node, context.nodes, context.file)) return;
  for (const found of switches)
    context.report({
      at: placeOf(found),
      message: `${sayingOf(found)}: debug or development mode is on.`,
      ...(found.row.lowered && { severity: 'info' }),
      fixes: remediesOf(found),
    });
}
