import { readFileSync } from 'node:fs';
import { fixDocument } from '../../rules/engine/fix.ts';
import type { Policy } from '../../rules/engine/policy.ts';
import type { Project } from '../../rules/engine/project.ts';
import { identify, readDocument } from '../../rules/model/document.ts';
import type { Reading } from '../files/readFile.ts';
import { encodeText } from '../files/text.ts';
import { describeWriteError, writeWhole } from '../files/writeFile.ts';

/** What is to be fixed, and whether files are written. */
export interface Fixing {
  /** Fixes after which the program may behave differently, too. */
  readonly unsafe: boolean;
  /** False: nothing is written; the text that would be is what counts. */
  readonly write: boolean;
}

/** A file's text after fixing. `problem` says why it was left as it is. */
export interface Fixed {
  readonly text: string;
  readonly problem?: string;
}

/**
 * Applies the fixes to a file as it was read. It is written whole, in its own encoding, with its line endings and its mode;
 * when it has changed since it was read, or holds bytes that would not survive, it is left alone.
 */
export function fixFile(
  file: string,
  uri: string,
  reading: Extract<Reading, { status: 'read' }>,
  { policy, today, project }: { readonly policy: Policy; readonly today: string; readonly project?: Project | undefined },
  { unsafe, write }: Fixing,
): Fixed {
  const { text, encoding } = reading;
  const { target } = identify(uri, text);
  if (!target) return { text };
  const document = project?.read(uri, target, text) ?? readDocument(uri, target, text);
  const fixed = fixDocument(document, policy, today, { unsafe, project }).text;
  if (fixed === text || !write) return { text: fixed };
  try {
    const now = readFileSync(file);
    if (!now.equals(encodeText({ text, encoding }))) return { text, problem: text.includes('\ufffd') ? NOT_WHOLE : CHANGED };
    writeWhole(file, encodeText({ text: fixed, encoding }));
    return { text: fixed };
  } catch (error) {
    return { text, problem: `It was not fixed. ${describeWriteError(error)}` };
  }
}

const CHANGED = 'It was not fixed: it changed while it was checked.';
const NOT_WHOLE = 'It was not fixed: it holds bytes that are no UTF-8.';
