import { fromBase64 } from '../model/kubernetes/base64.ts';
import type { FoundToken } from './foundToken.ts';

/** Where private keys say what they are (RFC 7468, RFC 4716, RFC 9580; OpenSSH, OpenVPN and PuTTY by their own formats). */
const MARKERS: readonly { readonly text: string; readonly read: (text: string, at: number) => FoundToken | undefined }[] = [
  { text: 'PRIVATE KEY', read: pemAt },
  { text: 'OpenVPN Static key', read: pemAt },
  { text: 'PuTTY-User-Key-File-', read: puttyAt },
  // base64 of `-----BEGIN`, at each of the three offsets a text may have in it
  { text: 'LS0tLS1CRUdJTi', read: wrappedAt },
];

/** The private keys in a text, from their first to their last character, in the order found. Keys without a body are examples. */
export function privateKeysIn(text: string): readonly FoundToken[] {
  const found: FoundToken[] = [];
  for (const marker of MARKERS)
    for (let at = text.indexOf(marker.text); at !== -1; ) {
      const key = marker.read(text, at);
      if (key) found.push(key);
      at = text.indexOf(marker.text, key ? Math.max(key.end, at + 1) : at + marker.text.length);
    }
  return found;
}

/** The longest key that is looked for: one of 16,384 bits, with indentation. */
const LONGEST = 40_000;

function pemAt(text: string, at: number): FoundToken | undefined {
  const start = text.lastIndexOf('-----BEGIN ', at);
  if (start === -1 || at - start > 40) return undefined;
  const label = text.slice(start + '-----BEGIN '.length, at).trim();
  if (!/^(?:[A-Z0-9]+(?: |$))*$/.test(label)) return undefined;
  const rest = text.slice(at, at + LONGEST);
  const close = rest.search(/-----END /);
  const body = rest.slice(0, close === -1 ? 400 : close);
  if (!hasBody(body)) return undefined;
  const tail = close === -1 ? -1 : rest.indexOf('-----', close + 5);
  const end = close === -1 ? at + endOfBody(body) : at + (tail === -1 ? close : tail + 5);
  const encrypted = label.includes('ENCRYPTED') || /ENCRYPTED/.test(body.slice(0, 200));
  return {
    start,
    end,
    name: rest.startsWith('OpenVPN') ? 'an OpenVPN static key' : nameOf(label),
    by: 'key',
    ...(encrypted && { doubt: 'encrypted' as const }),
  };
}

/** A label of RFC 7468 and its like, as messages name it. */
function nameOf(label: string): string {
  if (label.startsWith('PGP')) return 'a PGP private key';
  if (label.startsWith('OPENSSH')) return 'an OpenSSH private key';
  if (label.startsWith('ENCRYPTED')) return 'an encrypted private key';
  const algorithm = /^(?:RSA|EC|DSA)/.exec(label)?.[0];
  return algorithm === undefined ? 'a private key' : `${algorithm === 'DSA' ? 'a' : 'an'} ${algorithm} private key`;
}

/** Whether 64 characters of base64 follow, however the lines are broken, indented, quoted or escaped. */
function hasBody(text: string): boolean {
  const start = text.indexOf('-----');
  const lines = (start === -1 ? text : text.slice(start + 5))
    .slice(0, 4000)
    .split(/(?<!\\)\\+[nr]|[\s"'`#,+\\|>]+/)
    .filter((line) => /^[A-Za-z0-9+/=]+$/.test(line));
  const body = lines.join('');
  return body.length >= 48 && !/^(?:x+|X+|\.+)$/.test(body) && new Set(body).size > 4;
}

function endOfBody(text: string): number {
  const found = /[A-Za-z0-9+/=\s\\-]*/.exec(text.slice(text.indexOf('-----') + 5));
  return text.indexOf('-----') + 5 + (found?.[0].trimEnd().length ?? 0);
}

function puttyAt(text: string, at: number): FoundToken | undefined {
  const rest = text.slice(at, at + LONGEST);
  const lines = /Private-Lines: \d+/.exec(rest);
  if (!lines) return undefined;
  const mac = /Private-(?:MAC|Hash): ?[0-9a-f]+/.exec(rest);
  const encrypted = /Encryption: (?!none)/.test(rest);
  return {
    start: at,
    end: at + (mac ? mac.index + mac[0].length : lines.index + lines[0].length),
    name: 'a PuTTY private key',
    by: 'key',
    ...(encrypted && { doubt: 'encrypted' as const }),
  };
}

function wrappedAt(text: string, at: number): FoundToken | undefined {
  const head = fromBase64(
    text
      .slice(at, at + 80)
      .replace(/[^A-Za-z0-9+/].*/s, '')
      .replace(/^((?:.{4})*).*/s, '$1'),
  );
  const label = head && /^-----BEGIN ((?:[A-Z0-9]+ )*)PRIVATE KEY/.exec(head)?.[1];
  if (label === undefined) return undefined;
  let end = at;
  while (end < text.length && /[A-Za-z0-9+/=]/.test(text[end]!)) end++;
  if (end - at < 120) return undefined;
  return {
    start: at,
    end,
    name: `${nameOf(label)} in base64`,
    by: 'key',
    ...(label.includes('ENCRYPTED') && { doubt: 'encrypted' as const }),
  };
}
