import module from 'node:module';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { categories, rules } from '../rules/index.ts';
import { describeFault } from './files/fault.ts';
import { productVersion } from './files/product.ts';
import { PoliciesOnDisk } from './lsp/policies.ts';
import { ProjectsOnDisk } from './lsp/projects.ts';
import { serve } from './lsp/serve.ts';

/** Entry of the language server: `--node-ipc` as VS Code starts it, `--stdio` for any other editor. */
serve(createConnection(ProposedFeatures.all), {
  rules,
  categories,
  policies: (world) => new PoliciesOnDisk(rules, world),
  projects: (world) => new ProjectsOnDisk(world),
  today: () => isoDate(new Date()),
  version: productVersion(),
});

// an editor shows what a server says when it ends, and Node would say what an error quotes
process.on('uncaughtException', (error) => {
  process.stderr.write(`breakwater: internal error: ${describeFault(error)}\n`);
  process.exit(1);
});

// an editor may name a folder for compiled code; a server that is killed would leave nothing there
setTimeout(() => module.flushCompileCache?.(), 5000).unref();

/** The day where the server runs, `2026-11-25`. */
function isoDate(date: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
