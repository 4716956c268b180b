/**
 * Writes the tables under `rules/facts/` from a folder of CSV files: `node scripts/facts.ts FOLDER`.
 * The tables are data with a source each; what is asked of them stands in the file beside them, written by hand.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv, type Row } from './csv.ts';
import { root } from './places.ts';
import { switchesOf } from './switches.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Which folder holds the CSV files? node scripts/facts.ts FOLDER');
const today = new Date().toISOString().slice(0, 10);
/** Products whose code names are tags. */
const NAMED = new Set(['debian', 'ubuntu']);

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

table(
  'servers.csv',
  'serverTable',
  'packages, programs and images that serve remote logins and plain-text protocols',
  'ServerRow',
  ({ rule, service, debian_packages, alpine_packages, rpm_packages, commands, images, note, source, verified }) => ({
    rule,
    service,
    apt: names(debian_packages),
    apk: names(alpine_packages),
    rpm: names(rpm_packages),
    programs: names(commands, ' '),
    images: names(images, '/*:'),
    ...optional({ note }),
    source,
    verified: verified === 'yes',
  }),
);

// Refreshed alone: a folder with eol.csv only, of the columns product, cycle, codename, end, end_basis, policy and images.
grouped(
  'eol.csv',
  'releaseTable',
  'releases of products and when their support ends',
  'ReleaseRow',
  ({ product, images, policy }) => [product, images, policy].join(),
  (rows) => {
    const [{ product, images, policy, end_basis }] = rows as [Row];
    const retired = rows.some(({ cycle }) => cycle === 'any');
    return {
      product,
      images: list(images),
      ...(policy === 'rolling' && { rolling: true }),
      ...optional({ retired: retired ? end_basis : undefined }),
      releases: rows.map(release).join(' '),
    };
  },
);

/** `12:bookworm=2028-06-30`; without a date when no end is announced. */
function release({ product, cycle, codename = '', end }: Row): string {
  const named = NAMED.has(product!) && codename !== '' ? `:${codename.split(' ')[0]!.toLowerCase()}` : '';
  return `${cycle}${named}${end === 'none' ? '' : `=${end}`}`;
}

/** What a comma-separated list names, without remarks. */
function names(text = '', also = ''): string[] {
  return list(
    text
      .replace(/\s*\(meta\)/g, '')
      .replace(/[^,]*\([^)]*\)/g, '')
      .replaceAll(',', ';'),
  ).filter((name) => [...name].every((char) => /[\w.+-]/.test(char) || also.includes(char)) && !/ (?:with|is) /.test(name));
}

switches('auth-switches.csv', 'tls-switches.csv', 'debug-switches.csv', 'data-switches.csv');

/** One table of several files; records that cannot be judged exactly are named, and left out. */
function switches(...files: readonly string[]): void {
  const paths = files.map((file) => join(folder!, file));
  if (!paths.every((path) => existsSync(path))) return;
  const rows = paths
    .flatMap((path) => parseCsv(readFileSync(path, 'utf8')))
    .flatMap((row) => {
      const judged = switchesOf(row);
      if (!judged) console.log(`left out: ${row.setting} (${row.bad_value})`);
      return judged ?? [];
    });
  write('switchTable', 'switches', 'SwitchRow', rows);
}

table(
  'default-credentials.csv',
  'defaultCredentialTable',
  'default and guessable credentials of products',
  'DefaultCredentialRow',
  ({ image, product, variable, bad_value, pair_or_user, when, effect, source, verified }) => ({
    images: list(image),
    product,
    variables: list(variable?.replaceAll(',', ';')),
    values: bad_value,
    user: pair_or_user,
    when,
    effect,
    source,
    verified: verified === 'yes',
  }),
);

table(
  'third-parties.csv',
  'thirdPartyTable',
  'vendors that systems send data to',
  'ThirdPartyRow',
  ({ vendor, kind, hosts, variables, source, verified }) => ({
    vendor,
    kind,
    hosts: list(hosts?.replaceAll(',', ';')),
    variables: list(variables?.replaceAll(',', ';')),
    source,
    verified: verified === 'yes',
  }),
);

function table(csv: string, name: string, about: string, type: string, shape: (row: Row) => object): void {
  let index = 0;
  grouped(
    csv,
    name,
    about,
    type,
    () => String(index++),
    ([row]) => shape(row!),
  );
}

/** Rows that have a key in common become one. A table whose file is not in the folder stays as it is. */
function grouped(
  csv: string,
  name: string,
  about: string,
  type: string,
  key: (row: Row) => string,
  shape: (rows: readonly Row[]) => object,
): void {
  const file = join(folder!, csv);
  if (!existsSync(file)) return;
  const groups = Map.groupBy(parseCsv(readFileSync(file, 'utf8')), key);
  const dated = csv === 'eol.csv' ? ['', '/** The ISO date of the table. */', `export const releaseTableDate = '${today}';`] : [];
  write(name, about, type, [...groups.values()].map(shape), dated);
}

function write(name: string, about: string, type: string, rows: readonly object[], more: readonly string[] = []): void {
  const text = [
    `import type { ${type} } from './rows.ts';`,
    '',
    `/** What is known of ${about}, each with its source. Written by \`node scripts/facts.ts\` on ${today}; not edited by hand. */`,
    `// biome-ignore format: a row a line`,
    `export const ${name}: readonly ${type}[] = [`,
    ...rows.map((row) => `  ${literal(row)},`),
    '];',
    ...more,
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
