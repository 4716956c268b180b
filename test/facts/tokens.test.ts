import { deepEqual, equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { checkDigits, hasCheckDigits } from '../../rules/facts/checkDigits.ts';
import { entropyOf, isFilledIn, tokensIn } from '../../rules/facts/tokens.ts';
import { tokenTable } from '../../rules/facts/tokenTable.ts';
import { toBase64 } from '../../rules/model/kubernetes/base64.ts';
import { assertInProportion } from '../support/growth.ts';

// No value that looks real stands in this file: they are made when the tests run.

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ALPHANUMERIC = LOWER + LOWER.toUpperCase() + DIGITS;
const ALPHABETS: Readonly<Record<string, string>> = {
  d: DIGITS,
  h: `${DIGITS}abcdef`,
  x: `${DIGITS}abcdefABCDEF`,
  l: LOWER,
  n: LOWER + DIGITS,
  N: LOWER.toUpperCase() + DIGITS,
  a: ALPHANUMERIC,
  u: `${ALPHANUMERIC}_-`,
  v: `${ALPHANUMERIC}_-`,
  b: `${ALPHANUMERIC}+/`,
  q: `${ALPHANUMERIC}+/`,
  s: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  c: 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L',
  '~': `${ALPHANUMERIC}_.~`,
  '%': ALPHANUMERIC,
  '!': `${LOWER}${DIGITS}!@#$%^&*_+`,
};

let state = 20_241_125;
const random = (below: number): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return Math.floor((state / 0x7fffffff) * below) % below;
};
const pick = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[random(alphabet.length)]).join('');

/** A value of a shape, as its provider might make it. */
function made(shape: string, check = false): string {
  const value = shape.replace(/\{([^{}]+)\}/g, (_, run: string) => {
    if (run === 'uuid') return [8, 4, 4, 4, 12].map((length) => pick(ALPHABETS['h']!, length)).join('-');
    const [low = 0, high = low] = run.slice(1).split('-').map(Number);
    return pick(ALPHABETS[run[0]!]!, low + random(high - low + 1));
  });
  return check ? value.slice(0, -6) + checkDigits(value.slice(-36, -6)) : value;
}

const leading = (near: readonly string[] | undefined, value: string): string =>
  near?.[0]?.endsWith('=')
    ? `url: https://x.example/?${near[0]}1&${value}&x=1\n`
    : `${near?.[0] ?? 'some'}_api_key: "${value}"\n`;

suite('what providers hand out', () => {
  for (const { provider, shapes, near, check } of tokenTable)
    for (const [shape, kind] of Object.entries(shapes))
      test(`${provider} ${kind}, ${shape}`, () => {
        const text = leading(near, made(shape, check !== undefined));
        const found = tokensIn(text).find(({ by }) => by === 'provider');
        ok(found?.name.includes(` ${provider} `), text);
        equal(found?.doubt, undefined);
      });

  test('has no shape twice without saying what leads up to it', () => {
    const seen = new Set<string>();
    for (const { shapes, near } of tokenTable)
      if (!near)
        for (const shape of Object.keys(shapes)) {
          ok(!seen.has(shape), shape);
          seen.add(shape);
        }
  });

  test('is found in every place of a text, with its own span', () => {
    const token = made('glpat-{u20}');
    for (const [before, after] of [
      ['', ''],
      ['x=', '\n'],
      ['"', '"'],
      ['# see ', ' for it'],
      ['https://ci:', '@git.example/'],
      ['\\n', '\\n'],
      ['x%3D', '&y'],
      [`${'word '.repeat(50)}(`, ')'],
    ] as const) {
      const [found] = tokensIn(before + token + after);
      deepEqual(found && [found.start, found.end], [before.length, before.length + token.length], before + after);
    }
  });

  test('is none inside a longer word, too short, too long, or filled in', () => {
    const token = made('ghp_{a36}', true);
    for (const text of [
      `x${token}`,
      token.slice(0, -1),
      `${token}a`,
      `ghp_${'x'.repeat(36)}`,
      `ghp_${'1234567890'.repeat(4).slice(0, 36)}`,
    ])
      deepEqual(tokensIn(text), [], text);
  });

  test('counts without a shape of its own only where its provider leads up to it', () => {
    const value = made('{h32}');
    ok(tokensIn(`datadog_api_key: ${value}`)[0]?.name.includes('Datadog'));
    deepEqual(tokensIn(`image_revision: ${value}`), []);
    deepEqual(tokensIn(`datadog_image: ${value}`), []);
  });

  test('is in doubt when its check digits do not fit', () => {
    equal(tokensIn(`ghp_${pick(ALPHANUMERIC, 35)}_`)[0], undefined);
    const wrong = made('npm_{a36}', true);
    const last = wrong.at(-1) === '0' ? '1' : '0';
    equal(tokensIn(wrong.slice(0, -1) + last)[0]?.doubt, 'check digits');
  });

  test('that a provider prints as an example is one', () => {
    equal(tokensIn(`AKIA${'IOSFODNN7'}${'EXAMPLE'}`)[0]?.example, true);
  });
});

test('check digits are the CRC-32 in base 62', () => {
  // the check value of CRC-32 for "123456789" is cbf43926 (ISO 3309)
  equal(checkDigits('123456789'), '3jZRME');
  ok(hasCheckDigits(`abc${checkDigits('abc')}`));
  ok(!hasCheckDigits('abc000000'));
});

