import type { ImageName } from '../model/imageName.ts';
import { invocationsOf, type Invocation } from '../model/invocations.ts';
import type { Command, Variable } from '../model/nodes.ts';
import { settingsOf } from '../model/settingsText.ts';
import { type ShellWord, shellOf } from '../model/shell.ts';
import type { Span } from '../model/text.ts';
import { isLiteralSecret, isSecretName } from './secrets.ts';

/** A literal credential on a command line. */
export interface CommandCredential {
  /** The value alone. */
  readonly span: Span;
  /** What it is given as: `-p`, `PGPASSWORD`, `javax.net.ssl.keyStorePassword`. */
  readonly name: string;
  readonly program?: string;
}

const read = new WeakMap<object, readonly CommandCredential[]>();

/** The literal credentials of a command, or of a variable that holds options of a program. Read once, when first asked for. */
export function commandCredentials(node: Command | Variable): readonly CommandCredential[] {
  let found = read.get(node);
  if (!found) read.set(node, (found = node.kind === 'Command' ? ofCommand(node) : ofOptions(node)));
  return found;
}

/** https://github.com/atmoz/sftp#usage: users are `name:password[:e][:uid[:gid[:folder…]]]`, the `e` for one that is encrypted. */
const SFTP_USER = /^[a-z_][\w.-]{0,31}:([^:\s]+)(?!:e(?::|$))(?=:|$)/;

/** The passwords of the users that an SFTP image is told of: as its arguments, or in `SFTP_USERS`. */
export function sftpPasswords(node: Command | Variable, image: ImageName | undefined): readonly CommandCredential[] {
  if (!image?.path?.endsWith('atmoz/sftp')) return [];
  if (node.kind === 'Command') {
    if (node.by !== 'command' && node.by !== 'args' && node.by !== 'CMD') return [];
    return shellOf(node).commands.flatMap(({ words }) => words.flatMap((word) => userIn(word) ?? []));
  }
  const { name, value, scalar, form } = node;
  if (name !== 'SFTP_USERS' || value.state !== 'set') return [];
  const [, password] = SFTP_USER.exec(value.value!.trim()) ?? [];
  if (password === undefined || !isSftpPassword(password)) return [];
  return [{ span: form === 'list' || !scalar ? value.span : scalar.textSpan, name: 'user:password', program: 'sftp' }];
}

function userIn(word: ShellWord): CommandCredential | undefined {
  const [whole, password] = SFTP_USER.exec(word.text) ?? [];
  if (whole === undefined || password === undefined || !isSftpPassword(password)) return undefined;
  return { span: partOf(word, whole.length - password.length, whole.length), name: 'user:password', program: 'sftp' };
}

const isSftpPassword = (password: string): boolean => !/[$`]/.test(password) && isLiteralSecret('password', password);

/** A first look for what all of the below need. */
const HINT =
  /pass|pwd|secret|token|auth|cred|identified|cookie|bearer|\bpw\b|key["']?[=:\s]|login|curl|wget|mysql|maria|mycli|redis-|ldap|mongo|cqlsh|cypher|influx|kinit|sqlcmd|bcp\b|[oit]sql|zip|7z|doctl|openssl|rabbitmqctl|smbclient|ftp|sqlplus|chpasswd|mc\s/i;

function ofCommand(command: Command): readonly CommandCredential[] {
  if (!HINT.test(command.text)) return [];
  const found = new Map<string, CommandCredential>();
  const add = (credential: CommandCredential): void => {
    const key = `${credential.span.start} ${credential.span.end}`;
    if (!found.has(key)) found.set(key, credential);
  };
  for (const { name, value, span, program, via, within } of settingsOf(command)) {
    if (via === 'parameter' && within?.includes('://')) continue; // the address as a whole is the matter
    if (via === 'variable' && command.by === 'RUN' && FOR_BUILD.test(value)) continue;
    if (isSecretName(name) && isLiteralSecret(name, withoutSource(value))) add({ span, name, ...(program && { program }) });
  }
  const all = invocationsOf(command);
  for (const invocation of all) for (const credential of ofProgram(invocation)) add(credential);
  if (all.some(({ program }) => program === 'chpasswd'))
    for (const { program, words } of all)
      if (program === 'echo' || program === 'printf')
        for (const word of words.slice(1)) {
          const login = /^[a-z_][\w.-]{0,31}:(?=[^\s:])/.exec(word.text);
          if (login) for (const credential of literal(word, login[0].length, 'user:password', 'chpasswd')) add(credential);
        }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

/** Values that say they are for a step of the build alone, where a framework does not start without any: `collectstatic` of Django. */
const FOR_BUILD =
  /^(?:build|compile|precompile|collectstatic)(?:[-_ ]?(?:only|time|dummy|secret|key))?$|^(?:only|just)[-_ ]for[-_ ](?:the[-_ ])?build$|^(?:unused|not[-_ ]?used)$|dummy|^fake(?:[-_]|$)|^not[-_ ]?(?:a[-_ ]?)?secret$/i;

/** Of a variable only what stands inside its value: the value as a whole has rules of its own. */
function ofOptions(variable: Variable): readonly CommandCredential[] {
  const { value } = variable;
  if (value.state !== 'set' || !/[= ]/.test(value.value!) || !HINT.test(value.value!)) return [];
  const login = jaasPassword(variable);
  if (login) return [login];
  return settingsOf(variable).flatMap(({ name, value, span, via, within }) =>
    (via === 'flag' || via === 'property' || (via === 'parameter' && !within?.includes('://'))) &&
    isSecretName(name) &&
    isLiteralSecret(name, value)
      ? { span, name }
      : [],
  );
}

/** `sasl.jaas.config` of Kafka's clients: https://docs.oracle.com/en/java/javase/21/docs/api/java.base/javax/security/auth/login/Configuration.html */
function jaasPassword({ value, written }: Variable): CommandCredential | undefined {
  const [whole = '', lead = '', password = ''] =
    /LoginModule\s+(?:required|requisite|sufficient|optional)\s[^;]{0,500}?\b(password\s*=\s*["']?)([^"'\s;]+)/.exec(
      value.value!,
    ) ?? [];
  if (whole === '' || /[$`]/.test(password) || !isLiteralSecret('password', password)) return undefined;
  const { start, end } = value.span;
  const at = written.indexOf(lead + password) + lead.length;
  const quotes = end - start - written.length;
  const isPlain = written === value.value && (quotes === 0 || quotes === 2);
  const from = start + quotes / 2 + at;
  return { span: isPlain ? { start: from, end: from + password.length } : { start, end }, name: 'password' };
}

