import type { Project } from '../../rules/engine/project.ts';
import { BOUNDS } from '../../rules/engine/project/documents.ts';
import { sameName } from '../../rules/model/files.ts';
import { uriOfPath } from '../files/places.ts';
import { FolderOnDisk } from '../files/project.ts';

/** What is read of one file is rarely asked for when the next ones are checked. */
const BOUNDS_OF_RUN = { ...BOUNDS, recent: 50_000 };

/** The folders that files are checked with, each a project, looked through when a rule first asks. */
export class ProjectsOfRun {
  readonly #folders = new Map<string, FolderOnDisk>();
  readonly #isolated: boolean;
  readonly #given = new Map<string, string>();

  /** `isolated`: every file is checked on its own. */
  constructor(isolated = false) {
    this.#isolated = isolated;
  }

  /** The project of a topmost folder, as `Repositories.topOf` gives it. */
  of(top: string): Project | undefined {
    return this.#isolated ? undefined : this.#folderOf(top).project;
  }

  /** The text of a file, by its name, as far as it was read for the sake of another. */
  known(top: string, name: string): string | undefined {
    return this.#folders.get(top)?.known(name);
  }

  /** A file whose text is not the one on the disk, such as standard input. */
  give(file: string, text: string): void {
    this.#given.set(nameOfFile(file), text);
  }

  /** A file was written. */
  written(file: string): void {
    for (const folder of this.#folders.values()) {
      folder.change([{ file, type: 'changed' }]);
      folder.renew();
    }
  }

  #folderOf(top: string): FolderOnDisk {
    let folder = this.#folders.get(top);
    if (!folder)
      this.#folders.set(
        top,
        (folder = new FolderOnDisk(top, { unsaved: (name) => this.#given.get(name), bounds: BOUNDS_OF_RUN })),
      );
    return folder;
  }
}

/** How documents and projects name a file: as the editor spells its URI. */
export const nameOfFile = (file: string): string => sameName(uriOfPath(file));
