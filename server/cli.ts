#!/usr/bin/env node
import { run } from './cli/program.ts';
import { describeWriteError } from './files/writeFile.ts';

// A reader that stops early, such as `head`, is no error.
process.stdout.on('error', (error: { code?: string }) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode);
  process.stderr.write(`breakwater: Standard output: ${describeWriteError(error)}\n`);
  process.exit(2);
});
process.stderr.on('error', () => undefined);

run(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`breakwater: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  },
);
