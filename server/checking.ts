import type { Connection } from 'vscode-languageserver';
import { categories, rules } from '../rules/index.ts';
import { localDate } from './files/today.ts';
import type { Editor } from './lsp/greeting.ts';
import { PoliciesOnDisk } from './lsp/policies.ts';
import { ProjectsOnDisk } from './lsp/projects.ts';
import { serve } from './lsp/serve.ts';

/** Serves an editor that was greeted, with the built-in rules and what is on the disk. */
export function check(connection: Connection, editor: Editor): void {
  serve(connection, editor, {
    rules,
    categories,
    policies: (world) => new PoliciesOnDisk(rules, world),
    projects: (world) => new ProjectsOnDisk(world),
    today: () => localDate(),
  });
}
