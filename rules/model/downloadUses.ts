import { type Download, nameIn } from './downloads.ts';
import { argumentsOf, type Invocation, invocationOf, invocationsOf } from './invocations.ts';
import type { Command } from './nodes.ts';
import { isShell } from './shell/language.ts';
import { type ShellWord, shellOf } from './shell.ts';

/** What becomes of a downloaded file when it does not stay mere data. */
export type Use = 'run' | 'made executable' | 'installed' | 'unpacked' | 'put among programs';

/** What a command itself does with a file it downloads; nothing when it only keeps it. */
export function useOf({ invocation, file }: Download, command: Command): Use | undefined {
  if (file === undefined) {
    const { parts } = invocation.command.pipeline;
    const own = parts.findIndex(({ commands }) => commands.includes(invocation.command));
    const readers = parts.slice(own + 1).flatMap(({ commands }) => commands.flatMap((one) => invocationOf(one) ?? []));
    if (readers.some(unpacks)) return 'unpacked';
    return readers.some((reader) => reader.program === 'dpkg' || reader.program === 'rpm') ? 'installed' : undefined;
  }
  if (file === '/dev/null') return undefined;
  const all = invocationsOf(command);
  for (const later of all.slice(all.indexOf(invocation) + 1)) {
    const use = useBy(later, file);
    if (use) return use;
  }
  return isProgramPlace(file) ? 'put among programs' : undefined;
}

function useBy(invocation: Invocation, file: string): Use | undefined {
  const { program, words } = invocation;
  const [own, ...rest] = words;
  if (own!.text.includes('/') && isSame(own!.text, file)) return 'run';
  if (!rest.some(({ text }) => isSame(text.replace(/^-[^=]*=/, ''), file))) return undefined;
  if (isShell(program) || program === 'source' || program === '.' || INTERPRETERS.test(program)) {
    const operand = rest.find(({ text }) => !/^[-+]./.test(text));
    return operand && isSame(operand.text, file) ? 'run' : undefined;
  }
  if (program === 'chmod') return isExecutable(argumentsOf(invocation, NO_VALUES).operands[0]) ? 'made executable' : undefined;
  if (unpacks(invocation)) return 'unpacked';
  if (installs(invocation)) return 'installed';
  if (PLACERS.has(program)) {
    const target = rest.findIndex(({ text }) => text === '-t');
    const to = target === -1 ? rest.at(-1) : rest[target + 1];
    return to && isProgramPlace(to.text) ? 'put among programs' : undefined;
  }
  return undefined;
}

const NO_VALUES: ReadonlySet<string> = new Set();
const INTERPRETERS = /^(?:python[\d.]*|perl|ruby|node|nodejs|php\d*|java)$/;
const PLACERS = new Set(['mv', 'cp', 'install', 'ln']);

