import { toUtf8 } from './kubernetes/base64.ts';

/** The SHA-256 of a text in UTF-8 (FIPS 180-4), in lower-case hexadecimal. */
export function sha256(text: string): string {
  const { primes, initial } = (constants ??= makeConstants());
  const bytes = padded(toUtf8(text));
  const state = [...initial];
  const words = new Uint32Array(64);
  for (let block = 0; block < bytes.length; block += 64) {
    for (let at = 0; at < 16; at++)
      words[at] = [0, 1, 2, 3].reduce((word, byte) => (word << 8) | bytes[block + at * 4 + byte]!, 0) >>> 0;
    for (let at = 16; at < 64; at++) {
      const [near, far] = [words[at - 15]!, words[at - 2]!];
      const small = turned(near, 7) ^ turned(near, 18) ^ (near >>> 3);
      const large = turned(far, 17) ^ turned(far, 19) ^ (far >>> 10);
      words[at] = words[at - 16]! + small + words[at - 7]! + large;
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
    for (let at = 0; at < 64; at++) {
      const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + primes[at]! + words[at]!;
      const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index]! + value) | 0;
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** A one bit, zeros, and the length in bits, up to a whole number of blocks. */
function padded(text: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length + 9) / 64) * 64);
  bytes.set(text);
  bytes[text.length] = 0x80;
  let bits = text.length * 8;
  for (let at = bytes.length - 1; bits > 0; at--, bits = Math.floor(bits / 256)) bytes[at] = bits % 256;
  return bytes;
}

let constants: ReturnType<typeof makeConstants> | undefined;

/** The first bits of the fractional parts of the cube and square roots of the first primes. */
function makeConstants(): { readonly primes: readonly number[]; readonly initial: readonly number[] } {
  const found: number[] = [];
  for (let number = 2; found.length < 64; number++) if (found.every((prime) => number % prime !== 0)) found.push(number);
  const fraction = (root: number): number => ((root % 1) * 2 ** 32) | 0;
  return {
    primes: found.map((prime) => fraction(prime ** (1 / 3))),
    initial: found.slice(0, 8).map((prime) => fraction(prime ** 0.5)),
  };
}
