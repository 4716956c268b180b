import { UNKNOWN } from './imageName.ts';
import { interpolate, withoutPlaceholders } from './interpolate.ts';
import type { Command, CopiedFile, Label, Variable } from './nodes.ts';
import type { Setting } from './setting.ts';
import { scriptIndex } from './shell/arguments.ts';
import { type ShellWord, shellOf, type SimpleCommand } from './shell.ts';
import { ShellCommand } from './shellSource.ts';
import type { Span } from './text.ts';
import type { Field } from './yaml.ts';

/** A stretch of a URL. Its text is what it means: variables have their defaults, and `UNKNOWN` stands for the rest. */
export interface UrlPart {
  readonly text: string;
  readonly span: Span;
}

/** One host of a URL, in lower case, without the brackets of an IPv6 address; `UNKNOWN` may stand in it. */
export interface UrlHost extends UrlPart {
  readonly port?: number;
}

/** `name=value` of a URL's query, or of the `;` list of some JDBC drivers. The span is that of both. */
export interface UrlParameter {
  readonly name: string;
  /** Absent when there is no `=`. */
  readonly value?: UrlPart;
  readonly span: Span;
}

/** A URL within a text, taken apart by RFC 3986 and what database drivers make of it. */
export interface Url {
  /** All of it. When the text is not in the file as it reads, the smallest stretch that is known to hold it. */
  readonly span: Span;
  /** May hold a password: for judging, never for showing. */
  readonly text: string;
  /** In lower case: `https`, `jdbc:postgresql`, `git+ssh`. Empty when it cannot be known. */
  readonly scheme: UrlPart;
  /** Before the `@`, percent-encoding kept. Both may be empty: `user:@`. */
  readonly user?: UrlPart | undefined;
  readonly password?: UrlPart | undefined;
  /** Several in the URLs of clusters: `mongodb://a:27017,b:27017/records`. Empty for `file:///`. */
  readonly hosts: readonly UrlHost[];
  /** From the first `/` after the host, without query and fragment. */
  readonly path: UrlPart;
  readonly parameters: readonly UrlParameter[];
  /** What stands before it on its line of the text that was read: `fhir.server.url = `. */
  readonly lead: string;
  /** Whether that makes it a comment of a settings file. */
  readonly comment: boolean;
  /** The command and the word that hold it, of those a shell runs. */
  readonly command?: SimpleCommand;
  readonly word?: ShellWord;
}

/** A node that may hold URLs. */
export type UrlHolder = Variable | Command | CopiedFile | Label;

const read = new WeakMap<object, readonly Url[]>();

/** The URLs in a node's value, words or content, in the order written. Read once, when first asked for. */
export function urlsIn(node: UrlHolder): readonly Url[] {
  let urls = read.get(node);
  if (!urls) read.set(node, (urls = readNode(node)));
  return urls;
}

/** The URLs in a scalar of a manifest or compose file. Read once for a field, when first asked for. */
export function urlsOf(field: Field): readonly Url[] {
  let urls = read.get(field);
  if (!urls) read.set(field, (urls = readField(field)));
  return urls;
}

/** Where a stretch of a text stands. */
type SpanOf = (start: number, end: number) => Span;

function readNode(node: UrlHolder): readonly Url[] {
  switch (node.kind) {
    case 'Variable':
      return ofVariable(node);
    case 'Label':
      return ofValue(node.value, node.value.value ?? '');
    case 'CopiedFile':
      return node.content ? ofContent(node.content) : NONE;
    case 'Command':
      return ofCommand(node);
  }
}

const NONE: readonly never[] = [];

function ofContent({ text, span, scalar }: NonNullable<CopiedFile['content']>): readonly Url[] {
  return scalar ? readField(scalar) : readUrls(text, within(span, text));
}

function ofVariable(variable: Variable): readonly Url[] {
  const { field, place, value, written } = variable;
  const encoded = value.state === 'set' && place !== 'environment' && !written.includes('://');
  if (field && !encoded) return readField(place === 'environment' ? field.at('value') : field);
  return ofValue(value, written);
}

