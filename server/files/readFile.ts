import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { decodeText, type Decoded } from './text.ts';

/** Larger files are skipped: nobody writes them by hand, and checking one would hold up all others. */
export const LARGEST = 10 * 1024 * 1024;

/** A file's text, or why there is none, as a sentence. */
export type Reading =
  | ({ readonly status: 'read' } & Decoded)
  | { readonly status: 'failed' | 'binary' | 'large'; readonly problem: string };

/** Reads a text file of at most `largest` bytes. It never throws. */
export function readText(file: string, largest = LARGEST): Reading {
  try {
    return decoded(file, largest);
  } catch (error) {
    return { status: 'failed', problem: describeError(error) };
  }
}

/** The text some bytes hold, if they are a text. */
export function readBytes(bytes: Buffer): Reading {
  const text = decodeText(bytes);
  return text ? { status: 'read', ...text } : { status: 'binary', problem: 'Binary: it holds a NUL byte.' };
}

/** What is said instead of a text that is larger than so many bytes. */
export const tooLarge = (largest = LARGEST): Reading => ({
  status: 'large',
  problem: `Larger than ${largest / 1024 / 1024} MB.`,
});

/** Why a file or folder could not be read, as a sentence without its path. */
export function describeError(error: unknown): string {
  const { code } = error as { code?: string };
  return SENTENCES[code ?? ''] ?? `It cannot be read${code ? ` (${code})` : ''}.`;
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder.',
  ENOTDIR: 'There is no such file or folder.',
  EACCES: 'Reading it is not permitted.',
  EPERM: 'Reading it is not permitted.',
  EISDIR: 'It is a folder.',
  ELOOP: 'Its symbolic links lead in a circle.',
  EMFILE: 'Too many files are open.',
};

/** How much is read at once, in bytes: almost every file is smaller. */
const AT_ONCE = 65_536;

/** What files are read into, one after the other. */
let bytes: Buffer | undefined;

function decoded(file: string, largest: number): Reading {
  const descriptor = openSync(file, 'r');
  try {
    bytes ??= Buffer.allocUnsafe(AT_ONCE);
    let length = 0;
    // a pipe gives less than there is
    for (let read = -1; read !== 0 && length < AT_ONCE; length += read)
      read = readSync(descriptor, bytes, length, AT_ONCE - length, null);
    const first = bytes.subarray(0, length);
    if (length < AT_ONCE) return length > largest ? tooLarge(largest) : readBytes(first);
    const { size } = fstatSync(descriptor);
    return size > largest ? tooLarge(largest) : readBytes(Buffer.concat([first, readFileSync(descriptor)]));
  } finally {
    closeSync(descriptor);
  }
}
