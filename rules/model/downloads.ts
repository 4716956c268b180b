import { placeOfHost } from './hosts.ts';
import { argumentsOf, type Invocation, invocationOf, invocationsOf } from './invocations.ts';
import type { Command } from './nodes.ts';
import { readsInput } from './shell/arguments.ts';
import { isShell } from './shell/language.ts';
import { type Pipeline, type ShellWord, shellOf, type SimpleCommand } from './shell.ts';
import { ShellCommand } from './shellSource.ts';
import type { Span } from './text.ts';
import { table } from './table.ts';

/** One URL a command line program fetches. */
export interface Download {
  readonly invocation: Invocation;
  /** The word that holds the URL. */
  readonly word: ShellWord;
  /** As written, unquoted. Variables set to a known value in the same command are replaced, others stand as they are. */
  readonly url: string;
  /** The file it is written to, as written or as its URL has it. Absent when it goes to the output. */
  readonly file?: string;
}

const read = new WeakMap<Command, readonly Download[]>();

/** What a command downloads with curl, wget, fetch or aria2c, in the order written. Read once. */
export function downloadsOf(command: Command): readonly Download[] {
  let found = read.get(command);
  if (!found) {
    const mayDownload = /curl|wget|fetch|aria2c/.test(command.text);
    read.set(
      command,
      (found = mayDownload ? invocationsOf(command).flatMap((invocation) => downloads(invocation, command)) : []),
    );
  }
  return found;
}

function downloads(invocation: Invocation, command: Command): readonly Download[] {
  const { program } = invocation;
  const options = VALUES[program];
  if (!options) return [];
  const { options: given, operands } = argumentsOf(invocation, options);
  const values = (...names: readonly string[]): string[] =>
    given.flatMap(({ name, value }) => (names.includes(name) && value !== undefined ? [value] : []));
  const has = (...names: readonly string[]): boolean => given.some(({ name }) => names.includes(name));
  // nothing is fetched, or nothing is kept
  if (has('--spider', '-I', '--head', '-T', '--upload-file', '--version', '--help')) return [];

  const more = given.flatMap(({ name, value, word }) => (name === '--url' && value ? [{ ...word, text: value }] : []));
  const urls = [...more, ...operands].flatMap((word) => {
    const url = withValues(word.text, command);
    return isUrl(url) ? [{ word, url }] : [];
  });
  if (urls.length === 0) return [];

  const folder = values('-P', '--directory-prefix', '-d', '--dir', '--output-dir').at(-1);
  const outputs =
    program === 'curl' || program === 'fetch'
      ? values('-o', '--output')
      : program === 'wget'
        ? values('-O', '--output-document')
        : values('-o', '--out');
  const byName = program === 'curl' ? has('-O', '--remote-name', '--remote-name-all', '-J') : true;
  const redirected = redirectionOf(invocation.command);
  return urls.map(({ word, url }, index) => {
    const written = outputs[index] ?? (program === 'wget' ? outputs[0] : undefined);
    const named = written ?? (byName ? nameIn(url) : '-');
    const file = isOutput(named) ? redirected : folder === undefined ? named : `${folder.replace(/\/$/, '')}/${named}`;
    return { invocation, word, url, ...(file !== undefined && { file }) };
  });
}

const isOutput = (file: string): boolean => file === '-' || file === '/dev/stdout';

/** The scheme of whatever is fetched over a network must be known. */
function isUrl(text: string): boolean {
  return /^(?:https?|ftp):\/\/./i.test(text);
}

function redirectionOf({ redirections }: SimpleCommand): string | undefined {
  return redirections.find(({ operator, descriptor = 1 }) => descriptor === 1 && /^(?:>|>>|>\||&>)$/.test(operator))?.target
    ?.text;
}

/** The last part of a URL’s path, without its query: the name `wget` and `curl -O` give the file. */
export function nameIn(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*/s, '');
  return path.slice(path.lastIndexOf('/') + 1) || 'index.html';
}

