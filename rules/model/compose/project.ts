import type { Asking } from '../asking.ts';
import { readDotenv } from '../dotenv.ts';
import { beside, sameName } from '../files.ts';
import { UNKNOWN } from '../imageName.ts';
import { interpolate } from '../interpolate.ts';
import { isSettingWord } from '../settingWord.ts';
import type { Span } from '../text.ts';
import { type Field, type Named, parseForeign, type Reading } from '../yaml.ts';

type Values = ReadonlyMap<string, string>;

/** A compose file among those that belong to it: the `.env` beside it, files it names, files laid over it or under it. */
export class ComposeProject {
  readonly file: string;
  readonly asking: Asking | undefined;
  readonly #values: Values | undefined;
  readonly #settings: Values | undefined;

  private constructor(file: string, asking: Asking | undefined, values: Values | undefined) {
    [this.file, this.asking, this.#values] = [file, asking, values];
    this.#settings = values && settingsOf(values);
  }

  /** The project of a file, which takes its values from the `.env` in its folder. */
  static of(uri: string, asking: Asking | undefined): ComposeProject {
    const file = sameName(uri);
    return new ComposeProject(file, asking, asking && valuesOf(asking, file, ['.env'], undefined));
  }

  /** The project of a file that this one includes: its values come from env files of its own, and yield to those of here. */
  including(file: string, folder: string, envFiles: readonly string[]): ComposeProject {
    const { asking } = this;
    const [from, paths] = envFiles.length > 0 ? [this.file, envFiles] : [folder, ['.env']];
    return new ComposeProject(file, asking, asking && valuesOf(asking, from, paths, this.#values));
  }

  /**
   * Substitutes variables. Where a process gets to see the text, a value from an env file is known only when it is a
   * plain setting: a credential that is kept out of this file must not count as written in it.
   */
  readonly substitute: NonNullable<Reading['substitute']> = (text, place) =>
    text.includes('$') ? interpolate(text, isForProcess(place) ? this.#settings : this.#values).text : text;

  /** The value a variable has in the env files of the project; nothing when none gives it one that is known. */
  known(name: string): string | undefined {
    const value = this.#values?.get(name);
    return value?.includes(UNKNOWN) ? undefined : value;
  }

  /** Another compose file, by its name; what it says stands at `use`. */
  open(file: string, use: Span): Field | undefined {
    const { asking } = this;
    const text = asking?.text(file);
    if (asking === undefined || text === undefined) return undefined;
    return asking.once(`compose ${file}`, () => parseForeign(text)).root(use, this.substitute);
  }

  /** The variables of an env file, as a path in a file of the project names it. */
  envFile(from: string, path: string, format: 'raw' | undefined): readonly { readonly name: string; readonly value?: string }[] {
    const { asking } = this;
    const found = asking?.beside(from, path);
    if (asking === undefined || found === undefined) return [];
    return asking.once(`env ${format ?? ''} ${found.name} for ${this.file}`, () =>
      readDotenv(found.text, this.#values, format).map(({ name, value }) => ({ name, ...(value !== undefined && { value }) })),
    );
  }

  /**
   * The files that compose lays over one another when it is started beside this one, the lowest first, this one among
   * them: those of `COMPOSE_FILE`, else a file of a default name and its override.
   */
  stack(): readonly string[] {
    const { file, asking } = this;
    if (!asking) return [file];
    const listed = this.known('COMPOSE_FILE');
    if (listed !== undefined && listed !== '') {
      const separator = this.known('COMPOSE_PATH_SEPARATOR') || (listed.includes(';') ? ';' : ':');
      const files = listed.split(separator).flatMap((path) => beside(file, path) ?? []);
      if (files.includes(file)) return files;
    }
    const first = (names: readonly string[]): string | undefined =>
      names.map((name) => beside(file, name)!).find((name) => name === file || asking.text(name) !== undefined);
    const [base, override] = [first(BASES), first(OVERRIDES)];
    if (base === undefined || override === undefined || (file !== base && file !== override)) return [file];
    return [base, override];
  }

  /** The file of a default name in the same folder. */
  base(): string | undefined {
    return BASES.map((name) => beside(this.file, name)!).find((name) => this.asking?.text(name) !== undefined);
  }
}

/** In the order in which compose looks for them: https://docs.docker.com/compose/intro/compose-application-model/ */
const BASES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = [
  'compose.override.yaml',
  'compose.override.yml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

function valuesOf(asking: Asking, from: string, paths: readonly string[], above: Values | undefined): Values | undefined {
  const values = new Map<string, string>();
  for (const path of paths) {
    const found = asking.beside(from, path);
    if (!found) continue;
    const entries = asking.once(`dotenv ${found.name}`, () => readDotenv(found.text));
    // a name without a value is passed through from outside
    for (const { name, value } of entries) values.set(name, value ?? UNKNOWN);
  }
  for (const [name, value] of above ?? []) values.set(name, value);
  return values.size === 0 ? undefined : values;
}

function settingsOf(values: Values): Values {
  return new Map([...values].map(([name, value]) => [name, isSettingWord(name, value) ? value : UNKNOWN]));
}

/** Keys whose texts end up in a process or an image. */
const FOR_PROCESS: ReadonlySet<string> = new Set([
  'environment',
  'args',
  'command',
  'entrypoint',
  'test',
  'labels',
  'content',
  'dockerfile_inline',
]);

function isForProcess(place: Named): boolean {
  for (let at: Named | undefined = place, depth = 0; at && depth < 8; at = at.parent, depth++)
    if (FOR_PROCESS.has(at.name)) return true;
  return false;
}