/** OpenSSL says where a password comes from: `pass:…` is the password itself, `env:…` and `file:…` are not. */
const withoutSource = (value: string): string => value.replace(/^pass:/, '');

/** Options whose value is a password, by program; from their manuals. `joined`: it follows the letter in the same word. */
const OPTIONS: readonly { readonly programs: RegExp; readonly option: RegExp; readonly joined?: true; readonly only?: RegExp }[] =
  [
    { programs: /^(?:mysql\w*|mariadb[\w-]*|mycli)$/, option: /^-p/, joined: true },
    {
      programs: /^(?:docker|podman|nerdctl|buildah|skopeo|helm|crane|oras|regctl|az|aws|oc)$/,
      option: /^-p$/,
      only: /^(?:login|registry|auth)$/,
    },
    { programs: /^sshpass$/, option: /^-p/, joined: true },
    { programs: /^sshpass$/, option: /^-p$/ },
    { programs: /^redis-(?:cli|benchmark)$/, option: /^-a$/ },
    { programs: /^ldap\w+$/, option: /^-w$/ },
    { programs: /^ldap\w+$/, option: /^-w/, joined: true },
    { programs: /^slappasswd$/, option: /^-s$/ },
    {
      programs: /^(?:mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport|cqlsh|cypher-shell|influx|kinit)$/,
      option: /^-p$/,
    },
    { programs: /^(?:sqlcmd|bcp|tsql|isql|osql)$/, option: /^-P/, joined: true },
    { programs: /^(?:sqlcmd|bcp|tsql|isql|osql|zip|unzip)$/, option: /^-P$/ },
    { programs: /^(?:7z|7za|7zr)$/, option: /^-p/, joined: true },
    { programs: /^doctl$/, option: /^-t$/ },
    { programs: /^openssl$/, option: /^-(?:k|K|passin|passout|pass)$/ },
  ];

function* ofProgram({ program, words }: Invocation): Iterable<CommandCredential> {
  for (const { programs, option, joined, only } of OPTIONS) {
    if (!programs.test(program) || (only && !words.some(({ text }) => only.test(text)))) continue;
    for (const [index, word] of words.entries()) {
      if (index === 0 || !option.test(word.text)) continue;
      const name = word.text.slice(0, 2);
      if (joined) yield* literal(word, Math.min(word.text.length, 2), name, program);
      else if (words[index + 1]) {
        const next = words[index + 1]!;
        if (program !== 'openssl' || /^-[kK]$/.test(word.text) || next.text.startsWith('pass:'))
          yield* literal(next, next.text.startsWith('pass:') ? 5 : 0, word.text, program);
      }
    }
  }
  yield* ofRequests(program, words);
  yield* ofSubcommands(program, words);
  for (const word of words.slice(1)) yield* ofStatement(word, program);
}

