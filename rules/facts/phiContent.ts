import { healthRecordIn, isConformanceResource } from './healthRecords.ts';
import { citedClasses, judgeColumns, type ColumnJudgement } from './phiColumns.ts';

/** What the beginning of a file says of the whole. */
export interface PhiContent {
  /**
   * `strong`: a health record, or columns that identify patients. `plausible`: some columns that may. `none`: it was read,
   * and nothing in it identifies anybody. `never`: what is of no patient by its kind, as a list of codes, a schema, a
   * definition, an empty file.
   */
  readonly strength: 'strong' | 'plausible' | 'none' | 'never';
  /** What it is, for a message: `an HL7 v2 message`, `a table with columns for identifiers of patients`. */
  readonly what: string;
  /** The letters of 45 CFR 164.514(b)(2)(i) of the identifiers found, sorted. */
  readonly classes: readonly string[];
  /** It says of itself that it is made up, a test, or without identities. */
  readonly synthetic: boolean;
}

/** How much of a file the workspace gives. A head of this length may go on. */
const WHOLE_HEAD = 65_536;

/**
 * Judges a file by its name and its first 64 KiB, one UTF-16 unit a byte where it is not UTF-8. Nothing when the format says
 * nothing of what is in it, as a database file or an archive: the name decides alone. Never keeps or gives a value.
 */
export function judgeContent(name: string, head: string): PhiContent | undefined {
  const text = head.startsWith('\uFEFF') ? head.slice(1) : head;
  const isCut = head.length >= WHOLE_HEAD - 4;
  if (text.trim() === '') return never('an empty file');
  if (/^(?:age-encryption\.org\/|-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED FILE)-----|\$ANSIBLE_VAULT;)/.test(text))
    return { strength: 'none', what: 'an encrypted file', classes: [], synthetic: false };
  if (text.startsWith('version https://git-lfs.github.com/')) return undefined;
  const record = healthRecordIn(text);
  if (record)
    return {
      strength: record.partial ? 'plausible' : 'strong',
      what: record.format,
      classes: record.classes,
      synthetic: record.synthetic,
    };
  if (/\0/.test(text.slice(0, 1024))) return undefined; // binary
  if (isConformanceResource(text)) return never('a definition of a standard');
  if (text.startsWith('BEGIN:VCARD') || text.startsWith('##fileformat=VCF')) return undefined;
  if (isSql(name, text)) return judgeSql(name, text, isCut);
  const start = text.trimStart()[0];
  if (start === '{' || start === '[') return judgeJson(name, text);
  return start === '<' ? undefined : judgeTable(name, text);
}

/** What a finding says of a content it met: `It is a table … (164.514(b)(2)(i)(A), (C)).` Nothing but classes is named. */
export function describeContent({ what, classes, synthetic }: PhiContent): string {
  const cited = citedClasses(classes);
  return `${what}${cited === '' ? '' : ` (${cited})`}${synthetic ? ', which says it is made up' : ''}`;
}

const never = (what: string): PhiContent => ({ strength: 'never', what, classes: [], synthetic: false });

function ofColumns({ strength, classes, codes, synthetic }: ColumnJudgement, what: string, isTable: boolean): PhiContent {
  if (isTable && codes) return never('a list of codes');
  return {
    strength,
    what: strength === 'none' ? what : `${what} with identifiers beside health data`,
    classes: strength === 'none' ? [] : classes,
    synthetic,
  };
}

