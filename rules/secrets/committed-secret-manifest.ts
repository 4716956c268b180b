import { strings } from '../engine/options.ts';
import { rule } from '../engine/rule.ts';
import { isInSecretGenerator } from '../facts/credentialPlaces.ts';
import { isNotSecretName, isPlaceholder, isReference, namesSecret } from '../facts/secrets.ts';
import { tokensIn } from '../facts/tokens.ts';
import { judgeCredential } from '../facts/weakCredentials.ts';
import { manifestOf } from '../model/containers.ts';
import type { Manifest, Variable } from '../model/nodes.ts';
import { settingsOf } from '../model/settingsText.ts';

export default rule({
  id: 'committed-secret-manifest',
  title: 'Secret manifest holds real values',
  why: `Base64 is an encoding, not encryption: whoever can read the file or its history has the values, without ever
    asking the cluster, and with them what they guard.`,
  remedy:
    'Keep the values out of the repository: encrypt the manifest (SOPS, Sealed Secrets), or let an operator fetch them (External Secrets, the Secrets Store CSI driver). Change the values that were committed.',
  severity: 'error',
  profile: 'recommended',
  targets: ['kubernetes'],
  safeguards: ['164.312(a)(1)', '164.312(a)(2)(iv)', '164.312(d)'],

  options: { allow: strings('Keys that may stand.') },

  check: {
    Variable(variable, { options, report, nodes }) {
      const { name, owner, place } = variable;
      const generated = place === 'literal' && isInSecretGenerator(variable.span, nodes);
      if ((place !== 'secret' && !generated) || options.allow.includes(name)) return;
      const manifest = manifestOf(variable, nodes);
      if (!manifest || isSealed(manifest) || !isReal(variable)) return;
      const object = generated ? `the secret generator \`${owner}\`` : `the Secret \`${owner}\``;
      report({ at: variable, message: `\`${name}\` of ${object} holds a real value${classOf(variable)}.` });
    },
  },
});

/** What SOPS encrypted, and what Helm keeps its releases in. */
const isSealed = ({ field }: Manifest): boolean => field.at('sops').written || field.at('type').text === 'helm.sh/release.v1';

function isReal(variable: Variable): boolean {
  const { name, value, written } = variable;
  if (written.includes('{{') || written.startsWith('ENC[')) return false;
  // what is no text is a file: a key store, a keytab
  if (value.state === 'unknown') return /^[A-Za-z0-9+/\s]{24,}(?:={1,2}\s*)?$/.test(written);
  if (value.state !== 'set') return false;
  const text = value.value!.trim();
  if (isPlaceholder(text) || (isReference(text) && !text.includes('\n')) || isFilled(text)) return false;
  if (text.includes('-----BEGIN')) return /PRIVATE KEY|Static key/.test(text);
  if (SETTINGS_FILE.test(name) && text.includes('\n') && holdsNone(variable, text)) return false;
  // who logs in and where is no secret by itself; a URL may hold one
  return !isNotSecretName(name) || /:\/\/[^/\s:]*:[^/\s]*@|\n/.test(text) || text.startsWith('{');
}

const SETTINGS_FILE = /\.(?:ya?ml|json|properties|toml|ini|cfg)$/i;

/** Whether a file of settings can be read, and has no word of a credential: a Secret is no worse a place for others. */
const holdsNone = (variable: Variable, text: string): boolean =>
  settingsOf(variable).length > 0 && !namesSecret(text) && tokensIn(text).length === 0 && !LOGIN.test(text);

/** A URL with a password in it. */
const LOGIN = /:\/\/[^/\s:]{0,200}:[^/\s]{1,200}@/;

/** A text that has to be filled in somewhere, and has nothing else to keep. */
const isFilled = (text: string): boolean => /^(?:<[^<>]*>|\$\{[^{}]*\}|\s)+$/.test(text);

/** What kind of value it is, where that can be told without saying it. */
function classOf({ name, value }: Variable): string {
  if (value.state !== 'set') return '';
  const token = tokensIn(value.value!).find(({ by }) => by !== 'generic');
  if (token) return `, ${token.name}`;
  return judgeCredential(name, value.value!.trim(), undefined, new Map()) ? ', one of every guessing list' : '';
}