/** A value that is as written is read where it stands; one that was substituted is looked for in what was written. */
function ofValue({ state, value, span }: Setting<string>, written: string): readonly Url[] {
  if (state === 'unset') return NONE;
  if (value === undefined || value === written || value.includes(UNKNOWN)) return readUrls(written, within(span, written));
  if (!value.includes('://')) return NONE;
  return readUrls(value, throughSubstitution(value, written, span));
}

/** Quotes around a value count as part of its span. */
function within(span: Span, text: string): SpanOf {
  const more = span.end - span.start - text.length;
  if (more !== 0 && more !== 2) return () => span;
  const origin = span.start + more / 2;
  return (start, end) => ({ start: origin + start, end: origin + end });
}

/** What a value has in common with what was written, at its begin, at its end or in the middle, stands there. */
function throughSubstitution(value: string, written: string, span: Span): SpanOf {
  const middle = written.indexOf(value);
  const places = within(span, written);
  if (middle !== -1) return (start, end) => places(middle + start, middle + end);
  let before = 0;
  while (before < value.length && value[before] === written[before]) before++;
  let after = 0;
  const most = Math.min(value.length, written.length) - before;
  while (after < most && value[value.length - 1 - after] === written[written.length - 1 - after]) after++;
  return (start, end) => {
    const from = start <= before ? start : start >= value.length - after ? written.length - (value.length - start) : 0;
    const to = end <= before ? end : end >= value.length - after ? written.length - (value.length - end) : written.length;
    return places(from, to);
  };
}

/** Read in the file itself, so that places hold whatever the indentation and the quotes are. */
function readField(field: Field): readonly Url[] {
  if (!field.isScalar) return NONE;
  const { start, end } = field.textSpan;
  const text = field.source.original.slice(start, end);
  return readUrls(text, (from, to) => ({ start: start + from, end: start + to }));
}

function ofCommand(command: Command): readonly Url[] {
  if (!command.text.includes('://')) return NONE;
  const script = shellOf(command);
  if (script.unknown) return readUrls(command.text, ShellCommand.sourceOf(command)?.spanOf ?? within(command.span, command.text));
  const found = new Map<string, Url>();
  for (const simple of script.commands) {
    // a word that is itself a script is met again, word by word, and then says more
    const nested = simple.scripts.length > 0 ? simple.words[scriptIndex(simple.words)] : undefined;
    for (const word of wordsWithin(simple)) {
      if (word === nested || !word.text.includes('://')) continue;
      for (const url of readUrls(word.text, word.at ?? within(word.span, word.text)))
        found.set(`${url.span.start} ${url.text}`, url.inCommand(simple, word));
    }
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

function wordsWithin({ words, assignments, redirections }: SimpleCommand): ShellWord[] {
  return [
    ...assignments.flatMap(({ value }) => value ?? []),
    ...words,
    ...redirections.flatMap(({ target, body }) => [
      ...(target ? [target] : []),
      ...(body ? [{ ...body, known: true, quoted: true, substitutions: [] }] : []),
    ]),
  ];
}

/** The longest text that is looked through, and the longest URL: far more than any real one. */
const LONGEST_TEXT = 2_000_000;
const LONGEST = 4096;
const SCHEME = /(?:\b(?:jdbc|r2dbc)(?::[a-z][a-z\d+.-]*)*:)?[a-z][a-z\d+.-]*$/i;

/** The URLs in any text, in the order written; `spanOf` says where a stretch of it stands. */
export function readUrls(text: string, spanOf: SpanOf): readonly WrittenUrl[] {
  if (text.length > LONGEST_TEXT) return NONE;
  const urls: WrittenUrl[] = [];
  let last = 0;
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', Math.max(last, at + 3))) {
    const before = text.slice(Math.max(last, at - 64), at);
    const scheme = SCHEME.exec(before)?.[0] ?? '';
    if (scheme === '' && !/[})\uFFFE]$/.test(before)) continue;
    const start = at - scheme.length;
    const end = endOfUrl(text, at + 3, scheme.toLowerCase());
    if (end === at + 3) continue;
    urls.push(new WrittenUrl(text, spanOf, start, at, end));
    last = end;
  }
  return urls;
}