/** Whether a word names a file that was written as another: from another folder, or among others by a pattern. */
function isSame(word: string, file: string): boolean {
  const [one, other] = [lastPart(word), lastPart(file)];
  if (one === other) return one !== '';
  const star = one.indexOf('*');
  return star !== -1 && other.startsWith(one.slice(0, star)) && other.endsWith(one.slice(one.lastIndexOf('*') + 1));
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A mode of `chmod` that lets somebody execute. */
function isExecutable(mode: ShellWord | undefined): boolean {
  return mode !== undefined && /^(?=[0-7]+$)[0-7]*[1357]|^[ugoa,]*[+=][rwstX]*x/.test(mode.text);
}

const UNPACKERS = new Set('unzip gunzip bunzip2 unxz unzstd zcat bzcat xzcat cpio dpkg-deb'.split(' '));
const DECOMPRESSORS = new Set(['gzip', 'bzip2', 'xz', 'zstd', 'lz4', 'pigz']);

function unpacks(invocation: Invocation): boolean {
  const { program, words } = invocation;
  if (UNPACKERS.has(program)) return !words.some(({ text }) => text === '-l' || text === '-t');
  const has = (...names: readonly string[]): boolean => words.some(({ text }) => names.includes(text));
  if (DECOMPRESSORS.has(program)) return words.some(({ text }) => /^-[a-z]*d|^--(?:decompress|uncompress)$/.test(text));
  if (program === 'tar' || program === 'bsdtar' || program === 'gtar')
    return has('--extract', '--get') || words.some(({ text }, at) => (at === 1 ? /^-?[a-zA-Z]*x/ : /^-[a-zA-Z]*x/).test(text));
  if (/^7z[ar]?$/.test(program)) return has('x', 'e');
  return (program === 'jar' || program === 'ar') && /^-?[a-z]*x/.test(words[1]?.text ?? '');
}

function installs({ program, words }: Invocation): boolean {
  const has = (pattern: RegExp): boolean => words.slice(1).some(({ text }) => pattern.test(text));
  if (program === 'dpkg') return has(/^-[a-zA-Z]*i|^--(?:install|unpack)$/);
  if (program === 'rpm') return has(/^-[a-zA-Z]*[iUF]|^--(?:install|upgrade|freshen)$/);
  if (/^(?:apt|apt-get|aptitude|gdebi|yum|dnf|microdnf|tdnf|zypper|pip[\d.]*|gem|npm|luarocks)$/.test(program))
    return has(/^(?:install|localinstall|in|i)$/) || program === 'gdebi';
  return program === 'apk' && has(/^add$/);
}

/** Folders programs are looked for in, and files that are programs by their name. */
function isProgramPlace(path: string): boolean {
  return (
    /(?:^|\/)s?bin(?:\/|$)|^\/(?:usr\/(?:local\/)?)?lib(?:64|exec)?(?:\/|$)|(?:^|\/)(?:plugins|cli-plugins)(?:\/|$)/.test(path) ||
    /\.(?:jar|war|ear|deb|rpm|apk|whl|phar|so)$/i.test(path)
  );
}

/** A file that `rpm` or `pip` is told to fetch and install by its address. */
export function installedUrls(command: Command): readonly { readonly url: string; readonly word: ShellWord }[] {
  if (!/\b(?:rpm|pip)/.test(command.text) || !command.text.includes('://')) return [];
  return invocationsOf(command).flatMap((invocation) => {
    const { program, words } = invocation;
    const fetches = program === 'rpm' || /^pip[\d.]*$/.test(program);
    if (!fetches || !installs(invocation)) return [];
    return words
      .slice(1)
      .filter(({ text }, at) => /^https?:\/\//i.test(text) && !/^[^#]*#.*\bsha\d+=/.test(text) && !takesUrl(words[at]!.text))
      .filter(({ text }) => /\.(?:rpm|whl|zip|tar\.\w+|tgz)(?:[?#]|$)/i.test(text))
      .map((word) => ({ url: word.text, word }));
  });
}

/** Options of pip whose value is the address of an index or a proxy. */
const takesUrl = (option: string): boolean => /^(?:-i|-f|--(?:extra-)?index-url|--find-links|--proxy)$/.test(option);

/** Programs whose very use is a check of a signature. */
const SIGNATURE_CHECKERS = /^(?:gpgv\d?|minisign|signify|slsa-verifier|rekor-cli)$/;
const HASHERS = /^(?:(?:sha\d*|md5|b2|b3|blake\d\w*)sum|shasum|cksum|sha\d+|rhash|hashdeep)$/;

const verifying = new WeakMap<Command, boolean>();

/** Whether a command compares something with a checksum or checks a signature. */
export function verifies(command: Command): boolean {
  let answer = verifying.get(command);
  if (answer === undefined) {
    const may = /sum|sha\d|gpg|cosign|openssl|verif|sign|hash|rpm|check/i.test(command.text);
    verifying.set(command, (answer = may && invocationsOf(command).some((invocation) => isCheck(invocation, command))));
  }
  return answer;
}

function isCheck({ program, words, command: simple }: Invocation, command: Command): boolean {
  const has = (pattern: RegExp): boolean => words.slice(1).some(({ text }) => pattern.test(text));
  if (SIGNATURE_CHECKERS.test(program)) return true;
  // an option may ask for it: `gpg --verify`, `cosign verify-blob`, `aria2c --checksum=…`, `jarsigner -verify`
  if (has(/^-{0,2}verify(?:-|$)|^--(?:checksum|require-hashes|checksig|check-?sha\d*)\b/)) return true;
  if (program === 'rpm') return has(/^-[a-zA-Z]*K/) && !has(/^--nosignature$/);
  if (HASHERS.test(program) || (program === 'openssl' && has(/^(?:dgst|sha\d+)$/))) {
    if (has(/^-[a-zA-Z]*c|^--check/)) return true;
    // a sum that goes into a comparison rather than onto the screen
    return simple.pipeline.parts.length > 1 || !shellOf(command).pipelines.includes(simple.pipeline);
  }
  // a script or function of one's own
  return /verif|check-?_?sum|check-?_?sha|check-?_?hash/.test(program);
}

/** The name of a downloaded thing, for messages. */
export function nameOf({ file, url }: { readonly file?: string; readonly url: string }): string {
  return (file && lastPart(file)) || nameIn(url);
}
