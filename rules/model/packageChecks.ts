import { type Invocation, invocationsOf } from './invocations.ts';
import type { Command } from './nodes.ts';
import { type ShellWord, shellOf, type SimpleCommand } from './shell.ts';
import type { Span } from './text.ts';
import { verifies } from './downloadUses.ts';
import { table } from './table.ts';

/** A call of a package manager, or a line of its configuration, by which it does not check signatures. */
export interface PackageCheck {
  readonly span: Span;
  /** As messages name it. */
  readonly text: string;
  readonly program: string;
  /** What can be taken out, with a blank each, to have the check back. */
  readonly removals?: readonly Span[];
}

const read = new WeakMap<Command, readonly PackageCheck[]>();

/** The checks of signatures a command turns off, on the command line or in configuration it writes. Read once. */
export function turnedOff(command: Command): readonly PackageCheck[] {
  let found = read.get(command);
  if (!found) read.set(command, (found = MAY_TURN_OFF.test(command.text) ? find(command) : []));
  return found;
}

/** A cheap test before a command is read. */
const MAY_TURN_OFF =
  /unauthenticated|force-yes|insecure|trusted|gpg-?check|no-gpg|allow-unsigned|--no(?:signature|digest|verify|filedigest)|SigLevel|GOSUMDB|GONOSUM|GOFLAGS/i;

function find(command: Command): readonly PackageCheck[] {
  const found: PackageCheck[] = [];
  for (const invocation of invocationsOf(command)) found.push(...joined(onCommandLine(invocation, command)));
  for (const simple of shellOf(command).commands) {
    for (const { name, value, span } of simple.assignments) {
      const check = value && GO[name]?.test(value.text) ? { span, text: `${name}=${value.text}`, program: 'go' } : undefined;
      if (check) found.push(check);
    }
    found.push(...written(simple));
  }
  return found;
}

/** https://go.dev/ref/mod#environment-variables */
const GO: Readonly<Record<string, RegExp>> = table({
  GOSUMDB: /^off$/,
  GONOSUMDB: /^\*$/,
  GONOSUMCHECK: /^1$/,
  GOFLAGS: /(?:^|\s)-insecure\b/,
});

/** Several flags of one call are one cause. */
function joined(checks: readonly PackageCheck[]): readonly PackageCheck[] {
  const [first] = checks;
  if (!first) return checks;
  return [
    { ...first, text: checks.map(({ text }) => text).join(' '), removals: checks.flatMap(({ removals = [] }) => removals) },
  ];
}

function onCommandLine({ program, words }: Invocation, command: Command): readonly PackageCheck[] {
  const flags = FLAGS.find(({ programs }) => programs.test(program));
  if (!flags) return [];
  return words.slice(1).flatMap((word, index): PackageCheck[] => {
    const { text, span } = word;
    const previous = words[index]!;
    if (flags.alone.test(text)) {
      if (isCheckedFile(text, words, command)) return [];
      return [{ span, text, program, removals: [{ start: previous.span.end, end: span.end }] }];
    }
    if (!flags.setting.test(text)) return [];
    // `-o APT::Get::AllowUnauthenticated=true` is two words, and goes as two
    const isValue = index > 0 && /^(?:-o|--option|--setopt)$/.test(previous.text);
    const before = isValue ? words[index - 1]! : previous;
    const start = isValue ? previous.span.start : span.start;
    const shown = isValue ? `${previous.text} ${text}` : text;
    return [{ span: { start, end: span.end }, text: shown, program, removals: [{ start: before.span.end, end: span.end }] }];
  });
}

interface Flags {
  readonly programs: RegExp;
  /** A word that turns a check off by itself. */
  readonly alone: RegExp;
  /** A setting given on the command line. */
  readonly setting: RegExp;
}

const NONE = /(?!)/;
const ON = '(?:=|\\s*=\\s*)"?(?:true|1|yes)"?$';

/** From apt-get(8), apt-secure(8), apk(8), yum(8), dnf(8), zypper(8), rpm(8) and pacman.conf(5). */
const FLAGS: readonly Flags[] = [
  {
    programs: /^(?:apt|apt-get|aptitude)$/,
    alone:
      /^--(?:allow-unauthenticated|force-yes|allow-insecure-repositories|allow-downgrade-to-insecure-repositories)(?:=(?:true|1|yes))?$/,
    setting: new RegExp(
      `^(?:-o|--option=)?(?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories|Acquire::AllowDowngradeToInsecureRepositories|Acquire::AllowWeakRepositories)${ON}`,
      'i',
    ),
  },
  { programs: /^apk$/, alone: /^--allow-untrusted$/, setting: NONE },
  {
    programs: /^(?:yum|dnf5?|microdnf|tdnf|zypper|yum-config-manager)$/,
    alone: /^--(?:nogpgcheck|no-gpg-checks?|no-gpgchecks|gpgcheck=0|allow-unsigned-rpm)$/,
    setting: /^(?:--setopt=)?(?:[\w*.-]+\.)?(?:repo_|local_?pkg_)?gpgcheck\s*=\s*(?:0|false|no)$/i,
  },
  { programs: /^rpm$/, alone: /^--(?:nosignature|nodigest|noverify|nofiledigest)$/, setting: NONE },
];

