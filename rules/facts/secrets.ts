import { UNKNOWN } from '../model/imageName.ts';
import { phraseTest, wordsOf } from '../model/words.ts';

/** Words that name a credential, each a whole word of a setting's name or several in a row. */
const SECRET_WORDS: readonly string[] = [
  'password',
  'requirepass',
  'erlang cookie',
  // https://hexdocs.pm/mix/Mix.Tasks.Release.html#module-environment-variables
  'release cookie',
  'cluster secret',
  'passwd',
  'passwort',
  'pwd',
  'pass',
  'passphrase',
  'secret',
  'secrets',
  'token',
  'apikey',
  'api key',
  'access key',
  'secret key',
  'private key',
  'client secret',
  'shared key',
  'signing key',
  'encryption key',
  'enc key',
  'auth key',
  'master key',
  'account key',
  'sas',
  'credential',
  'credentials',
  'creds',
  'jwt secret',
  'dsn',
  // personal access tokens
  'github pat',
  'gh pat',
  'ghcr pat',
  'gitlab pat',
  'nuget pat',
  'docker pat',
  'dockerhub pat',
  'devops pat',
  'devops ext pat',
  'bearer',
  'cookie secret',
  'webhook secret',
  // names programs read that run the word into the product's
  'masterauth',
  'storepass',
  'keypass',
  'pgpassword',
  'dbpassword',
  'dbpass',
  'rootpassword',
  'userpassword',
  'adminpassword',
];

/** Last words that make a name one about a credential, not of one. */
const NOT_SECRET_ENDINGS = new Set(
  `file path dir url uri host port name user username id type mode method provider algorithm length size min max policy ttl
  timeout expiry expiration expires age enabled required header field prefix suffix count version branch endpoint issuer
  audience realm
  encryption format strategy validation rotation interval limit source class store storage manager engine backend driver bucket
  region mount location scope scopes claim args options seconds minutes hours days lifetime duration attempts retries hasher
  pattern regex template label stdin prompt cmd command complexity`.split(/\s+/),
);

const NOT_SECRET_PHRASES: readonly string[] = [
  'public key',
  'primary key',
  'foreign key',
  'sort key',
  'partition key',
  'cache key',
  'project key',
  'server tokens',
  'pass through',
  'password min',
  'password max',
  // names of Kubernetes objects
  'pull secret',
  'pull secrets',
  'tls secret',
  'kubernetes secret',
  'k8s secret',
  'ca secret',
  'cert secret',
  'certificate secret',
  'serving secret',
  'registry secret',
  'existing secret',
  // what it holds is public
  'truststore',
  'trust store',
  // names of files beside the key store: https://docs.confluent.io/platform/current/installation/docker/config-reference.html
  'keystore credentials',
  'ssl key credentials',
  // names of groups, and of what is not one
  'cluster token',
  'csrf token',
  'cancellation token',
];

const holdsSecret = phraseTest(SECRET_WORDS);
const holdsNoSecret = phraseTest(NOT_SECRET_PHRASES);
const holdsAccessKeyId = phraseTest(['access key id']);

/** Whether a setting's name says that its value is a credential (words of it, never parts of words). */
export function isSecretName(name: string, more: readonly string[] = []): boolean {
  if (more.length > 0 && more.some((other) => other.toLowerCase() === name.toLowerCase())) return true;
  let known = judged.get(name);
  if (known === undefined) {
    if (judged.size > 10_000) judged.clear();
    judged.set(name, (known = judge(name)));
  }
  return known;
}

const judged = new Map<string, boolean>();

function judge(name: string): boolean {
  const words = wordsOf(name.replace(/^-+D?/, ''));
  const last = words.at(-1);
  if (last === undefined || words[0] === 'public' || NOT_SECRET_ENDINGS.has(last)) return false;
  if (holdsNoSecret(words)) return false;
  // camel case in the wrong place: `PasS`
  return last === 'pw' || SECRET_WORDS.includes(name.toLowerCase()) || holdsSecret(words);
}

/** Whether a name says that its value is about a credential, or no credential at all: `TOKEN_URL`, `PUBLIC_KEY`. */
export function isNotSecretName(name: string): boolean {
  const words = wordsOf(name);
  return NOT_SECRET_ENDINGS.has(words.at(-1) ?? '') || holdsNoSecret(words);
}

/** Whether words of a sentence or a line name a credential. */
export function namesSecret(text: string): boolean {
  return holdsSecret(wordsOf(text));
}

/** Whether a value names where the credential is kept. */
export const isReference = (value: string): boolean => REFERENCE.test(value);

