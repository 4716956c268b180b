/** How a file's bytes spell its text. Remembered so that a fix can write it back the same way. */
export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';

/** A decoded text, without its byte order mark: offsets and columns count from the first visible character, as in editors. */
export interface Decoded {
  readonly text: string;
  readonly encoding: Encoding;
}

/** How far into a file a NUL byte makes it binary, as git has it. */
const LOOKED_AT = 8192;

/**
 * Decodes the bytes of a text file; `undefined` when they are none. UTF-8 unless a byte order mark says UTF-16.
 * Bytes that are no UTF-8 become U+FFFD.
 */
export function decodeText(bytes: Buffer): Decoded | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: bytes.toString('utf16le', 2), encoding: 'utf-16le' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: swapped(bytes.subarray(2)), encoding: 'utf-16be' };
  if (bytes.subarray(0, LOOKED_AT).includes(0)) return undefined;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    return { text: bytes.toString('utf8', 3), encoding: 'utf-8-bom' };
  return { text: bytes.toString('utf8'), encoding: 'utf-8' };
}

/** The bytes of a text in an encoding, with its byte order mark. */
export function encodeText({ text, encoding }: Decoded): Buffer {
  if (encoding === 'utf-16le') return Buffer.from(`\uFEFF${text}`, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  return Buffer.from(encoding === 'utf-8-bom' ? `\uFEFF${text}` : text, 'utf8');
}

function swapped(bytes: Buffer): string {
  const even = bytes.length & ~1; // a half unit at the end is dropped
  return Buffer.from(bytes.subarray(0, even)).swap16().toString('utf16le');
}