/** `apk add --allow-untrusted ./file.apk` of a file whose checksum the same command compares. */
function isCheckedFile(flag: string, words: readonly ShellWord[], command: Command): boolean {
  if (!/untrusted|nogpgcheck|no-gpg|unsigned|nosignature|nodigest/.test(flag) || !verifies(command)) return false;
  const operands = words.slice(2).filter(({ text }) => !text.startsWith('-'));
  return operands.length > 0 && operands.every(({ text }) => /\.(?:apk|rpm|deb)$/.test(text));
}

/** What a command writes into configuration: by a here-document, `echo … >`, `tee`, `sed -i`. */
function written({ words, redirections, pipeline }: SimpleCommand): readonly PackageCheck[] {
  const [own] = words;
  const name = own?.text.slice(own.text.lastIndexOf('/') + 1);
  const files = pipeline.parts.flatMap(({ commands, redirections: outer }) => [
    ...outer.flatMap(({ target }) => target?.text ?? []),
    ...commands.flatMap((one) => [
      ...one.redirections.filter(({ operator }) => operator.startsWith('>')).flatMap(({ target }) => target?.text ?? []),
      ...(one.name === 'tee' ? one.words.slice(1).map(({ text }) => text) : []),
    ]),
  ]);
  const found: PackageCheck[] = [];
  if (name === 'echo' || name === 'printf')
    for (const { text, span } of words.slice(1))
      found.push(...files.flatMap((file) => settingsIn(text, file).map((check) => ({ ...check, span }))));
  if (name === 'sed' && words.some(({ text }) => /^-[a-zA-Z]*i|^--in-place/.test(text)))
    for (const { text, span } of words.slice(1)) {
      const replacement = /^s(.)(?:(?!\1).)*\1((?:(?!\1).)*)\1/.exec(text)?.[2];
      const file = words.at(-1)!.text;
      if (replacement !== undefined) found.push(...settingsIn(replacement, file).map((check) => ({ ...check, span })));
    }
  for (const { body } of redirections)
    if (body) for (const file of files) found.push(...settingsIn(body.text, file, body.span.start, body.span.end));
  return found.slice(0, 1);
}

function settingsIn(text: string, file: string, start = 0, end = start): readonly PackageCheck[] {
  return sourceText(text, file, end - start === text.length ? start : undefined, { start, end });
}

/** The checks that the text of a package manager's configuration turns off; what kind it is, its place tells. */
export function sourceText(text: string, file: string, offset: number | undefined, whole?: Span): readonly PackageCheck[] {
  const kind = CONFIGURATION.find(({ place }) => place.test(file));
  if (!kind) return [];
  const found: PackageCheck[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    const isSilent = /^\s*(?:#|\/\/|;)|\]\s*(?:file|copy|cdrom):/.test(line); // a comment, a repository on this very disk
    const match = isSilent ? null : kind.setting.exec(line);
    if (match) {
      const at = start + match.index;
      const span = offset === undefined ? whole! : { start: offset + at, end: offset + at + match[0].length };
      found.push({ span, text: match[0].trim(), program: kind.program });
    }
    start += line.length + 1;
  }
  return found;
}

interface Configuration {
  readonly place: RegExp;
  readonly program: string;
  readonly setting: RegExp;
}

/** From sources.list(5), apt.conf(5), yum.conf(5), pacman.conf(5). */
const CONFIGURATION: readonly Configuration[] = [
  {
    place: /\/sources\.list|\.sources$/,
    program: 'apt',
    setting: /\b(?:trusted|allow-insecure|allow-weak)=yes\b|^(?:Trusted|Allow-Insecure):\s*yes\b/i,
  },
  {
    place: /\/apt\.conf|\/apt\/[^/]{1,255}\.conf$/,
    program: 'apt',
    setting: /\b(?:AllowUnauthenticated|AllowInsecureRepositories|AllowDowngradeToInsecureRepositories)\s+"?(?:true|1|yes)\b/i,
  },
  {
    place: /yum\.repos\.d\/|\/(?:yum|dnf|zypp|tdnf)\.conf$|\.repo$|zypp\/repos\.d/,
    program: 'yum',
    setting: /(?<![\w])(?:repo_|local_?pkg_|pkg_)?gpgcheck\s*=\s*(?:0|false|no|off)\b/i,
  },
  { place: /\/pacman\.conf$/, program: 'pacman', setting: /^\s*SigLevel\s*=.*\b(?:Never|TrustAll)\b/ },
];
