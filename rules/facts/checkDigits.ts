const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 6;

/**
 * Whether the last six digits of a token without its prefix are the CRC-32 of those before, in base 62
 * (https://github.blog/engineering/behind-githubs-new-authentication-token-formats/).
 */
export function hasCheckDigits(body: string): boolean {
  return body.endsWith(checkDigits(body.slice(0, -LENGTH)));
}

/** The check digits that a body has. */
export function checkDigits(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let place = 0; place < LENGTH; place++) {
    text = DIGITS[rest % 62]! + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** CRC-32 as in ISO 3309 and zip, of a text in ASCII. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