const BOOLEAN = /^(?:true|false|yes|no|on|off|enabled|disabled|1|0)$/i;
const REFERENCE =
  /\$\{|\$\(|^\$[A-Za-z_]|%[A-Za-z_]\w*%|\{\{|^(?:vault|ref\+|op|secret|secretref|awssm|keyvault|gcpsm|file|env|sops|enc)[:+/]|^arn:|^projects\/[^/]+\/secrets\/|secretKeyRef|^\/run\/secrets\/|^ENC\[/i;
const PLACEHOLDER =
  /^(?:<.*>|\[.*\]|\{.*\}|@[\w.-]+@|x{3,}|\*{3,}|\.{3,}|-{3,}|_{3,})$|^(?:placeholder|redacted|replace[_-]?me|to[_-]?be[_-]?replaced|todo|tbd|none|null|nil|undefined|dummy|unset|empty|0{8}-0{4}-0{4}-0{4}-0{12}|insert[_-].*|your[_-].*|.*[_-]here)$/i;
/** The keys that the manuals of AWS print: `AKIAIOSFODNN7EXAMPLE` and its secret. */
const isPrinted = (value: string): boolean => value.includes('EXAMPLE') && /[A-Za-z\d/+]{13}EXAMPLE(?:KEY)?$/.test(value);
/** Whether a value only stands for one that is to be filled in; also an empty one. */
export const isPlaceholder = (value: string): boolean =>
  value.trim() === '' || PLACEHOLDER.test(value.trim()) || isPrinted(value.trim());

const FILE_NAME = /^[\w.-]+\.(?:pem|key|crt|cer|txt|json|ya?ml|env|conf|cfg|ini|jks|p12|pfx|keystore|toml|xml|properties)$/i;
const PATH = /^(?:\.{0,2}\/|~\/|[A-Za-z]:[\\/])[\w./\\@ -]*$/;
const DURATION = /^\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d|w|y|min|sec|days?|hours?|minutes?|seconds?)$/i;
const URL = /^[a-z][a-z\d+.-]*:\/\//i;
const URL_WITH_PASSWORD = /^[a-z][a-z\d+.-]*:\/\/[^/?#@\s:]*:[^/?#@\s]+@/i;
/** Modular crypt (crypt(5)), Django's and LDAP's forms of a password's hash; `$$` is how compose writes `$`. */
const HASH =
  /^\$\$?(?:1|2[abxy]?|5|6|7|y|apr1|argon2(?:id?|d)|pbkdf2[\w-]*|scrypt|bcrypt)\$|^\{(?:SSHA|SHA|CRYPT|ARGON2|PBKDF2)[\w-]*\}|^(?:pbkdf2_sha256|bcrypt_sha256|argon2)\$|^SCRAM-SHA-256\$|^sha(?:256|512):/i;
const METHODS = new Set(
  `md5 sha1 sha256 sha512 scram-sha-256 scram-sha-512 bcrypt argon2 argon2id plain plaintext basic digest ldap kerberos oauth
  oauth2 oidc saml jwt jws hs256 rs256 es256 aes aes256 rsa vault consul aws azure gcp kubernetes k8s auto default always never
  prefer require optional trust reject ident peer cookie header query body opaque cleartext native`.split(/\s+/),
);

/**
 * Whether a known value is a credential as it stands, under a name that says it holds one: not a reference, a placeholder,
 * a path, a URL without a password, a hash, a switch or the name of a method. `changeme`, `password` and `admin` are: they work.
 */
export function isLiteralSecret(name: string, value: string): boolean {
  const text = value.trim();
  if (text.length < 3 || text.includes(UNKNOWN)) return false;
  if (BOOLEAN.test(text) || REFERENCE.test(text) || isPlaceholder(text)) return false;
  if (PATH.test(text) || FILE_NAME.test(text) || DURATION.test(text) || HASH.test(text)) return false;
  if (METHODS.has(text.toLowerCase())) return false;
  const words = wordsOf(name);
  if (URL.test(text)) return URL_WITH_PASSWORD.test(text);
  if (words.includes('dsn')) return /^[^\s@/:]+:[^\s@/]+@/.test(text) || /(?:^|[\s;])(?:password|pwd)=[^\s;]/i.test(text);
  if (/^\d+$/.test(text)) return text.length >= 6 || words.includes('pin');
  return true;
}

/** The access key ids of AWS: long-lived and temporary (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html). */
export function isAccessKeyId(name: string, value: string): boolean {
  return holdsAccessKeyId(wordsOf(name)) && /^(?:AKIA|ASIA)[A-Z2-7]{16}$/.test(value.trim()) && !isPlaceholder(value);
}