/** A text with the variables that the command itself sets, once each and to something known. */
function withValues(text: string, command: Command): string {
  if (!text.startsWith('$')) return text;
  return text.replace(/^\$(?:(\w+)|\{(\w+)\})/, (all, bare?: string, braced?: string) => {
    const name = bare ?? braced;
    const set = shellOf(command).commands.flatMap(({ assignments }) => assignments.filter((one) => one.name === name));
    return set.length === 1 && set[0]!.value && isUrl(set[0]!.value.text) ? set[0]!.value.text : all;
  });
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Options with a value, by program (https://curl.se/docs/manpage.html, GNU Wget's manual, aria2c(1), fetch(1)). */
const VALUES: Readonly<Record<string, ReadonlySet<string>>> = table({
  curl: words(`-A -b -c -C -d -D -e -E -F -h -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z
    --user-agent --cookie --cookie-jar --continue-at --data --data-ascii --data-binary --data-raw --data-urlencode --json
    --dump-header --referer --cert --cert-type --form --form-string --header --config --max-time --output --output-dir --quote
    --range --upload-file --user --proxy-user --write-out --proxy --preproxy --request --speed-time --speed-limit --url
    --cacert --capath --key --key-type --pass --ciphers --tls13-ciphers --tls-max --proto --proto-redir --proto-default
    --retry --retry-delay --retry-max-time --connect-timeout --connect-to --resolve --limit-rate --max-redirs --max-filesize
    --interface --noproxy --oauth2-bearer --unix-socket --stderr --dns-servers --socks5 --socks5-hostname --create-file-mode`),
  wget: words(`-a -A -B -D -e -i -I -l -n -o -O -P -Q -R -t -T -U -w -X
    --append-output --output-file --output-document --directory-prefix --input-file --tries --timeout --dns-timeout
    --connect-timeout --read-timeout --wait --waitretry --limit-rate --user --password --http-user --http-password --header
    --user-agent --referer --post-data --post-file --method --body-data --body-file --certificate --private-key
    --ca-certificate --ca-directory --secure-protocol --execute --progress --cut-dirs --level --accept --reject --domains`),
  fetch: words('-o -T -N -S -B -w -h -c -f --output'),
  aria2c: words('-o -d -x -s -j -k -m -t -l -i --out --dir --checksum --split --max-tries --timeout --header --user-agent'),
});

/** A pipeline, or another construct, that runs what it downloads without keeping it. */
export interface PipedScript {
  readonly span: Span;
  readonly downloads: readonly { readonly url: string; readonly span: Span }[];
  /** What runs it: `bash`. */
  readonly interpreter: string;
}

const piped = new WeakMap<Command, readonly PipedScript[]>();

/** What a command downloads straight into an interpreter: `curl … | sh`, `bash <(curl …)`, `eval "$(wget -O- …)"`. */
export function pipedScripts(command: Command): readonly PipedScript[] {
  let found = piped.get(command);
  if (!found) piped.set(command, (found = findPiped(command)));
  return found;
}

function findPiped(command: Command): readonly PipedScript[] {
  if (!/https?:\/\/|ftp:\/\//i.test(command.text)) return NONE;
  if (shellOf(command).unknown) return inPowerShell(command);
  const toOutput = downloadsOf(command).filter(({ file }) => file === undefined);
  if (toOutput.length === 0) return NONE;
  const from = (commands: readonly SimpleCommand[]): PipedScript['downloads'] =>
    toOutput.filter(({ invocation }) => commands.includes(invocation.command)).map(({ url, word }) => ({ url, span: word.span }));

  const found: PipedScript[] = [];
  const add = (span: Span, fetched: PipedScript['downloads'], interpreter: string): void => {
    if (fetched.length > 0 && !found.some((other) => within(span, other.span)))
      found.push({ span, downloads: fetched, interpreter });
  };
  for (const simple of shellOf(command).commands) {
    const { pipeline } = simple;
    const running = pipeline.parts.slice(1).flatMap((part, index) => {
      const invocation = part.commands.length === 1 ? invocationOf(part.commands[0]!) : undefined;
      return invocation && runsInput(invocation) ? [{ invocation, before: index + 1 }] : [];
    })[0];
    if (running) add(pipeline.span, from(commandsBefore(pipeline, running.before)), running.invocation.program);
    const invocation = invocationOf(simple);
    if (!invocation) continue;
    const scripts = runText(invocation).flatMap(({ substitutions }) => substitutions.flatMap(({ script }) => script.commands));
    // what `sh -c` is given begins with the name of a command
    const nested = simple.scripts.flatMap(({ commands }) =>
      (commands[0]?.words[0]?.substitutions ?? []).flatMap(({ script }) => script.commands),
    );
    add(simple.span, from([...scripts, ...nested]), invocation.program);
  }
  return found;
}

const NONE: readonly PipedScript[] = [];

const within = (span: Span, outer: Span): boolean => outer.start <= span.start && span.end <= outer.end;

const commandsBefore = ({ parts }: Pipeline, index: number): SimpleCommand[] =>
  parts.slice(0, index).flatMap(({ commands }) => commands);

const OTHER_INTERPRETERS = /^(?:python[\d.]*|perl|ruby|node|nodejs|php\d*)$/;

/** Whether a program takes what it runs from its input, rather than data. */
function runsInput({ program, words, by }: Invocation): boolean {
  if (by.includes('xargs')) return false;
  if (isShell(program)) return readsInput(words);
  if (!OTHER_INTERPRETERS.test(program)) return false;
  // code or a file is named, or the input is read line by line
  for (const { text } of words.slice(1)) {
    if (text === '-' || text === '--') return true;
    if (!text.startsWith('-') || /^-[a-zA-Z]*[cmeEnprfFW]|^--(?:eval|print|run)/.test(text)) return false;
  }
  return true;
}

/** The words a program runs as a script: all of `eval`'s, the file of `source` and of an interpreter. */
function runText({ program, words: [own, ...rest] }: Invocation): readonly ShellWord[] {
  if (program === 'eval') return rest;
  const file = rest.find(({ text }) => !/^-./.test(text));
  const runsFile = program === 'source' || program === '.' || isShell(program) || OTHER_INTERPRETERS.test(program);
  if (runsFile) return file?.substitutions.some(({ kind }) => kind === '<') ? [file] : [];
  return own && own.substitutions.length > 0 ? [own] : [];
}

const POWERSHELL_FETCH = String.raw`(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm|wget|curl(?:\.exe)?|DownloadString)`;
const POWERSHELL_RUN = '(?:Invoke-Expression|iex)';
const POWERSHELL = new RegExp(
  String.raw`\b${POWERSHELL_FETCH}\b[^;|\n]{0,300}?(https?://[^\s'"|;)]+)[^;|\n]{0,200}\|\s*${POWERSHELL_RUN}\b|` +
    String.raw`\b${POWERSHELL_RUN}\b[^;|\n]{0,200}?\b${POWERSHELL_FETCH}\b[^;|\n]{0,100}?(https?://[^\s'"|;)]+)['")]*`,
  'i',
);

/** What PowerShell runs is not read as a whole; this idiom is told by its words. */
function inPowerShell(command: Command): readonly PipedScript[] {
  const { text, span } = command;
  const found = /\biex\b|Invoke-Expression/i.test(text) ? POWERSHELL.exec(text) : null;
  const url = found?.[1] ?? found?.[2];
  if (!found || url === undefined) return NONE;
  const spanOf = ShellCommand.sourceOf(command)?.spanOf ?? (() => span);
  const at = found.index + found[0].indexOf(url);
  return [
    {
      span: spanOf(found.index, found.index + found[0].length),
      downloads: [{ url, span: spanOf(at, at + url.length) }],
      interpreter: 'Invoke-Expression',
    },
  ];
}

/** The host of a URL as written, without user and port. */
export function hostOf(url: string): string {
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(url)?.[1] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
}

/** Whether what a URL names comes from the same machine. */
export function isLocalUrl(url: string): boolean {
  return placeOfHost(hostOf(url)) === 'loopback';
}
