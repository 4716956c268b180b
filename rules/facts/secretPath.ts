import { UNKNOWN } from '../model/imageName.ts';

/** What a path says of a file that holds a credential. */
export interface SecretPath {
  /** As a message goes on after `It`: `is an SSH private key`. */
  readonly says: string;
  /** What the file's text must have for it to be one, when the text can be read; a name alone may be wrong. */
  readonly content?: RegExp;
}

/**
 * What a path or glob says by the names that programs give to files with credentials. `destination` counts where the
 * source cannot be known or has a name of no meaning. Nothing for certificates, public keys and templates to be filled in.
 */
export function judgeSecretPath(source: string, destination?: string): SecretPath | undefined {
  // the same few paths are asked for again after each keystroke
  const key = destination === undefined ? source : `${source}\0${destination}`;
  if (judged.has(key)) return judged.get(key);
  if (judged.size > 4096) judged.clear();
  const found = judgePlaces(source, destination);
  judged.set(key, found);
  return found;
}

const judged = new Map<string, SecretPath | undefined>();

function judgePlaces(source: string, destination: string | undefined): SecretPath | undefined {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(source)) return undefined;
  const own = source.includes(UNKNOWN) ? undefined : judge(source, true);
  if (own || destination === undefined || destination.includes(UNKNOWN) || /[\\/]$/.test(destination)) return own;
  const name = baseOf(source);
  // a file that is renamed to one that programs look for: `COPY deploy /root/.ssh/id_ed25519`
  return source.includes(UNKNOWN) || !/\./.test(name) ? judge(destination, false) : undefined;
}

const KEY = /PRIVATE KEY|PuTTY-User-Key-File|OpenVPN Static key/;
/** A login as it stands: one that a variable brings, `_authToken=${NPM_TOKEN}`, is none. */
const AUTHORISED = /(?:_auth|npmAuth|token|password|secret)\w{0,40}["']?[ \t]{0,20}[=:][ \t]{0,20}["']?(?![\s"'$%])\S/i;

/** By name of the file; `*` and `?` stand for anything. Sources: the programs' manuals. */
const FILES: readonly (readonly [name: RegExp, says: string, content?: RegExp])[] = [
  [/^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?[\w.*-]*$/, 'is an SSH private key', KEY],
  [/^ssh_host_\w+_key$/, 'is a host key of an SSH server', KEY],
  [/\.ppk$/, 'is a PuTTY private key'],
  [/\.(?:p12|pfx)$/, 'is a key store'],
  [/\.(?:jks|keystore|bcfks|jceks)$/, 'is a key store'],
  [/\.kdbx?$/, 'is a password database'],
  [/\.ovpn$/, 'is a VPN profile', /PRIVATE KEY|Static key|auth-user-pass/],
  [/\.nk$/, 'is a NATS seed'],
  [/^\.env(?:\.[\w*-]+)*\*?$|^[\w-]+\.env$/, 'is a file of environment variables'],
  [/^\.npmrc$/, 'is an npm configuration that may hold a token', AUTHORISED],
  [/^\.yarnrc\.yml$/, 'is a Yarn configuration that may hold a token', AUTHORISED],
  [/^\.pypirc$/, 'is a PyPI configuration that may hold a token', AUTHORISED],
  [/^[._]netrc$/, 'is a file of logins'],
  [/^\.pgpass$|^pgpass\.conf$/, 'is a file of database passwords'],
  [/^\.my\.cnf$|^\.mylogin\.cnf$/, 'is a file of database passwords', /password|^[^\n]*[^\x20-\x7e\s]/i],
  [/^\.git-credentials$/, 'is a file of Git logins'],
  [/^\.dockercfg$|^\.dockerconfigjson$/, 'is a file of registry logins'],
  [/^kubeconfig(?:\.ya?ml)?$|\.kubeconfig$/, 'is a kubeconfig'],
  [/^\.?credentials$|^credentials\.json$|^application_default_credentials\.json$/, 'is a file of credentials'],
  [/^client_secrets?[\w.*-]*\.json$/, 'is an OAuth client secret'],
  [
    /^service[-_]?account[\w.*-]*\.json$|[-_]service[-_]?account[\w.*-]{0,100}\.json$|^gcp[-_]?key\.json$/,
    'a service account key',
    /private_key/,
  ],
  [/\.tfstate(?:\.backup)?\*?$/, 'is a Terraform state'],
  [/\.tfvars(?:\.json)?$/, 'holds Terraform variables'],
  [/^secrets?\.(?:ya?ml|json|toml|properties|env)$/, 'is a file of secrets'],
  [/^\.?vault-token$/, 'is a Vault token'],
  [/^\.?htpasswd$/, 'is a file of password hashes'],
  [/^g?shadow-?$/, 'is a file of password hashes'],
  [/^authorized_keys$/, 'is a list of keys that may log in'],
  [/^secring\.gpg$|^(?:[\w*-]*[-_.])?(?:secret|private)[-_.]?(?:key|keys|keyring)?\.(?:asc|gpg)$/, 'is a secret key ring'],
];

