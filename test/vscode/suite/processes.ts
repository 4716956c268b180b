import type { ChildProcess } from 'node:child_process';

/**
 * The language servers that this extension host has started. Node keeps the children it waits for among its active
 * handles, on every system.
 */
export function servers(): ChildProcess[] {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles: () => unknown[] };
  return handles()
    .map((handle) => handle as Partial<ChildProcess>)
    .filter((handle) => handle.spawnargs?.some((argument) => /[\\/]dist[\\/]server\.cjs$/.test(argument)))
    .filter((handle) => handle.exitCode === null && handle.signalCode === null) as ChildProcess[];
}
