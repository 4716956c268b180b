/**
 * What nodes set, however it is spelt. `settingsOf(node)` lists the settings a variable, command or inline file writes,
 * each with its own exact span, whatever the text around it is:
 *
 * - a plain variable: one setting, `via: 'variable'`;
 * - a text of settings (a ConfigMap's `application.yml`, `my.cnf`, `.env`, a heredoc, compose `configs.content`,
 *   `SPRING_APPLICATION_JSON`): one setting a line, or a leaf of YAML, JSON or XML with its dotted path, `via: 'config'`;
 * - a command, or a variable that holds options: `--key=value`, `--key value`, `-c key=value` (`'flag'`),
 *   `-Dkey=value` (`'property'`), `KEY=value command` (`'variable'`);
 * - in any of those values a URL's query, or a DSN's `key=value;` pairs, `via: 'parameter'`.
 *
 * What is not known is left out; of a text that is known in part, the known part is read. Comments are skipped. A node is
 * read once, when it is first asked for. `keyOf` is the form in which names are compared.
 */
import { dataSettings } from './settings/data.ts';
import { commandSettings } from './settings/commands.ts';
import type { Gathered } from './settings/gather.ts';
import type { WrittenSetting } from './settings/setting.ts';
import type { Command, CopiedFile, Label, Variable } from './nodes.ts';
import { labelSettings } from './settings/labels.ts';

export { hostsOf, isLocal } from './settings/hosts.ts';
export { keyOf, type WrittenSetting } from './settings/setting.ts';

/** A node that writes settings. */
export type SettingNode = Variable | Command | CopiedFile | Label;

const known = new WeakMap<SettingNode, Gathered>();

/** The settings a node writes, in the order written; a text of settings is not one itself. */
export function settingsOf(node: SettingNode): readonly WrittenSetting[] {
  return read(node).found;
}

/** The keys of the settings a node writes with a value that cannot be known. */
export function openKeysOf(node: SettingNode): ReadonlySet<string> {
  return read(node).open;
}

function read(node: SettingNode): Gathered {
  let gathered = known.get(node);
  if (!gathered) known.set(node, (gathered = gather(node)));
  return gathered;
}

function gather(node: SettingNode): Gathered {
  if (node.kind === 'Command') return commandSettings(node);
  return node.kind === 'Label' ? labelSettings(node) : dataSettings(node);
}