const FOLDERS: readonly (readonly [path: RegExp, says: string])[] = [
  [/(?:^|\/)\.kube\/config$/, 'is a kubeconfig'],
  [/(?:^|\/)\.docker\/config\.json$/, 'is a file of registry logins'],
  [/(?:^|\/)\.aws(?:\/credentials)?$/, 'holds credentials of AWS'],
  [/(?:^|\/)\.azure$/, 'holds credentials of Azure'],
  [/(?:^|\/)(?:\.gcp|\.config\/gcloud)$/, 'holds credentials of Google Cloud'],
  [/(?:^|\/)\.(?:kube|docker|gnupg)$/, 'is a folder of credentials'],
  [/(?:^|\/)\.ssh(?:\/\*)?$/, 'is a folder of SSH keys'],
  [/(?:^|\/)\.git$/, 'is the history of the repository, with every secret that was ever in it'],
  [/(?:^|\/)(?:oracle[-_]?|db[-_]?)?wallet$/, 'is a wallet of credentials'],
];

/** Names of PEM files that hold what may be known. */
const PUBLIC =
  /cert|chain|bundle|^ca[-_.]|[-_.]ca\.|^root|public|(?:^|[-_.])pub(?:[-_.]|$)|\.crt|\.cer|dhparam|^dh[-_.\d]|csr|crl|gpg|apt|sign|release|repo|archive|keyring|yarnpkg|nodesource/;
/** Endings of files that are to be filled in, and parts of names that say so. */
const TEMPLATE =
  /\.(?:example|sample|template|tmpl|tpl|dist|defaults?|j2|in|md|enc|sops|age|gpg)$|(?:^|[-_.])(?:example|sample|template|schema)(?:[-_.]|$)/;

function judge(path: string, folders: boolean): SecretPath | undefined {
  const tidy = path
    .replaceAll('\\', '/')
    .replace(/(?<!\/)\/+$/, '')
    .toLowerCase();
  const name = baseOf(tidy);
  if (name === '' || /^\*+$/.test(name)) return folders ? inFolder(tidy) : undefined;
  if (/\.pub\*?$/.test(name)) return undefined;
  if (/\.(?:pem|key)$/.test(name))
    return PUBLIC.test(name) || TEMPLATE.test(name) ? undefined : { says: 'may be a private key', content: KEY };
  for (const [pattern, says, content] of FILES)
    if (pattern.test(name)) return isTemplate(name) ? undefined : { says, ...(content && { content }) };
  return folders ? inFolder(tidy) : undefined;
}

const isTemplate = (name: string): boolean =>
  TEMPLATE.test(name) && !/^secring|(?:secret|private)[-_.]?(?:key|keys|keyring)?\.gpg$/.test(name);

function inFolder(path: string): SecretPath | undefined {
  const found = FOLDERS.find(([pattern]) => pattern.test(path.replace(/\/\*+$/, '')));
  return found && { says: found[1] };
}

const baseOf = (path: string): string => path.replaceAll('\\', '/').split('/').at(-1)!;

/** Variables that name a file of credentials, by the manuals of the programs that read them. */
export const credentialFileVariables: ReadonlySet<string> = new Set([
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GOOGLE_CREDENTIALS',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CONFIG_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AZURE_AUTH_LOCATION',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'KUBECONFIG',
  'DOCKER_CONFIG',
  'NPM_CONFIG_USERCONFIG',
  'PGPASSFILE',
  'NETRC',
  'BOTO_CONFIG',
  'OCI_CONFIG_FILE',
  'CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE',
]);