suite('private keys', () => {
  const body = (lines: number): string => Array.from({ length: lines }, () => pick(`${ALPHANUMERIC}+/`, 64)).join('\n');
  const pem = (label: string, text = body(4)): string => `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----`;

  for (const [label, name] of [
    ['PRIVATE KEY', 'a private key'],
    ['RSA PRIVATE KEY', 'an RSA private key'],
    ['EC PRIVATE KEY', 'an EC private key'],
    ['DSA PRIVATE KEY', 'a DSA private key'],
    ['OPENSSH PRIVATE KEY', 'an OpenSSH private key'],
    ['PGP PRIVATE KEY BLOCK', 'a PGP private key'],
    ['OpenVPN Static key V1', 'an OpenVPN static key'],
  ] as const)
    test(name, () => {
      const text = `key: |\n  ${pem(label).replaceAll('\n', '\n  ')}\nnext: 1\n`;
      const [found] = tokensIn(text);
      equal(found?.name, name);
      equal(text.slice(found!.start, found!.end).endsWith('-----'), true);
      equal(found?.doubt, undefined);
    });

  test('that a passphrase guards', () => {
    equal(tokensIn(pem('ENCRYPTED PRIVATE KEY'))[0]?.doubt, 'encrypted');
    equal(
      tokensIn(pem('RSA PRIVATE KEY', `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n${body(3)}`))[0]?.doubt,
      'encrypted',
    );
  });

  test('with line breaks escaped, in a comment, without an end, in base64', () => {
    for (const text of [
      pem('PRIVATE KEY').replaceAll('\n', '\\n'),
      `# ${pem('PRIVATE KEY').replaceAll('\n', '\n# ')}`,
      `-----BEGIN PRIVATE KEY-----\n${body(2)}`,
      toBase64(pem('PRIVATE KEY')),
    ])
      equal(tokensIn(text)[0]?.by, 'key', text.slice(0, 60));
  });

  test('of PuTTY and age', () => {
    const putty = `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 1\n${pick(ALPHANUMERIC, 64)}\nPrivate-Lines: 1\n${pick(ALPHANUMERIC, 64)}\nPrivate-MAC: 00ff`;
    equal(tokensIn(putty)[0]?.name, 'a PuTTY private key');
    ok(tokensIn(made('AGE-SECRET-KEY-1{c58}'))[0]?.name.includes('age'));
  });

  test('without a body are examples, and certificates and public keys are none', () => {
    for (const text of [
      pem('PRIVATE KEY', '...'),
      pem('PRIVATE KEY', '<your key>'),
      pem('CERTIFICATE'),
      pem('PUBLIC KEY'),
      'a PRIVATE KEY',
    ])
      deepEqual(tokensIn(text), [], text.slice(0, 60));
  });
});

suite('web tokens', () => {
  const part = (value: object): string =>
    toBase64(JSON.stringify(value)).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  const token = (head: object, claims: object): string => `${part(head)}.${part(claims)}.${pick(`${ALPHANUMERIC}_-`, 43)}`;

  test('that decode', () => {
    equal(tokensIn(`x: ${token({ alg: 'HS256' }, { sub: 'portal' })}`)[0]?.by, 'web-token');
    equal(
      tokensIn(toBase64(token({ alg: 'HS256', typ: 'JWT' }, { sub: 'portal', aud: 'records', iss: 'clinic' })))[0]?.by,
      'web-token',
    );
    ok(tokensIn(token({ alg: 'RS256' }, { iss: 'kubernetes/serviceaccount' }))[0]?.name.includes('service account'));
  });

  test('that do not, are published, or stand in the documentation', () => {
    deepEqual(tokensIn(`eyJ${pick(ALPHANUMERIC, 20)}.${pick(ALPHANUMERIC, 20)}.${pick(ALPHANUMERIC, 40)}`), []);
    deepEqual(tokensIn(token({ alg: 'HS256' }, { role: 'anon' })), []);
    equal(tokensIn(token({ alg: 'HS256' }, { sub: '1234567890', name: 'John Doe' }))[0]?.example, true);
  });
});

suite('random values', () => {
  const value = (): string => pick(ALPHANUMERIC, 24);

  test('count under the name of a secret', () => {
    for (const lead of ['password=', '"clientSecret": "', "api_key: '", 'dbPassword = ', 'x-token => '])
      equal(tokensIn(`${lead}${value()}`)[0]?.by, 'generic', lead);
  });

  test('do not under another, nor when they are something else', () => {
    for (const text of [
      `revision: ${value()}`,
      `password_hash: ${value()}`,
      `checksum/secret: ${made('{h64}')}`,
      `token_url: ${value()}`,
      `secretName: portal-credentials-v2-blue`,
      `password: https://vault.example/${value()}`,
      `token: ${made('{uuid}')}`,
      'secret: SomeVeryLongClassName2024',
      `tokenSecretRef: projects/records/secrets/${value()}`,
      `password: $2y$10$${value()}`,
      'password: correct horse battery staple',
    ])
      deepEqual(tokensIn(text), [], text);
  });
});

test('what only stands for a value', () => {
  for (const body of ['xxxxxxxxxxxx', 'your-token-goes-here', '0000000000000000', 'abababababab', 'PLACEHOLDER_TOKEN'])
    ok(isFilledIn(body), body);
  for (const body of ['FakeFakeFakeFake', pick(ALPHANUMERIC, 36)]) ok(!isFilledIn(body), body);
});

test('entropy is counted in bits a character', () => {
  equal(entropyOf('aaaa'), 0);
  equal(entropyOf('abcd'), 2);
});

test('long and hostile texts are read in linear time', () => {
  const pieces = [
    'a',
    'ghp_',
    'eyJ',
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY-----\n',
    'password=',
    'sk-proj-',
    '7Q~',
    ' password: x',
  ];
  for (const piece of pieces) assertInProportion(250_000, (length) => piece.repeat(length / piece.length), tokensIn, piece);
});