const baseName = (name: string): string => name.slice(name.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');

/** The first line of a table, when it is one of names. */
function judgeTable(name: string, text: string): PhiContent | undefined {
  const columns = columnsOf(text);
  return columns && ofColumns(judgeColumns(columns, [baseName(name)]), 'a table', true);
}

/** The names in the first line of a text that is a table with two columns or more; nothing when its first line is of values. */
export function columnsOf(text: string): readonly string[] | undefined {
  const end = text.search(/[\r\n]/);
  const line = (end === -1 ? text : text.slice(0, end)).slice(0, 20_000);
  const next = /[\r\n]([^\r\n]+)/.exec(text.slice(end === -1 ? text.length : end))?.[1];
  for (const separator of SEPARATORS) {
    if (!line.includes(separator)) continue;
    const columns = line.split(separator).map((column) => column.trim().replace(/^(["'])(.*)\1$/, '$2'));
    if (columns.length < 2 || !columns.every(isName)) continue;
    // a table goes on in lines of the same kind
    if (next !== undefined && !next.includes(separator)) continue;
    return columns;
  }
  return undefined;
}

const SEPARATORS = ['\t', '|', ';', ','];

/** A name of a column: words, no sentence and no value. */
const isName = (column: string): boolean => /^[#A-Za-z_][\w .()/#-]{0,60}$|^$/.test(column);

/** The keys of the first object of a list, or of the first line. */
function judgeJson(name: string, text: string): PhiContent | undefined {
  const first = /^\s*(?:\[\s*)?\{/.exec(text);
  const isList = text.trimStart().startsWith('[') || /^\s*\{[^\r\n]*\}\r?\n\s*\{/.test(text.slice(0, 20_000));
  if (!first || !isList) return undefined;
  const end = text.indexOf('}', first[0].length);
  const keys = keysOf(text.slice(0, end === -1 ? 8000 : Math.min(end, 8000)));
  return keys.length < 2 ? undefined : ofColumns(judgeColumns(keys, [baseName(name)]), 'a list of objects', false);
}

const keysOf = (text: string): string[] => [...text.matchAll(/"([A-Za-z_][\w .-]{0,60})"\s*:/g)].map(([, key]) => key!);

const isSql = (name: string, text: string): boolean =>
  /\.(?:sql|dump|pgdump|psql|ddl)$/i.test(name) ||
  /^(?:--|\/\*)[^\n]*(?:MySQL|MariaDB|PostgreSQL database) dump/.test(text) ||
  /(?:^|\n)[^\S\n]*(?:INSERT\s+INTO|CREATE\s+TABLE|COPY\s+[\w.]+\s*\()/i.test(text.slice(0, 4000));

/** Rows are judged by their columns; a file that makes tables and fills none holds no data. */
function judgeSql(name: string, text: string, isCut: boolean): PhiContent | undefined {
  const { tables, filled } = readSql(text);
  let best: PhiContent | undefined;
  for (const [table, columns] of filled) {
    const judged = ofColumns(judgeColumns(columns ?? tables.get(table) ?? [], [table, baseName(name)]), 'SQL rows', false);
    if (!best || RANK[judged.strength] > RANK[best.strength]) best = judged;
    if (best.strength === 'strong') return best;
  }
  if (filled.size > 0) return isCut && best?.strength === 'none' ? undefined : best;
  if (!isCut)
    return tables.size > 0 || /\b(?:CREATE|ALTER|GRANT|DROP)\b/i.test(text) ? never('a schema without rows') : undefined;
  if (!/^(?:--|\/\*)[^\n]*\bdump\b|PostgreSQL database dump/.test(text.slice(0, 400))) return undefined;
  // rows come after what was seen
  const all = [...tables].map(([table, columns]) => judgeColumns(columns, [table, baseName(name)]));
  const found = all.find(({ strength }) => strength === 'strong');
  return found && { ...ofColumns(found, 'a database dump', false), strength: 'plausible' };
}

const RANK = { strong: 3, plausible: 2, none: 1, never: 0 } as const;

/** Splits at the commas outside of brackets. */
function splitOutside(line: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < line.length; at++)
    if (line[at] === '(') depth++;
    else if (line[at] === ')') depth--;
    else if (line[at] === ',' && depth === 0) {
      parts.push(line.slice(start, at));
      start = at + 1;
    }
  return [...parts, line.slice(start)];
}

/** The tables an SQL text makes, with their columns, and those it fills, with the columns named there. */
export function readSql(text: string): {
  readonly tables: ReadonlyMap<string, readonly string[]>;
  readonly filled: ReadonlyMap<string, readonly string[] | undefined>;
} {
  const tables = new Map<string, readonly string[]>();
  const filled = new Map<string, readonly string[] | undefined>();
  for (const [, name = '', body = ''] of text.matchAll(
    /\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([\w."`[\]]{1,120})\s*\(([^;]{0,20000})/gi,
  )) {
    const columns = body
      .split('\n')
      .flatMap((line) => splitOutside(line))
      .flatMap((part) => {
        const column = /^\s*["`[]?([A-Za-z_]\w*)["`\]]?\s+[A-Za-z]/.exec(part)?.[1];
        return column === undefined || /^(?:PRIMARY|FOREIGN|UNIQUE|KEY|CONSTRAINT|CHECK|INDEX|REFERENCES)$/i.test(column)
          ? []
          : [column];
      });
    tables.set(tableName(name), columns);
    if (tables.size >= 500) break;
  }
  for (const [, insert, copy, list] of text.matchAll(
    /\b(?:INSERT\s+(?:IGNORE\s+)?INTO\s+([\w."`[\]]{1,120})|COPY\s+([\w."`[\]]{1,120}))(?:\s*\(([^()]{0,4000})\))?\s*(?=VALUES|FROM\s+stdin)/gi,
  )) {
    const table = tableName(insert ?? copy ?? '');
    const columns = list?.split(',').map((column) => column.trim().replace(/^["`[]|["`\]]$/g, ''));
    if (columns || !filled.has(table)) filled.set(table, columns);
    if (filled.size >= 500) break;
  }
  return { tables, filled };
}

const tableName = (name: string): string =>
  name
    .replace(/["`[\]]/g, '')
    .split('.')
    .at(-1)!
    .toLowerCase();
