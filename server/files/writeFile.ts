import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes a file whole or not at all: beside it first, then in its place. An existing file keeps its mode, and a link stays a
 * link. Throws what the file system says.
 */
export function writeWhole(file: string, content: string | Buffer): void {
  const target = resolved(file);
  const beside = join(dirname(target), `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(beside, content, { flag: 'wx' });
    const mode = modeOf(target);
    if (mode !== undefined) chmodSync(beside, mode);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Why a file could not be written, as a sentence without its path. */
export function describeWriteError(error: unknown): string {
  const { code } = error as { code?: string };
  return SENTENCES[code ?? ''] ?? `It cannot be written${code ? ` (${code})` : ''}.`;
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'Its folder does not exist.',
  ENOTDIR: 'Its folder does not exist.',
  EACCES: 'Writing it is not permitted.',
  EPERM: 'Writing it is not permitted.',
  EROFS: 'Writing it is not permitted.',
  EISDIR: 'It is a folder.',
  ENOSPC: 'There is no space left.',
};

function resolved(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file; // there is none yet
  }
}

function modeOf(file: string): number | undefined {
  try {
    return lstatSync(file).mode & 0o7777;
  } catch {
    return undefined;
  }
}
