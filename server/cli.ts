#!/usr/bin/env node
import { run } from './cli/program.ts';

// A reader that stops early, such as `head`, is no error.
process.stdout.on('error', ({ code }: { code?: string }) => process.exit(code === 'EPIPE' ? process.exitCode : 2));
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
