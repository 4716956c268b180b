import module from 'node:module';
import { createConnection, ErrorCodes, ProposedFeatures, ResponseError } from 'vscode-languageserver/node';
import { describeFault } from './files/fault.ts';
import { productVersion } from './files/product.ts';
import { editorOf, greeting, type Editor } from './lsp/greeting.ts';
import { HeldMessages } from './lsp/heldMessages.ts';

/*
 * Entry of the language server: `--node-ipc` as VS Code starts it, `--stdio` for any other editor. It answers `initialize`
 * by itself; rules, readers and tables are loaded while the editor takes that in, and hear everything that comes after it.
 */

/** Turns of the event loop until an answer is written. */
const TURNS_OF_AN_ANSWER = 4;

/** How long an editor that says nothing yet is waited for, in milliseconds, until that time is used to load. */
const PATIENCE = 20;

const held = new HeldMessages();
const connection = createConnection(ProposedFeatures.all, { messageStrategy: held });
let editor: Editor | undefined;

connection.onInitialize((params) => {
  if (editor) return new ResponseError<never>(ErrorCodes.InvalidRequest, 'A server is initialized once.');
  editor = editorOf(params);
  void serve(editor);
  return greeting(editor, productVersion());
});
connection.listen();
// a timer that is set while the process starts counts from the beginning of that
setImmediate(() => setTimeout(() => void load(), PATIENCE));

// an editor shows what a server says when it ends, and Node would say what an error quotes
process.on('uncaughtException', (error) => {
  process.stderr.write(`breakwater: internal error: ${describeFault(error)}\n`);
  process.exit(1);
});

// an editor may name a folder for compiled code; a server that is killed would leave nothing there
setTimeout(() => module.flushCompileCache?.(), 5000).unref();

async function serve(editor: Editor): Promise<void> {
  for (let turn = 0; turn < TURNS_OF_AN_ANSWER; turn++) await new Promise(setImmediate);
  const { check } = await load();
  check(connection, editor);
  held.release();
}

function load(): Promise<typeof import('./checking.ts')> {
  return import('./checking.ts');
}
