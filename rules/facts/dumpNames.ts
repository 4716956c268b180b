import { wordsOf } from '../model/words.ts';
import { judgePhiPath, looksSynthetic } from './phiPath.ts';

/**
 * Folders whose files a database image runs or restores on its first start, by the manuals of the images (postgres, mysql,
 * mariadb, mongo, gvenzl/oracle-free, oracle/database, mssql/server).
 */
const INIT_FOLDERS =
  /^\/(?:docker-entrypoint-(?:init|start)[\w-]*\.d|docker-entrypoint-initdb|container-entrypoint-(?:init|start)db\.d|opt\/oracle\/scripts\/(?:setup|startup)|var\/opt\/mssql\/backup)(?:\/|$)/;

/** Whether files at a path of the image are read into its database on the first start. */
export const isInitFolder = (path: string): boolean => INIT_FOLDERS.test(path);

/** What the name of a file says that a database is filled from. */
export interface SeedName {
  /** `data`: it says that it holds rows. `sql`: statements of whatever kind, to be read. */
  readonly kind: 'data' | 'sql';
  readonly synthetic: boolean;
}

/** Judges a file by its name; nothing for scripts and what is no data. */
export function judgeSeedName(path: string): SeedName | undefined {
  const synthetic = looksSynthetic(path);
  const file = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const words = wordsOf(file);
  const says = (list: ReadonlySet<string>): boolean => words.some((word) => list.has(word));
  const isSql = /\.sql(?:\.(?:gz|xz|bz2|zst|zip))?$/.test(file);
  if (isSql && says(SCHEMA) && !says(ROWS)) return { kind: 'sql', synthetic };
  if (/\.(?:csv|tsv)(?:\.gz)?$/.test(file)) return judgePhiPath(path) && { kind: 'data', synthetic };
  if (/\.(?:dump|dmp|bak|pgdump|bson|archive)(?:\.gz)?$/.test(file) || (isSql && !file.endsWith('.sql')))
    return { kind: 'data', synthetic };
  if (!isSql) return undefined;
  return { kind: says(ROWS) || says(DATA) || judgePhiPath(path)?.strength === 'strong' ? 'data' : 'sql', synthetic };
}

const ROWS = new Set('dump backup bak prod production live real full export restore snapshot'.split(' '));
const DATA = new Set(['data']);
/** Of statements that make tables, and of the few rows a program needs to start. */
const SCHEMA = new Set(
  'schema ddl init initial seed seeds migration migrations structure roles role grants users user views functions create tables extensions setup bootstrap'.split(
    ' ',
  ),
);
