import { type Invocation, invocationsOf } from '../model/invocations.ts';
import type { Command, Container } from '../model/nodes.ts';
import type { ShellWord } from '../model/shell.ts';
import type { Span } from '../model/text.ts';
import { wordsOf } from '../model/words.ts';
import { imageRows } from './images.ts';

/** What a command removes when it runs. */
export interface Destruction {
  readonly span: Span;
  /** As messages show it: the words that do it, never a name of data. */
  readonly what: string;
}

/** Words of a command line that empty a database, after its program or anywhere; from the tools' manuals. */
const TASKS: readonly { readonly programs?: RegExp; readonly words: RegExp }[] = [
  {
    programs: /^(?:rails|rake|bundle|bin\/rails)$/,
    words: /^db:(?:reset|drop(?::all)?|schema:load|structure:load|purge|migrate:reset)$/,
  },
  { words: /^(?:migrate:(?:fresh|refresh|reset)|db:wipe)$/ },
  { programs: /^(?:sequelize|sequelize-cli|npx|yarn|npm|pnpm)$/, words: /^db:drop$/ },
  { programs: /^(?:typeorm|npx|yarn|npm|pnpm|ts-node)$/, words: /^schema:drop$/ },
  { programs: /^mongorestore$/, words: /^--drop$/ },
  { programs: /^redis-cli$|^valkey-cli$/, words: /^(?:FLUSHALL|FLUSHDB)$/i },
];

/** Pairs of words in a row. */
const PAIRS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:.*\/)?manage\.py$|^django-admin$/, /^(?:flush|reset_db)$/],
  [/^migrate$/, /^reset$/],
  [/^downgrade$/, /^base$/],
  [/^liquibase$/, /^(?:dropAll|drop-all)$/],
];