/** Log-ins and headers of `curl` and its kin. */
function* ofRequests(program: string, words: readonly ShellWord[]): Iterable<CommandCredential> {
  if (!/^(?:curl|wget|http|https|xh|smbclient|lftp|ftp|sqlplus|sqlldr|expdp|impdp)$/.test(program)) return;
  for (const [index, word] of words.entries()) {
    const before = words[index - 1]?.text ?? '';
    const joined = /^(?:--(?:user|proxy-user|header)=|-[uHU](?=.))/.exec(word.text)?.[0] ?? '';
    const option = joined === '' ? before : joined.replace(/=$/, '');
    const value = word.text.slice(joined.length);
    const colon = program === 'smbclient' ? value.indexOf('%') : program === 'lftp' ? value.indexOf(',') : value.indexOf(':');
    if (/^(?:-u|--user|--proxy-user|-U|-a)$/.test(option) && colon > 0 && (program !== 'http' || option === '-a'))
      yield* literal(word, joined.length + colon + 1, option, program);
    else if (/^(?:-H|--header)$/.test(option) || /^(?:http|https|xh)$/.test(program)) {
      const header =
        /^(authorization|proxy-authorization|private-token|job-token|[\w-]*(?:api-?key|token|secret))\s*:\s*(?:(?:bearer|basic|token|ssws|apikey)\s+)?(?=\S)/i.exec(
          value,
        );
      if (header) yield* literal(word, joined.length + header[0].length, header[1]!, program);
    } else if (/^sql|dp$/.test(program)) {
      const login = /^\w+\/(?=[^@\s/]+@)/.exec(value);
      if (login) {
        const at = value.indexOf('@');
        yield* literal(word, login[0].length, 'user/password', program, at);
      }
    }
  }
}

/** Passwords and tokens that are words of their own, told by what stands before them. */
function* ofSubcommands(program: string, words: readonly ShellWord[]): Iterable<CommandCredential> {
  const texts = words.map(({ text }) => text);
  const at = (...names: readonly string[]): number => {
    const start = texts.findIndex((_, index) => names.every((name, offset) => texts[index + offset] === name));
    return start === -1 ? -1 : start + names.length;
  };
  const word = (index: number): ShellWord | undefined => (index < 1 ? undefined : words[index]);
  if (program === 'aws' || program === 'npm' || program === 'pnpm' || program === 'yarn') {
    const set = program === 'aws' ? at('configure', 'set') : Math.max(at('config', 'set'), program === 'npm' ? at('set') : -1);
    const [name, value] = [word(set), word(set + 1)];
    const [, own = '', rest = ''] = /^([^=]+)=?(.*)/s.exec(name?.text ?? '') ?? [];
    if (name && (isSecretName(own) || /:_(?:authToken|password|auth)$/.test(own)))
      if (rest !== '') yield* literal(name, own.length + 1, own, program);
      else if (value) yield* literal(value, 0, own, program);
  } else if (program === 'rabbitmqctl') {
    const user = Math.max(at('add_user'), at('change_password'));
    const value = word(user === -1 ? -1 : user + 1);
    if (value) yield* literal(value, 0, 'password', program);
  } else if (program === 'mc') {
    // https://docs.min.io/community/minio-object-store/reference/minio-mc/mc-alias-set.html: ALIAS URL ACCESSKEY SECRETKEY
    const set = Math.max(at('alias', 'set'), at('config', 'host', 'add'));
    const value = words.slice(Math.max(set, 0)).filter(({ text }) => !text.startsWith('-'))[3];
    if (set !== -1 && value) yield* literal(value, 0, 'secret key', program);
  } else if (program === 'htpasswd') {
    const batch = texts.findIndex((text) => /^-[A-Za-z]*b/.test(text));
    if (batch !== -1 && words.length > 3) yield* literal(words.at(-1)!, 0, '-b', program);
  } else if (program === 'vault') {
    const value = word(at('login'));
    if (value && !value.text.startsWith('-') && !value.text.includes('=')) yield* literal(value, 0, 'login', program);
  }
}

const STATEMENT =
  /\bidentified\s{1,9}(?:with\s{1,9}["'\w]{1,60}\s{1,9})?(?:by|as)\s{1,9}(?:password\s{1,9})?["']([^"'\n]{1,200})["']|\b(?:user|role|login)\b[^;'"\n]{1,200}\b(?:password|pwd)\b\s{0,9}=?\s{0,9}["']([^"'\n]{1,200})["']/gi;

/** SQL that makes a user or changes a password: `IDENTIFIED BY '…'`, `CREATE ROLE … PASSWORD '…'`. */
function* ofStatement(word: ShellWord, program: string): Iterable<CommandCredential> {
  for (const { start, end } of passwordsInSql(word.text)) yield* literal(word, start, 'SQL', program, end);
}

/** Where SQL statements say a password. */
export function* passwordsInSql(text: string): Iterable<Span> {
  if (!/identified|password|pwd/i.test(text)) return;
  for (const match of text.matchAll(STATEMENT)) {
    const value = (match[1] ?? match[2])!;
    const end = match.index + match[0].length - 1;
    if (isLiteralSecret('password', value)) yield { start: end - value.length, end };
  }
}

function* literal(
  word: ShellWord,
  start: number,
  name: string,
  program: string,
  end = word.text.length,
): Iterable<CommandCredential> {
  const value = word.text.slice(start, end);
  if (/[$`]/.test(value) || !isLiteralSecret('password', value)) return;
  yield { span: partOf(word, start, end), name, program };
}

/** Where a stretch of a word stands; all of the word when that cannot be told. */
function partOf({ span, text, at }: ShellWord, start: number, end: number): Span {
  if (at) return at(start, end);
  const more = span.end - span.start - text.length;
  if (more !== 0 && more !== 2) return span;
  return { start: span.start + more / 2 + start, end: span.start + more / 2 + end };
}
