import { boolean, strings } from '../engine/options.ts';
import { rule, type Severity } from '../engine/rule.ts';
import { isInComment, isInSecretObject, isJudgedElsewhere } from '../facts/credentialPlaces.ts';
import { tokensIn, type FoundToken } from '../facts/tokens.ts';
import { sha256 } from '../model/sha256.ts';

export default rule({
  id: 'hardcoded-secret',
  title: 'Secret is written into the file',
  why: `Whoever can read the file, its history or the image built from it can use the secret, and reach what it guards:
    patient records, the account that stores them, the pipeline that ships the software.`,
  remedy:
    'Revoke the secret, since a history keeps it, and take a new one from outside at run time: a secret store, a mounted file, a BuildKit secret.',
  severity: 'error',
  profile: 'recommended',
  targets: ['dockerfile', 'compose', 'kubernetes', 'image'],
  safeguards: ['164.312(a)(1)', '164.312(d)', '164.308(a)(5)(ii)(D)', '164.312(a)(2)(iv)'],

  options: {
    comments: boolean('Whether comments are looked at too.', true),
    examples: boolean('Whether values count that providers print in their documentation.', false),
    allow: strings('SHA-256 digests, in hexadecimal, of values that may stand.'),
  },

  check: {
    Text({ text, nodes }, { options, report }) {
      for (const token of tokensIn(text)) {
        const { start, end } = token;
        if (token.example && !options.examples) continue;
        if (!options.comments && isInComment(text, start)) continue;
        if (isInSecretObject(token, nodes) || (token.by === 'generic' && isJudgedElsewhere(token, nodes))) continue;
        if (options.allow.length > 0 && options.allow.includes(sha256(text.slice(start, end)))) continue;
        report({ at: { span: { start, end } }, message: message(token), severity: severityOf(token) });
      }
    },
  },
});

const severityOf = ({ doubt }: FoundToken): Severity => (doubt ? 'warning' : 'error');

function message({ name, shape, doubt }: FoundToken): string {
  const what = `${name[0]!.toUpperCase()}${name.slice(1)} is written into the file${shape === undefined ? '' : `: ${shape}`}.`;
  if (doubt === 'check digits') return `${what} Its check digits do not fit, so it may be made up.`;
  return doubt === 'encrypted' ? `${what} A passphrase guards it, which can be guessed by whoever has the file.` : what;
}
