import { strings } from '../engine/options.ts';
import { rule, type Context, type Fix } from '../engine/rule.ts';
import { placeOf, removalOf, sayingOf, type Switch, switchesOf } from '../facts/switches.ts';
import { environmentAround, FOR_TESTS } from '../model/environment.ts';
import type { Command, CopiedFile, Variable } from '../model/nodes.ts';
import { keyOf } from '../model/settingsText.ts';

export default rule({
  id: 'disabled-authentication',
  title: 'Authentication of a product is switched off',
  why: `Whoever reaches the port is let in without a login, and may read or change the health information behind it. Nobody
    can tell afterwards who it was.`,
  remedy: 'Remove the switch, and give the product a user and a credential from outside the file.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(d)', '164.312(a)(1)', '164.312(a)(2)(i)'],

  options: { allow: strings('Names of settings that may switch it off.') },

  check: { Variable: look, Command: look, CopiedFile: look },
});

function look(node: Variable | Command | CopiedFile, context: Context<{ readonly allow: readonly string[] }>): void {
  const { options, report } = context;
  for (const found of switchesOf('disabled-authentication', node, context)) {
    const { row, setting } = found;
    if (options.allow.some((name) => keyOf(name) === setting.key)) continue;
    const test = environmentAround(node, context.nodes, context.file) === 'test';
    report({
      at: placeOf(found),
      message: `${sayingOf(found)}: ${row.effect}${test ? FOR_TESTS : ''}.`,
      ...((row.lowered || test) && { severity: 'warning' }),
      fixes: fixes(found),
    });
  }
}

/** What a name many programs use means when it is absent is not known. */
function fixes(found: Switch): readonly Fix[] {
  const edit = found.row.generic || found.row.lowered ? undefined : removalOf(found);
  return edit ? [{ title: `Remove \`${found.setting.name}\``, edits: [edit], safe: false }] : [];
}
