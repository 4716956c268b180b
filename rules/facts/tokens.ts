import type { Span } from '../model/text.ts';
import type { FoundToken } from './foundToken.ts';
import { isNotSecretName, isReference, isSecretName, namesSecret } from './secrets.ts';
import { shapeOf, type TokenShape } from './tokenShape.ts';
import { tokenTable } from './tokenTable.ts';
import { hasCheckDigits } from './checkDigits.ts';
import { privateKeysIn } from './privateKeys.ts';
import { webTokenIn } from './webTokens.ts';

export type { FoundToken } from './foundToken.ts';

/** No run of fewer characters is looked at, so the search may step this far. Shorter than every shape of the table. */
const SHORTEST = 16;
/** The longest value that is judged by its name. */
const LONGEST = 400;

/**
 * Finds what looks like a credential anywhere in a text, in the order written: private keys, what providers hand out
 * (`tokenTable`), web tokens that decode, and random values under a name of a secret. Most of a text is stepped over.
 */
export function tokensIn(text: string): readonly FoundToken[] {
  const keys = privateKeysIn(text);
  const found: FoundToken[] = [];
  // as Boyer and Moore search: a break found from behind says where the next run may end at the earliest
  for (let at = SHORTEST - 1; at < text.length; ) {
    const before = at - SHORTEST;
    let last = at;
    while (last > before && !isBreak(text.charCodeAt(last))) last--;
    if (last > before) {
      at = last + SHORTEST;
      continue;
    }
    let end = at + 1;
    while (end < text.length && !isBreak(text.charCodeAt(end))) end++;
    readRun(text, before + 1, end, found);
    at = end + SHORTEST;
  }
  if (keys.length === 0) return found;
  return [...found.filter((token) => !keys.some((key) => overlap(key, token))), ...keys].sort((a, b) => a.start - b.start);
}

const overlap = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Blanks, quotes, brackets, commas, backslashes and all that is not ASCII. */
const BREAKS = new Uint8Array(128).map((_, code) =>
  code <= 32 || '"\'`<>,;()[]{}\\'.includes(String.fromCharCode(code)) ? 1 : 0,
);
const isBreak = (code: number): boolean => code > 127 || BREAKS[code] === 1;

const WORD = new Uint8Array(128).map((_, code) => (/[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0));

function readRun(text: string, start: number, end: number, found: FoundToken[]): void {
  const { flags, byPair } = (index ??= makeIndex());
  const before = found.length;
  let inWord = start > 0 && isInWord(text, start);
  for (let at = start; at + 1 < end; at++) {
    const code = text.charCodeAt(at);
    const pair = (code << 7) | text.charCodeAt(at + 1);
    const flag = flags[pair]!;
    if (flag !== 0 && (flag === INSIDE || !inWord || escapesBefore(text, at))) {
      const token = longestAt(text, at, byPair.get(pair)!, start, end);
      if (token) {
        found.push(token);
        at = token.end - 1;
      }
    }
    inWord = WORD[text.charCodeAt(at)] === 1;
  }
  if (found.length === before) readValue(text, start, end, found);
}

/** Whether what stands before an offset belongs to the same word; the `n` of a written `\n` does not, nor does `%3D`. */
function isInWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at - 1);
  return code < 128 && WORD[code] === 1 && !escapesBefore(text, at);
}

const escapesBefore = (text: string, at: number): boolean => text[at - 2] === '\\' || text[at - 3] === '%';

interface Known extends TokenShape {
  readonly provider: string;
  readonly kind: string;
  readonly near: readonly string[] | undefined;
  readonly check: 'crc32' | undefined;
}

const START = 1;
const INSIDE = 2;
const NEVER = /(?!)/y;

let index: ReturnType<typeof makeIndex> | undefined;

/** By the first two characters of each literal text, which shapes there may be. Made when first asked for. */
function makeIndex(): {
  readonly flags: Uint8Array;
  readonly byPair: ReadonlyMap<number, readonly Known[]>;
  readonly bare: readonly Known[];
  readonly near: RegExp;
  /** Which lengths the shapes without a literal text have. */
  readonly lengths: Uint8Array;
} {
  const flags = new Uint8Array(128 * 128);
  const byPair = new Map<number, Known[]>();
  const bare: Known[] = [];
  const words = new Set<string>();
  const lengths = new Uint8Array(LONGEST + 1);
  const add = (known: Known): void => {
    const { literal, most } = known;
    const pair = (literal.charCodeAt(0) << 7) | literal.charCodeAt(1);
    flags[pair] = Math.max(flags[pair]!, most > 0 ? INSIDE : START);
    const others = byPair.get(pair);
    if (others) others.push(known);
    else byPair.set(pair, [known]);
  };
  for (const { provider, near, check, shapes } of tokenTable)
    for (const [text, kind] of Object.entries(shapes)) {
      const known = { ...shapeOf(text), provider, kind, near, check };
      if (known.literal !== '') add(known);
      else {
        bare.push(known);
        lengths.fill(1, known.least, known.most + 1);
        for (const word of near ?? []) words.add(word);
      }
    }
  const web = {
    literal: 'ey',
    least: 0,
    most: 0,
    pattern: () => NEVER,
    provider: '',
    kind: '',
    near: undefined,
    check: undefined,
  };
  add({ ...web, literal: 'eyJ' });
  add({ ...web, literal: 'ZXlK' });
  const near = new RegExp([...words].map((word) => word.replace(/[.+*?]/g, '\\$&')).join('|'));
  return { flags, byPair, bare, near, lengths };
}

