import tab from '@bomb.sh/tab/commander';
import { script } from '@bomb.sh/tab';
import type { Command } from 'commander';
import type { Rule } from '../../rules/engine/rule.ts';

/** Prints the script that makes a shell complete `breakwater`. It asks the command line itself what fits. */
export function printScript(shell: 'bash' | 'zsh' | 'fish' | 'powershell'): void {
  script(shell, 'breakwater', 'breakwater');
}

/** Prints what fits after the words typed so far, for the script of a shell. */
export function printCompletions(program: Command, words: readonly string[], rules: readonly Rule[]): void {
  const root = tab(program);
  root.commands.delete('complete');
  const ids = (complete: (value: string, description: string) => void): void => {
    for (const { id, title } of rules) complete(id, title);
  };
  root.commands.get('explain')?.argument('rule', ids);
  root.commands.get('check')?.option('rule', 'run this rule alone', ids);
  root.parse(words.filter((word, index) => index > 0 || word !== '--'));
}
