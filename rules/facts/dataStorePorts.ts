import type { ImageName } from '../model/imageName.ts';
import { imageRows } from './images.ts';
import { portsOf } from './ports.ts';

/** A port of a data store, and what is served there. */
export interface DataStorePort {
  readonly port: number;
  readonly product: string;
}

/**
 * The first port between `from` and `to`, both included, at which a data store answers. `words` are those of the image,
 * the container or Service and the port's own name.
 */
export function dataStorePortIn(
  from: number,
  to: number,
  transport: string,
  image: ImageName | undefined,
  words: readonly string[],
  allowed: readonly number[] = [],
): DataStorePort | undefined {
  for (const row of portsOf('published-database-port', from, to, transport)) {
    const hints = HINTS[row.from];
    if (hints && !words.some((word) => hints.some((hint) => word.includes(hint)))) continue;
    if (!hints && row.strength === 'context') continue;
    if (SHARED.has(row.from) && image && isAnotherProduct(image)) continue;
    for (let port = Math.max(row.from, from); port <= Math.min(row.to, to); port++)
      if (!allowed.includes(port)) return { port, product: productOf(row.service, row.from, words) };
  }
  return undefined;
}

/** The data store an image is, when it is one. */
export function dataStoreOf(image: ImageName): string | undefined {
  return imageRows(image).find(({ kind }) => STORES.has(kind))?.product;
}

const STORES = new Set(['database', 'cache', 'queue', 'search', 'object-store']);

/** Known, and no data store: Smile CDR, say, serves its own things at 9200. */
function isAnotherProduct(image: ImageName): boolean {
  const rows = imageRows(image).filter(({ kind }) => kind !== 'base');
  return rows.length > 0 && !rows.some(({ kind }) => STORES.has(kind));
}

/** Ports that are served over HTTP or otherwise taken by programs of many kinds. */
const SHARED = new Set([1972, 2181, 3050, 4222, 5984, 7474, 8086, 8529, 8983, 9042, 9092, 9200, 9300]);

/** Words that make a port which is common elsewhere the one of its row, by the row's first port. */
const HINTS: Readonly<Record<number, readonly string[]>> = {
  1522: ['oracle'],
  5433: ['postgres', 'pgsql', 'timescale', 'vertica'],
  6333: ['qdrant'],
  7000: ['cassandra', 'scylla'],
  8123: ['clickhouse'],
  9000: ['clickhouse', 'minio'],
  9094: ['kafka'],
  9160: ['cassandra', 'scylla'],
  19530: ['milvus'],
  50000: ['db2'],
  52773: ['iris', 'intersystems'],
};

/** What people call a service whose registered name they may not know, by the row's first port. */
const PRODUCTS: Readonly<Record<number, string>> = {
  1433: 'SQL Server',
  1434: 'SQL Server Browser',
  1521: 'Oracle Database',
  1522: 'Oracle Database',
  1972: 'InterSystems IRIS',
  2379: 'etcd',
  2380: 'etcd',
  3306: 'MySQL',
  5432: 'PostgreSQL',
  5433: 'PostgreSQL',
  5672: 'AMQP',
  6379: 'Redis',
  6432: 'PgBouncer',
  6650: 'Pulsar',
  7000: 'Cassandra',
  7474: 'Neo4j',
  7687: 'Neo4j',
  8123: 'ClickHouse',
  9042: 'Cassandra',
  9092: 'Kafka',
  9094: 'Kafka',
  9160: 'Cassandra',
  9200: 'Elasticsearch or OpenSearch',
  9300: 'Elasticsearch or OpenSearch',
  26257: 'CockroachDB',
  26379: 'Redis Sentinel',
  27017: 'MongoDB',
  28017: 'MongoDB',
  33060: 'MySQL',
  50000: 'Db2',
  52773: 'InterSystems IRIS',
  61613: 'STOMP',
  61616: 'ActiveMQ',
};

function productOf(service: string, row: number, words: readonly string[]): string {
  if (row === 9000) return words.some((word) => word.includes('minio')) ? 'MinIO' : 'ClickHouse';
  return PRODUCTS[row] ?? service.replace(/(?<!\s)\s*\(.*/, '');
}
