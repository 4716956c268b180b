import { wordsOf } from '../model/words.ts';
import { phiNameTable } from './phiNameTable.ts';
import type { PhiNameRow } from './rows.ts';

/** How much a path says that health information is in it. */
export interface PhiSignal {
  /**
   * `strong`: a health format, a word for patients on a data file, or a folder for such files. `medium`: two weaker
   * signals together. `plausible`: a table or dump from or to a data folder, or a word for patients on a text that would
   * have to be read to know. `weak`: a data file or data folder of no particular name.
   */
  readonly strength: 'strong' | 'medium' | 'plausible' | 'weak';
  /** Something in the path says it was made up. */
  readonly synthetic: boolean;
}

/**
 * What a path or glob says, by the table of names (45 CFR 164.514(b)(2)(i) and the formats of the field). Nothing when
 * it says nothing. `destination` is where it goes, which may say more. `more` are words a team adds.
 */
export function judgePhiPath(source: string, destination = '', more: readonly string[] = []): PhiSignal | undefined {
  if (more.length > 0) return judge(source, destination, more);
  // the same few paths are asked for again after each keystroke, by several rules
  const key = `${source}\0${destination}`;
  if (judged.has(key)) return judged.get(key);
  if (judged.size > 4096) judged.clear();
  const signal = judge(source, destination, more);
  judged.set(key, signal);
  return signal;
}

const judged = new Map<string, PhiSignal | undefined>();

function judge(source: string, destination: string, more: readonly string[]): PhiSignal | undefined {
  const path = tidy(source);
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  const extension = extensionOf(file);
  const words = wordsOf(file.slice(0, file.length - (extension?.length ?? 0)));
  const lower = folders.map((folder) => folder.toLowerCase());
  const to = tidy(destination).toLowerCase();
  const rooted = destination.startsWith('/');
  const strength = strengthOf({ path: path.toLowerCase(), folders: lower, file, extension, words, to, rooted, more });
  return strength && { strength, synthetic: looksSynthetic(path) };
}

/** Whether something in a path says that what is there was made up. */
export const looksSynthetic = (path: string): boolean =>
  wordsOf(path).some((word) => SYNTHETIC.has(word)) || /de[-_]identified/i.test(path);

const each = (words: string): readonly string[] => words.split(/\s+/);
const rows = new Map<string, PhiNameRow[]>();
for (const row of phiNameTable) {
  const key = `${row.kind} ${row.strength}`;
  const others = rows.get(key);
  if (others) others.push(row);
  else rows.set(key, [row]);
}
const values = (kind: string, strength: string, wanted: (row: PhiNameRow) => boolean = () => true): readonly string[] =>
  (rows.get(`${kind} ${strength}`) ?? []).filter(wanted).map(({ value }) => value);

const STRONG_WORDS = values('file-word', 'strong', ({ value }) => !/^\d+$/.test(value));
const MEDIUM_WORDS = values('file-word', 'medium');
/** Numbers of X12 transactions: words only on a file, or in a folder, that can be of one. */
const TRANSACTIONS = new Set(values('file-word', 'strong', ({ value }) => /^\d+$/.test(value)));
const TRANSACTION_FILES = new Set(each('txt edi x12 dat csv'));
/** Names of standards: on a text they are as often a program's settings. */
const STANDARDS = new Set(each('hl7 fhir dicom ccda ccd'));
const SYNTHETIC = new Set([...values('file-word', 'synthetic'), 'testdata']);
/** What an SQL file is called that makes tables and fills none: words of the table, and of the language. */
const NO_ROWS = new Set(
  each(`schema ddl init seed migration migrations structure roles grants views functions view migrate create alter drop
  table tables index indexes trigger triggers procedure procedures function constraints`),
);
/** Words of source code and of conformance resources. */
const CODE_WORDS = new Set([...values('file-word', 'none').filter((word) => !NO_ROWS.has(word)), 'view', 'schema']);
/** Health systems and standards: with them a weaker signal is enough. */
const SCOPE_WORDS = new Set(values('scope-word', 'context'));
const STRONG_FOLDERS = values('folder', 'strong');
const MEDIUM_FOLDERS = values('folder', 'medium');
const EXTENSIONS = new Map(
  (['weak', 'medium', 'strong'] as const).flatMap((strength) =>
    values('extension', strength).map((value) => [value, strength] as const),
  ),
);
/** Formats that say nothing of what is in them until they are read. */
const TEXTS = new Set(values('extension', 'weak', ({ needs }) => needs?.includes('content test') ?? false));
const TABLES = new Set(each('csv tsv psv xls xlsx ods parquet sas7bdat sav dta mdb accdb bak dump pgdump'));
const DATA_FOLDERS = new Set(each('data dataset datasets export exports extract extracts dump dumps backup backups import'));
/** Published lists of codes and places: of no patient. */
const CODE_LISTS = new Set(
  each(`icd icd9 icd10 icd9cm icd10cm icd10pcs icd11 loinc snomed rxnorm ndc hcpcs cpt drg atc codes codelist codelists
  concept concepts vocabulary lookup terminology countries currencies timezones zipcodes postcodes`),
);
/** Folders of the table that are as often a module of the program. */
const MODULES = new Set(each('/patients /pacs /dicom /ccda'));
/** Where programs are written, so that a folder below them is code. */
const CODE_FOLDERS = new Set(
  each('src lib packages modules components pages routes services features controllers models node_modules'),
);
/** Where texts are that programs show or are set up with. */
const TEXT_FOLDERS = new Set([
  ...CODE_FOLDERS,
  ...each('i18n locales locale lang translations messages config conf templates schemas'),
]);
/** Where systems keep data, so that a folder below them is of data. */
const STORES = new Set(each('mnt srv var opt volumes volume storage files incoming outgoing share nfs home'));

