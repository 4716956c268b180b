import { argumentsOf, type Invocation, invocationsOf } from './invocations.ts';
import type { Command } from './nodes.ts';
import type { ShellWord } from './shell.ts';
import type { Span } from './text.ts';
import { table } from './table.ts';

/** What a command does to files. Paths are as absolute as the working directory is known; they may hold wildcards. */
export type FileEffect =
  /** Brings a file in from elsewhere. */
  | { readonly kind: 'add'; readonly span: Span; readonly source: string; readonly path: string }
  /** `moves`: the first is gone. `unpacks`: what is in it ends up somewhere below `to`. */
  | {
      readonly kind: 'copy';
      readonly span: Span;
      readonly from: readonly string[];
      readonly to: string;
      readonly moves: boolean;
      readonly unpacks: boolean;
    }
  | { readonly kind: 'remove'; readonly span: Span; readonly paths: readonly string[] }
  /** Reads a file into a database. */
  | { readonly kind: 'load'; readonly span: Span; readonly path: string };

const read = new WeakMap<Command, readonly FileEffect[]>();

/** What a command does to files, in the order written; what a variable decides is left out. Read once. */
export function effectsOf(command: Command): readonly FileEffect[] {
  let found = read.get(command);
  if (!found) read.set(command, (found = MENTIONS.test(command.text) ? readEffects(command) : []));
  return found;
}

/** A cheap first look for a program that does any of it. */
const MENTIONS =
  /\b(?:cp|mv|ln|install|rsync|rm|unlink|shred|find|tar|unzip|7z|gunzip|gzip|unxz|bunzip2|zstd|zip|cat|zcat|curl|wget|aws|gsutil|gcloud|az|azcopy|rclone|scp|mc|psql|pg_restore|mysql|mariadb|mongorestore|mongoimport|sqlite3|impdp)\b/;

function readEffects(command: Command): readonly FileEffect[] {
  const effects: FileEffect[] = [];
  let folder: string | undefined = command.workdir ?? '';
  for (const invocation of invocationsOf(command)) {
    if (invocation.program === 'cd') {
      const [, to] = invocation.words;
      folder = to?.known && folder !== undefined ? joinPath(folder, to.text) : undefined;
      continue;
    }
    const program = PROGRAMS[invocation.program];
    const found = program && folder !== undefined ? program(new Run(invocation, folder)) : undefined;
    if (found) effects.push(...found);
  }
  return effects;
}

