import type { Connection } from 'vscode-languageserver';
import { categories, rules } from '../rules/index.ts';
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
    today: () => isoDate(new Date()),
  });
}

/** The day where the server runs, `2026-11-25`. */
function isoDate(date: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
