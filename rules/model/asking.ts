import { beside, type Files } from './files.ts';

/** What was asked of the files around a document, and what they said. Names of folders end in `/`. */
export type Answers = ReadonlyMap<string, string | undefined>;

/** How many other files one part may ask for. */
const MOST = 300;

/** The files around a document, for a reader: it keeps what is asked, so that one can tell whether the answers still hold. */
export class Asking {
  readonly answers = new Map<string, string | undefined>();
  readonly #files: Files;

  constructor(files: Files) {
    this.#files = files;
  }

  /** The text of a file; nothing when there is none, or when too many were asked for. */
  text(name: string): string | undefined {
    if (this.answers.has(name)) return this.answers.get(name);
    if (this.answers.size >= MOST) return undefined;
    const text = this.#files.text(name);
    this.answers.set(name, text);
    return text;
  }

  /** A file as a path in another says: its name and its text. */
  beside(file: string, path: string): { readonly name: string; readonly text: string } | undefined {
    const name = beside(file, path);
    const text = name === undefined ? undefined : this.text(name);
    return text === undefined ? undefined : { name: name!, text };
  }

  /** The kustomizations below a folder, as paths relative to it; none when the folder is not wholly known. */
  kustomizations(folder: string): readonly string[] {
    const key = folder === '' ? HERE : folder;
    if (!this.answers.has(key)) {
      if (this.answers.size >= MOST) return [];
      this.answers.set(key, kustomizationsBelow(this.#files, key));
    }
    const answer = this.answers.get(key);
    return answer === undefined || answer === '' ? [] : answer.split('\n');
  }

  /** What is made of other files once, while they stay as they are; what was asked for it counts as asked each time. */
  once<T>(key: string, make: (asking: Asking) => T): T {
    const { value, answers } = onceFor(this.#files, key, () => {
      const asking = new Asking(this.#files);
      return { value: make(asking), answers: asking.answers };
    });
    for (const [name, answer] of answers) this.answers.set(name, answer);
    return value;
  }

  /** Tells whether files say now what they said to those who asked before. Many parts ask the same, which is asked again once. */
  static again(files: Files): (answers: Answers) => boolean {
    const said = new Map<string, string | undefined>();
    return (answers) => {
      for (const [name, answer] of answers) {
        let now = said.get(name);
        if (now === undefined && !said.has(name))
          said.set(name, (now = name.endsWith('/') ? kustomizationsBelow(files, name) : files.text(name)));
        if (now !== answer) return false;
      }
      return true;
    };
  }
}

/** The names a kustomization may have: https://kubectl.docs.kubernetes.io/references/kustomize/glossary/#kustomization */
export const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The folder that names without a root are relative to. */
const HERE = './';

function kustomizationsBelow(files: Files, folder: string): string {
  return onceFor(files, `below ${folder}`, () => {
    const { paths, complete } = files.below(folder === HERE ? '' : folder);
    if (!complete) return '';
    return paths.filter((path) => KUSTOMIZATIONS.includes(path.slice(path.lastIndexOf('/') + 1))).join('\n');
  });
}

const memories = new WeakMap<Files, Map<string, unknown>>();
const REMEMBERED = 500;

function onceFor<T>(files: Files, key: string, make: () => T): T {
  let memory = memories.get(files);
  if (!memory) memories.set(files, (memory = new Map()));
  if (memory.has(key)) return memory.get(key) as T;
  const made = make();
  if (memory.size >= REMEMBERED) memory.delete(memory.keys().next().value!);
  memory.set(key, made);
  return made;
}
