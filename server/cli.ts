#!/usr/bin/env node
import { run } from './cli/program.ts';
import { AS_THREAD } from './cli/world.ts';
import { describeFault } from './files/fault.ts';
import { describeWriteError } from './files/writeFile.ts';

const args = process.argv.slice(2);

// what goes wrong in a thread is told by the one that started it
if (args[0] === AS_THREAD) void import('./cli/commands.ts').then(({ work }) => work());
else start();

function start(): void {
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

  run(args, {
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
}

function tell(error: unknown): void {
  process.stderr.write(`breakwater: internal error: ${describeFault(error)}\n`);
}
