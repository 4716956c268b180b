import { rule, type Context } from '../engine/rule.ts';
import { type Debugger, debuggerIn, debuggerOf } from '../facts/debuggers.ts';
import { isStart } from '../model/containers.ts';
import { invocationsOf } from '../model/invocations.ts';
import type { Command, CopiedFile, Variable } from '../model/nodes.ts';
import { settingsOf } from '../model/settingsText.ts';

export default rule({
  id: 'remote-debugger',
  title: 'Remote debugger is enabled',
  why: `Whoever reaches the port can stop the program, read its memory, records and credentials included, and run code in
    it. Debuggers ask for no login.`,
  remedy: 'Leave the option out of what is shipped, or bind the debugger to 127.0.0.1 and tunnel to it.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.312(e)(1)'],

  check: {
    Variable: look,
    CopiedFile: look,
    Command(command, context) {
      if (!isStart(command) || (command.stage && command.stage.role !== 'shipped')) return;
      look(command, context);
      for (const invocation of invocationsOf(command)) {
        const found = debuggerIn(invocation);
        if (found) context.report({ at: found.word, message: messageOf(found) });
      }
    },
  },
});

function look(node: Variable | Command | CopiedFile, { report }: Context<unknown>): void {
  if (node.stage && node.stage.role !== 'shipped') return;
  const settings = settingsOf(node);
  for (const setting of settings) {
    const found = debuggerOf(setting, settings);
    if (!found) continue;
    const { name, nameSpan, span, remove, via, apart } = setting;
    const whole = (via === 'flag' || via === 'property') && nameSpan && nameSpan.start < span.start;
    const edit = apart ? undefined : remove?.();
    report({
      at: { span: whole ? { start: nameSpan.start, end: span.end } : span },
      message: messageOf(found),
      fixes: edit ? [{ title: `Remove \`${name}\``, edits: [edit], safe: false }] : [],
    });
  }
}

function messageOf({ name, address, calls }: Debugger): string {
  if (calls) return `${name} hands the program to a debugger elsewhere.`;
  return `${name} can be reached from outside the container${address === undefined ? '' : `, at ${address.startsWith('port') ? address : `port ${address}`}`}.`;
}
