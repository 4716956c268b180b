/**
 * Writes the tables under `rules/facts/` from a folder of CSV files: `node scripts/facts.ts FOLDER`.
 * The tables are data with a source each; what is asked of them stands in the file beside them, written by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv, type Row } from './csv.ts';
import { root } from './places.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Which folder holds the CSV files? node scripts/facts.ts FOLDER');
const today = new Date().toISOString().slice(0, 10);

table(
  'ports.csv',
  'portTable',
  'ports of protocols',
  'PortRow',
  ({ port_from, port_to, transport, service, rule, strength, tls_counterpart, hint_needed, source, verified }) => ({
    from: Number(port_from),
    to: Number(port_to),
    transport,
    service,
    ...(rule !== 'none' && { rule }),
    strength,
    ...optional({ twin: tls_counterpart, hint: hint_needed }),
    source,
    verified: verified === 'yes',
  }),
);

table(
  'images.csv',
  'imageTable',
  'well-known images',
  'ImageRow',
  ({ images, product, kind, data_paths, auth_default, user, source, verified }) => ({
    images: list(images),
    product,
    kind,
    ...optional({ dataPaths: data_paths, authentication: auth_default, user }),
    source,
    verified: verified === 'yes',
  }),
);

table(
  'registries.csv',
  'registryTable',
  'registries and namespaces',
  'RegistryRow',
  ({ prefix, state, successor, note, source, verified }) => ({
    prefix,
    state,
    ...optional({ successor, note }),
    source,
    verified: verified === 'yes',
  }),
);

table(
  'phi-names.csv',
  'phiNameTable',
  'names that hint at health information',
  'PhiNameRow',
  ({ kind, value, strength, identifier_class, needs, source, verified }) => ({
    kind,
    value,
    strength,
    ...optional({ identifierClass: identifier_class, needs }),
    source,
    verified: verified === 'yes',
  }),
);

function table(csv: string, name: string, about: string, type: string, shape: (row: Row) => object): void {
  const rows = parseCsv(readFileSync(join(folder!, csv), 'utf8')).map((row) => `  ${literal(shape(row))},`);
  const text = [
    `import type { ${type} } from './rows.ts';`,
    '',
    `/** What is known of ${about}, each with its source. Written by \`node scripts/facts.ts\` on ${today}; not edited by hand. */`,
    `// biome-ignore format: a row a line`,
    `export const ${name}: readonly ${type}[] = [`,
    ...rows,
    '];',
    '',
  ].join('\n');
  writeFileSync(join(root, 'rules', 'facts', `${name}.ts`), text);
}

function literal(value: object): string {
  const quote = (text: string): string => (text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\')}'`);
  const written = (item: unknown): string =>
    Array.isArray(item) ? `[${item.map(written).join(', ')}]` : typeof item === 'string' ? quote(item) : String(item);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${key}: ${written(item)}`)
    .join(', ')} }`;
}

function list(text = ''): string[] {
  return text
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function optional(fields: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
}
