import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { suite, test } from 'node:test';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { root } from '../../scripts/places.ts';
import { billOfMaterials } from '../../scripts/sbom.ts';

interface Package {
  readonly version: string;
  readonly license?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

const packageIn = (folder: string): Package => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Package;

suite('dependencies', () => {
  const own = packageIn('.');
  const page = readFileSync(join(root, 'docs', 'dependencies.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)].map(([, name, licence, why]) => ({
    name: name!,
    licence: licence!,
    why: why!,
  }));

  test('are those that docs/dependencies.md gives a reason for, under the licences it names', () => {
    const listed = rows.map(({ name, licence }) => `${name} ${licence}`).sort();
    const wanted = Object.keys({ ...own.dependencies, ...own.devDependencies })
      .map((name) => `${name} ${packageIn(`node_modules/${name}`).license}`)
      .sort();
    deepEqual(listed, wanted);
    for (const { why } of rows) match(why, /^[A-Z].+\.$/);
  });

  test('are exact versions, and those that are installed', () => {
    for (const [name, version] of Object.entries(own.devDependencies)) {
      match(version, /^\d+\.\d+\.\d+$/, name);
      equal(packageIn(`node_modules/${name}`).version, version, name);
    }
    equal(own.dependencies, undefined, 'what is needed at run time is bundled');
  });

  test('of what is bundled are all listed as such', () => {
    const section = page.slice(page.indexOf('## In the product'), page.indexOf('## For development'));
    const imported = new Set<string>();
    for (const folder of ['rules', 'server', 'client'])
      for (const path of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }))
        if (path.endsWith('.ts'))
          for (const [, name] of readFileSync(join(root, folder, path), 'utf8').matchAll(
            /^(?:import|export|\} from)\b[^;]*?from '(?!\.|node:|vscode')((?:@[^/']+\/)?[^/']+)[^']*';$|\bimport\('(?!\.|node:)((?:@[^/']+\/)?[^/']+)/gm,
          ))
            if (name !== undefined) imported.add(name);
    for (const name of imported) ok(section.includes(`| \`${name}\` |`) || name === 'vscode', name);
  });
});

suite('the bill of materials', () => {
  const folders = [
    'node_modules/@bomb.sh/tab',
    'node_modules/js-yaml',
    'node_modules/vscode-jsonrpc',
    'node_modules/vscode-languageserver',
    'node_modules/vscode-languageserver-protocol',
  ];
  const text = billOfMaterials(folders);

  test('is CycloneDX 1.6', () => {
    const schemas = join(
      dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json')),
      'res',
      'schema',
    );
    const read = (name: string) => JSON.parse(readFileSync(join(schemas, name), 'utf8')) as object;
    const ajv = new Ajv.default({ strict: false, logger: false, unicodeRegExp: false });
    addFormats.default(ajv as never);
    for (const format of ['iri-reference', 'idn-email']) ajv.addFormat(format, true);
    ajv.addSchema(read('spdx.SNAPSHOT.schema.json'), 'http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json');
    ajv.addSchema(read('jsf-0.82.SNAPSHOT.schema.json'), 'http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json');
    const validate = ajv.compile(read('bom-1.6.SNAPSHOT.schema.json'));
    ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
    ok(!validate({ bomFormat: 'CycloneDX' }));
  });

  test('names each package with version, licence, hash and what it needs, and is the same each time', () => {
    const bom = JSON.parse(text) as {
      components: { purl: string; licenses: unknown[]; hashes: { content: string }[] }[];
      dependencies: { ref: string; dependsOn?: string[] }[];
    };
    deepEqual(bom.components.map(({ purl }) => purl.replace(/@[^@]*$/, '')).sort(), [
      'pkg:npm/%40bomb.sh/tab',
      'pkg:npm/js-yaml',
      'pkg:npm/vscode-jsonrpc',
      'pkg:npm/vscode-languageserver',
      'pkg:npm/vscode-languageserver-protocol',
    ]);
    for (const { licenses, hashes } of bom.components) {
      equal(licenses.length, 1);
      match(hashes[0]!.content, /^[0-9a-f]{128}$/);
    }
    const needed = (name: string) =>
      bom.dependencies.find(({ ref }) => ref.startsWith(`pkg:npm/${name}@`))?.dependsOn?.map((ref) => ref.replace(/@[^@]*$/, ''));
    deepEqual(needed('vscode-languageserver'), ['pkg:npm/vscode-languageserver-protocol']);
    deepEqual(needed('vscode-languageserver-protocol'), ['pkg:npm/vscode-jsonrpc']);
    ok(needed('breakwater')!.includes('pkg:npm/js-yaml'));
    equal(billOfMaterials(folders.toReversed()), text);
  });
});
