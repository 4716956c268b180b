import type { Project } from '../../rules/engine/project.ts';
import { sameName } from '../../rules/model/files.ts';
import { MOST_FILES } from '../files/listing.ts';
import { pathOfUri } from '../files/places.ts';
import { FolderOnDisk } from '../files/project.ts';
import { elapsed } from './clock.ts';

/** The workspace around open files. */
export interface Projects {
  /** The project a file is in; nothing before its folder was looked through, and for a file in none. */
  for(uri: string): Project | undefined;
  /** What is in view, as a short sentence. */
  describe(uri: string): string;
  /** Resolves once all that is to be looked through was. */
  settled(): Promise<void>;
  /** The workspace folders are known, or others now. */
  foldersChanged(): void;
  /** Something has changed on the disk. */
  changed(changes: readonly { readonly uri: string; readonly type: 'created' | 'changed' | 'deleted' }[]): void;
  /** A file was opened or edited, and has this text now; or it was closed, and has none but that on the disk. */
  edited(uri: string, text: string | undefined): void;
  /** Without a watcher: anything may have changed. */
  renew(): void;
  stop(): void;
}

/** What looking through workspace folders needs of the editor. */
export interface ProjectWorld {
  /** The URIs of the workspace folders as they are at the time of asking. */
  readonly folders: () => readonly string[];
  /** The open files. Unsaved texts count. */
  readonly open: () => readonly { readonly uri: string; readonly getText: () => string }[];
  /** False while the user has not said that the workspace is to be trusted. */
  readonly trusted: () => boolean;
  /** Is told when files are to be looked at again, since what is around them was found or has changed. */
  readonly ready: () => void;
  /** Shows that something takes a while; nothing where the editor does not show such things. */
  readonly progress: () => Promise<Progress> | undefined;
  readonly log: (message: string) => void;
}

export interface Progress {
  begin(title: string): void;
  report(message: string): void;
  done(): void;
}

/** In milliseconds: how long at a time a folder is looked through, so that whoever types does not notice. */
const SLICE = 8;
/** How long after the start, so that the file at hand is checked first. */
const START = 50;
/** How long after a change on the disk or in an editor, so that a burst is one change. */
const PAUSE = { disk: 150, editor: 400 };
/** What takes longer is shown to the user. */
const PATIENCE = 500;
/** Without a watcher folders are looked through again at most so often. */
const RENEWED = 5000;

interface Root {
  readonly folder: string;
  /** As URIs begin that are in it. */
  readonly name: string;
  index: FolderOnDisk;
  /** The project in force; nothing before the first look is done. */
  project?: Project;
  waiting: boolean;
}

/** The workspace folders of the disk, each a project of its own. They are looked through in slices, after the file at hand was checked. */
export class ProjectsOnDisk implements Projects {
  readonly #world: ProjectWorld;
  readonly #roots = new Map<string, Root>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = 0;
  #working = false;
  #stopped = false;
  #renewed = 0;
  #awaited: (() => void)[] = [];

  constructor(world: ProjectWorld) {
    this.#world = world;
  }

  for(uri: string): Project | undefined {
    return this.#rootOf(sameName(uri))?.project;
  }

