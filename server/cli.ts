#!/usr/bin/env node
import { run } from './cli/program.ts';
import { describeFault } from './files/fault.ts';
import { describeWriteError } from './files/writeFile.ts';

// A reader that stops early, such as `head`, is no error.
process.stdout.on('error', (error: { code?: string }) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode);
  process.stderr.write(`breakwater: Standard output: ${describeWriteError(error)}\n`);
  process.exit(2);
});
process.stderr.on('error', () => undefined);

process.on('uncaughtException', (error) => {
  tell(error);
  process.exit(2);
});

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
    tell(error);
    process.exitCode = 2;
  },
);

function tell(error: unknown): void {
  process.stderr.write(`breakwater: internal error: ${describeFault(error)}\n`);
}
