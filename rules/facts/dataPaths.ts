import type { ImageName } from '../model/imageName.ts';
import { imageRows } from './images.ts';

/** A product that keeps data, and where its image keeps them. */
export interface DataStore {
  readonly product: string;
  readonly kind: string;
  /** Folders of the image; data are safe when one of them is kept. Empty when the product is known and its folder is not. */
  readonly paths: readonly string[];
  /** The setting that names another database: without it, data are in one inside the container, which no mount of `paths` keeps. */
  readonly database?: string;
  /** A folder that looks like the right one and is not, and why. */
  readonly unkept?: { readonly path: string; readonly why: string };
}

const KINDS: ReadonlySet<string> = new Set(['database', 'search', 'object-store', 'fhir', 'ehr', 'pacs', 'cache']);

/** What an image keeps data as; nothing for one that is unknown, or keeps none. */
export function dataStoreOf(name: ImageName | undefined): DataStore | undefined {
  if (!name?.repository) return undefined;
  const key = `${name.repository}:${name.tag.value ?? ''}`;
  if (stores.has(key)) return stores.get(key);
  if (stores.size > 1024) stores.clear();
  const store = lookUp(name);
  stores.set(key, store);
  return store;
}

const stores = new Map<string, DataStore | undefined>();

function lookUp(name: ImageName): DataStore | undefined {
  const row = imageRows(name).find(({ kind }) => KINDS.has(kind));
  if (!row) return undefined;
  const { product, kind, dataPaths = '' } = row;
  const paths = dataPaths
    .split(';')
    .map((path) => path.trim().replace(/\s.*/, ''))
    .filter((path) => path.startsWith('/'));
  const common = { product: product.replace(/(?<!\s)\s*\([^(]*\)$/, ''), kind, paths };
  // https://github.com/hapifhir/hapi-fhir-jpaserver-starter: H2, in memory or below the program's own folder
  if (/external database by datasource/.test(dataPaths)) return { ...common, database: 'spring.datasource.url' };
  // Bahmni's own images keep them elsewhere than those of the product
  if (name.repository!.startsWith('docker.io/bahmni/')) return { ...common, paths: [] };
  return /\/var\/lib\/postgresql\/data \(17/.test(dataPaths) ? { ...common, ...ofPostgres(name) } : common;
}

/**
 * Up to 17 the image declares a volume at `/var/lib/postgresql/data`, which lies over whatever is mounted above it; from 18 on
 * it keeps a folder for each version below `/var/lib/postgresql` (https://github.com/docker-library/docs/blob/master/postgres/content.md).
 */
function ofPostgres({ tag }: ImageName): Pick<DataStore, 'paths' | 'unkept'> {
  const version = /^(?:pg)?(\d+)/.exec(tag.value ?? '') ?? /-pg(\d+)/.exec(tag.value ?? '');
  const major = version && !/^\d{3}|^\d\.\d/.test(tag.value ?? '') ? Number(version[1]) : undefined;
  const [old, parent] = ['/var/lib/postgresql/data', '/var/lib/postgresql'];
  if (major === undefined) return { paths: [old, parent] };
  return major >= 18
    ? { paths: [parent] }
    : { paths: [old], unkept: { path: parent, why: `up to version 17 the image lays a volume of its own over \`${old}\`` } };
}