/** What ends no URL, and begins nothing within one. */
const ORDINARY = /[\w./:=&?@~+*!#-]{1,4096}/y;

/** Where a URL ends: at what none may hold, at a bracket it did not open, at the next URL of a list. */
function endOfUrl(text: string, start: number, scheme: string): number {
  const limit = Math.min(text.length, start + LONGEST);
  const lists = scheme.startsWith('jdbc:');
  let depth = 0;
  let at = start;
  while (at < limit) {
    ORDINARY.lastIndex = at;
    if (ORDINARY.test(text)) at = Math.min(ORDINARY.lastIndex, limit);
    if (at === limit) break;
    const past = pastPlaceholder(text, at);
    if (past !== at) {
      at = past;
      continue;
    }
    const char = text[at]!;
    if (/[\s"'`<>|\\^]/.test(char)) break;
    if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char) && --depth < 0) break;
    else if (char === ';' && !lists) break;
    else if (char === ',' && /^,\s*(?:[a-z][a-z\d+.:-]{0,30}:\/\/|$)/i.test(text.slice(at, at + 40))) break;
    at++;
  }
  while (at > start && '.,:;!'.includes(text[at - 1]!)) at--;
  return at;
}

const PLACEHOLDER = new RegExp(
  [
    /\$\{\{[^{}\n]{0,500}\}\}/, // `${{ … }}` of workflows
    /\$\{[^{}\n]{0,500}(?:\$?\{[^{}\n]{0,500}\}[^{}\n]{0,500}){0,5}\}/, // `${NAME:-default}`, one within another
    /\$\([^()\n]{0,500}\)/,
    /\{\{[^{}\n]{0,1000}\}\}/,
    /\{%[^%\n]{0,1000}%\}/,
    /<%[^%\n]{0,1000}%>/,
    /<[\w .-]{1,60}>/,
    /%\([\w.-]{1,60}\)s/, // Python
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
);

/** The offset behind a variable, a substitution, an action of a template or a `<placeholder>` that begins here. */
function pastPlaceholder(text: string, at: number): number {
  const char = text[at]!;
  if (char !== '$' && char !== '{' && char !== '<' && char !== '%') return at;
  PLACEHOLDER.lastIndex = at;
  const found = PLACEHOLDER.exec(text);
  return found ? at + found[0].length : at;
}

type Rest = Pick<Url, 'user' | 'password' | 'hosts' | 'path' | 'parameters'>;

/** A URL that stands in a text. Most are only asked for their scheme: the rest is taken apart when it is first asked for. */
class WrittenUrl implements Url {
  readonly #text: string;
  readonly #spanOf: SpanOf;
  readonly #start: number;
  readonly #colon: number;
  readonly #end: number;
  declare readonly command?: SimpleCommand;
  declare readonly word?: ShellWord;
  #scheme: UrlPart | undefined;
  #rest: Rest | undefined;
  #lead: Pick<Url, 'lead' | 'comment'> | undefined;

  constructor(text: string, spanOf: SpanOf, start: number, colon: number, end: number, within?: Pick<Url, 'command' | 'word'>) {
    [this.#text, this.#spanOf, this.#start, this.#colon, this.#end] = [text, spanOf, start, colon, end];
    if (within) Object.assign(this, within);
  }

  /** The same as it stands in a word of a command. */
  inCommand(command: SimpleCommand, word: ShellWord): WrittenUrl {
    return new WrittenUrl(this.#text, this.#spanOf, this.#start, this.#colon, this.#end, { command, word });
  }

  get span(): Span {
    return this.#spanOf(this.#start, this.#end);
  }

  get text(): string {
    return meaningOf(this.#text.slice(this.#start, this.#end));
  }

  get scheme(): UrlPart {
    const [start, end] = [this.#start, this.#colon];
    return (this.#scheme ??= { text: this.#text.slice(start, end).toLowerCase(), span: this.#spanOf(start, end) });
  }

  get user(): UrlPart | undefined {
    return this.#apart.user;
  }

  get password(): UrlPart | undefined {
    return this.#apart.password;
  }

  get hosts(): readonly UrlHost[] {
    return this.#apart.hosts;
  }

  get path(): UrlPart {
    return this.#apart.path;
  }

  get parameters(): readonly UrlParameter[] {
    return this.#apart.parameters;
  }

  get lead(): string {
    return this.#before.lead;
  }

  get comment(): boolean {
    return this.#before.comment;
  }

  get #before(): Pick<Url, 'lead' | 'comment'> {
    return (this.#lead ??= leadOf(this.#text, this.#start));
  }

  get #apart(): Rest {
    return (this.#rest ??= this.#takeApart());
  }

  #takeApart(): Rest {
    const end = this.#end;
    const authority = this.#colon + 3;
    const pathAt = this.#find('/?#;', authority, end);
    const queryAt = this.#find('?;', pathAt, end);
    const fragmentAt = this.#find('#', pathAt, end);
    const pathEnd = Math.min(queryAt, fragmentAt);
    const at = this.#lastAt(authority, pathAt);
    const hostsAt = at === -1 ? authority : at + 1;
    return {
      ...(at !== -1 && this.#userInfo(authority, at)),
      hosts: this.#hosts(hostsAt, pathAt),
      path: this.#part(pathAt, pathEnd),
      parameters: queryAt < end && queryAt < fragmentAt ? this.#parameters(queryAt + 1, fragmentAt) : [],
    };
  }

  #part(start: number, end: number): UrlPart {
    return { text: meaningOf(this.#text.slice(start, end)), span: this.#spanOf(start, end) };
  }

  /** The first of some characters outside placeholders; `end` when there is none. */
  #find(characters: string, start: number, end: number): number {
    for (let at = start; at < end; ) {
      const past = pastPlaceholder(this.#text, at);
      if (past !== at) at = past;
      else if (characters.includes(this.#text[at]!)) return at;
      else at++;
    }
    return end;
  }

  /** A password may hold an `@`, a host cannot. */
  #lastAt(start: number, end: number): number {
    let found = -1;
    for (let at = this.#find('@', start, end); at < end; at = this.#find('@', at + 1, end)) found = at;
    return found;
  }

  #userInfo(start: number, end: number): Pick<Url, 'user' | 'password'> {
    const colon = this.#find(':', start, end);
    return colon === end
      ? { user: this.#part(start, end) }
      : { user: this.#part(start, colon), password: this.#part(colon + 1, end) };
  }

  #hosts(start: number, end: number): readonly UrlHost[] {
    const hosts: UrlHost[] = [];
    for (let from = start; from < end; ) {
      const comma = this.#find(',', from, end);
      if (comma > from) hosts.push(this.#host(from, comma));
      from = comma + 1;
    }
    return hosts;
  }

  #host(start: number, end: number): UrlHost {
    const bracket = this.#text[start] === '[' ? this.#find(']', start, end) : -1;
    const colon = this.#find(':', bracket === -1 ? start : Math.min(bracket + 1, end), end);
    const { text, span } = this.#part(start, colon);
    const port = /^\d{1,5}$/.exec(meaningOf(this.#text.slice(colon + 1, end)))?.[0];
    return { text: text.toLowerCase().replace(/^\[|\]$/g, ''), span, ...(port !== undefined && { port: Number(port) }) };
  }

  #parameters(start: number, end: number): readonly UrlParameter[] {
    const parameters: UrlParameter[] = [];
    for (let from = start; from < end; ) {
      const to = this.#find('&;', from, end);
      const equals = this.#find('=', from, to);
      if (to > from)
        parameters.push({
          name: this.#text.slice(from, equals),
          ...(equals < to && { value: this.#part(equals + 1, to) }),
          span: this.#spanOf(from, to),
        });
      from = to + 1;
    }
    return parameters;
  }
}

function leadOf(text: string, start: number): Pick<Url, 'lead' | 'comment'> {
  const before = text.slice(Math.max(0, start - 200), start);
  const lead = before.slice(before.lastIndexOf('\n') + 1);
  return { lead, comment: /^\s*(?:#|\/\/|;|--(?:\s|$)|\/?\*|<!--|!)|\s#/.test(lead) };
}

/** What a stretch means when nothing from outside is known. */
function meaningOf(text: string): string {
  if (!/[$@{<%]/.test(text)) return text;
  return withoutPlaceholders(interpolate(text).text).replace(/%\([\w.-]{1,60}\)s/g, UNKNOWN);
}