const SQL_CLIENTS = /^(?:psql|mysql|mariadb|sqlcmd|sqlplus|sqlite3|cockroach|clickhouse-client|cqlsh)$/;
const SQL = /\b(?:DROP\s+(?:DATABASE|SCHEMA)|TRUNCATE\s+(?:TABLE\s+)?["'`\w])/i;
const MONGO = /^(?:mongo|mongosh)$/;

/** What a command would remove of the data a container keeps. */
export function destructionsOf(command: Command, container: Container | undefined): readonly Destruction[] {
  return invocationsOf(command).flatMap((invocation) => destructionOf(invocation, container) ?? []);
}

function destructionOf(invocation: Invocation, container: Container | undefined): Destruction | undefined {
  const { program, words, command } = invocation;
  const texts = words.map(({ text }) => text);
  for (const { programs, words: wanted } of TASKS) {
    if (programs && !programs.test(program)) continue;
    const at = texts.findIndex((text, index) => index > 0 && wanted.test(text));
    if (at > 0) return { span: words[at]!.span, what: texts[at]! };
  }
  for (const [first, second] of PAIRS) {
    const at = texts.findIndex((text, index) => first.test(index === 0 ? program : text) && second.test(texts[index + 1] ?? ''));
    if (at === -1 || (texts[at] === 'migrate' && !texts.slice(0, at).includes('prisma'))) continue;
    return {
      span: between(words[at]!, words[at + 1]!),
      what: `${at === 0 ? program : texts[at]!.replace(/^.*\//, '')} ${texts[at + 1]}`,
    };
  }
  if (program === 'flyway') return word(words, /^clean$/, 'flyway clean');
  if (texts.includes('prisma')) return word(words, /^--(?:force-reset|accept-data-loss)$/);
  if (program === 'dropdb') return { span: words[0]!.span, what: 'dropdb' };
  if (program === 'mysqladmin') return word(words, /^drop$/, 'mysqladmin drop');
  if (SQL_CLIENTS.test(program)) return sql(invocation);
  if (MONGO.test(program)) return word(words, /\bdropDatabase\s*\(/, 'dropDatabase()');
  if (program === 'curl' && /(?:^|\s)(?:-X|--request)[ =]?DELETE(?:\s|$)/.test(texts.join(' ')))
    return word(words, /^https?:\/\/[^/]+\/(?:_all|\*)(?:[?/]|$)/, 'DELETE of every index');
  if (program === 'docker' || program === 'docker-compose' || program === 'podman') return docker(words, texts);
  if (program === 'rm') return removal(words, container);
  // `blkid /dev/x || mkfs.ext4 /dev/x` makes a file system only where there is none
  if (/^mkfs(?:\.\w+)?$|^wipefs$/.test(program) && command.pipeline.joinedBy !== '||' && words.length > 1)
    return { span: words[0]!.span, what: program };
  return undefined;
}

const between = (first: ShellWord, last: ShellWord): Span => ({ start: first.span.start, end: last.span.end });

function word(words: readonly ShellWord[], wanted: RegExp, what?: string): Destruction | undefined {
  const found = words.slice(1).find(({ text }) => wanted.test(text));
  return found && { span: found.span, what: what ?? found.text };
}

/** A statement among the arguments, in a here-document, or from `echo` before the pipe. */
function sql({ words, command }: Invocation): Destruction | undefined {
  const said = command.pipeline.parts.flatMap(({ commands }) =>
    commands.filter(({ name }) => name === 'echo' || name === 'printf').flatMap(({ words }) => words.slice(1)),
  );
  for (const { text, span } of [...words.slice(1), ...said, ...command.redirections.flatMap(({ body }) => body ?? [])]) {
    const statement = SQL.exec(text)?.[0];
    if (statement)
      return {
        span,
        what: statement
          .trim()
          .toUpperCase()
          .split(/\s+/)
          .slice(0, statement.toUpperCase().startsWith('DROP') ? 2 : 1)
          .join(' '),
      };
  }
  return undefined;
}

function docker(words: readonly ShellWord[], texts: readonly string[]): Destruction | undefined {
  const has = (...all: readonly string[]): boolean => all.every((text) => texts.includes(text));
  if (has('down') && (has('-v') || has('--volumes'))) return word(words, /^(?:-v|--volumes)$/, 'down --volumes');
  if (has('volume') && (has('rm') || has('prune'))) return word(words, /^(?:rm|prune)$/, `volume ${has('rm') ? 'rm' : 'prune'}`);
  return has('system', 'prune', '--volumes') ? word(words, /^--volumes$/, 'system prune --volumes') : undefined;
}

/** Names of what may be removed at any start. */
const PASSING = new Set(
  'cache caches tmp temp log logs run lock locks scratch work workdir build dist node_modules assets static sessions'.split(' '),
);

/** `rm -rf` of all that a mount or an image's data folder holds; single files in it, such as a stale lock, are not all. */
function removal(words: readonly ShellWord[], container: Container | undefined): Destruction | undefined {
  const isRecursive = words.some(({ text }) => /^-[a-zA-Z]*[rR]|^--recursive$/.test(text));
  if (!isRecursive || !container) return undefined;
  const folders = dataFolders(container);
  const found = words.slice(1).find(({ text, known }) => {
    const folder = text.replace(/\/(?:\*|\.\*|\.\[!\.\]\*|\{\*,\.\*\})?$/, '');
    return known && folder.startsWith('/') && folders.has(folder) && !wordsOf(folder).some((part) => PASSING.has(part));
  });
  return found && { span: found.span, what: `rm -r ${found.text}` };
}

function dataFolders({ mounts, image, built }: Container): ReadonlySet<string> {
  const kept = mounts.filter(({ type }) => type === 'bind' || type === 'volume' || type === 'claim');
  const name = built ? undefined : image?.name;
  const known = name ? imageRows(name).flatMap(({ dataPaths = '' }) => dataPaths.match(/(?<=^|[\s;])\/[\w./-]+/g) ?? []) : [];
  return new Set([...kept.flatMap(({ destination }) => destination ?? []), ...known].map((path) => path.replace(/\/$/, '')));
}
