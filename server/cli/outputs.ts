import { extname } from 'node:path';
import { describeWriteError, writeWhole } from '../files/writeFile.ts';
import { UsageError } from './world.ts';

export const formats = [
  'text',
  'compact',
  'json',
  'sarif',
  'junit',
  'gitlab',
  'github',
  'checkstyle',
  'markdown',
  'html',
] as const;

/** A form of the report. */
export type Format = (typeof formats)[number];

/** A report to be written, to a file or to standard output. */
export interface Output {
  readonly format: Format;
  /** As given on the command line. */
  readonly file?: string;
}

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  '.sarif': 'sarif',
  '.json': 'json',
  '.html': 'html',
  '.htm': 'html',
  '.md': 'markdown',
  '.txt': 'text',
};

/** Writes a file whole, or leaves it as it is and says why. `shown` is what messages call it. */
export function writeOrSay(file: string, shown: string, text: string): void {
  try {
    writeWhole(file, text);
  } catch (error) {
    throw new UsageError(`${shown} was not written. ${describeWriteError(error)}`);
  }
}

/** Reads `--format` and `--output` in the order given: a file is for the format before it, or for what its name says. */
export class Outputs {
  readonly #asked: { format: Format; file?: string }[] = [];

  addFormat(name: string): void {
    const format = formats.find((known) => known === name);
    if (!format) throw new UsageError(`There is no format \`${name}\`. Choose from: ${formats.join(', ')}.`);
    this.#asked.push({ format });
  }

  addFile(file: string): void {
    const last = this.#asked.at(-1);
    if (last && last.file === undefined) {
      last.file = file;
      return;
    }
    const format = BY_EXTENSION[extname(file).toLowerCase()];
    if (!format) throw new UsageError(`Say which format \`${file}\` is to have: \`--format sarif --output ${file}\`.`);
    this.#asked.push({ format, file });
  }

  /** What to write. Standard output takes one report: text, unless another was asked for or all go to files. */
  get all(): readonly Output[] {
    if (this.#asked.length === 0) return [{ format: 'text' }];
    const toStandardOutput = this.#asked.filter(({ file }) => file === undefined);
    if (toStandardOutput.length > 1) {
      const names = toStandardOutput.map(({ format }) => `\`${format}\``).join(' and ');
      throw new UsageError(`Standard output takes one report, not ${names}: give the others an \`--output\` file.`);
    }
    return this.#asked;
  }
}
