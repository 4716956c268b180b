import type { Field } from '../yaml.ts';

/** Keys of which what a file writes is a fact of that file, whatever is laid over it: the text is there to be read. */
const FACTS: ReadonlySet<string> = new Set([
  'image',
  'build',
  'environment',
  'env_file',
  'labels',
  'command',
  'entrypoint',
  'container_name',
  'extends',
  'depends_on',
  'secrets',
  'configs',
]);

/** Keys that say nothing of what a service lacks. */
const NEUTRAL: ReadonlySet<string> = new Set([
  ...FACTS,
  'ports',
  'expose',
  'volumes',
  'networks',
  'profiles',
  'tty',
  'stdin_open',
  'extra_hosts',
  'hostname',
  'restart',
  'develop',
  'working_dir',
]);

/**
 * The keys of a service that the files laid over it decide (https://docs.docker.com/reference/compose-file/merge/): they
 * are unknown in the file below, and checked in the one above. A key is decided when it is taken out (`!reset`) or
 * overridden (`!override`), when its value becomes another, or when only the file above has it.
 */
export function decidedKeys(service: Field, above: readonly Field[]): ReadonlySet<string> {
  const decided = new Set<string>();
  for (const other of above)
    for (const [key, field] of other.entries()) {
      if (FACTS.has(key)) continue;
      const own = service.at(key);
      const replaced = field.reset || field.tag === '!override' || (field.isScalar && field.text !== own.text);
      if (replaced || (field.node && !own.written)) decided.add(key);
    }
  return decided;
}

/** Whether files laid over a service say more of it than where it runs and what it runs, so that what it lacks may be there. */
export function isAddedTo(above: readonly Field[]): boolean {
  return above.some((other) => other.entries().some(([key]) => !NEUTRAL.has(key) && !key.startsWith('x-')));
}
