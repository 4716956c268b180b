import { dirname, join, relative } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { withSlashes } from './places.ts';
import { readText } from './readFile.ts';

/** The files that say what a walk leaves out. The later one wins, so `.breakwaterignore` can bring back what git ignores. */
const NAMES = ['.gitignore', '.breakwaterignore'];

/** No ignore file anyone writes is larger. */
const LARGEST_IGNORE_FILE = 1024 * 1024;

interface Level {
  readonly folder: string;
  readonly patterns: Ignore;
}

/**
 * What is left out in a folder, by the ignore files in it and in the folders above. Immutable; each folder of a walk
 * has its own. The nearest file that says anything about a path decides, as with git.
 */
export class IgnoreFiles {
  readonly #levels: readonly Level[];

  private constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  /** The ignore files that count for `folder`, from those of `top` down to those of its parent. */
  static above(folder: string, top: string): IgnoreFiles {
    const between: string[] = [];
    for (let at = folder; at !== top && dirname(at) !== at; ) between.unshift((at = dirname(at)));
    return between.reduce((rules, at) => rules.within(at), new IgnoreFiles([]));
  }

  /**
   * The same with the ignore files of `folder` itself. Files above that ignore `folder` as a whole are left out: it is
   * walked because it was named, or because a nearer file brought it back, and they would hide all of it. `present` tells
   * which names there are in it, for those who know.
   */
  within(folder: string, present: (name: string) => boolean = () => true): IgnoreFiles {
    const levels = this.#levels.filter((level) => !level.patterns.ignores(pathIn(level, folder, true)));
    const texts = NAMES.filter(present).flatMap((name) => {
      const read = readText(join(folder, name), LARGEST_IGNORE_FILE);
      return read.status === 'read' ? [read.text] : [];
    });
    if (texts.length > 0) levels.push({ folder, patterns: ignore({ ignorecase: false }).add(texts.join('\n')) });
    return new IgnoreFiles(levels);
  }

  ignores(path: string, isFolder: boolean): boolean {
    for (let at = this.#levels.length - 1; at >= 0; at--) {
      const level = this.#levels[at]!;
      const { ignored, unignored } = level.patterns.test(pathIn(level, path, isFolder));
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}

const pathIn = ({ folder }: Level, path: string, isFolder: boolean): string =>
  withSlashes(relative(folder, path)) + (isFolder ? '/' : '');