/** Joins a path to a folder; without `.`, `..` and a slash at the end. */
export function joinPath(folder: string, path: string): string {
  const whole = path.startsWith('/') ? path : `${folder}/${path}`;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${path.startsWith('/') || folder.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

/** The last component of a path or URL. */
export const lastOf = (path: string): string =>
  path
    .replace(/[?#].*/s, '')
    .replace(/(?<!\/)\/+$/, '')
    .split('/')
    .at(-1)!;

/** Where a file goes: into a folder under its own name, or to the path itself. */
export function placeIn(destination: string, source: string, folder: string): string {
  const path = joinPath(folder, destination);
  const isFolder = /(?:^|\/)\.{0,2}$/.test(destination) || (/\.[^/.]+$/.test(source) && !lastOf(destination).includes('.'));
  return isFolder ? joinPath(path === '' ? folder : path, `./${lastOf(source)}`) : path;
}

/** One run of a program, with its working directory. */
class Run {
  readonly invocation: Invocation;
  readonly folder: string;

  constructor(invocation: Invocation, folder: string) {
    [this.invocation, this.folder] = [invocation, folder];
  }

  get span(): Span {
    const { words } = this.invocation;
    return { start: words[0]!.span.start, end: words.at(-1)!.span.end };
  }

  /** Options by name, and operands that are known; `values` are the options that take one. */
  arguments(values: string): {
    readonly option: (...names: string[]) => string | undefined;
    readonly operands: readonly ShellWord[];
  } {
    const { options, operands } = argumentsOf(this.invocation, new Set(values.split(' ')));
    return {
      option: (...names) => {
        const found = options.find(({ name }) => names.includes(name));
        return found && (found.value ?? '');
      },
      operands: operands.filter(({ known }) => known),
    };
  }

  at(path: string): string {
    return joinPath(this.folder, path);
  }

  paths(words: readonly ShellWord[]): readonly string[] {
    return words.map(({ text }) => this.at(text));
  }

  /** The file standard output goes to, or standard input comes from. */
  redirected(...operators: readonly string[]): string | undefined {
    const found = this.invocation.command.redirections.find(
      ({ operator, target }) => operators.includes(operator) && target?.known === true && target.text !== '/dev/null',
    );
    return found && this.at(found.target!.text);
  }

  copy(from: readonly string[], to: string, how: { moves?: boolean; unpacks?: boolean } = {}): readonly FileEffect[] {
    if (from.length === 0) return [];
    return [{ kind: 'copy', span: this.span, from, to, moves: how.moves ?? false, unpacks: how.unpacks ?? false }];
  }

  add(source: string, path: string, word: ShellWord): readonly FileEffect[] {
    return /^(?:-|\/dev\/(?:stdout|null))$/.test(path) ? [] : [{ kind: 'add', span: word.span, source, path }];
  }
}

type Program = (run: Run) => readonly FileEffect[];

/** `cp SOURCE… TARGET` and its kin; each source goes its own way. */
const transfer =
  (moves: boolean, values = ''): Program =>
  (run) => {
    const { option, operands } = run.arguments(`-t --target-directory ${values}`);
    const into = option('-t', '--target-directory');
    const sources = into === undefined ? operands.slice(0, -1) : operands;
    const target = into === undefined ? operands.at(-1)?.text : `${into}/`;
    if (target === undefined || sources.some(({ text }) => /^[\w.@-]+:/.test(text))) return [];
    return sources.flatMap((source) =>
      run.copy([run.at(source.text)], placeIn(sources.length > 1 ? `${target}/` : target, source.text, run.folder), { moves }),
    );
  };

const remove: Program = (run) => {
  const { operands } = run.arguments('-n -s');
  return operands.length === 0 ? [] : [{ kind: 'remove', span: run.span, paths: run.paths(operands) }];
};

/** `find FOLDER… [-name PATTERN] -delete`, or with `-exec rm`. */
const find: Program = (run) => {
  const texts = run.invocation.words.slice(1);
  const first = texts.findIndex(({ text }) => /^[-(!]/.test(text));
  const isRemoval = texts.some(
    ({ text }, at) => text === '-delete' || (/^-exec/.test(text) && /^(?:rm|shred|unlink)$/.test(texts[at + 1]?.text ?? '')),
  );
  if (first === -1 || !isRemoval || texts.some(({ text }) => text === '!' || text === '-not' || text === '-mtime')) return [];
  const name = texts.findIndex(({ text }) => text === '-name' || text === '-iname');
  const folders = run.paths(texts.slice(0, first));
  const paths = folders.map((folder) => (name === -1 ? folder : `${folder}/**/${texts[name + 1]?.text ?? ''}`));
  return [{ kind: 'remove', span: run.span, paths }];
};

const tar: Program = (run) => {
  const [, first] = run.invocation.words;
  if (!first) return [];
  // the first word may be letters without a dash, with the values behind it
  const isOld = /^[a-zA-Z]+$/.test(first.text);
  const { option, operands } = run.arguments('-f --file -C --directory -T --exclude --strip-components -X --transform');
  const letters = isOld ? first.text : '';
  const archive = isOld && letters.includes('f') ? operands[1]?.text : option('-f', '--file');
  const rest = operands.slice(isOld ? (letters.includes('f') ? 2 : 1) : 0);
  const folder = run.at(option('-C', '--directory') ?? '.');
  if (archive === undefined || archive === '-') return [];
  if (letters.includes('x') || option('-x', '--extract', '--get') !== undefined)
    return run.copy([run.at(archive)], folder, { unpacks: true });
  return run.copy(
    rest.map(({ text }) => joinPath(folder, text)),
    run.at(archive),
  );
};

/** `unzip ARCHIVE [-d FOLDER]`. */
const unzip: Program = (run) => {
  const { option, operands } = run.arguments('-d -x -P');
  const [archive] = operands;
  return archive ? run.copy([run.at(archive.text)], run.at(option('-d') ?? '.'), { unpacks: true }) : [];
};

/** `gunzip FILE`: the file without its last extension, in the place of the first or beside it. */
const unpackOne =
  (isUnpacking: (run: Run) => boolean): Program =>
  (run) => {
    const { option, operands } = run.arguments('-o -S');
    if (!isUnpacking(run)) return [];
    const to = run.redirected('>', '>>');
    return operands.flatMap(({ text }) =>
      run.copy([run.at(text)], to ?? run.at(text.replace(/\.[^./]+$/, '')), {
        moves: to === undefined && option('-k', '--keep', '-c', '--stdout') === undefined,
      }),
    );
  };

/** `cat FILE… > OTHER`. */
const print: Program = (run) => {
  const to = run.redirected('>', '>>');
  return to === undefined ? [] : run.copy(run.paths(run.arguments('').operands), to);
};

const zip: Program = (run) => {
  const [archive, ...files] = run.arguments('-P -x -i').operands;
  return archive ? run.copy(run.paths(files), run.at(archive.text)) : [];
};

const isUrl = ({ text }: ShellWord): boolean => /^(?:https?|ftps?|sftp|s3|gs|azure|abfss?):\/\//i.test(text);

const curl: Program = (run) => {
  const { option, operands } = run.arguments(
    '-o --output -H --header -u --user -d --data -X --request -A -e -b -c --cacert --cert --key -T --retry --connect-timeout -m --max-time --output-dir -w',
  );
  const folder = option('--output-dir') ?? '.';
  return operands.filter(isUrl).flatMap((url) => {
    const named = option('-o', '--output');
    const path = named ?? (option('-O', '--remote-name', '--remote-name-all') === undefined ? undefined : lastOf(url.text));
    const to = path === undefined ? run.redirected('>') : joinPath(run.at(folder), path);
    return to === undefined ? [] : run.add(url.text, path === '-' ? '-' : to, url);
  });
};

const wget: Program = (run) => {
  const { option, operands } = run.arguments(
    '-O --output-document -P --directory-prefix --header --user --password -o -a -t --tries -T --timeout -U',
  );
  const named = option('-O', '--output-document');
  const folder = option('-P', '--directory-prefix') ?? '.';
  return operands
    .filter(isUrl)
    .flatMap((url) =>
      run.add(
        url.text,
        named === undefined ? joinPath(run.at(folder), lastOf(url.text)) : named === '-' ? '-' : run.at(named),
        url,
      ),
    );
};

/** Copies from a store: the words after the subcommand are where from and where to. */
const fetch =
  (subcommand: RegExp): Program =>
  (run) => {
    const words = run.invocation.words
      .slice(1)
      .map(({ text }) => text)
      .join(' ');
    if (!subcommand.test(words)) return [];
    const { operands } = run.arguments(
      '--profile --region --endpoint-url --exclude --include --config -o -i -P -F --recursive-depth',
    );
    const [source, target] = operands.slice(-2);
    if (!source || !target || !isRemote(source) || isRemote(target)) return [];
    return run.add(source.text, placeIn(target.text, source.text, run.folder), source);
  };

const isRemote = (word: ShellWord): boolean => isUrl(word) || /^[\w.@-]+:/.test(word.text);

const azure: Program = (run) => {
  const { option, operands } = run.arguments(
    '-f --file -n --name -c --container-name --account-name -d --destination -s --source',
  );
  if (!/\bdownload/.test(operands.map(({ text }) => text).join(' '))) return [];
  const file = option('-f', '--file', '-d', '--destination');
  const name = option('-n', '--name', '-s', '--source');
  const word = run.invocation.words.at(-1)!;
  return file === undefined ? [] : run.add(name ?? lastOf(file), run.at(file), word);
};

/** Reads a file into a database: an operand, an option's value, or standard input. */
const load =
  (values: string, options: readonly string[], isOperand = false): Program =>
  (run) => {
    const { option, operands } = run.arguments(values);
    const named = option(...options) ?? (isOperand ? operands.at(-1)?.text : undefined);
    const path = named === undefined || named === '' || named === '-' ? run.redirected('<') : run.at(named);
    return path === undefined ? [] : [{ kind: 'load', span: run.span, path }];
  };

const PROGRAMS: Readonly<Record<string, Program>> = table({
  cp: transfer(false),
  ln: transfer(false),
  install: transfer(false, '-m -o -g --mode --owner --group'),
  rsync: transfer(false, '--exclude --include -e'),
  mv: transfer(true),
  rm: remove,
  unlink: remove,
  shred: remove,
  find,
  tar,
  unzip,
  gunzip: unpackOne(() => true),
  unxz: unpackOne(() => true),
  bunzip2: unpackOne(() => true),
  gzip: unpackOne((run) => run.arguments('').option('-d', '--decompress') !== undefined),
  zstd: unpackOne((run) => run.arguments('').option('-d', '--decompress') !== undefined),
  cat: print,
  zcat: print,
  zip,
  curl,
  wget,
  aws: fetch(/^(?:\S+ )*s3 (?:cp|sync|mv)\b/),
  gsutil: fetch(/\b(?:cp|rsync|mv)\b/),
  gcloud: fetch(/\bstorage (?:cp|rsync|mv)\b/),
  azcopy: fetch(/\b(?:copy|cp|sync)\b/),
  rclone: fetch(/\b(?:copy|copyto|sync|move)\b/),
  mc: fetch(/\b(?:cp|mirror)\b/),
  scp: fetch(/./),
  az: azure,
  psql: load('-f --file -h -p -U -d -c -v --host --port --username --dbname', ['-f', '--file']),
  mysql: load('-h -P -u --host --port --user -e -D', []),
  mariadb: load('-h -P -u --host --port --user -e -D', []),
  sqlite3: load('-cmd -init', ['-init']),
  pg_restore: load('-h -p -U -d -j -n -t -F --host --port --username --dbname --jobs --format', [], true),
  mongorestore: load('--host --port --db --username --password -d -u -p --archive --nsInclude --uri', ['--archive'], true),
  mongoimport: load('--host --port --db --collection --file --type -d -c --uri', ['--file']),
});
