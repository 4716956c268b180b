import { rule, type Context } from '../engine/rule.ts';
import { placeOf, removalOf, sayingOf, type Switch, switchesOf } from '../facts/switches.ts';
import { type Invocation, invocationsOf } from '../model/invocations.ts';
import type { Command, CopiedFile, Variable } from '../model/nodes.ts';

/** Tools whose audit is a search for known weaknesses in packages. */
const PACKAGE_TOOLS = /^(?:NPM|YARN|PNPM|PIP|COMPOSER|CARGO|BUNDLE|BUNDLER|GEM|NUGET|SAFETY)_/;

export default rule({
  id: 'disabled-audit',
  title: 'Audit trail of a product is switched off',
  why: `Without it nobody can say afterwards who looked at or changed which record, and misuse is not noticed.`,
  remedy: 'Remove the switch, and keep the trail where those it is about cannot change it.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes'],
  safeguards: ['164.312(b)', '164.308(a)(1)(ii)(D)'],

  check: {
    Variable: look,
    CopiedFile: look,
    Command(command, context) {
      look(command, context);
      if (command.stage && command.stage.role !== 'shipped') return;
      for (const invocation of invocationsOf(command)) {
        const what = switchedOff(invocation);
        if (what !== undefined) context.report({ at: invocation.command, message: `\`${what}\` ends the audit trail.` });
      }
    },
  },
});

function look(node: Variable | Command | CopiedFile, context: Context<unknown>): void {
  for (const found of switchesOf('disabled-audit', node, context)) {
    if (PACKAGE_TOOLS.test(found.setting.key)) continue;
    const edit = removalOf(found);
    context.report({
      at: placeOf(found),
      message: `${sayingOf(found)}: ${effectOf(found)}.`,
      fixes: edit ? [{ title: `Remove \`${found.setting.name}\``, edits: [edit], safe: false }] : [],
    });
  }
}

function effectOf({ setting: { key } }: Switch): string {
  return key.endsWith('CONNECTIONS') ? 'who comes and goes leaves no record' : 'accesses leave no audit record';
}

/** What an invocation switches off, as messages show it. */
function switchedOff({ program, words }: Invocation): string | undefined {
  const [first = '', second = '', third = ''] = words.slice(1).map(({ text }) => text);
  if (program === 'vault' && first === 'audit' && second === 'disable') return 'vault audit disable';
  if (program === 'auditctl' && first === '-e' && second === '0') return 'auditctl -e 0';
  if (
    program === 'systemctl' &&
    /^(?:disable|mask|stop)$/.test(first) &&
    /^auditd(?:\.service)?$/.test(second === '--now' ? third : second)
  )
    return `systemctl ${first} auditd`;
  const at = words.findIndex(({ text }) => text === 'app:disable');
  return at > 0 && words[at + 1]?.text === 'admin_audit' ? 'app:disable admin_audit' : undefined;
}