  describe(uri: string): string {
    if (!uri.startsWith('file:')) return 'Without the workspace: the file is on no disk.';
    if (!this.#world.trusted()) return 'Without the workspace: it is not trusted.';
    const root = this.#rootOf(sameName(uri));
    if (!root) return 'Without the workspace: the file is in no folder of it.';
    const { project, index } = root;
    if (!project) return 'Looking through the workspace…';
    const count = index.size.toLocaleString('en');
    if (index.size >= MOST_FILES) return `The first ${count} files of the workspace are in view.`;
    return `${count} ${index.size === 1 ? 'file' : 'files'} of the workspace in view${project.complete ? '' : ', not all of them read'}.`;
  }

  settled(): Promise<void> {
    return this.#isSettled() ? Promise.resolve() : new Promise((resolve) => void this.#awaited.push(resolve));
  }

  foldersChanged(): void {
    const folders = new Map(this.#world.trusted() ? this.#world.folders().map((uri) => [uri, pathOfUri(uri)]) : []);
    for (const [uri] of this.#roots) if (!folders.get(uri)) this.#roots.delete(uri);
    for (const [uri, folder] of folders)
      if (folder !== undefined && !this.#roots.has(uri)) {
        const name = sameName(uri).replace(/(?<!\/)\/*$/, '/');
        this.#roots.set(uri, { folder, name, index: this.#indexOf(folder), waiting: true });
      }
    this.#plan(START);
  }

  changed(changes: Parameters<Projects['changed']>[0]): void {
    const known = changes.flatMap(({ uri, type }) => {
      const file = pathOfUri(uri);
      return file === undefined ? [] : [{ file, type }];
    });
    this.#take(known, PAUSE.disk);
  }

  edited(uri: string, text: string | undefined): void {
    const root = this.#rootOf(sameName(uri));
    const file = pathOfUri(uri);
    if (root && file !== undefined && root.index.edited(file, text)) this.#take([{ file, type: 'changed' }], PAUSE.editor);
  }

  renew(): void {
    const now = elapsed();
    if (now - this.#renewed < RENEWED) return;
    this.#renewed = now;
    for (const root of this.#roots.values()) {
      root.index = this.#indexOf(root.folder);
      root.waiting = true;
    }
    this.#plan(PAUSE.disk);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#settle();
  }

  #isSettled(): boolean {
    return this.#stopped || (!this.#working && this.#next() === undefined);
  }

  #settle(): void {
    if (this.#isSettled()) for (const resolve of this.#awaited.splice(0)) resolve();
  }

  #indexOf(folder: string): FolderOnDisk {
    return new FolderOnDisk(folder, {
      unsaved: (name) =>
        this.#world
          .open()
          .find(({ uri }) => uri === name || sameName(uri) === name)
          ?.getText(),
    });
  }

  /** The innermost folder a file is in. */
  #rootOf(name: string): Root | undefined {
    let best: Root | undefined;
    for (const root of this.#roots.values())
      if (name.startsWith(root.name) && root.name.length > (best?.name.length ?? 0)) best = root;
    return best;
  }

  #take(changes: Parameters<FolderOnDisk['change']>[0], pause: number): void {
    let any = false;
    for (const root of this.#roots.values())
      if (root.index.change(changes)) {
        root.waiting = true;
        any = true;
      }
    if (any) this.#plan(pause);
  }

  /** Begins to work after a pause; of several the longest counts. */
  #plan(pause: number): void {
    if (this.#stopped) return;
    const due = elapsed() + pause;
    if (due < this.#due) return;
    this.#due = due;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#work().catch((error: unknown) =>
        this.#world.log(`The workspace could not be looked through: ${error instanceof Error ? error.name : 'unknown error'}.`),
      );
    }, pause);
  }

  async #work(): Promise<void> {
    if (this.#working) return;
    this.#working = true;
    const showing = new Showing(this.#world.progress);
    let news = false;
    try {
      for (let root = this.#next(); root; root = this.#next()) {
        root.waiting = false;
        const { index } = root;
        for (const steps = index.look(); !this.#stopped && !slice(steps); ) {
          showing.tell(index.size);
          await new Promise((resolve) => setImmediate(resolve));
        }
        if (this.#stopped || root.index !== index) continue;
        news ||= root.project !== index.project;
        root.project = index.project;
      }
    } finally {
      this.#working = false;
      showing.end();
      this.#settle();
    }
    if (news && !this.#stopped) this.#world.ready();
  }

  #next(): Root | undefined {
    return this.#stopped ? undefined : [...this.#roots.values()].find(({ waiting }) => waiting);
  }
}

/** Does some of the steps; true when they were the last. */
function slice(steps: Iterator<void>): boolean {
  const end = elapsed() + SLICE;
  while (elapsed() < end) if (steps.next().done) return true;
  return false;
}

/** Shows progress once it has taken a while. */
class Showing {
  readonly #start = elapsed();
  readonly #ask: ProjectWorld['progress'];
  #shown: Promise<Progress | undefined> | undefined;
  #told = 0;

  constructor(ask: ProjectWorld['progress']) {
    this.#ask = ask;
  }

  tell(files: number): void {
    const now = elapsed();
    if (now - this.#start < PATIENCE || now - this.#told < PATIENCE) return;
    this.#told = now;
    this.#shown ??= this.#begin();
    this.#shown.then((progress) => progress?.report(`${files.toLocaleString('en')} files`), ignore);
  }

  end(): void {
    this.#shown?.then((progress) => progress?.done(), ignore);
  }

  async #begin(): Promise<Progress | undefined> {
    const progress = await this.#ask()?.catch(ignore);
    progress?.begin('Breakwater: looking through the workspace');
    return progress ?? undefined;
  }
}

/** An editor that refuses to show progress is no error of ours. */
const ignore = (): undefined => undefined;
