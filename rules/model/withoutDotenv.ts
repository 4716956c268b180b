import type { Files } from './files.ts';

const known = new WeakMap<Files, Files>();

/** The same files but every `.env`, for those who do not want it read; always the same object for the same files. */
export function withoutDotenv(files: Files): Files {
  let without = known.get(files);
  if (!without) {
    without = {
      text: (name) => (isDotenv(name) ? undefined : files.text(name)),
      head: (name) => (isDotenv(name) ? undefined : files.head(name)),
      has: (name) => !isDotenv(name) && files.has(name),
      below: (folder) => files.below(folder),
    };
    known.set(files, without);
  }
  return without;
}

const isDotenv = (name: string): boolean => name.endsWith('/.env') || name === '.env';