interface PathParts {
  readonly path: string;
  readonly folders: readonly string[];
  readonly file: string;
  readonly extension: string | undefined;
  readonly words: readonly string[];
  readonly to: string;
  /** The destination is written from the root. */
  readonly rooted: boolean;
  readonly more: readonly string[];
}

function strengthOf({ path, folders, file, extension, words, to, rooted, more }: PathParts): PhiSignal['strength'] | undefined {
  const format = extension === undefined ? undefined : EXTENSIONS.get(extension);
  if (format === 'strong' || /^dicomdir$/i.test(file)) return 'strong';
  if (
    words.some((word) => TRANSACTIONS.has(word)) &&
    (TRANSACTION_FILES.has(plainExtension(file)) || (format && folders.some(isOfClaims)))
  )
    return 'strong';
  const whole = !file.includes('.') || file === '.' || /^\*+(?:\.\*)?$/.test(file);
  if (!whole && format === undefined) return undefined; // code, or nothing that holds data
  if (words.some((word) => CODE_LISTS.has(word))) return undefined;

  const isText = extension !== undefined && TEXTS.has(extension);
  const holdsData = !whole && !isText;
  const inFolder =
    isBelow(path, STRONG_FOLDERS, holdsData) || isBelow(to, STRONG_FOLDERS, holdsData || (rooted && !to.includes('/')));
  if (whole) return inFolder ? 'strong' : DATA_FOLDERS.has(folderNamed(path)) ? 'weak' : undefined;
  if (plainExtension(file, 1) === 'sql' && [...folders.flatMap(wordsOf), ...words].some((word) => NO_ROWS.has(word)))
    return undefined;
  if (/^[vru]\d+(?:[._]\d+)*__/i.test(file)) return undefined; // a migration of Flyway

  const isCode = words.some((word, at) => CODE_WORDS.has(word) || CODE_WORDS.has(word + words[at + 1]));
  const has = (phrase: string): boolean => `_${words.join('_')}_`.includes(`_${phrase.replaceAll('-', '_')}_`);
  const inData = folders.some((folder) => DATA_FOLDERS.has(folder)) || to.split('/').some((folder) => DATA_FOLDERS.has(folder));
  if (more.some((word) => has(wordsOf(word).join('_')))) return 'strong';
  const named = isCode ? [] : STRONG_WORDS.filter(has);
  if (isText && !inFolder) {
    const isOther = folders.some((folder) => TEXT_FOLDERS.has(folder)) || !named.some((word) => inData || !STANDARDS.has(word));
    return isOther ? undefined : 'plausible';
  }
  if (inFolder || named.length > 0) return 'strong';

  const medium =
    (isCode ? 0 : MEDIUM_WORDS.filter(has).length) +
    (isBelow(path, MEDIUM_FOLDERS, true) ? 1 : 0) +
    (format === 'medium' ? 1 : 0);
  if (medium >= 2 || (medium === 1 && [...folders.flatMap(wordsOf), ...words].some((word) => SCOPE_WORDS.has(word))))
    return 'medium';
  const plain = plainExtension(file, 1);
  if (TABLES.has(plain) && inData) return 'plausible';
  return TABLES.has(plain) || plain === 'sql' ? 'weak' : undefined;
}

/** Whether a folder of the table is on a path. One that may be a module counts with a data file in it, or where systems keep data. */
function isBelow(path: string, wanted: readonly string[], holdsData: boolean): boolean {
  const rooted = `/${path}/`;
  return wanted.some((folder) => {
    const at = rooted.indexOf(`${folder}/`);
    if (at === -1) return false;
    const above = rooted.slice(1, at).split('/');
    if (above.some((name) => CODE_FOLDERS.has(name))) return false;
    return holdsData || !MODULES.has(folder) || above.some((name) => DATA_FOLDERS.has(name) || STORES.has(name));
  });
}

const isOfClaims = (folder: string): boolean => folder === 'claims' || folder === 'edi';

/** The folder that a path names as a whole: of `data`, `data/` and `data/*` it is `data`. */
const folderNamed = (path: string): string =>
  path
    .replace(/\/\*+(?:\.\*)?$/, '')
    .split('/')
    .at(-1)!;

/** No extension of the table has more parts, one of what is compressed included. */
const MOST_PARTS = 4;

/** The longest extension the table knows, without its dot, lower case: `sql.gz` of `prod.SQL.gz`; glob signs stand for nothing. */
function extensionOf(file: string): string | undefined {
  const parts = file
    .toLowerCase()
    .replace(/[*?[\]]/g, '')
    .split('.');
  for (let from = Math.max(1, parts.length - MOST_PARTS); from < parts.length; from++) {
    const extension = parts.slice(from).join('.');
    const inner = /^(.+)\.(?:gz|zip|xz)$/.exec(extension)?.[1];
    // `libfoo.so.2.270` is a version, not a transaction
    if (/^\d+$/.test(extension) && /\d$/.test(parts[from - 1]!)) continue;
    if (EXTENSIONS.has(extension)) return extension;
    if (inner !== undefined && EXTENSIONS.has(inner)) return inner;
  }
  return undefined;
}

/** The last extension; with `unpacked`, that of what was compressed. */
function plainExtension(file: string, unpacked?: 1): string {
  const name = file.toLowerCase().replace(/[*?[\]]/g, '');
  return (unpacked ? name.replace(/\.(?:gz|zip|xz)$/, '') : name).split('.').at(-1)!;
}

function tidy(path: string): string {
  const isUrl = /^[a-z][a-z\d+.-]*:\/\//i.test(path);
  return (isUrl ? path.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '').replace(/[?#].*/s, '') : path)
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+/, '')
    .replace(/(?<!\/)\/+$/, '');
}