function longestAt(text: string, at: number, shapes: readonly Known[], from: number, to: number): FoundToken | undefined {
  let best: FoundToken | undefined;
  for (const known of shapes) {
    if (!text.startsWith(known.literal, at)) continue;
    const span = known.kind === '' ? undefined : spanAt(text, at, known, from);
    const token = known.kind === '' ? webTokenIn(text, at, to) : span && named(text, span, known);
    if (token && (!best || token.end > best.end)) best = token;
  }
  return best;
}

function spanAt(text: string, at: number, { least, most, pattern, near }: Known, from: number): Span | undefined {
  for (let lead = most; lead >= least; lead--) {
    const start = at - lead;
    if (start < from || (start > 0 && WORD[text.charCodeAt(start)] === 1 && isInWord(text, start))) continue;
    const shape = pattern();
    shape.lastIndex = start;
    if (shape.test(text)) return near && !leadsUp(text, at, near) ? undefined : { start, end: shape.lastIndex };
  }
  return undefined;
}

/** Whether one of some words stands before an offset on its line or the line above, or in the same run behind it. */
const leadsUp = (text: string, at: number, words: readonly string[]): boolean => {
  const window =
    windowBefore(text, at) +
    text
      .slice(at, at + 400)
      .split(/[\s"']/, 1)[0]!
      .toLowerCase();
  return words.some((word) => window.includes(word));
};

function windowBefore(text: string, at: number): string {
  const window = text.slice(Math.max(0, at - 80), at);
  const lines = window.split('\n');
  return lines.slice(-2).join('\n').toLowerCase();
}

function named(text: string, span: Span, { provider, kind, literal, most, check }: Known): FoundToken | undefined {
  // of `AccountKey=…` the name is none of the value
  const start = most === 0 && literal.endsWith('=') ? span.start + literal.length : span.start;
  const value = text.slice(start, span.end);
  const fixed = most === 0 && start === span.start && !/[:/]/.test(literal) ? literal : '';
  const body = value.slice(fixed.length);
  if (isFilledIn(body)) return undefined;
  return {
    start,
    end: span.end,
    name: `${article(provider)} ${provider} ${kind}`,
    shape: fixed === '' ? `${value.length} characters` : `\`${fixed}\` and ${body.length} more characters`,
    by: 'provider',
    ...(check && !hasCheckDigits(body) && { doubt: 'check digits' as const }),
    ...(value.includes('EXAMPLE') && { example: true as const }),
  };
}

/** Providers whose name begins with the sound of a vowel. */
const article = (name: string): string => (/^(?:[AEIO]|1?8|X$|X |xAI|npm|ngrok|hC|NV|HCP|RSA|SSH|SM)/.test(name) ? 'an' : 'a');

/** Whether a value only stands for one: one or two characters again and again, a count, a word that says so. */
export function isFilledIn(body: string): boolean {
  if (/x{6}|\*{3}|\.{3}|0{12}|1234567890|abcdefghij|placeholder|redacted|changeme|replace.?me|your[-_.]|insert.?your/i.test(body))
    return true;
  return new Set(body).size <= 2;
}

/** A run without a distinctive shape counts by the name it is given under. */
function readValue(text: string, start: number, end: number, found: FoundToken[]): void {
  let last = end;
  while (last > start && '.:'.includes(text[last - 1]!)) last--;
  const value = valueIn(text, start, last);
  if (!value) return;
  const written = text.slice(value.start, last);
  if (written.length < 15 || written.length > LONGEST || written[0] === '/' || !/\d/.test(written) || !/[A-Za-z]/.test(written))
    return;
  const span = { start: value.start, end: last };
  const token = bareAt(text, span, written) ?? genericAt(text, span, written, value.name);
  if (token) found.push(token);
}

/** The value of `name=value` or `name: value`: the whole run when a sign of equality leads up to it, else what follows one in it. */
function valueIn(text: string, start: number, end: number): { readonly start: number; readonly name: string } | undefined {
  const name = nameBefore(text, start);
  if (name !== undefined) return { start, name };
  let at = start;
  while (at < end && NAME[text.charCodeAt(at)] === 1) at++;
  return at > start && (text[at] === '=' || text[at] === ':') ? { start: at + 1, name: text.slice(start, at) } : undefined;
}

/** The name before `=` or `:` and an optional quote: of `"clientSecret" : "` it is `clientSecret`. Nothing when no such sign leads up to a value. */
export function nameBefore(text: string, start: number): string | undefined {
  let at = start - 1;
  const skip = (characters: string): void => {
    for (const least = at - 12; at > least && at >= 0 && characters.includes(text[at]!); ) at--;
  };
  skip('"\'`\\');
  skip(' \t');
  if (text[at] === '>') at--;
  if (text[at] !== '=' && text[at] !== ':') return undefined;
  at--;
  if (text[at] === ':') at--;
  skip(' \t');
  skip('"\'\\');
  const end = at + 1;
  for (const least = at - 80; at > least && at >= 0 && NAME[text.charCodeAt(at)] === 1; ) at--;
  return text.slice(at + 1, end);
}

const NAME = new Uint8Array(128).map((_, code) => (/[\w.-]/.test(String.fromCharCode(code)) ? 1 : 0));

function bareAt(text: string, span: Span, value: string): FoundToken | undefined {
  const { near, bare, lengths } = index!;
  if (lengths[value.length] === 0) return undefined;
  const window = windowBefore(text, span.start);
  if (!near.test(window) || !/key|token|secret|pass|auth|credential|pat\b|licen[cs]e|api/.test(window)) return undefined;
  for (const known of bare) {
    if (!known.near!.some((word) => window.includes(word))) continue;
    const shape = known.pattern();
    shape.lastIndex = 0;
    if (!shape.test(value) || shape.lastIndex !== value.length) continue;
    if (isNotSecretName(nameBefore(text, span.start) ?? '') || entropyOf(value) < 3 || isReading(value)) continue;
    return named(text, span, known);
  }
  return undefined;
}

function genericAt(text: string, span: Span, value: string, name: string): FoundToken | undefined {
  const line = text
    .slice(Math.max(0, span.start - 40), span.start)
    .split('\n')
    .at(-1)!;
  if (!HINT.test(line) || DIGEST.test(line) || (!isSecretName(name) && (isNotSecretName(name) || !namesSecret(line))))
    return undefined;
  if (isReference(value) || isFilledIn(value) || isKnownForm(value) || isReading(value) || isInHash(text, span.start))
    return undefined;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((some) => some.test(value)).length;
  if (classes < 2 || entropyOf(value) <= (/^[0-9a-f]+$/i.test(value) ? 3 : 3.5)) return undefined;
  return { ...span, name: `a random value of ${value.length} characters under the name of a secret`, by: 'generic' };
}

/** Whether a value is a part of a password's hash (the PHC string format), of which `,` and `=` make several; compose writes `$` twice. */
const isInHash = (text: string, at: number): boolean =>
  /\$\$?(?:argon2(?:id?|d)|scrypt|pbkdf2[\w-]{0,20}|2[abxy]|[156y])\$\S*$/.test(text.slice(Math.max(0, at - 160), at));

/** A first look for words of secrets, before a line is taken apart. */
const HINT = /pass|pwd|pw\b|secret|token|key|cred|sas|dsn|bearer|cookie/i;

/** Words for what is worked out from something, and tells nothing of it. */
const DIGEST = /checksum|digest|hash|sha-?\d|md5|fingerprint|integrity|etag|revision|commit/i;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Forms of which none is a secret: UUIDs, digests, hashes of passwords, paths, addresses, templates, public keys. */
function isKnownForm(value: string): boolean {
  return (
    UUID.test(value) ||
    /^(?:sha(?:1|224|256|384|512)|md5|arn|urn|https?|file|s3|gs|oci|docker|secret|kms|projects)[-:_/]/i.test(value) ||
    /^\$\$?(?:1|2[abxy]?|5|6|y|apr1|argon2\w*|scrypt|pbkdf2)/.test(value) ||
    /^(?:ssh-|ecdsa-|AAAAB3|AAAAC3|MII[BCDEFGHI]|LS0tLS1CRUdJTiBDRV|age1|pk[._]|pub)/.test(value) ||
    /^[\w.-]*\/[\w./-]*$/.test(value) ||
    /:\/\/|[{}<>%]|^[./~@]|@sha256|\.(?:com|org|net|io|local|svc|ya?ml|json|pem|crt|key|jks|sh|py|js)\b/i.test(value)
  );
}

/** Whether a value reads as words: `my-app-config-v2`, `SomeClassName`. */
function isReading(value: string): boolean {
  const words = value.split(/[^A-Za-z\d]+|(?<=[a-z])(?=[A-Z])/).filter((word) => word !== '');
  return (
    words.every((word) => /^(?:[A-Za-z]?[a-z]{1,14}|[A-Z]{1,14}|v?\d{1,4}|[A-Za-z][a-z]{1,12}\d{1,4})$/.test(word)) &&
    !isScrambled(words)
  );
}

/** Short pieces alone are no words: `aB3xK9qZ` splits into them too. */
const isScrambled = (words: readonly string[]): boolean => words.join('').length / words.length < 3.2;

/** Shannon's entropy in bits a character. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
