import { defaultCredentialTable } from './defaultCredentialTable.ts';
import type { DefaultCredentialRow } from './rows.ts';
import type { ImageName } from '../model/imageName.ts';
import { keyOf } from '../model/settingsText.ts';
import { wordsOf } from '../model/words.ts';

/** Why a credential is weak. */
export interface Weakness {
  /** `default`: the product ships or documents it. `guessable`: it is in every list. `derived`: it is the user's, the database's or the product's name; `user`: of a list of users, one has such a password. */
  readonly by: 'default' | 'guessable' | 'derived' | 'user';
  readonly product?: string;
}

/** Judges a credential by its name, its value, and what stands beside it. */
export function judgeCredential(
  name: string,
  value: string,
  image: ImageName | undefined,
  beside: ReadonlyMap<string, string>,
): Weakness | undefined {
  const key = keyOf(name);
  if (key.endsWith('REGISTERED_USERS')) return ofUsers(value);
  // what a trust store holds is public
  if (isOfTrustStore(wordsOf(name))) return undefined;
  for (const row of rowsFor(image)) {
    if (row.when !== 'set' || !setsVariable(row, key)) continue;
    if (isListed(row, value)) return row.images.includes('*') ? { by: 'guessable' } : { by: 'default', product: row.product };
    if (equalsListed(row, value, beside)) return { by: 'derived' };
  }
  if (!isPasswordName(name)) return undefined;
  if (isGuessable(value)) return { by: 'guessable' };
  return isDerived(key, value, image, beside) ? { by: 'derived' } : undefined;
}

/** Users of Orthanc as JSON: the name as password, `alicePassword` as its documentation has it, or one that anyone guesses. */
function ofUsers(value: string): Weakness | undefined {
  const users = [...value.matchAll(/"([^"]{1,100})"\s*:\s*"([^"]{1,200})"/g)];
  if (users.some(([, user, password]) => user === password || password === `${user}Password`))
    return { by: 'default', product: 'Orthanc' };
  return users.some(([, , password]) => isGuessable(password!)) ? { by: 'user' } : undefined;
}

/** The logins an image falls back to when none of some variables is set. */
export function fallbacksOf(image: ImageName): readonly { readonly product: string; readonly variables: readonly string[] }[] {
  // what only stands in front of it knows no login
  if (/-(?:gateway|frontend|proxy|nginx|ui|web)$/.test(image.path ?? '')) return [];
  return rowsFor(image).flatMap((row) => {
    if (row.when !== 'unset' || row.values !== 'absent') return [];
    const variables = row.variables.flatMap((text) => text.split(' and ')).filter((text) => /^[A-Z][A-Z\d_]+$/.test(text));
    return variables.length > 0 ? [{ product: row.product, variables }] : [];
  });
}

const rows = new Map<string, readonly DefaultCredentialRow[]>();

function rowsFor(image: ImageName | undefined): readonly DefaultCredentialRow[] {
  const repository = image?.repository?.replace(/^docker\.io\/(?:library\/)?/, '') ?? '';
  let found = rows.get(repository);
  if (!found) {
    if (rows.size > 1000) rows.clear();
    found = defaultCredentialTable.filter(({ images }) => images.some((glob) => glob === '*' || fits(repository, glob)));
    rows.set(repository, found);
  }
  return found;
}

/** `*` in a pattern stands for anything. */
function fits(repository: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  // a bare name is that of the program, whoever publishes its image
  if (rest.length === 0) return repository === pattern || (!pattern.includes('/') && repository.endsWith(`/${pattern}`));
  if (!repository.startsWith(head)) return false;
  let at = head.length;
  for (const part of rest) {
    const found = repository.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return repository !== '' && (rest.at(-1) === '' || repository.endsWith(rest.at(-1)!));
}

function setsVariable({ variables }: DefaultCredentialRow, key: string): boolean {
  return variables.some((variable) =>
    variable.startsWith('*')
      ? key.endsWith(keyOf(variable.slice(1))) || key === keyOf(variable.slice(1))
      : keyOf(variable) === key,
  );
}

const isListed = ({ values }: DefaultCredentialRow, value: string): boolean =>
  values.split(/,\s+/).some((listed) => (listed.endsWith('*') ? value.startsWith(listed.slice(0, -1)) : listed === value));

/** Whether the value is that of another variable, as `equal to POSTGRES_USER` says. */
const equalsListed = ({ values }: DefaultCredentialRow, value: string, beside: ReadonlyMap<string, string>): boolean =>
  [...values.matchAll(/\bequal to (\w+)(?: or (\w+))?/g)].some(([, ...names]) =>
    names.some((name) => name !== undefined && beside.get(name) === value),
  );

const isPasswordName = (name: string): boolean => {
  return wordsOf(name).some((word) => PASSWORD_WORDS.has(word));
};

const isOfTrustStore = (words: readonly string[]): boolean =>
  words.includes('truststore') || (words.includes('trust') && words.includes('store'));

const each = (text: string): readonly string[] => text.split(/\s+/);
const PASSWORD_WORDS = new Set(
  each(
    'password passwd pwd pass pw secret passphrase passwort pgpassword rootpassword dbpassword dbpass userpassword adminpassword requirepass storepass keypass',
  ),
);
/** The head of every list of guesses, among them the most common passwords of NIST SP 800-63B's "commonly used". */
const GUESSES = new Set(
  each(`password passw0rd p@ssw0rd p@ssword pa55w0rd pa$$word changeme change_me change-me changethis changeit secret admin
  administrator root toor test testing demo guest default letmein qwerty qwertyuiop abc123 iloveyou 123456 1234567 12345678
  123456789 1234567890 1234 12345 111111 000000 welcome mypass mypassword mysecret mysecretpassword supersecret topsecret
  secretpassword example sample user username postgres mysql mongo redis rabbitmq elastic minio minioadmin oracle sa pass
  passwort temp temporary hello monkey dragon master login system manager public private foobared adminadmin rootroot`),
);

/** A word of the list; with a digit, a year or `!` behind it; with `root`, `dev`, `local`, `my`, `db` or `test` before it. */
function isGuessable(value: string): boolean {
  const word = value.toLowerCase();
  if (GUESSES.has(word)) return true;
  const bare = word.replace(/[@_.-]?(?:\d{1,4})?[!?.]?$/, '');
  if (bare !== word && GUESSES.has(bare)) return true;
  const last = bare.replace(/^(?:root|dev|local|my|db|test|user|admin|super|the)[_-]?/, '');
  return last !== bare && GUESSES.has(last) && last.length > 2;
}

/** A name that whoever sees the container's settings, or knows its image, also knows. */
function isDerived(key: string, value: string, image: ImageName | undefined, beside: ReadonlyMap<string, string>): boolean {
  const word = value.toLowerCase().replace(/[_-]?(?:\d{1,4})?!?$/, '');
  if (word.length < 3) return false;
  const product = image?.path?.split('/').at(-1);
  if (product !== undefined && product === word) return true;
  for (const [name, other] of beside) {
    if (name === key || other.toLowerCase() !== word) continue;
    const last = wordsOf(name).at(-1) ?? '';
    if (/^(?:user|username|usr|login|name|database|db|dbname|schema|email|account)$/.test(last)) return true;
  }
  return false;
}
